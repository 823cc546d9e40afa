#include "registration/usecases/privacy.h"

namespace shopper::registration {
namespace {

constexpr int listed_max = 200;

struct OwnApplication {
  Application application;
  std::vector<TimelineEntry> timeline;
  std::vector<Consent> consents;
  std::vector<Appeal> appeals;
  std::vector<Notice> notices;
  SHOPPER_FIELDS(OwnApplication, application, timeline, consents, appeals, notices)
};
struct OwnData {
  std::string service = "registration";
  std::string subject;
  Instant at;
  std::vector<OwnApplication> applications;
  std::vector<Erasure> erasures;
  SHOPPER_FIELDS(OwnData, service, subject, at, applications, erasures)
};

}  // namespace

Result<Document> export_own_data(Unit& unit, const NoInput&) {
  OwnData data;
  data.subject = unit.actor.subject;
  data.at = unit.now;
  for (auto& application : applications_of(unit.db, data.subject)) {
    OwnApplication own;
    own.timeline = timeline(unit.db, application.id);
    own.consents = consents_of(unit.db, application.id);
    own.appeals = appeals_of(unit.db, application.id);
    own.notices = list_notices(unit.db, "", application.id, data.subject, "", listed_max);
    own.application = std::move(application);
    data.applications.push_back(std::move(own));
  }
  data.erasures = list_erasures(unit.db, data.subject, "", listed_max);
  return Document{"application/json", codec::dump(data), "registration.json", 0};
}

}  // namespace shopper::registration
