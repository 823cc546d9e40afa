#include "evaluation/usecases/evaluations.h"

namespace shopper::evaluation {

using namespace domain;

Result<EvaluationView> get_evaluation(Unit& unit, const ById& in) {
  auto e = stored::evaluation(unit.db, in.id);
  if (!e || !visible(unit.actor, *e)) return errors::not_found(in.id);
  return view(unit.actor, std::move(*e));
}

Result<Page<EvaluationView>> list_evaluations(Unit& unit, const ListEvaluations& in) {
  const int limit = page_limit(in.limit);
  const bool staff = lists_as_staff(unit.actor, in.programme_id);
  if (staff && !in.assignment_id.empty())
    return refuse(ErrorKind::forbidden, "AUTHOR_PROTECTED", {"لا يُعرض لأي تقرير أدت المهمة، فذلك يكشف كاتبه", "Which report a mission led to is not shown: it would name the author"});
  const stored::EvaluationFilter filter{in.programme_id, in.state ? std::string(to_string(*in.state)) : "", in.entity_id, staff ? "" : unit.actor.subject, in.assignment_id, staff};
  std::vector<EvaluationView> views;
  for (auto& e : stored::evaluations(unit.db, filter, in.cursor, limit + 1)) views.push_back(view(unit.actor, std::move(e)));
  auto page = make_page(std::move(views), limit, [](const EvaluationView& e) { return e.id; });
  std::erase_if(page.items, [&](const EvaluationView& e) { return !visible(unit.actor, e); });
  return page;
}

Result<Reviews> list_reviews(Unit& unit, const ById& in) {
  const auto e = stored::evaluation(unit.db, in.id);
  if (!e || !visible(unit.actor, *e)) return errors::not_found(in.id);
  Reviews answer{stored::reviews(unit.db, in.id)};
  if (e->shopper == unit.actor.subject || !is_staff_in(unit.actor, e->programme_id))
    for (auto& review : answer.items) review.reviewer.clear();
  return answer;
}

}  // namespace shopper::evaluation
