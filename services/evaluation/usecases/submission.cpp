#include "evaluation/usecases/submission.h"

#include "evaluation/domain/name_check.h"
#include "evaluation/usecases/answers_json.h"

namespace shopper::evaluation {

using namespace domain;

namespace {

// Every file that an answer names must have arrived.
void check_evidence_present(Unit& unit, const CompiledForm& form, const Evaluation& evaluation, const Answers& answers, FieldErrors& errors) {
  for (const auto& question : form.definition().questions) {
    if (question.type != QuestionType::evidence) continue;
    const auto* answer = find_answer(answers, question.name);
    if (!answer) continue;
    errors.check(stored::evidence(unit.db, evaluation.id, std::get<std::string>(*answer)).has_value(), "/answers/" + question.name, "EVIDENCE_MISSING",
                 {"الملف المذكور لم يُرفق بعد", "The file named here has not been attached yet"});
  }
}

}  // namespace

Result<UsableForm> form_of(Context& context, Unit& unit, const Evaluation& evaluation) {
  auto form = context.forms.find(unit.db, evaluation.form_id, evaluation.form_version);
  if (!form) return invalid_field("/form_id", "FORM_UNKNOWN", {"لا يوجد نموذج منشور بهذا المعرّف والإصدار", "There is no such published form version"});
  return std::move(*form);
}

Result<Evaluation> complete_sheet(Unit& unit, const CompiledForm& form, Evaluation e, const Answers& answers, const Assignment* mission) {
  FieldErrors errors;
  const auto policy = stored::policy(unit.db);
  const auto entity = stored::entity(unit.db, e.entity_id);
  const auto branch = e.branch_id.empty() ? std::nullopt : stored::branch(unit.db, e.branch_id);
  const auto service = stored::service(unit.db, e.service_id);
  const Instant reported_at = e.submitted_at ? e.submitted_at : unit.now;   // a correction is not a later report
  check_place({entity ? &*entity : nullptr, branch ? &*branch : nullptr, service ? &*service : nullptr, e.branch_id, e.channel}, errors);
  check_visit(e, reported_at, policy, errors);
  auto sheet = form.assess(answers, Completeness::complete, qatar_date(reported_at));
  for (const auto& wrong : sheet.errors.all()) errors.add(wrong.pointer, wrong.code, wrong.text);
  check_evidence_present(unit, form, e, sheet.answers, errors);
  SHOPPER_CHECK(errors.result());

  const auto member = stored::member(unit.db, e.programme_id, e.shopper);
  SHOPPER_CHECK(check_reporter(member ? &*member : nullptr, entity->code));
  e.answers = dump_answers(sheet.answers);
  e.score = sheet.score;
  e.dimensions = std::move(sheet.dimensions);
  e.flags = submission_flags(e, mission, reported_at, policy);
  const bool tells = std::ranges::any_of(form.definition().questions, [&](const Question& question) {
    const auto* answer = question.type == QuestionType::text ? find_answer(sheet.answers, question.name) : nullptr;
    return answer && tells_of_its_author(std::get<std::string>(*answer));
  });
  if (tells) e.flags.emplace_back(tells_of_author);
  return e;
}

Result<Evaluation> commit_submission(Unit& unit, Evaluation e, std::optional<Assignment> mission, bool exists) {
  SHOPPER_TRY(e.state, evaluation_lifecycle().next(e.state, EvaluationCommand::submit));
  e.submitted_at = e.changed_at = unit.now;
  if (mission) {
    if (stored::assignment_reported(unit.db, mission->id, e.id)) return conflict("ASSIGNMENT_REPORTED", {"سبق تقديم تقرير عن هذه المهمة", "This mission has already been reported"});
    SHOPPER_TRY(mission->state, assignment_lifecycle().next(mission->state, AssignmentCommand::submit));
    mission->changed_at = unit.now;
    ++mission->version;
    unit.db.update(*mission);
  }
  if (exists) {
    ++e.version;
    unit.db.update(e);
  } else {
    unit.db.insert(e);
  }
  return e;
}

}  // namespace shopper::evaluation
