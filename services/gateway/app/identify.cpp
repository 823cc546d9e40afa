#include "gateway/app/identify.h"

#include <algorithm>

#include "gateway/http/url.h"
#include "gateway/limits.h"
#include "platform/base/time.h"

namespace shopper::gateway::app {

namespace {

using http::make_problem;
using http::Problem;

constexpr std::string_view importer_role = "importer";
// Roles only our own processes hold; no token and no import header can give them.
constexpr std::string_view service_role = "service";

Problem token_missing() { return make_problem(401, "TOKEN_MISSING", {"يلزم رمز دخول", "An access token is needed"}); }

// RFC 9470: the client signs the person in again, with both factors, and comes back.
Problem step_up_required() {
  auto problem = make_problem(401, "STEP_UP_REQUIRED", {"يلزم تأكيد هويتك برمز التحقق قبل هذه العملية", "Confirm who you are with your second factor, then try again"});
  problem.challenge = "error=\"insufficient_user_authentication\", acr_values=\"2\", max_age=" + std::to_string(limits::step_up_lifetime.count());
  return problem;
}

bool proven_lately(const auth::Claims& claims, std::int64_t now_s) {
  return claims.two_factors && now_s - claims.authenticated_at_s <= limits::step_up_lifetime.count();
}

Problem import_malformed(Text text) { return make_problem(400, "IMPORT_HEADER_INVALID", std::move(text)); }

// The token of "Bearer <token>", or nothing.
std::optional<std::string_view> bearer(std::string_view authorization) {
  constexpr std::string_view scheme = "Bearer ";
  if (authorization.size() <= scheme.size() || !http::same_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return std::nullopt;
  return authorization.substr(scheme.size());
}

bool plain_name(std::string_view text, std::size_t max) {
  return !text.empty() && text.size() <= max && std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f && c != ';' && c != ','; });
}

// `<role>:<subject>[;entity=<id>]` into the actor.
bool act_as(std::string_view header, Actor& actor) {
  constexpr std::string_view entity_parameter = "entity=";
  const auto semicolon = header.find(';');
  const auto who = header.substr(0, semicolon);
  const auto colon = who.find(':');
  if (colon == std::string_view::npos || !plain_name(who.substr(0, colon), 64) || !plain_name(who.substr(colon + 1), 255)) return false;
  actor.roles = {std::string(who.substr(0, colon))};
  actor.subject = std::string(who.substr(colon + 1));
  actor.entity_id.clear();
  if (semicolon == std::string_view::npos) return true;
  auto parameter = header.substr(semicolon + 1);
  while (parameter.starts_with(' ')) parameter.remove_prefix(1);
  if (!parameter.starts_with(entity_parameter) || !plain_name(parameter.substr(entity_parameter.size()), 128)) return false;
  actor.entity_id = std::string(parameter.substr(entity_parameter.size()));
  return true;
}

// An importer brings actions of the past in the name of those who acted then; the services mark them as imported.
std::optional<Problem> apply_import(Exchange& exchange) {
  const auto recorded_at = exchange.request.header("shopper-recorded-at");
  const auto on_behalf_of = exchange.request.header("shopper-on-behalf-of");
  if (!recorded_at && !on_behalf_of) return std::nullopt;
  auto& actor = exchange.actor;
  if (!actor.has_role(importer_role) || exchange.operation->live_only) return make_problem(403, "IMPORT_FORBIDDEN", {"الاستيراد يتطلب صلاحية خاصة", "Imports need a permission of their own"});
  // Without a recorded time it would be acting in another's name today.
  if (!recorded_at) return import_malformed({"يلزم Shopper-Recorded-At", "Shopper-On-Behalf-Of needs Shopper-Recorded-At beside it"});
  const auto instant = Instant::parse(*recorded_at);
  if (!instant || !*instant) return import_malformed({"ليس وقتًا بصيغة RFC 3339", "Shopper-Recorded-At is not a time as RFC 3339 writes it"});
  if (instant->us > exchange.now_us) return make_problem(400, "RECORDED_AT_IN_FUTURE", {"وقت التسجيل في المستقبل", "The recorded time lies in the future"});
  const auto importer = actor.subject;
  exchange.client = importer;
  if (on_behalf_of && !act_as(*on_behalf_of, actor))
    return import_malformed({"صيغة Shopper-On-Behalf-Of غير صحيحة", "Shopper-On-Behalf-Of must be <role>:<subject>[;entity=<id>]"});
  if (actor.has_role(service_role)) return make_problem(403, "IMPORT_FORBIDDEN", {"دور غير مسموح", "Nobody can act in this role"});
  actor.imported_by = importer;
  actor.session_id.clear();
  actor.programmes.clear();
  actor.recorded_at = *instant;
  return std::nullopt;
}

}  // namespace

bool token_remembered(const http::Request& request, std::int64_t now_s, const auth::TokenVerifier& verifier) {
  const auto authorization = request.header("authorization");
  if (!authorization) return true;
  const auto token = bearer(*authorization);
  return !token || verifier.remembers(*token, now_s);
}

std::optional<Problem> identify(Exchange& exchange, auth::TokenVerifier& verifier) {
  const auto& operation = *exchange.operation;
  auto& actor = exchange.actor;
  std::shared_ptr<const auth::Claims> bearer_claims;
  if (const auto authorization = exchange.request.header("authorization")) {
    const auto token = bearer(*authorization);
    if (!token) return make_problem(401, "TOKEN_INVALID", {"رمز الدخول غير صالح", "The access token is not valid"});
    const auto claims = verifier.verify(*token, exchange.now_us / 1'000'000);
    if (!claims) return http::to_problem(claims.error());
    actor.subject = (*claims)->subject;
    actor.roles = (*claims)->roles;
    actor.entity_id = (*claims)->entity_id;
    actor.programmes.insert((*claims)->programmes.begin(), (*claims)->programmes.end());
    actor.session_id = (*claims)->session_id;
    std::erase(actor.roles, service_role);
    exchange.client = (*claims)->client_id;
    bearer_claims = *claims;
  }
  if (auto problem = apply_import(exchange)) return problem;
  if (operation.open_to_anyone) return std::nullopt;
  if (actor.subject.empty()) return token_missing();
  if (!bearer_claims->has_scope(operation.rule.permission()))
    return make_problem(403, "SCOPE_MISSING", {"لم يُمنح هذا التطبيق الإذن اللازم", "This client was not given the scope " + operation.rule.permission()});
  if (operation.rule.step_up() && !actor.imported() && !proven_lately(*bearer_claims, exchange.now_us / 1'000'000)) return step_up_required();
  if (operation.open_to_signed_in) return std::nullopt;
  for (const auto& role : operation.rule.roles())
    if (actor.has_role(role)) return std::nullopt;
  return http::to_problem(errors::forbidden());
}

}  // namespace shopper::gateway::app
