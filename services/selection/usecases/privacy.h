// The rights of those whose data selection has.
#pragma once

#include "platform/usecase/document.h"
#include "platform/usecase/erasure.h"
#include "selection/store/privacy_store.h"
#include "selection/usecases/shared.h"

namespace shopper::selection {

struct ExportOwnData {
  SHOPPER_FIELDS(ExportOwnData)
};
// What selection has of the caller; who read, interviewed and scored is not told, nor how others did.
Result<Document> export_own_data(Unit& unit, const ExportOwnData& input);

// Selection's part of an erasure, when registration has done its own.
Result<Done> erase_subject(Unit& unit, const Event& event);

}  // namespace shopper::selection
