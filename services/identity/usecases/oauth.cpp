#include "identity/usecases/oauth.h"

#include "platform/crypto/seal.h"
#include "platform/jose/jose.h"
#include "platform/jose/jwt.h"
#include "platform/jose/strict_object.h"

namespace shopper::identity {

namespace {
constexpr const char* flow_context = "sign-in page";
constexpr std::int64_t assertion_lifetime_s = 5 * 60;
constexpr const char* assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
}  // namespace

std::string seal_flow(const Context& context, const Flow& flow) { return crypto::base64(crypto::seal(context.flow_key, flow_context, codec::dump(flow))); }

std::optional<Flow> open_flow(const Context& context, const std::string& sealed, Instant now) {
  const auto raw = crypto::from_base64(sealed);
  const auto text = raw ? crypto::open(context.flow_key, flow_context, *raw) : std::nullopt;
  if (!text) return std::nullopt;
  auto flow = codec::parse<Flow>(*text);
  return flow.expires_at_us > now.us ? std::optional(std::move(flow)) : std::nullopt;
}

HttpAnswer go_back(const AuthorizationRequest& request, Parameters parameters, const std::string& issuer) {
  parameters["state"] = request.state;
  parameters["iss"] = issuer;   // RFC 9207: which provider answers
  return {302, "", "", with_parameters(request.redirect_uri, parameters), ""};
}

HttpAnswer json_answer(int status, const nlohmann::json& body) { return {status, "application/json", body.dump(), "", ""}; }

HttpAnswer oauth_error(const std::string& error, const std::string& description) {
  return json_answer(error == "invalid_client" ? 401 : 400, {{"error", error}, {"error_description", description}});
}

ClientProof authenticate_client(Unit& unit, const Context& context, const Parameters& form) {
  const auto assertion = value_of(form, "client_assertion");
  auto id = value_of(form, "client_id");
  if (!assertion.empty()) {
    const auto said = jose::peek(assertion).subject;
    if (!id.empty() && id != said) return {{}, false, oauth_error("invalid_client", "client_id and the assertion name different clients")};
    id = said;
  }
  auto client = unit.db.find<ApiClient>("id = :i", {id});
  const auto refused = [](const char* why) { return ClientProof{{}, false, oauth_error("invalid_client", why)}; };
  if (!client || client->disabled) return refused("the client is not registered, or its assertion is not valid");
  if (client->jwks.empty()) return assertion.empty() ? ClientProof{std::move(client), false, {}} : refused("the client is not registered, or its assertion is not valid");
  if (value_of(form, "client_assertion_type") != assertion_type) return refused("this client proves itself by private_key_jwt");
  jose::TokenRules rules;
  rules.issuer = client->id;
  rules.max_lifetime = std::chrono::seconds(assertion_lifetime_s);
  rules.types = {"JWT", "client-authentication+jwt"};
  const auto now_s = unit.now.us / 1'000'000;
  // OpenID Connect Core 9 names the token endpoint as audience; newer libraries name the issuer.
  for (const auto& audience : {context.issuer, context.issuer + "/v1/identity/token"}) {
    rules.audience = audience;
    const auto claims = jose::verify_jwt(assertion, jose::KeySet::parse(client->jwks.text), rules, now_s);
    if (!claims.ok()) continue;
    const auto jti = claims->find("jti");
    const auto expires = claims->value("exp", std::int64_t{0});   // whole, as verify_jwt has seen
    if (!jose::is_text(*claims, "sub", client->id) || jti == claims->end() || !jti->is_string()) break;
    if (!use_assertion(unit.db, client->id + "\n" + jti->get<std::string>(), {(expires + jose::token_leeway.count()) * 1'000'000})) return refused("the assertion was used before");
    return {std::move(client), true, {}};
  }
  return refused("the client is not registered, or its assertion is not valid");
}

}  // namespace shopper::identity
