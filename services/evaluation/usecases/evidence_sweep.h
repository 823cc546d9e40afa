// Files that no row names: of erased drafts, of uploads that a sudden end cut short, of commands whose commit failed after their file had its place.
#pragma once

#include <functional>

#include "evaluation/usecases/context.h"
#include "evaluation/usecases/shared.h"
#include "platform/store/store.h"

namespace shopper::evaluation {

// In the background. `may` is asked in the transaction whether files may go now: a backup has yet to copy what its rows name.
Result<Done> sweep_evidence(const Context& context, store::Store& store, const std::function<bool()>& may);
// What the process before has left; before anybody is served.
Result<Done> remove_interrupted_uploads(const Context& context, Unit& unit);

}  // namespace shopper::evaluation
