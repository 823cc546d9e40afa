#include "registration/domain/words.h"
#include "registration/usecases/programmes.h"

namespace shopper::registration {

Result<EligibilityVerdict> check_eligibility(Unit& unit, const CheckEligibility& input) {
  SHOPPER_TRY(auto programme, load_programme(unit, input.id));
  if (programme.state == ProgrammeState::draft) return errors::not_found(input.id);
  ApplicationDetails details;
  details.date_of_birth = input.date_of_birth;
  details.residency = input.residency;
  details.resident_since = input.resident_since;
  details.nationality = input.nationality;
  SHOPPER_CHECK(check_details(details, unit.today(), ""));
  FieldErrors errors;
  errors.check(bool(input.date_of_birth), "/date_of_birth", "REQUIRED", required);
  errors.check(input.residency != Residency::unspecified, "/residency", "REQUIRED", required);
  SHOPPER_CHECK(errors.result());
  return judge_basics(programme, details, unit.now);
}

}  // namespace shopper::registration
