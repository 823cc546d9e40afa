// Quality control: who looks at it, what happens to it, and the trail.
#include "evaluation/usecases/answers_json.h"
#include "evaluation/usecases/events_out.h"
#include "evaluation/usecases/matching.h"
#include "evaluation/usecases/submission.h"

namespace shopper::evaluation {

using namespace domain;

namespace {

constexpr std::size_t max_reason_bytes = 2'000;

Result<Evaluation> for_review(Unit& unit, const std::string& id, std::int64_t expected_version) {
  auto e = stored::evaluation(unit.db, id);
  if (!e || !unit.actor.acts_in("analyst", e->programme_id) || !visible(unit.actor, *e)) return errors::not_found(id);
  SHOPPER_CHECK(expect_version(e->version, expected_version));
  if (e->shopper == unit.actor.subject) return conflict("OWN_EVALUATION", {"لا يراجع أحد تقييمه", "Nobody reviews an evaluation of their own"});
  return std::move(*e);
}

Result<Done> check_reason(const std::string& reason, bool needed) {
  FieldErrors errors;
  errors.check(!needed || !reason.empty(), "/reason", "REASON_MISSING", {"السبب مطلوب", "A reason is needed"});
  errors.check(reason.size() <= max_reason_bytes, "/reason", "TEXT_TOO_LONG", {"السبب أطول من المسموح", "The reason is too long"});
  return errors.result();
}

Result<EvaluationView> simple_step(Unit& unit, const ReviewStep& in, EvaluationCommand command, bool reason_needed) {
  SHOPPER_TRY(auto e, for_review(unit, in.id, in.expected_version));
  SHOPPER_CHECK(evaluation_lifecycle().next(e.state, command));
  SHOPPER_CHECK(check_reason(in.reason, reason_needed));
  SHOPPER_TRY(e, step(unit, std::move(e), command, in.reason));
  return view(unit.actor, std::move(e));
}

// The verdict on the report ends its mission too. After a rejected one the visit is still to be made: by another, while the window is open.
Result<EvaluationView> verdict(Unit& unit, const ReviewStep& in, EvaluationCommand command, bool reason_needed) {
  SHOPPER_TRY(auto answer, simple_step(unit, in, command, reason_needed));
  const auto assignment_id = stored::evaluation(unit.db, in.id)->assignment_id;   // which the answer does not tell
  if (assignment_id.empty()) return answer;
  auto mission = stored::assignment(unit.db, assignment_id);
  if (!mission || mission->state != AssignmentState::submitted) return answer;
  // Imports tell what happened; they send nobody.
  if (command == EvaluationCommand::reject && !unit.actor.imported() && unit.today() <= mission->due_on) {
    SHOPPER_CHECK(replace(unit, std::move(*mission), AssignmentCommand::redo, "REPORT_REJECTED"));
    return answer;
  }
  mission->state = *assignment_lifecycle().peek(mission->state, AssignmentCommand::close);
  mission->changed_at = unit.now;
  ++mission->version;
  unit.db.update(*mission);
  return answer;
}

Result<events_out::EvaluationReleased> released_payload(Context& context, Unit& unit, const Evaluation& e) {
  SHOPPER_TRY(const auto usable, form_of(context, unit, e));
  SHOPPER_TRY(const auto answers, parse_answers(e.answers));
  auto sheet = usable.form->assess(answers, Completeness::complete, qatar_date(e.submitted_at));
  return events_out::EvaluationReleased{e.result_id, e.programme_id, e.entity_id, e.branch_id, e.service_id, e.channel, e.mode, e.purpose, e.recommendation_id,
                                        pairwise_pseudonym(context, e), e.form_id, e.form_version, month_of(e.visited_on), e.imported,
                                        std::move(sheet.items), e.score, sheet.judged_score, e.revision};
}

}  // namespace

Result<Evaluation> step(Unit& unit, Evaluation e, EvaluationCommand command, const std::string& reason, std::vector<ReviewQuery> queries, Date due_on) {
  const auto from = e.state;
  SHOPPER_TRY(e.state, evaluation_lifecycle().next(from, command));
  e.changed_at = unit.now;
  ++e.version;
  unit.db.update(e);
  unit.db.insert(Review{unit.new_id(), e.id, e.version, std::string(to_string(command)), from, e.state, unit.actor.subject, reason, std::move(queries), due_on, unit.now});
  return e;
}

void keep_revision(Unit& unit, const Evaluation& e, const std::string& cause) {
  unit.db.insert(Revision{e.id, e.revision, e.answers, e.score, e.dimensions, cause, unit.now});
}

std::string pairwise_pseudonym(const Context& context, const Evaluation& e) {
  constexpr std::size_t hex_digits = 32;
  return crypto::keyed_hash_hex(context.pseudonym_key, e.shopper + "\n" + e.entity_id).substr(0, hex_digits);
}

std::string opaque_result_id(const Context& context, const std::string& evaluation_id) {
  return crypto::named_uuid("result " + crypto::keyed_hash_hex(context.pseudonym_key, "result\n" + evaluation_id));
}

Result<EvaluationView> take_up_evaluation(Unit& unit, const ReviewStep& in) { return simple_step(unit, in, EvaluationCommand::take_up, false); }
Result<EvaluationView> hold_evaluation(Unit& unit, const ReviewStep& in) { return simple_step(unit, in, EvaluationCommand::hold, true); }
Result<EvaluationView> approve_evaluation(Unit& unit, const ReviewStep& in) { return verdict(unit, in, EvaluationCommand::approve, false); }
Result<EvaluationView> reject_evaluation(Unit& unit, const ReviewStep& in) { return verdict(unit, in, EvaluationCommand::reject, true); }
Result<EvaluationView> exclude_evaluation(Unit& unit, const ReviewStep& in) { return verdict(unit, in, EvaluationCommand::exclude, true); }
Result<EvaluationView> lock_evaluation(Unit& unit, const ReviewStep& in) {
  SHOPPER_TRY(auto locked, simple_step(unit, in, EvaluationCommand::lock, false));
  const auto kept = stored::evaluation(unit.db, locked.id);   // the view is the reader's
  unit.emit("evaluation.locked", kept->result_id, events_out::EvaluationLocked{kept->result_id, locked.programme_id});
  return locked;
}

Result<EvaluationView> return_evaluation(Context& context, Unit& unit, const ReturnEvaluation& in) {
  SHOPPER_TRY(auto e, for_review(unit, in.id, in.expected_version));
  SHOPPER_CHECK(evaluation_lifecycle().next(e.state, EvaluationCommand::return_to_author));
  SHOPPER_CHECK(check_reason(in.reason, true));
  SHOPPER_TRY(const auto usable, form_of(context, unit, e));
  SHOPPER_CHECK(check_queries(in.queries, usable.form->definition()));
  std::vector<ReviewQuery> queries;
  for (const auto& query : in.queries) queries.push_back({query.question, query.text, ""});
  const auto due_on = working_days_later(unit.today(), stored::policy(unit.db).query_working_days);
  SHOPPER_TRY(e, step(unit, std::move(e), EvaluationCommand::return_to_author, in.reason, std::move(queries), due_on));
  return view(unit.actor, std::move(e));
}

Result<EvaluationView> release_evaluation(Context& context, Unit& unit, const ReviewStep& in) {
  SHOPPER_TRY(auto e, for_review(unit, in.id, in.expected_version));
  SHOPPER_CHECK(evaluation_lifecycle().next(e.state, EvaluationCommand::release));
  SHOPPER_CHECK(check_reason(in.reason, false));
  e.released_at = unit.now;
  e.result_id = opaque_result_id(context, e.id);
  SHOPPER_TRY(e, step(unit, std::move(e), EvaluationCommand::release, in.reason));
  SHOPPER_TRY(const auto payload, released_payload(context, unit, e));
  unit.emit("evaluation.released", e.result_id, payload);
  return view(unit.actor, std::move(e));
}

Result<Done> file_appeal(Unit& unit, const std::string& result_id, const std::string& appeal_id) {
  auto e = stored::evaluation_of_result(unit.db, result_id);
  if (!e) return errors::not_found(result_id);
  SHOPPER_CHECK(step(unit, std::move(*e), EvaluationCommand::appeal, appeal_id));
  return Done{};
}

Result<Done> decide_appeal(Context& context, Unit& unit, const std::string& result_id, const std::string& appeal_id, const std::string& outcome,
                           const Answers& corrections) {
  auto kept = stored::evaluation_of_result(unit.db, result_id);
  if (!kept) return errors::not_found(result_id);
  if (outcome == "upheld") {
    SHOPPER_CHECK(step(unit, std::move(*kept), EvaluationCommand::uphold, appeal_id));
    return Done{};
  }
  if (outcome == "annulled") {
    ++kept->revision;
    SHOPPER_TRY(const auto e, step(unit, std::move(*kept), EvaluationCommand::annul, appeal_id));
    unit.emit("evaluation.annulled", e.result_id, events_out::EvaluationAnnulled{e.result_id, e.programme_id, e.revision});
    return Done{};
  }
  if (outcome != "amended") return conflict("OUTCOME_UNKNOWN", fill({"قرار غير معروف: {}", "Unknown outcome: {}"}, {outcome}));

  SHOPPER_CHECK(evaluation_lifecycle().next(kept->state, EvaluationCommand::amend));
  SHOPPER_TRY(const auto usable, form_of(context, unit, *kept));
  SHOPPER_TRY(auto answers, parse_answers(kept->answers));
  for (const auto& correction : corrections) {
    const auto found = std::ranges::find(answers, correction.name, &Answer::name);
    if (found != answers.end()) found->value = correction.value;
    else answers.push_back(correction);
  }
  auto sheet = usable.form->assess(answers, Completeness::complete, qatar_date(kept->submitted_at));
  SHOPPER_CHECK(sheet.errors.result());
  keep_revision(unit, *kept, "amend");
  kept->answers = dump_answers(sheet.answers);
  kept->score = sheet.score;
  kept->dimensions = std::move(sheet.dimensions);
  ++kept->revision;
  SHOPPER_TRY(const auto e, step(unit, std::move(*kept), EvaluationCommand::amend, appeal_id));
  SHOPPER_TRY(const auto payload, released_payload(context, unit, e));
  unit.emit("evaluation.amended", e.result_id, payload);
  return Done{};
}

}  // namespace shopper::evaluation
