// Forms: import and creation of draft versions, publication, reading; and the numbers of the assignment rules.
#pragma once

#include "evaluation/usecases/shared.h"

namespace shopper::evaluation {

// A version as it is answered: with the linter's advice.
struct FormVersionView : domain::FormVersion {
  std::vector<domain::Advice> advice;
  template <class F>
  static constexpr void each_field(F&& f) {
    FormVersion::each_field(f);
    f("advice", &FormVersionView::advice);
  }
};

struct CreateForm {
  domain::FormDefinition definition;
  SHOPPER_FIELDS(CreateForm, definition)
};
struct ImportForm {
  std::string content;
  domain::FormDefinition definition;   // read by prepare_import_form
  SHOPPER_FIELDS(ImportForm, content)
};
struct GetFormVersion {
  std::string form_id;
  std::int64_t form_version = 0;
  SHOPPER_FIELDS(GetFormVersion, form_id, form_version)
};
struct PublishForm {
  std::string form_id;
  std::int64_t form_version = 0;
  std::int64_t expected_version = 0;
  SHOPPER_FIELDS(PublishForm, form_id, form_version, expected_version)
};
struct ListForms {
  std::string code;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListForms, code, limit, cursor)
};

// A new form, the next version of a published one, or a new state of its draft, known by the form's code.
Result<FormVersionView> create_form(Unit& unit, const CreateForm& in);
Result<Done> prepare_import_form(const Actor& actor, ImportForm& in);
Result<FormVersionView> import_form(Unit& unit, const ImportForm& in);
Result<FormVersionView> publish_form(Unit& unit, const PublishForm& in);
Result<FormVersionView> get_form_version(Unit& unit, const GetFormVersion& in);
Result<Page<domain::FormSummary>> list_forms(Unit& unit, const ListForms& in);

struct GetPolicy {
  SHOPPER_FIELDS(GetPolicy)
};
struct PutPolicy : domain::Policy {
  std::int64_t expected_version = 0;
  SHOPPER_FIELDS(PutPolicy, branch_rotation_days, entity_rotation_days, concurrent_missions, pair_missions_per_month, offer_hours, report_delay_minutes,
                 report_age_days, query_working_days, expected_version)
};
Result<domain::Policy> get_policy(Unit& unit, const GetPolicy& in);
Result<domain::Policy> put_policy(Unit& unit, const PutPolicy& in);

}  // namespace shopper::evaluation
