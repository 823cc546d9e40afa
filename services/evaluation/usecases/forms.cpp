#include "evaluation/usecases/forms.h"

#include "evaluation/domain/xlsform.h"
#include "evaluation/import/workbook.h"
#include "evaluation/usecases/events_out.h"

namespace shopper::evaluation {

using namespace domain;

namespace {

FormVersionView view_of(FormVersion form) {
  auto advice = lint_form(form.definition);
  return {std::move(form), std::move(advice)};
}

// Keeps a checked definition as the draft of its form.
FormVersion keep_draft(Unit& unit, const FormDefinition& definition) {
  auto newest = stored::newest_form_version(unit.db, definition.code);
  if (newest && newest->state == FormState::draft) {
    newest->definition = definition;
    newest->title = definition.title;
    ++newest->version;
    unit.db.update(*newest);
    return std::move(*newest);
  }
  FormVersion draft;
  draft.id = unit.new_id();
  draft.form_id = newest ? newest->form_id : unit.new_id();
  draft.form_version = newest ? newest->form_version + 1 : 1;
  draft.code = definition.code;
  draft.title = definition.title;
  draft.definition = definition;
  draft.created_at = unit.now;
  unit.db.insert(draft);
  return draft;
}

// What the analysis needs to know: the coded questions.
std::vector<events_out::FormItem> coded_items(const FormDefinition& form) {
  std::vector<events_out::FormItem> items;
  for (const auto& q : form.questions) {
    if (q.type == QuestionType::text || q.type == QuestionType::note || q.type == QuestionType::date || q.type == QuestionType::time || q.type == QuestionType::evidence) continue;
    items.push_back({q.name, q.label, q.dimension, std::string(to_string(q.type)), q.scored ? q.best : 0});
  }
  return items;
}

}  // namespace

Result<FormVersionView> create_form(Unit& unit, const CreateForm& in) {
  auto definition = in.definition;
  complete_scoring(definition);
  FieldErrors errors;
  check_form(definition, [](FormPart part, std::size_t i, std::string_view field) { return "/definition" + locate_in_json(part, i, field); }, errors);
  SHOPPER_CHECK(errors.result());
  return view_of(keep_draft(unit, definition));
}

Result<Done> prepare_import_form(const Actor&, ImportForm& in) {
  SHOPPER_TRY(const auto sheets, import::read_workbook(in.content));
  SHOPPER_TRY(in.definition, read_xlsform(sheets));
  return Done{};
}

Result<FormVersionView> import_form(Unit& unit, const ImportForm& in) { return view_of(keep_draft(unit, in.definition)); }

Result<FormVersionView> publish_form(Unit& unit, const PublishForm& in) {
  auto form = stored::form_version(unit.db, in.form_id, in.form_version);
  if (!form) return errors::not_found(in.form_id);
  SHOPPER_CHECK(expect_version(form->version, in.expected_version));
  if (form->state != FormState::draft) return errors::wrong_state(std::string(to_string(form->state)), {});
  form->state = FormState::published;
  form->published_at = unit.now;
  ++form->version;
  unit.db.update(*form);
  unit.emit("form.published", form->form_id, events_out::FormPublished{form->form_id, form->form_version, form->title, coded_items(form->definition)});
  return view_of(std::move(*form));
}

Result<FormVersionView> get_form_version(Unit& unit, const GetFormVersion& in) {
  auto form = stored::form_version(unit.db, in.form_id, in.form_version);
  // Drafts are the designers' business.
  if (!form || (form->state == FormState::draft && !is_staff(unit.actor))) return errors::not_found(in.form_id);
  return view_of(std::move(*form));
}

Result<Page<FormSummary>> list_forms(Unit& unit, const ListForms& in) {
  const int limit = page_limit(in.limit);
  return make_page(stored::forms(unit.db, in.code, in.cursor, limit + 1), limit, [](const FormSummary& f) { return f.code; });
}

Result<Policy> get_policy(Unit& unit, const GetPolicy&) { return stored::policy(unit.db); }

Result<Policy> put_policy(Unit& unit, const PutPolicy& in) {
  const auto current = stored::policy(unit.db);
  SHOPPER_CHECK(expect_version(current.version, in.expected_version));
  FieldErrors errors;
  const auto check = [&](const char* pointer, std::int64_t value, std::int64_t low, std::int64_t high) {
    errors.check(value >= low && value <= high, pointer, "OUT_OF_RANGE", fill({"القيمة بين {} و{}", "The value lies between {} and {}"}, {std::to_string(low), std::to_string(high)}));
  };
  check("/branch_rotation_days", in.branch_rotation_days, 0, 3'650);
  check("/entity_rotation_days", in.entity_rotation_days, 0, 3'650);
  check("/concurrent_missions", in.concurrent_missions, 1, 100);
  check("/pair_missions_per_month", in.pair_missions_per_month, 1, 31);
  check("/offer_hours", in.offer_hours, 1, 720);
  check("/report_delay_minutes", in.report_delay_minutes, 0, 10'080);
  check("/report_age_days", in.report_age_days, 1, 366);
  check("/query_working_days", in.query_working_days, 1, 60);
  SHOPPER_CHECK(errors.result());
  Policy next = in;
  next.version = current.version + 1;
  unit.db.insert(next);
  return next;
}

}  // namespace shopper::evaluation
