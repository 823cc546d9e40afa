// The SQL of erasure, holds and retention.
#pragma once

#include "platform/store/erasure.h"
#include "registration/domain/privacy.h"
#include "registration/store/registration_store.h"

namespace shopper::registration {
inline std::string owner_of_hold(const std::string& hold_id) { return "hold/" + hold_id; }
}  // namespace shopper::registration

namespace shopper::store {
template <>
struct Table<registration::Erasure> {
  static constexpr const char* name = "erasure";
};
template <>
struct Table<registration::LegalHold> {
  static constexpr const char* name = "legal_hold";
  static constexpr std::array sealed = {"reason", "lift_reason"};
  static std::string owner(const registration::LegalHold& row) { return registration::owner_of_hold(row.id); }
};
template <>
struct Table<registration::RetentionClass> {
  static constexpr const char* name = "retention";
};
}  // namespace shopper::store

namespace shopper::registration {

std::vector<Application> applications_of(store::Db& db, const std::string& subject);
// Overwrites or deletes what is personal of the application and destroys its key; what remains counts, and is nobody's.
std::vector<ErasureItem> erase_application(store::Db& db, const std::string& application_id, const std::string& nobody, Instant now);
std::vector<std::string> inquiries_from(store::Db& db, const std::string& email_key);
void erase_inquiry(store::Db& db, const std::string& inquiry_id, Instant now);

std::optional<Erasure> running_erasure_of(store::Db& db, const std::string& subject);
std::vector<Erasure> list_erasures(store::Db& db, const std::string& subject, const std::string& after, int limit);
bool held(store::Db& db, const std::string& subject);
std::vector<LegalHold> list_holds(store::Db& db, bool standing_only, const std::string& after, int limit);

std::vector<RetentionClass> retention_classes(store::Db& db);
// Applications of these states that were last changed before, neither erased nor under a hold; how many a hold keeps; inquiries answered before.
std::int64_t held_since(store::Db& db, const std::vector<ApplicationState>& states, Instant before);
std::vector<Application> unchanged_since(store::Db& db, const std::vector<ApplicationState>& states, Instant before, int limit);
std::vector<std::string> inquiries_answered_before(store::Db& db, Instant before, int limit);

struct Consent {
  std::string application_id;
  std::string notice_version;
  std::string notice_sha256;
  Instant given_at;
  Instant withdrawn_at;
  SHOPPER_FIELDS(Consent, application_id, notice_version, notice_sha256, given_at, withdrawn_at)
};
std::vector<Consent> consents_of(store::Db& db, const std::string& application_id);
void withdraw_consents(store::Db& db, const std::string& application_id, Instant at);

}  // namespace shopper::registration
