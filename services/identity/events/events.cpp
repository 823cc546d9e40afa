#include "identity/events/events.h"

#include "identity/usecases/reactions.h"

namespace shopper::identity {

void react_to_selection(events::Consumer& selection) {
  selection.on("member.changed", [](Unit& unit, const Event& event) { return apply_member_changed(unit, event.as<MemberChanged>()); });
  selection.on(subject_erased_event, erase_subject);
}

void react_to_evaluation(events::Consumer& evaluation) {
  evaluation.on("author.disclosure", [](Unit& unit, const Event& event) { return warn_of_disclosure(unit, event.as<AuthorDisclosureStep>()); });
}

}  // namespace shopper::identity
