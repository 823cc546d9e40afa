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
    application.qid_hash = crypto::keyed_hash_hex(qid_, qid);
    application.qid_birth_year = facts ? facts->birth_year : 0;
    application.qid_country = facts ? facts->country : "";
  }
  details.qid = qid == application.details.qid ? qid : masked_qid(qid);
  const auto name = folded(details.name_ar.empty() ? details.name_en : details.name_ar);
  application.person_key = name.empty() || !details.date_of_birth ? "" : crypto::keyed_hash_hex(person_, name + "|" + details.date_of_birth.iso());
  const auto address = folded(details.address);
  application.household_key = address.empty() ? "" : crypto::keyed_hash_hex(household_, address);
  // An entity is known by its code, whatever an applicant calls it.
  const auto employer = details.employer_entity.empty() ? folded(details.employer) : "entity " + details.employer_entity;
  application.employer_key = employer.empty() ? "" : crypto::keyed_hash_hex(employer_, employer);
  application.details = std::move(details);
}

}  // namespace shopper::registration
