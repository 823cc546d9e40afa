// JSON objects of strangers (token parts, key sets): no duplicate member, no deep nesting, valid UTF-8.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace shopper::jose {

// The object, or null.
nlohmann::json strict_object(std::string_view text);

// Members of such an object; "" or nothing where absent or of another type.
std::string text_member(const nlohmann::json& object, const char* name);
bool is_text(const nlohmann::json& object, const char* name, std::string_view value);

}  // namespace shopper::jose
