// The hot path: a whole sheet in one durable step. Few statements, nothing parsed that was parsed before.
#include "evaluation/usecases/answers_json.h"
#include "evaluation/usecases/submission.h"

namespace shopper::evaluation {

using namespace domain;

namespace {

// What a mission already says need not be repeated, but must not be contradicted.
void take_from_mission(Evaluation& e, const Assignment& mission, FieldErrors& errors) {
  const auto take = [&](const char* pointer, std::string& sent, const std::string& planned) {
    errors.check(sent.empty() || sent == planned, pointer, "ASSIGNMENT_MISMATCH", {"لا يوافق المهمة", "Does not match the mission"});
    sent = planned;
  };
  take("/programme_id", e.programme_id, mission.programme_id);
  take("/entity_id", e.entity_id, mission.entity_id);
  take("/branch_id", e.branch_id, mission.branch_id);
  take("/service_id", e.service_id, mission.service_id);
  take("/channel", e.channel, mission.channel);
  take("/form_id", e.form_id, mission.form_id);
  e.mode = Mode::mission;
  e.purpose = mission.purpose;
  e.recommendation_id = mission.recommendation_id;
}

// The evaluation as sent: a fresh draft, or the kept draft with its content replaced.
Evaluation as_sent(const Unit& unit, const PutEvaluation& in, const std::optional<Evaluation>& kept) {
  Evaluation e;
  e.id = in.id;
  e.shopper = unit.actor.subject;
  e.programme_id = in.programme_id;
  e.assignment_id = in.assignment_id;
  e.entity_id = in.entity_id;
  e.branch_id = in.branch_id;
  e.service_id = in.service_id;
  e.channel = in.channel;
  e.form_id = in.form_id;
  e.form_version = in.form_version;
  e.visited_on = in.visited_on;
  e.visit_ended_at = in.visit_ended_at;
  e.imported = unit.actor.imported();
  if (e.imported && in.mode) e.mode = *in.mode;
  e.created_at = kept ? kept->created_at : unit.now;
  e.changed_at = unit.now;
  if (kept) e.version = kept->version;
  return e;
}

// What was submitted is not replaced: the same content is a repetition, other content an error that names the differences.
Result<EvaluationView> answer_repetition(const Actor& author, Evaluation kept, Evaluation sent, const CompiledForm& form, const Answers& answers) {
  const auto sheet = form.assess(answers, Completeness::complete, qatar_date(kept.submitted_at));
  sent.answers = sheet.errors.empty() ? dump_answers(sheet.answers) : RawJson{};
  const auto different = differences(kept, sent);
  if (different.empty()) return view(author, std::move(kept));
  auto error = conflict("EVALUATION_DIFFERS", {"هذا التقييم مقدَّم بمحتوى آخر", "This evaluation was submitted with other content"});
  error.fields = different.all();
  error.actions = evaluation_lifecycle().legal(kept.state);
  return error;
}

}  // namespace

Result<Done> prepare_put_evaluation(const Actor&, PutEvaluation& in) {
  SHOPPER_TRY(in.parsed, parse_answers(in.answers));
  return Done{};
}

Result<EvaluationView> put_evaluation(Context& context, Unit& unit, const PutEvaluation& in) {
  if (!crypto::is_uuid(in.id)) return invalid_field("/id", "ID_NOT_UUID", {"المعرّف UUID بحروف صغيرة", "The id must be a lower-case UUID"});
  auto kept = stored::evaluation(unit.db, in.id);
  if (kept && kept->shopper != unit.actor.subject) return errors::not_found(in.id);

  auto sent = as_sent(unit, in, kept);
  std::optional<Assignment> mission;
  if (!in.assignment_id.empty()) {
    mission = stored::assignment(unit.db, in.assignment_id);
    if (!mission || mission->shopper != unit.actor.subject) return invalid_field("/assignment_id", "ASSIGNMENT_UNKNOWN", {"ليست من مهامك", "This is not a mission of yours"});
    FieldErrors errors;
    take_from_mission(sent, *mission, errors);
    SHOPPER_CHECK(errors.result());
  }
  if (kept && sent.form_version == 0 && sent.form_id == kept->form_id) sent.form_version = kept->form_version;
  SHOPPER_TRY(const auto usable, form_of(context, unit, sent));
  sent.form_version = usable.form_version;
  const auto& form = *usable.form;

  if (kept && kept->state != EvaluationState::draft) return answer_repetition(unit.actor, std::move(*kept), std::move(sent), form, in.parsed);
  if (in.submit) {
    SHOPPER_TRY(sent, complete_sheet(unit, form, std::move(sent), in.parsed, mission ? &*mission : nullptr));
    SHOPPER_TRY(sent, commit_submission(unit, std::move(sent), std::move(mission), kept.has_value()));
    return view(unit.actor, std::move(sent));
  }

  auto sheet = form.assess(in.parsed, Completeness::draft, unit.today());
  SHOPPER_CHECK(sheet.errors.result());
  const auto member = stored::member(unit.db, sent.programme_id, sent.shopper);
  SHOPPER_CHECK(check_reporter(member ? &*member : nullptr, ""));
  if (mission && stored::assignment_reported(unit.db, mission->id, sent.id)) return conflict("ASSIGNMENT_REPORTED", {"سبق تقديم تقرير عن هذه المهمة", "This mission has already been reported"});
  sent.answers = dump_answers(sheet.answers);
  if (kept && differences(*kept, sent).empty()) return view(unit.actor, std::move(*kept));
  if (kept) ++sent.version, unit.db.update(sent);
  else unit.db.insert(sent);
  return view(unit.actor, std::move(sent));
}

Result<EvaluationView> submit_evaluation(Context& context, Unit& unit, const ByIdAndVersion& in) {
  auto e = stored::evaluation(unit.db, in.id);
  if (!e || e->shopper != unit.actor.subject) return errors::not_found(in.id);
  SHOPPER_CHECK(expect_version(e->version, in.expected_version));
  SHOPPER_CHECK(evaluation_lifecycle().next(e->state, EvaluationCommand::submit));
  SHOPPER_TRY(const auto usable, form_of(context, unit, *e));
  SHOPPER_TRY(const auto answers, parse_answers(e->answers));
  auto mission = e->assignment_id.empty() ? std::nullopt : stored::assignment(unit.db, e->assignment_id);
  SHOPPER_TRY(auto sheet, complete_sheet(unit, *usable.form, std::move(*e), answers, mission ? &*mission : nullptr));
  SHOPPER_TRY(sheet, commit_submission(unit, std::move(sheet), std::move(mission), true));
  return view(unit.actor, std::move(sheet));
}

Result<EvaluationView> resubmit_evaluation(Context& context, Unit& unit, const ResubmitEvaluation& in) {
  auto kept = stored::evaluation(unit.db, in.id);
  if (!kept || kept->shopper != unit.actor.subject) return errors::not_found(in.id);
  SHOPPER_CHECK(expect_version(kept->version, in.expected_version));
  SHOPPER_CHECK(evaluation_lifecycle().next(kept->state, EvaluationCommand::resubmit));
  auto returned = stored::last_return(unit.db, in.id);
  if (returned) {
    SHOPPER_CHECK(apply_replies(returned->queries, in.replies));
    unit.db.update(*returned);
  }
  SHOPPER_TRY(const auto usable, form_of(context, unit, *kept));
  SHOPPER_TRY(const auto answers, parse_answers(in.answers.empty() ? kept->answers : in.answers));
  const auto mission = kept->assignment_id.empty() ? std::nullopt : stored::assignment(unit.db, kept->assignment_id);
  auto flags = kept->flags;
  std::erase(flags, tells_of_author);
  SHOPPER_TRY(auto sheet, complete_sheet(unit, *usable.form, *kept, answers, mission ? &*mission : nullptr));
  // How it was first reported does not change; what the texts tell may.
  if (std::ranges::find(sheet.flags, tells_of_author) != sheet.flags.end()) flags.emplace_back(tells_of_author);
  sheet.flags = std::move(flags);
  if (sheet.answers != kept->answers) {
    keep_revision(unit, *kept, "resubmit");
    ++sheet.revision;
  }
  SHOPPER_TRY(sheet, step(unit, std::move(sheet), EvaluationCommand::resubmit, ""));
  return view(unit.actor, std::move(sheet));
}

}  // namespace shopper::evaluation
