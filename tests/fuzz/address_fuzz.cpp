// Parts of addresses: path segments, Accept, Accept-Language, and addresses somebody wants us to call.
#include <string>

#include "gateway/http/negotiate.h"
#include "gateway/http/url.h"
#include "gateway/limits.h"
#include "platform/outgoing/url.h"
#include "tests/fuzz/fuzz.h"

void examine(std::string_view bytes) {
  using namespace shopper;
  if (const auto segment = gateway::http::decode_segment(bytes)) {
    must(!segment->empty() && *segment != "." && *segment != "..", "a segment that stays where it is");
    must(segment->find('/') == std::string::npos, "a segment without a slash");
    must(segment->size() <= gateway::limits::path_segment_bytes, "a segment within its bound");
  }
  const auto language = gateway::http::negotiate_language(bytes, "en");
  must(language == "ar" || language == "en", "one of our languages");
  const auto url = outgoing::check_url(bytes);
  if (url.ok() && url->address) must(outgoing::check_address(*url->address, false).ok(), "no address of a private network");
}
