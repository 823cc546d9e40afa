// A line of the log as it is written, and whether one that is read is still that: its last member is the CRC-32 of all bytes before it.
#pragma once

#include <string>
#include <string_view>

namespace shopper::log {

// `object`: a JSON object without its closing brace.
std::string checked_line(std::string object);

enum class LineState {
  sound,
  changed,     // it is not what was written
  cut,         // its end is missing: a process that was killed, or a full disk
  unchecked,   // without a checksum where one belongs: written by something else, or by a version from before checksums
};
// `line` without its end of line.
LineState state_of(std::string_view line);

}  // namespace shopper::log
