#include "platform/log/line.h"

#include <zlib.h>

#include <algorithm>

namespace shopper::log {
namespace {

constexpr std::string_view before_checksum = ",\"crc\":\"", after_checksum = "\"}", beginning = "{\"ts\":\"";
constexpr std::size_t digits = 8;
constexpr std::size_t tail_bytes = before_checksum.size() + digits + after_checksum.size();

std::string checksum_of(std::string_view bytes) {
  auto value = static_cast<std::uint32_t>(::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
  std::string hex(digits, '0');
  for (auto digit = hex.rbegin(); digit != hex.rend(); ++digit, value >>= 4) *digit = "0123456789abcdef"[value & 0xf];
  return hex;
}

}  // namespace

std::string checked_line(std::string object) {
  const auto checksum = checksum_of(object);
  object.append(before_checksum).append(checksum).append(after_checksum);
  return object;
}

LineState state_of(std::string_view line) {
  if (line.size() > tail_bytes && line.ends_with(after_checksum)) {
    const auto body = line.substr(0, line.size() - tail_bytes), tail = line.substr(body.size());
    if (tail.starts_with(before_checksum)) return tail.substr(before_checksum.size(), digits) == checksum_of(body) ? LineState::sound : LineState::changed;
  }
  return line.starts_with(beginning) && !line.ends_with('}') ? LineState::cut : LineState::unchecked;
}

}  // namespace shopper::log
