#include "platform/rpc/actor_context.h"

#include <sodium.h>

#include "platform/crypto/bytes.h"
#include "shopper/common/v1/types.pb.h"

namespace shopper::rpc {
namespace {
// The message tells the time of sealing as an end two minutes later: processes of the version before read it so.
constexpr std::int64_t told_later_us = 120'000'000;

using crypto::bytes;
}  // namespace

std::string seal_actor(const crypto::Key& key, const Actor& actor, Instant now) {
  common::v1::Actor message;
  message.set_subject(actor.subject);
  for (const auto& role : actor.roles) message.add_roles(role);
  message.set_entity_id(actor.entity_id);
  message.set_language(actor.language);
  message.set_imported_by(actor.imported_by);
  message.set_recorded_at_us(actor.recorded_at.us);
  message.set_session_id(actor.session_id);
  for (const auto& [role, ids] : actor.programmes) {
    auto& limit = *message.add_limits();
    limit.set_role(role);
    for (const auto& id : ids) limit.add_programme_ids(id);
  }
  message.set_expires_at_us(now.us + told_later_us);
  auto sealed = message.SerializeAsString();
  unsigned char tag[crypto_auth_BYTES];
  crypto_auth(tag, bytes(sealed), sealed.size(), key.data());
  sealed.append(reinterpret_cast<const char*>(tag), sizeof tag);
  return sealed;
}

std::optional<SealedActor> read_actor(const crypto::Key& key, std::string_view sealed) {
  if (sealed.size() < crypto_auth_BYTES) return std::nullopt;
  const auto body = sealed.substr(0, sealed.size() - crypto_auth_BYTES);
  const auto tag = sealed.substr(body.size());
  if (crypto_auth_verify(bytes(tag), bytes(body), body.size(), key.data()) != 0) return std::nullopt;
  common::v1::Actor message;
  if (!message.ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
  Actor actor;
  actor.subject = message.subject();
  actor.roles.assign(message.roles().begin(), message.roles().end());
  actor.entity_id = message.entity_id();
  actor.language = message.language();
  actor.imported_by = message.imported_by();
  actor.recorded_at = {message.recorded_at_us()};
  actor.session_id = message.session_id();
  for (const auto& limit : message.limits()) actor.programmes[limit.role()].assign(limit.programme_ids().begin(), limit.programme_ids().end());
  return SealedActor{std::move(actor), {message.expires_at_us() - told_later_us}};
}

}  // namespace shopper::rpc
