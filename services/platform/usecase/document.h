// A finished document as a use case answers it (shopper.common.v1.Document).
#pragma once

#include <string>

#include "platform/base/fields.h"

namespace shopper {

struct Document {
  std::string content_type;
  std::string content;
  std::string filename;       // suggested; "" to show it inline
  std::int64_t version = 0;   // becomes the ETag; 0 for none
  SHOPPER_FIELDS(Document, content_type, content, filename, version)
};

}  // namespace shopper
