// JSON of clients: what is taken is UTF-8, and reads the same when it is written and read again.
#include <string>

#include "gateway/transcode/strict_json.h"
#include "tests/fuzz/fuzz.h"

void examine(std::string_view bytes) {
  using namespace shopper;
  std::vector<FieldError> wrong;
  const auto first = gateway::transcode::parse_strict(bytes, wrong);
  if (!first.ok() || !wrong.empty()) return;
  const std::string written = simdjson::minify(first.value());
  std::vector<FieldError> again_wrong;
  const auto second = gateway::transcode::parse_strict(written, again_wrong);
  must(second.ok() && again_wrong.empty(), "what was taken is taken again");
  must(std::string(simdjson::minify(second.value())) == written, "and is the same");
}
