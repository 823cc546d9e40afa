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

Reader reader_of(const Actor& actor, const Application& application, bool in_list) {
  if (application.applicant == actor.subject) return Reader::owner;
  if (actor.has_role("administrator")) return in_list ? Reader::administrator_in_list : Reader::administrator;
  if (actor.acts_in("interviewer", application.programme_id)) return Reader::interviewer;
  if (actor.acts_in("reviewer", application.programme_id)) return Reader::reviewer;
  return Reader::auditor;
}

Application view_for(const Actor& actor, Application application, bool in_list) {
  show_to(reader_of(actor, application, in_list), application);
  return application;
}

Result<Programme> load_programme(Unit& unit, const std::string& id) {
  auto programme = unit.db.find<Programme>("id = :id", {id});
  if (!programme) return errors::not_found(id);
  programme->open = window_open(*programme, unit.now);
  return std::move(*programme);
}

}  // namespace shopper::registration
