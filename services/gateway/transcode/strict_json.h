// JSON as the suite accepts it: well-formed UTF-8, no deeper and no larger than limits.h says, no duplicate key, no U+0000.
#pragma once

#include <simdjson.h>

#include <string_view>
#include <vector>

#include "platform/base/error.h"

namespace shopper::gateway::transcode {

// The document, valid until the next parse in this thread. Malformed: an Error of kind malformed (400).
// Duplicate keys and forbidden characters are wrong fields: they are added to `wrong`.
Result<simdjson::dom::element> parse_strict(std::string_view text, std::vector<FieldError>& wrong);

// Appends one member of a JSON pointer, escaped (RFC 6901).
void append_pointer(std::string& pointer, std::string_view member);

// Adds one wrong field, unless the report is full.
void report(std::vector<FieldError>& wrong, std::string pointer, std::string code, Text text);

}  // namespace shopper::gateway::transcode
