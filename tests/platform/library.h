// What the use cases of the tests' sample service (sample/library.proto) take and give.
#pragma once

#include <string>
#include <vector>

#include "platform/base/fields.h"
#include "platform/base/text.h"

namespace shopper::testing::library {

struct Add {
  Text title;
  std::string language;
  SHOPPER_FIELDS(Add, title, language)
};
struct Ask {
  std::string id;
  SHOPPER_FIELDS(Ask, id)
};
struct Answer {
  std::string title;
  int pages = 0;
  std::vector<Answer> parts;
  SHOPPER_FIELDS(Answer, title, pages, parts)
};

}  // namespace shopper::testing::library
