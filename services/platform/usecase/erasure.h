// How a service tells that it erased somebody's data: in its audit log, and to the next one.
#pragma once

#include "platform/store/erasure.h"
#include "platform/usecase/unit.h"

namespace shopper {

// Audits and emits `subject.erased` of this service, with the items' hash; gives what was emitted. Services do their part in a chain, each when it
// hears of the one before, so that nothing about the person can reach a service after it has done its part.
SubjectErased tell_erasure(Unit& unit, SubjectErased news, const std::string& service, std::vector<ErasureItem> items);

}  // namespace shopper
