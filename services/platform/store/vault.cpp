#include "platform/store/vault.h"

#include <chrono>
#include <cstring>
#include <stdexcept>

#include "platform/crypto/seal.h"
#include "platform/fault/fail_point.h"
#include "platform/store/db.h"

namespace shopper::store {
namespace {

// "s1.<key id>.<base64 of nonce and ciphertext>"
constexpr std::string_view format = "s1.";
constexpr std::size_t key_id_digits = 16;

std::string_view text_of(const crypto::Key& key) { return {reinterpret_cast<const char*>(key.data()), key.size()}; }

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

[[noreturn]] void damaged(const Place& place) {
  throw std::runtime_error("a sealed value of " + std::string(place.table) + "." + std::string(place.column) + " cannot be opened: it was changed, moved, or its key is unknown");
}

}  // namespace

Vault::Vault(Db& db, std::shared_ptr<const crypto::ServiceKeys> keys, std::string service) : db_(db), keys_(std::move(keys)), service_(std::move(service)) {}

// Only the row id may have a slash, so this can be read in one way alone.
std::string Vault::bound(const Place& place, std::string_view key_id) const {
  std::string text = service_;
  for (const auto part : {place.table, place.column, place.row_id, key_id}) {
    text += '/';
    text += part;
  }
  return text;
}

std::string Vault::wrap(const std::string& owner, const crypto::KeyRing& ring, const crypto::Key& key) const {
  return crypto::base64(crypto::seal(*ring.find(ring.current_id()), bound({"subject_key", "wrapped", owner}, ring.current_id()), text_of(key)));
}

crypto::Key Vault::unwrap(const std::string& owner, const std::string& kek_id, const std::string& wrapped) const {
  const auto* kek = keys_->ring()->find(kek_id);
  if (!kek) throw std::runtime_error("the service key " + kek_id + " is not in the key file");
  const Place place{"subject_key", "wrapped", owner};
  const auto sealed = crypto::from_base64(wrapped);
  const auto text = sealed ? crypto::open(*kek, bound(place, kek_id), *sealed) : std::nullopt;
  crypto::Key key{};
  if (!text || text->size() != key.size()) damaged(place);
  std::memcpy(key.data(), text->data(), key.size());
  return key;
}

Vault::DataKey Vault::data_key_of(const std::string& owner) {
  if (owner.empty()) throw std::logic_error("a sealed value needs an owner");
  if (const auto row = db_.one<std::string, std::string, std::string>("select key_id, kek_id, wrapped from subject_key where subject = :s", {owner}))
    return {std::get<0>(*row), unwrap(owner, std::get<1>(*row), std::get<2>(*row))};
  const DataKey fresh{crypto::hex(text_of(crypto::random_key())).substr(0, key_id_digits), crypto::random_key()};
  const auto ring = keys_->ring();
  db_.execute("insert into subject_key (subject, key_id, wrapped, kek_id, created_at) values (:s, :i, :w, :k, :a)",
              {owner, fresh.id, wrap(owner, *ring, fresh.key), ring->current_id(), now_us()});
  return fresh;
}

std::string Vault::seal(const std::string& owner, const Place& place, std::string_view text) {
  if (text.empty()) return {};
  const auto key = data_key_of(owner);
  return std::string(format) + key.id + "." + crypto::base64(crypto::seal(key.key, bound(place, key.id), text));
}

std::optional<std::string> Vault::open(const Place& place, const std::string& sealed) {
  if (sealed.empty()) return std::string{};
  const auto body = format.size() + key_id_digits;
  if (!sealed.starts_with(format) || sealed.size() <= body || sealed[body] != '.') damaged(place);
  const auto key_id = sealed.substr(format.size(), key_id_digits);
  const auto row = db_.one<std::string, std::string, std::string>("select subject, kek_id, wrapped from subject_key where key_id = :i", {key_id});
  if (!row) {
    if (db_.one<std::int64_t>("select 1 from shredded_key where key_id = :i", {key_id})) return std::nullopt;
    damaged(place);
  }
  const auto bytes = crypto::from_base64(std::string_view(sealed).substr(body + 1));
  auto text = bytes ? crypto::open(unwrap(std::get<0>(*row), std::get<1>(*row), std::get<2>(*row)), bound(place, key_id), *bytes) : std::nullopt;
  if (!text) damaged(place);
  return text;
}

bool Vault::shred(const std::string& owner, Instant now) {
  const auto key_id = db_.one<std::string>("select key_id from subject_key where subject = :s", {owner});
  if (!key_id) return false;
  db_.execute("insert into shredded_key (key_id, at) values (:i, :a)", {*key_id, now.us});
  fault::fail_point("erasure.noted");
  db_.execute("delete from subject_key where subject = :s", {owner});
  fault::fail_point("erasure.shredded");
  db_.note_erasure();
  return true;
}

int Vault::rewrap(int limit) {
  const auto ring = keys_->ring();
  const auto& current = ring->current_id();
  // Two ranges rather than <>, which no index could serve.
  const auto rows = db_.all<std::string, std::string, std::string>(
      "select subject, kek_id, wrapped from subject_key where kek_id < :a or kek_id > :b limit :n", {current, current, std::int64_t{limit}});
  for (const auto& [owner, kek_id, wrapped] : rows) {
    db_.execute("update subject_key set wrapped = :w, kek_id = :k where subject = :s", {wrap(owner, *ring, unwrap(owner, kek_id, wrapped)), current, owner});
    fault::fail_point("keys.rewrapping");
  }
  return static_cast<int>(rows.size());
}

std::vector<std::string> Vault::keys_in_use() {
  std::vector<std::string> ids;
  for (auto& [id] : db_.all<std::string>("select distinct kek_id from subject_key")) ids.push_back(std::move(id));
  return ids;
}

}  // namespace shopper::store
