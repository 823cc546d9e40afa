// Texts of people: what is taken is in its normal form, so that cleaning it again changes nothing.
#include <string>

#include "platform/base/url.h"
#include "platform/text/clean.h"
#include "tests/fuzz/fuzz.h"

void examine(std::string_view bytes) {
  using namespace shopper;
  if (!valid_utf8(bytes)) return;
  for (const auto shape : {text::Shape::line, text::Shape::paragraphs, text::Shape::digits}) {
    std::string once(bytes);
    if (text::clean(once, {shape})) continue;
    must(valid_utf8(once), "still UTF-8");
    std::string twice = once;
    must(!text::clean(twice, {shape}), "what was taken is taken again");
    must(twice == once, "and is the same");
  }
}
