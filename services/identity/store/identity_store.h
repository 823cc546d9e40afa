// The only SQL of identity.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/domain/account.h"
#include "identity/domain/client.h"
#include "identity/domain/records.h"
#include "identity/domain/session.h"
#include "platform/base/erasure.h"
#include "platform/store/db.h"
#include "platform/store/migrations.h"

namespace shopper::store {
template <>
struct Table<identity::Account> {
  static constexpr const char* name = "account";
  static constexpr std::array sealed = {"details", "password_hash", "second_factor"};
  static const std::string& owner(const identity::Account& row) { return row.id; }
};
template <>
struct Table<identity::Session> {
  static constexpr const char* name = "session";
};
template <>
struct Table<identity::RefreshToken> {
  static constexpr const char* name = "refresh_token";
};
template <>
struct Table<identity::AuthorisationCode> {
  static constexpr const char* name = "authorisation_code";
};
template <>
struct Table<identity::OneTimeCode> {
  static constexpr const char* name = "one_time_code";
};
template <>
struct Table<identity::ApiClient> {
  static constexpr const char* name = "api_client";
};
template <>
struct Table<identity::SigningKeyRecord> {
  static constexpr const char* name = "signing_key";
  static constexpr std::array sealed = {"pem"};
  static std::string owner(const identity::SigningKeyRecord&) { return "signing keys"; }
};
template <>
struct Table<identity::Message> {
  static constexpr const char* name = "message";
  static constexpr std::array sealed = {"recipient", "body"};
  static std::string owner(const identity::Message&) { return "messages"; }
};
}  // namespace shopper::store

namespace shopper::identity {

std::vector<store::Migration> migrations();

std::optional<Account> account_by_key(store::Db& db, const std::string& login_key);
// Accounts after `after` (an id); "" leaves a filter out.
std::vector<Account> list_accounts(store::Db& db, const std::string& login_key, const std::string& role, const std::string& after, int limit);

// Who is known to an outside issuer under that key.
std::string account_of_outside_identity(store::Db& db, const std::string& key);
void link_outside_identity(store::Db& db, const std::string& key, const std::string& account_id, const std::string& issuer, Instant now);

std::vector<Session> live_sessions(store::Db& db, const std::string& account_id, Instant now);
std::vector<Session> sessions_of_client(store::Db& db, const std::string& client_id, Instant now);
void delete_refresh_token(store::Db& db, const std::string& hash);

std::vector<ApiClient> list_clients(store::Db& db, const std::string& after, int limit);
// Newest first.
std::vector<SigningKeyRecord> signing_keys(store::Db& db);
std::optional<SigningKeyRecord> signing_key(store::Db& db, const std::string& algorithm);

// One more try; false when there were too many within the window.
bool take_attempt(store::Db& db, const AttemptRule& rule, const std::string& who, Instant now);
void forget_attempts(store::Db& db, const AttemptRule& rule, const std::string& who);
// When the last window of tries began; 0 for none.
Instant attempts_began_at(store::Db& db, const AttemptRule& rule, const std::string& who);

// False when that assertion was used before.
bool use_assertion(store::Db& db, const std::string& id, Instant expires_at);
void delete_code(store::Db& db, const std::string& login_key);

struct RevocationRow {
  std::int64_t sequence = 0;
  std::string value;
  std::int64_t issued_until_s = 0;
};
void revoke(store::Db& db, const std::string& value, Instant now);
// The last second that a revocation of the session or the account covers; 0 for none.
std::int64_t revoked_until_s(store::Db& db, const std::string& session_id, const std::string& account_id);
std::vector<RevocationRow> revocations_after(store::Db& db, std::int64_t sequence, int limit);

std::vector<Message> waiting_messages(store::Db& db, int limit);
void delete_message(store::Db& db, const std::string& id);

// What lies about an account beside it: links to issuers elsewhere, codes, tries. What became of it.
std::vector<ErasureItem> erase_traces(store::Db& db, const std::string& account_id, const std::vector<std::string>& login_keys);

// Removes what has run out: codes, tries, sessions and their tokens, revocations, retired keys.
void sweep(store::Db& db, Instant now);

}  // namespace shopper::identity
