// The only SQL of registration.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/store/migrations.h"
#include "registration/domain/application.h"
#include "registration/domain/eligibility.h"
#include "registration/domain/notice.h"
#include "registration/domain/programme.h"

namespace shopper::registration {
// Who an application's sealed values belong to: its own key, so that one programme's applications can be purged and another's kept.
inline std::string owner_of_application(const std::string& application_id) { return "application/" + application_id; }
// Inquiries may come from anybody, so each is its own.
inline std::string owner_of_inquiry(const std::string& inquiry_id) { return "inquiry/" + inquiry_id; }
}  // namespace shopper::registration

namespace shopper::store {
template <>
struct Table<registration::Programme> {
  static constexpr const char* name = "programme";
};
template <>
struct Table<registration::Application> {
  static constexpr const char* name = "application";
  static constexpr std::array sealed = {"details", "verdict"};
  static std::string owner(const registration::Application& row) { return registration::owner_of_application(row.id); }
};
template <>
struct Table<registration::Appeal> {
  static constexpr const char* name = "appeal";
  static constexpr std::array sealed = {"grounds", "decision_reason"};
  static std::string owner(const registration::Appeal& row) { return registration::owner_of_application(row.application_id); }
};
template <>
struct Table<registration::Notice> {
  static constexpr const char* name = "notice";
  static constexpr std::array sealed = {"remark"};
  static std::string owner(const registration::Notice& row) { return registration::owner_of_application(row.application_id); }
};
template <>
struct Table<registration::Inquiry> {
  static constexpr const char* name = "inquiry";
  static constexpr std::array sealed = {"email", "subject", "question", "answer"};
  static std::string owner(const registration::Inquiry& row) { return registration::owner_of_inquiry(row.id); }
};
}  // namespace shopper::store

namespace shopper::registration {

std::vector<store::Migration> migrations();

// Programmes after `after` (an id), published and closed ones alone unless `drafts`.
std::vector<Programme> list_programmes(store::Db& db, bool drafts, const std::string& after, int limit);
bool programme_code_taken(store::Db& db, const std::string& code, const std::string& except_id);

std::vector<Application> list_applications(store::Db& db, const std::string& programme_id, const std::string& state, const std::string& applicant,
                                           const std::string& after, int limit);
// The applicant's live application in the programme, if any.
std::optional<Application> live_application_of(store::Db& db, const std::string& programme_id, const std::string& applicant);
PersonFacts person_facts(store::Db& db, const Application& application);

void append_timeline(store::Db& db, const std::string& application_id, const TimelineEntry& entry);
std::vector<TimelineEntry> timeline(store::Db& db, const std::string& application_id);
void record_consent(store::Db& db, const std::string& application_id, const ConsentNotice& notice, Instant at);

// (state, count) of a programme's applications, and the features of the eligible ones.
std::vector<std::tuple<std::string, std::int64_t>> count_by_state(store::Db& db, const std::string& programme_id);
std::vector<std::map<std::string, std::string>> eligible_features(store::Db& db, const std::string& programme_id);

std::vector<Appeal> list_appeals(store::Db& db, const std::string& programme_id, const std::string& state, const std::string& after, int limit);
std::vector<Appeal> appeals_of(store::Db& db, const std::string& application_id);
std::optional<Appeal> appeal_of(store::Db& db, const std::string& application_id, const std::string& stage);
// Notices newest last; "" leaves a filter out.
std::vector<Notice> list_notices(store::Db& db, const std::string& programme_id, const std::string& application_id, const std::string& applicant,
                                 const std::string& after, int limit);
std::vector<Inquiry> list_inquiries(store::Db& db, const std::string& state, const std::string& after, int limit);

}  // namespace shopper::registration
