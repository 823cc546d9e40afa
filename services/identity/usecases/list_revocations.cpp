#include "identity/usecases/clients.h"

namespace shopper::identity {

namespace {
constexpr int page_size = 1000;
}

Result<RevocationList> list_revocations(Unit& unit, const RevocationsAfter& input) {
  if (!unit.actor.has_role("service")) return errors::forbidden();
  RevocationList list;
  list.next_after = input.after;
  for (auto& row : revocations_after(unit.db, input.after, page_size)) {
    list.next_after = row.sequence;
    list.items.push_back({std::move(row.value), row.issued_until_s});
  }
  return list;
}

}  // namespace shopper::identity
