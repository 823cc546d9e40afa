#include "evaluation/domain/author_disclosure.h"

#include <array>

namespace shopper::evaluation::domain {
namespace {

using S = DisclosureState;
using C = DisclosureCommand;
constexpr std::array transitions{Transition<S, C>{S::requested, C::confirm, S::confirmed}, Transition<S, C>{S::requested, C::refuse, S::refused}};

}  // namespace

const Lifecycle<DisclosureState, DisclosureCommand>& disclosure_lifecycle() {
  static constexpr Lifecycle<DisclosureState, DisclosureCommand> lifecycle(transitions);
  return lifecycle;
}

Result<Done> check_decider(const AuthorDisclosure& disclosure, std::string_view decider, Instant now) {
  if (disclosure.requested_by == decider)
    return refuse(ErrorKind::forbidden, "SECOND_PERSON_NEEDED", {"يوافق على كشف الكاتب شخص غير الذي طلبه", "Another person than the one who asked confirms that the author is disclosed"});
  if (disclosure.expires_at <= now) return conflict("DISCLOSURE_EXPIRED", {"انتهت مدة هذا الطلب؛ قدّم طلبًا جديدًا", "The time of this request is over; make another one"});
  return Done{};
}

Result<Done> check_disclosure_reader(const AuthorDisclosure& disclosure, std::string_view reader, Instant now) {
  if (disclosure.requested_by != reader)
    return refuse(ErrorKind::forbidden, "DISCLOSED_TO_ANOTHER", {"لا يقرأ الكاتب إلا من طلب كشفه", "Only the person who asked may read who the author is"});
  if (disclosure.state != DisclosureState::confirmed)
    return conflict("DISCLOSURE_NOT_CONFIRMED", {"لم يوافق شخص ثان على هذا الكشف", "No second person has confirmed this disclosure"});
  if (disclosure.expires_at <= now) return conflict("DISCLOSURE_EXPIRED", {"انتهت مدة هذا الطلب؛ قدّم طلبًا جديدًا", "The time of this request is over; make another one"});
  return Done{};
}

}  // namespace shopper::evaluation::domain
