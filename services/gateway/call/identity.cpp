#include "gateway/call/identity.h"

#include "gateway/limits.h"
#include "platform/rpc/errors.h"
#include "shopper/common/v1/access.pb.h"

namespace shopper::gateway::call {

namespace {

template <class Response>
Result<Response> ask(const Backends& backends, const std::string& method, const google::protobuf::Message& message) {
  Response response;
  const auto actor = Backends::ourselves();
  const auto result = backends.call({identity_service, "/shopper.common.v1.Access/" + method, message, actor, "", "", "", limits::probe_deadline, true}, response);
  if (!result.status.ok()) return rpc::to_error(result.status);
  return response;
}

}  // namespace

auth::Issuer own_issuer(const Backends& backends, jose::TokenRules rules) {
  jose::KeyCacheOptions options;
  options.fresh_for = limits::key_set_fresh;
  options.pause = limits::key_set_pause;
  return {std::move(rules), std::make_shared<jose::KeyCache>([&backends]() -> Result<std::string> {
            SHOPPER_TRY(auto keys, ask<common::v1::SigningKeySet>(backends, "SigningKeys", common::v1::SigningKeysRequest{}));
            return keys.jwks();
          }, options)};
}

auth::Revocations::Pull pull_revocations(const Backends& backends) {
  return [&backends](std::int64_t after) -> Result<auth::RevocationPage> {
    common::v1::RevocationsRequest request;
    request.set_after(after);
    SHOPPER_TRY(auto answer, ask<common::v1::RevocationList>(backends, "Revocations", request));
    auth::RevocationPage page;
    page.next_after = answer.next_after();
    for (const auto& item : answer.items()) page.items.push_back({item.value(), item.issued_until_s()});
    return page;
  };
}

}  // namespace shopper::gateway::call
