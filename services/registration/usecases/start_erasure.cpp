#include "registration/usecases/privacy.h"

namespace shopper::registration {
namespace {

// The same table of several applications is one line of the receipt.
void add(std::vector<ErasureItem>& items, std::vector<ErasureItem> more) {
  for (auto& item : more) {
    const auto same = std::find_if(items.begin(), items.end(), [&](const ErasureItem& known) { return known.table == item.table && known.action == item.action && known.reason == item.reason; });
    if (same == items.end()) items.push_back(std::move(item));
    else same->rows += item.rows;
  }
}

}  // namespace

bool withdraw_where_possible(Unit& unit, Application& application, const std::string& reason, const Text& text) {
  const auto before = application.state;
  const auto next = application_lifecycle().peek(before, ApplicationCommand::withdraw);
  if (!next) return false;
  application.state = *next;
  ++application.version;
  application.updated_at = unit.now;
  unit.db.update(application);
  append_timeline(unit.db, application.id, {unit.now, application.state, {reason}, {text}});
  // Selection never heard of drafts and of ineligible applications.
  if (before != ApplicationState::draft && before != ApplicationState::ineligible)
    unit.emit("application.withdrawn", application.id, ApplicationWithdrawn{application.id, application.programme_id});
  return true;
}

Result<Erasure> start_erasure(Unit& unit, ErasureCause cause, const std::string& subject, std::vector<Application> applications, const std::vector<std::string>& inquiries) {
  Erasure erasure;
  erasure.id = unit.new_id();
  erasure.subject = subject;
  erasure.cause = cause;
  erasure.requested_at = unit.now;
  erasure.waiting_for.assign(erasing_services.begin(), erasing_services.end());
  std::vector<ErasureItem> items;
  for (auto& application : applications) {
    withdraw_where_possible(unit, application, "ERASED", {"مُحيت البيانات", "The data were erased"});
    erasure.application_ids.push_back(application.id);
    add(items, erase_application(unit.db, application.id, store::nobody(erasure.id), unit.now));
  }
  for (const auto& inquiry : inquiries) erase_inquiry(unit.db, inquiry, unit.now);
  add(items, {{"inquiry", ErasureAction::erased, static_cast<std::int64_t>(inquiries.size()), ""}});
  const bool whole_person = cause == ErasureCause::request;
  if (whole_person) add(items, store::erase_answers(unit.db, subject, unit.now));
  const auto news = tell_erasure(unit, {erasure.id, "", subject, erasure.application_ids, whole_person, {}, ""}, "registration", std::move(items));
  take_report(erasure, {news.service, unit.now, news.items, news.sha256});
  unit.db.insert(erasure);
  return erasure;
}

Result<Done> collect_erasure(Unit& unit, const Event& event) {
  const auto news = event.as<SubjectErased>();
  auto erasure = unit.db.find<Erasure>("id = :i", {news.erasure_id});
  if (!erasure) return errors::not_found(news.erasure_id);
  if (take_report(*erasure, {news.service, event.at, news.items, news.sha256})) unit.db.update(*erasure);
  return Done{};
}

}  // namespace shopper::registration
