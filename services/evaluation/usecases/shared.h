// Small things every use case needs: inputs that recur, versions, roles, views with their legal actions.
#pragma once

#include "evaluation/store/evaluation_store.h"
#include "platform/base/page.h"
#include "platform/usecase/unit.h"

namespace shopper::evaluation {

struct ById {
  std::string id;
  SHOPPER_FIELDS(ById, id)
};
struct ByIdAndVersion {
  std::string id;
  std::int64_t expected_version = 0;
  SHOPPER_FIELDS(ByIdAndVersion, id, expected_version)
};

// The caller changes what it has seen, or is told that it is stale.
inline Result<Done> expect_version(std::int64_t current, std::int64_t expected) {
  if (expected != current) return errors::stale(current);
  return Done{};
}

inline bool is_staff(const Actor& actor) { return actor.has_role("analyst") || actor.has_role("administrator") || actor.has_role("auditor"); }
// What belongs to a shopper is shown to this shopper and to staff; to others it does not exist.
inline bool may_see(const Actor& actor, const std::string& owner) { return is_staff(actor) || (!owner.empty() && actor.subject == owner); }

inline Error invalid_field(std::string pointer, std::string code, Text text) {
  FieldErrors errors;
  errors.add(std::move(pointer), std::move(code), std::move(text));
  return std::move(errors.result().error());
}

// A thing as it is answered: with what can be done next.
template <class Base>
struct WithActions : Base {
  std::vector<std::string> actions;
  template <class F>
  static constexpr void each_field(F&& f) {
    Base::each_field(f);
    f("actions", &WithActions::actions);
  }
};
using AssignmentView = WithActions<domain::Assignment>;
using EvaluationView = WithActions<domain::Evaluation>;

inline AssignmentView view(domain::Assignment assignment) {
  auto actions = domain::assignment_lifecycle().legal(assignment.state);
  return {std::move(assignment), std::move(actions)};
}
inline EvaluationView view(domain::Evaluation evaluation) {
  auto actions = domain::evaluation_lifecycle().legal(evaluation.state);
  return {std::move(evaluation), std::move(actions)};
}

}  // namespace shopper::evaluation
