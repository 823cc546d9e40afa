#include "registration/usecases/access.h"

namespace shopper::registration {

bool is_staff(const Actor& actor, const std::string& programme_id) {
  return actor.acts_in({"administrator", "reviewer", "interviewer", "auditor"}, programme_id);
}

bool is_staff_somewhere(const Actor& actor) {
  return actor.has_role("administrator") || actor.has_role("reviewer") || actor.has_role("interviewer") || actor.has_role("auditor");
}

bool may_read(const Actor& actor, const Application& application) {
  if (application.applicant == actor.subject) return true;
  return application.state != ApplicationState::draft && is_staff(actor, application.programme_id);
}

Result<Application> load_own(Unit& unit, const std::string& id) {
  auto application = unit.db.find<Application>("id = :id", {id});
  if (!application || application->applicant != unit.actor.subject) return errors::not_found(id);
  return std::move(*application);
}

Result<Application> load_readable(Unit& unit, const std::string& id) {
  auto application = unit.db.find<Application>("id = :id", {id});
  if (!application || !may_read(unit.actor, *application)) return errors::not_found(id);
  return std::move(*application);
}

Application view_for(const Actor& actor, Application application) {
  if (application.applicant == actor.subject || actor.has_role("administrator")) return application;
  auto& details = application.details;
  details.email.clear();
  details.phone.clear();
  details.address.clear();
  if (actor.acts_in("interviewer", application.programme_id)) return application;
  details.name_ar.clear();
  details.name_en.clear();
  details.qid.clear();
  if (actor.acts_in("reviewer", application.programme_id)) return application;
  details.employer.clear();
  details.motivation.clear();
  details.date_of_birth = {};
  return application;
}

Result<Programme> load_programme(Unit& unit, const std::string& id) {
  auto programme = unit.db.find<Programme>("id = :id", {id});
  if (!programme) return errors::not_found(id);
  programme->open = window_open(*programme, unit.now);
  return std::move(*programme);
}

}  // namespace shopper::registration
