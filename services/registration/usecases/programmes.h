// Use cases of programmes: input shapes here, one operation per file.
#pragma once

#include "platform/base/page.h"
#include "registration/usecases/access.h"

namespace shopper::registration {

struct ListProgrammes {
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListProgrammes, limit, cursor)
};
struct PutProgramme : ProgrammeDetails {
  std::string id;
  SHOPPER_FIELDS(PutProgramme, id, code, title, summary, conditions, responsibilities, opens_on, closes_on, panel_size, reserve_size, contact_email,
                 policy, consent_notice, features)
};
struct PatchProgramme {
  std::string id;
  std::int64_t expected_version = 0;
  ProgrammeDetails changes;
  std::vector<std::string> changed_fields;
  SHOPPER_FIELDS(PatchProgramme, id, expected_version, changes, changed_fields)
};
struct ExtendProgramme {
  std::string id;
  std::int64_t expected_version = 0;
  Date closes_on;
  std::string reason;
  SHOPPER_FIELDS(ExtendProgramme, id, expected_version, closes_on, reason)
};
struct CloseProgramme {
  std::string id;
  std::int64_t expected_version = 0;
  std::string reason;
  SHOPPER_FIELDS(CloseProgramme, id, expected_version, reason)
};
struct CheckEligibility {
  std::string id;
  Date date_of_birth;
  Residency residency = Residency::unspecified;
  Date resident_since;
  std::string nationality;
  SHOPPER_FIELDS(CheckEligibility, id, date_of_birth, residency, resident_since, nationality)
};
struct FeatureCount {
  std::string feature;
  std::string value;
  std::int64_t eligible = 0;
  SHOPPER_FIELDS(FeatureCount, feature, value, eligible)
};
struct ApplicationCounts {
  std::map<std::string, std::int64_t> by_state;
  std::vector<FeatureCount> by_feature;
  SHOPPER_FIELDS(ApplicationCounts, by_state, by_feature)
};

Result<Page<Programme>> list_programmes_page(Unit& unit, const ListProgrammes& input);
Result<Programme> get_programme(Unit& unit, const ById& input);
Result<Programme> put_programme(Unit& unit, const PutProgramme& input);
Result<Programme> patch_programme(Unit& unit, const PatchProgramme& input);
Result<Programme> publish_programme(Unit& unit, const ByIdAndVersion& input);
Result<Programme> extend_programme(Unit& unit, const ExtendProgramme& input);
Result<Programme> close_programme(Unit& unit, const CloseProgramme& input);
Result<EligibilityVerdict> check_eligibility(Unit& unit, const CheckEligibility& input);
Result<ApplicationCounts> get_application_counts(Unit& unit, const ById& input);

// Events (docs/EVENTS.md).
struct FeatureFact {
  std::string code;
  std::vector<std::string> values;
  SHOPPER_FIELDS(FeatureFact, code, values)
};
struct ProgrammePublished {
  std::string programme_id;
  std::string code;
  Text name;
  int panel_size = 0;
  int reserve_size = 0;
  std::vector<FeatureFact> features;
  SHOPPER_FIELDS(ProgrammePublished, programme_id, code, name, panel_size, reserve_size, features)
};
struct ProgrammeClosed {
  std::string programme_id;
  SHOPPER_FIELDS(ProgrammeClosed, programme_id)
};

}  // namespace shopper::registration
