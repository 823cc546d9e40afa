#include "identity/store/identity_store.h"

#include "platform/store/filter.h"

namespace shopper::identity {

using store::Db;

namespace {

constexpr std::int64_t hour_us = 3'600'000'000;
constexpr std::int64_t day_us = 24 * hour_us;
constexpr std::int64_t sessions_kept_us = 30 * day_us;       // ended ones, for who asks what happened
constexpr std::int64_t revocations_kept_us = 2 * hour_us;    // longer than any access token lives
constexpr std::int64_t retired_keys_kept_us = 2 * hour_us;
constexpr std::int64_t attempts_kept_us = 2 * hour_us;
constexpr std::int64_t messages_kept_us = hour_us;           // an undelivered code is worth nothing by then

std::string attempt_name(const AttemptRule& rule, const std::string& who) { return std::string(rule.name) + ":" + who; }

}  // namespace

std::optional<Account> account_by_key(Db& db, const std::string& login_key) {
  if (login_key.empty()) return std::nullopt;
  if (auto account = db.find<Account>("email_key = :k", {login_key})) return account;
  return db.find<Account>("phone_key = :k", {login_key});
}

std::vector<Account> list_accounts(Db& db, const std::string& login_key, const std::string& role, const std::string& after, int limit) {
  store::Filter where("where id > :a", {after});
  where.with(" and :k in (email_key, phone_key)", login_key).with(" and instr(grants, :r) > 0", role.empty() ? "" : "\"role\":\"" + role + "\"");
  return db.list<Account>(where.tail(" order by id limit :n"), where.values(limit));
}

std::string account_of_outside_identity(Db& db, const std::string& key) {
  return db.one<std::string>("select account_id from outside_identity where key = :k", {key}).value_or("");
}

void link_outside_identity(Db& db, const std::string& key, const std::string& account_id, const std::string& issuer, Instant now) {
  db.execute("insert into outside_identity (key, account_id, issuer, linked_at) values (:k, :a, :i, :n)", {key, account_id, issuer, now.us});
}

std::vector<Session> live_sessions(Db& db, const std::string& account_id, Instant now) {
  return db.list<Session>("where account_id = :a and ended_at = 0 and expires_at > :n order by id", {account_id, now.us});
}

std::vector<Session> sessions_of_client(Db& db, const std::string& client_id, Instant now) {
  return db.list<Session>("where client_id = :c and ended_at = 0 and expires_at > :n order by id", {client_id, now.us});
}

void delete_refresh_token(Db& db, const std::string& hash) { db.execute("delete from refresh_token where hash = :h", {hash}); }

std::vector<ApiClient> list_clients(Db& db, const std::string& after, int limit) {
  return db.list<ApiClient>("where id > :a order by id limit :n", {after, std::int64_t{limit}});
}

std::vector<SigningKeyRecord> signing_keys(Db& db) { return db.list<SigningKeyRecord>("order by created_at desc, id"); }

std::optional<SigningKeyRecord> signing_key(Db& db, const std::string& algorithm) {
  return db.find<SigningKeyRecord>("algorithm = :a and retired_at = 0", {algorithm});
}

bool take_attempt(Db& db, const AttemptRule& rule, const std::string& who, Instant now) {
  const auto name = attempt_name(rule, who);
  db.execute("delete from attempt where name = :m and began_at <= :b", {name, now.us - rule.window_us});
  db.execute("insert into attempt (name, count, began_at) values (:m, 1, :n) on conflict (name) do update set count = count + 1", {name, now.us});
  return db.one<std::int64_t>("select count from attempt where name = :m", {name}).value_or(0) <= rule.max;
}

void forget_attempts(Db& db, const AttemptRule& rule, const std::string& who) { db.execute("delete from attempt where name = :m", {attempt_name(rule, who)}); }

Instant attempts_began_at(Db& db, const AttemptRule& rule, const std::string& who) {
  return {db.one<std::int64_t>("select began_at from attempt where name = :m", {attempt_name(rule, who)}).value_or(0)};
}

bool use_assertion(Db& db, const std::string& id, Instant expires_at) {
  return db.execute("insert into used_assertion (id, expires_at) values (:i, :e) on conflict do nothing", {id, expires_at.us}) > 0;
}

void delete_code(Db& db, const std::string& login_key) { db.execute("delete from one_time_code where login_key = :k", {login_key}); }

void revoke(Db& db, const std::string& value, Instant now) {
  db.execute("insert into revocation (value, issued_until_s, at) values (:v, :u, :a)", {value, now.us / 1'000'000, now.us});
}

std::int64_t revoked_until_s(Db& db, const std::string& session_id, const std::string& account_id) {
  return db.one<std::int64_t>("select max(issued_until_s) from revocation where value in (:s, :a)", {session_id, account_id}).value_or(0);
}

std::vector<RevocationRow> revocations_after(Db& db, std::int64_t sequence, int limit) {
  std::vector<RevocationRow> rows;
  for (auto& [number, value, until] : db.all<std::int64_t, std::string, std::int64_t>(
           "select sequence, value, issued_until_s from revocation where sequence > :s order by sequence limit :n", {sequence, std::int64_t{limit}}))
    rows.push_back({number, std::move(value), until});
  return rows;
}

std::vector<Message> waiting_messages(Db& db, int limit) { return db.list<Message>("order by id limit :n", {std::int64_t{limit}}); }

void delete_message(Db& db, const std::string& id) { db.execute("delete from message where id = :i", {id}); }

std::vector<ErasureItem> erase_traces(Db& db, const std::string& account_id, const std::vector<std::string>& login_keys) {
  std::vector<ErasureItem> items;
  items.push_back({"outside_identity", ErasureAction::erased, db.execute("delete from outside_identity where account_id = :a", {account_id}), ""});
  std::int64_t codes = 0, tries = 0;
  for (const auto& key : login_keys) {
    if (key.empty()) continue;
    codes += db.execute("delete from one_time_code where login_key = :k", {key});
    tries += db.execute("delete from attempt where name like :k", {"%:" + key});
  }
  items.push_back({"one_time_code", ErasureAction::erased, codes, ""});
  items.push_back({"attempt", ErasureAction::erased, tries, ""});
  return items;
}

void sweep(Db& db, Instant now) {
  db.execute("delete from one_time_code where expires_at < :n", {now.us});
  db.execute("delete from attempt where began_at < :n", {now.us - attempts_kept_us});
  db.execute("delete from used_assertion where expires_at < :n", {now.us});
  db.execute("delete from authorisation_code where expires_at < :n", {now.us - day_us});
  db.execute("delete from refresh_token where session_id in (select id from session where (ended_at > 0 and ended_at < :a) or expires_at < :b)", {now.us - day_us, now.us - day_us});
  db.execute("delete from authorisation_code where session_id in (select id from session where expires_at < :n)", {now.us - sessions_kept_us});
  db.execute("delete from session where expires_at < :n", {now.us - sessions_kept_us});
  db.execute("delete from revocation where at < :n", {now.us - revocations_kept_us});
  db.execute("delete from signing_key where retired_at > 0 and retired_at < :n", {now.us - retired_keys_kept_us});
  db.execute("delete from message where at < :n", {now.us - messages_kept_us});
}

}  // namespace shopper::identity
