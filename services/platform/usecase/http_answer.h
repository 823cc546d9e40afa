// An answer whose shape another standard prescribes, as a use case gives it (shopper.common.v1.HttpAnswer).
#pragma once

#include <string>

#include "platform/base/fields.h"

namespace shopper {

struct HttpAnswer {
  int status = 200;
  std::string content_type;
  std::string content;
  std::string location;
  std::string content_security_policy;
  SHOPPER_FIELDS(HttpAnswer, status, content_type, content, location, content_security_policy)
};

}  // namespace shopper
