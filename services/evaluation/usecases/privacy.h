// The rights of shoppers over what evaluation has of them.
#pragma once

#include "evaluation/store/privacy_store.h"
#include "evaluation/usecases/context.h"
#include "platform/usecase/document.h"
#include "platform/usecase/erasure.h"

namespace shopper::evaluation {

struct ExportOwnData {
  SHOPPER_FIELDS(ExportOwnData)
};
Result<Document> export_own_data(Unit& unit, const ExportOwnData& input);

// Evaluation's part of an erasure, when selection has released the member and done its own.
Result<Done> erase_subject(Unit& unit, const Event& event);

}  // namespace shopper::evaluation
