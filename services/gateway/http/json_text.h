// JSON text, written by hand where speed matters.
#pragma once

#include <string>
#include <string_view>

namespace shopper::gateway::http {

// Appends `text` as a JSON string, quotes included.
void append_json_string(std::string& out, std::string_view text);

// Standard base64 with padding, appended; and its strict inverse (false: not base64).
void append_base64(std::string& out, std::string_view bytes);
bool decode_base64(std::string_view text, std::string& bytes);

}  // namespace shopper::gateway::http
