#include "gateway/http/url.h"

#include "gateway/limits.h"

namespace shopper::gateway::http {

std::optional<std::string> decode_segment(std::string_view segment) {
  auto decoded = percent_decode(segment, false);
  if (!decoded || decoded->empty() || decoded->size() > limits::path_segment_bytes) return std::nullopt;
  if (*decoded == "." || *decoded == ".." || decoded->find('/') != std::string::npos || decoded->find('\\') != std::string::npos) return std::nullopt;
  return decoded;
}

}  // namespace shopper::gateway::http
