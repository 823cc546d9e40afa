#include "registration/usecases/applications.h"

namespace shopper::registration {
namespace {

Result<Application> same_or_conflict(const Application& stored, const Application& given) {
  std::vector<FieldError> fields;
  ApplicationDetails::each_field([&](const char* name, auto member) {
    if (!(stored.details.*member == given.details.*member))
      fields.push_back({"/details/" + std::string(name), "DIFFERS", {"يختلف عن المحفوظ", "It differs from what is stored"}});
  });
  if (fields.empty() && stored.qid_hash == given.qid_hash && stored.programme_id == given.programme_id) return stored;
  auto error = conflict("APPLICATION_DIFFERS", {"يوجد طلب بهذا المعرّف ومحتوى آخر؛ استعمل PATCH لتعديله", "This id has an application with other content; use PATCH to change it"});
  error.fields = std::move(fields);
  return error;
}

}  // namespace

Result<Application> PutApplicationCase::operator()(Unit& unit, const PutApplication& input) const {
  if (!crypto::is_uuid(input.id)) return refuse(ErrorKind::malformed, "ID_INVALID", {"المعرّف يجب أن يكون UUID", "The id must be a UUID"});
  Application application;
  application.id = input.id;
  application.programme_id = input.programme_id;
  application.applicant = unit.actor.subject;
  keys.store_details(application, input.details);
  if (auto existing = unit.db.find<Application>("id = :id", {input.id})) {
    if (existing->applicant != unit.actor.subject) return errors::not_found(input.id);
    return same_or_conflict(*existing, application);
  }
  SHOPPER_TRY(auto programme, load_programme(unit, input.programme_id));
  if (!window_open(programme, unit.now)) return window_refusal(programme, unit.now);
  SHOPPER_CHECK(check_details(input.details, unit.today(), "/details"));
  if (const auto live = live_application_of(unit.db, programme.id, unit.actor.subject))
    return conflict("APPLICATION_EXISTS", fill({"لديك طلب في هذا البرنامج: {}", "You already have an application in this programme: {}"}, {live->id}));
  application.created_at = application.updated_at = unit.now;
  if (!application.details.consent_notice_version.empty()) application.consented_at = unit.now;
  unit.db.insert(application);
  append_timeline(unit.db, application.id, {unit.now, application.state, {}, {{"أُنشئت المسودة", "The draft was created"}}});
  return application;
}

}  // namespace shopper::registration
