// The bytes of a connection: whatever they are, they mean the same whole and in pieces, and no request is larger than its bounds.
#include <string>
#include <vector>

#include "gateway/http/framer.h"
#include "gateway/limits.h"
#include "tests/fuzz/fuzz.h"

using namespace shopper::gateway;

namespace {

struct Seen {
  std::vector<std::string> requests;
  int refused = 0;
  bool operator==(const Seen&) const = default;
};

void drain(http::Framer& framer, Seen& seen) {
  using Event = http::Framer::Event;
  while (seen.refused == 0) {
    switch (framer.advance()) {
      case Event::need_more: return;
      case Event::head: {
        const auto& request = framer.request();
        must(request.target.size() <= limits::target_bytes, "a target within its bound");
        must(request.headers.size() <= limits::header_fields, "fields within their bound");
        break;
      }
      case Event::request: {
        const auto& request = framer.request();
        must(request.body.size() == request.content_length, "a body as long as it was announced");
        seen.requests.push_back(std::string(to_string(request.method)) + " " + std::string(request.path) + "|" + std::string(request.body));
        break;
      }
      case Event::refused: seen.refused = framer.refusal().status; must(seen.refused >= 400 && seen.refused < 600, "a refusal with a status"); return;
    }
  }
}

}  // namespace

// The first byte says how large the pieces are.
void examine(std::string_view bytes) {
  if (bytes.empty()) return;
  const std::size_t piece = 1 + static_cast<unsigned char>(bytes.front()) % 17;
  bytes.remove_prefix(1);
  Seen whole, pieces;
  http::Framer first, second;
  first.append(bytes);
  drain(first, whole);
  for (std::size_t at = 0; at < bytes.size() && pieces.refused == 0; at += piece) {
    second.append(bytes.substr(at, piece));
    drain(second, pieces);
  }
  must(whole == pieces, "the same whole and in pieces");
}
