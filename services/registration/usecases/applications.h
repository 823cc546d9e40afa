// Use cases of applications: input shapes here, one operation per file.
#pragma once

#include "platform/base/page.h"
#include "platform/crypto/blind_index.h"
#include "registration/usecases/access.h"
#include "registration/usecases/programmes.h"

namespace shopper::registration {

struct PutApplication {
  std::string id;
  std::string programme_id;
  ApplicationDetails details;
  SHOPPER_FIELDS(PutApplication, id, programme_id, details)
};
struct PatchApplication {
  std::string id;
  std::int64_t expected_version = 0;
  ApplicationDetails changes;
  std::vector<std::string> changed_fields;
  SHOPPER_FIELDS(PatchApplication, id, expected_version, changes, changed_fields)
};
struct WithdrawApplication {
  std::string id;
  std::int64_t expected_version = 0;
  std::string reason;
  SHOPPER_FIELDS(WithdrawApplication, id, expected_version, reason)
};
struct ListApplications {
  std::string programme_id;
  std::string state;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListApplications, programme_id, state, limit, cursor)
};
struct ApplicationStatus {
  std::string id;
  ApplicationState state = ApplicationState::draft;
  std::vector<TimelineEntry> timeline;
  std::vector<std::string> actions;
  std::int64_t version = 0;
  SHOPPER_FIELDS(ApplicationStatus, id, state, timeline, actions, version)
};
struct AppealApplication {
  std::string id;
  std::string grounds;
  SHOPPER_FIELDS(AppealApplication, id, grounds)
};
struct ListAppeals {
  std::string programme_id;
  std::string state;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListAppeals, programme_id, state, limit, cursor)
};
struct DecideAppeal {
  std::string id;
  std::int64_t expected_version = 0;
  bool upheld = false;
  std::string reason;
  SHOPPER_FIELDS(DecideAppeal, id, expected_version, upheld, reason)
};

// Replaces personal identifiers in clear by keyed hashes, masks and the facts they state.
class PersonKeys {
 public:
  explicit PersonKeys(const crypto::Key& master)
      : qid_(master, "qid"), person_(master, "person"), household_(master, "household"), employer_(master, "employer"), email_(master, "e-mail") {}
  // Stores `details` in the application; a masked QID (read back by the client) leaves the stored one as it is.
  void store_details(Application& application, ApplicationDetails details) const;
  std::string email_key(std::string_view email) const { return email_.of(crypto::normalised_email(email)); }

 private:
  crypto::BlindIndex qid_, person_, household_, employer_, email_;
};

struct PutApplicationCase {
  PersonKeys keys;
  Result<Application> operator()(Unit& unit, const PutApplication& input) const;
};
struct PatchApplicationCase {
  PersonKeys keys;
  Result<Application> operator()(Unit& unit, const PatchApplication& input) const;
};
Result<Application> get_application(Unit& unit, const ById& input);
Result<Application> submit_application(Unit& unit, const ByIdAndVersion& input);
Result<Application> withdraw_application(Unit& unit, const WithdrawApplication& input);
Result<ApplicationStatus> get_application_status(Unit& unit, const ById& input);
Result<Page<Application>> list_applications_page(Unit& unit, const ListApplications& input);
Result<Appeal> appeal_application(Unit& unit, const AppealApplication& input);
Result<Page<Appeal>> list_appeals_page(Unit& unit, const ListAppeals& input);
Result<Appeal> decide_appeal(Unit& unit, const DecideAppeal& input);

// Judges a submitted or corrected application, moves it, writes the timeline and tells selection; `first`: nobody was told before.
Result<Done> judge_and_tell(Unit& unit, const Programme& programme, Application& application, bool first);

// Gives selection the application: for the first time, or once more.
void admit(Unit& unit, Application& application);

// Events (docs/EVENTS.md).
struct ApplicationFacts {
  std::string application_id;
  std::string programme_id;
  std::string applicant;
  std::map<std::string, std::string> features;
  std::vector<std::string> conflicts;
  std::string household;
  std::string employer;
  int admission = 0;
  SHOPPER_FIELDS(ApplicationFacts, application_id, programme_id, applicant, features, conflicts, household, employer, admission)
};
struct ApplicationWithdrawn {
  std::string application_id;
  std::string programme_id;
  SHOPPER_FIELDS(ApplicationWithdrawn, application_id, programme_id)
};
struct AppealUpheld {
  std::string application_id;
  std::string programme_id;
  std::string stage;
  SHOPPER_FIELDS(AppealUpheld, application_id, programme_id, stage)
};

}  // namespace shopper::registration
