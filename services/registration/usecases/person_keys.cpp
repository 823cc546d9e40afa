#include "registration/domain/names.h"
#include "registration/domain/qid.h"
#include "registration/usecases/applications.h"

namespace shopper::registration {

void PersonKeys::store_details(Application& application, ApplicationDetails details) const {
  const auto qid = normalised_qid(details.qid);
  if (qid.empty()) {
    application.qid_hash.clear();
    application.qid_birth_year = 0;
    application.qid_country.clear();
  } else if (qid != application.details.qid) {
    const auto facts = read_qid(qid);
    application.qid_hash = qid_.of(qid);
    application.qid_birth_year = facts ? facts->birth_year : 0;
    application.qid_country = facts ? facts->country : "";
  }
  details.qid = qid == application.details.qid ? qid : masked_qid(qid);
  const auto name = folded(details.name_ar.empty() ? details.name_en : details.name_ar);
  application.person_key = name.empty() || !details.date_of_birth ? "" : person_.of(name + "|" + details.date_of_birth.iso());
  application.household_key = household_.of(folded(details.address));
  // An entity is known by its code, whatever an applicant calls it.
  application.employer_key = employer_.of(details.employer_entity.empty() ? folded(details.employer) : "entity " + details.employer_entity);
  application.details = std::move(details);
}

}  // namespace shopper::registration
