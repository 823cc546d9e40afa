// A part of a document that is too large for one message, as a use case answers it (shopper.common.v1.DocumentPart).
#pragma once

#include <string>

#include "platform/base/fields.h"

namespace shopper {

struct DocumentPart {
  std::string content_type;
  std::string content;
  std::string filename;       // of the first part
  std::string next_cursor;    // "" with the last part
  SHOPPER_FIELDS(DocumentPart, content_type, content, filename, next_cursor)
};

}  // namespace shopper
