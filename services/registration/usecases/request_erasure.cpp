#include "registration/usecases/privacy.h"

namespace shopper::registration {

Result<Erasure> RequestErasureCase::operator()(Unit& unit, const NoInput&) const {
  const auto& subject = unit.actor.subject;
  if (auto running = running_erasure_of(unit.db, subject)) return std::move(*running);
  if (held(unit.db, subject)) return conflict("LEGAL_HOLD", {"بياناتك محفوظة بأمر قانوني ولا يمكن محوها الآن", "Your data are under a legal hold and cannot be erased now"});
  auto applications = applications_of(unit.db, subject);
  // Inquiries came without an account; those from the person's own address are the person's.
  std::vector<std::string> inquiries;
  for (const auto& application : applications)
    for (auto& id : inquiries_from(unit.db, keys.email_key(application.details.email)))
      if (std::find(inquiries.begin(), inquiries.end(), id) == inquiries.end()) inquiries.push_back(std::move(id));
  return start_erasure(unit, ErasureCause::request, subject, std::move(applications), inquiries);
}

}  // namespace shopper::registration
