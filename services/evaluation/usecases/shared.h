// Small things every use case needs: inputs that recur, versions, roles, views with their legal actions.
#pragma once

#include "evaluation/store/evaluation_store.h"
#include "platform/base/page.h"
#include "platform/usecase/inputs.h"
#include "platform/usecase/unit.h"

namespace shopper::evaluation {

inline bool is_staff(const Actor& actor) { return actor.has_role("analyst") || actor.has_role("administrator") || actor.has_role("auditor"); }
// In that programme: an analyst perhaps not in all.
inline bool is_staff_in(const Actor& actor, const std::string& programme_id) { return actor.acts_in({"analyst", "administrator", "auditor"}, programme_id); }
// What belongs to a shopper is shown to this shopper and to staff of the programme; to others it does not exist.
inline bool may_see(const Actor& actor, const std::string& owner, const std::string& programme_id) {
  return is_staff_in(actor, programme_id) || (!owner.empty() && actor.subject == owner);
}
// Drafts, and what belongs to them, are their author's alone.
inline bool visible(const Actor& actor, const domain::Evaluation& e) {
  return actor.subject == e.shopper || (is_staff_in(actor, e.programme_id) && e.state != domain::EvaluationState::draft);
}
// Does a list of that programme ("": of all) go beyond what is the caller's own? What it has is still filtered by programme.
inline bool lists_as_staff(const Actor& actor, const std::string& programme_id) { return programme_id.empty() ? is_staff(actor) : is_staff_in(actor, programme_id); }

inline Error invalid_field(std::string pointer, std::string code, Text text) {
  FieldErrors errors;
  errors.add(std::move(pointer), std::move(code), std::move(text));
  return std::move(errors.result().error());
}

using AssignmentView = WithActions<domain::Assignment>;
using EvaluationView = WithActions<domain::Evaluation>;

// Who went is known to who sends, until there is a report: from then on it would name the report's author.
// A reassigned mission may have had one that was rejected.
inline bool reported(domain::AssignmentState state) {
  using domain::AssignmentState;
  return state == AssignmentState::submitted || state == AssignmentState::closed || state == AssignmentState::reassigned;
}
inline AssignmentView view(const Actor& reader, domain::Assignment assignment) {
  if (reported(assignment.state) && reader.subject != assignment.shopper) assignment.shopper.clear();
  auto actions = domain::assignment_lifecycle().legal(assignment.state);
  return {std::move(assignment), std::move(actions)};
}
inline constexpr const char* tells_of_author = "TELLS_OF_AUTHOR";
// Quality control needs no identity: who wrote it is the author's to see, and behind the glass for all others (docs/ANONYMITY.md). The author in turn
// does not see the name under which the entity knows the report.
inline EvaluationView view(const Actor& reader, domain::Evaluation evaluation) {
  if (reader.subject == evaluation.shopper) {
    evaluation.result_id.clear();
    std::erase(evaluation.flags, tells_of_author);
  } else {
    evaluation.shopper.clear();
    evaluation.assignment_id.clear();
  }
  auto actions = domain::evaluation_lifecycle().legal(evaluation.state);
  return {std::move(evaluation), std::move(actions)};
}

}  // namespace shopper::evaluation
