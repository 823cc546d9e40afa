#include "platform/crypto/hash.h"
#include "registration/usecases/notices.h"

namespace shopper::registration {

Result<Inquiry> get_inquiry(Unit& unit, const GetInquiry& input) {
  auto inquiry = unit.db.find<Inquiry>("id = :id", {input.id});
  const bool holder = inquiry && !input.receipt.empty() && crypto::sha256_hex(input.receipt) == inquiry->receipt_hash;
  if (!inquiry || (!holder && !unit.actor.has_role("administrator"))) return errors::not_found(input.id);
  return std::move(*inquiry);
}

}  // namespace shopper::registration
