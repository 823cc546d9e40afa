#include "identity/outside/oidc_issuer.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "identity/domain/client.h"
#include "platform/base/url.h"
#include "platform/codec/json.h"
#include "platform/crypto/seal.h"
#include "platform/jose/jwt.h"
#include "platform/jose/strict_object.h"

namespace shopper::identity {

namespace {

constexpr std::size_t claim_bytes_max = 500;
constexpr std::chrono::seconds id_token_lifetime_max = std::chrono::hours(24);

Error outside_failed() { return refuse(ErrorKind::unavailable, "OUTSIDE_SIGN_IN_FAILED", {"تعذر الدخول عبر الجهة الأخرى", "Signing in over there did not work"}); }

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error("cannot read " + path);
  return text.str();
}

// RFC 6749 2.3.1.
std::string basic_credentials(const std::string& id, const std::string& secret) { return crypto::base64_padded(id + ":" + secret); }

// Others publish keys we have no use for (encryption, other curves): those are left out, where our own sets must be sound as a whole.
std::string usable_keys(const std::string& body) {
  const auto set = jose::strict_object(body);
  std::vector<std::string> usable;
  if (!set.is_object() || !set.contains("keys") || !set["keys"].is_array()) return "{}";
  for (const auto& key : set["keys"]) {
    try {
      (void)jose::KeySet::parse(jose::jwks_of({key.dump()}));
      usable.push_back(key.dump());
    } catch (const std::runtime_error&) {
    }
  }
  return jose::jwks_of(usable);
}

std::string form_of(const Parameters& parameters) { return with_parameters("", parameters).substr(1); }

std::string challenge_of(const std::string& verifier) { return crypto::base64(crypto::from_hex(crypto::sha256_hex(verifier))); }

}  // namespace

std::vector<OutsideSettings> read_outside_settings(const std::string& path) {
  const auto list = nlohmann::json::parse(read_file(path), nullptr, false);
  if (!list.is_array()) throw std::runtime_error(path + " is not a JSON array");
  std::vector<OutsideSettings> all;
  for (const auto& entry : list) {
    OutsideSettings settings;
    std::string reason;
    codec::from_json(entry, settings);
    const auto& id = settings.id;
    if (id.empty() || !std::all_of(id.begin(), id.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); })) throw std::runtime_error(path + ": an issuer needs an id of small letters and digits");
    if (settings.issuer.empty() || settings.client_id.empty() || !settings.name.complete()) throw std::runtime_error(path + ": " + id + " needs issuer, client_id, and a name in ar and en");
    const auto known = codec::to_json(settings);
    for (const auto& [name, value] : entry.items())
      if (!known.contains(name)) throw std::runtime_error(path + ": " + id + " has the unknown member " + name);
    all.push_back(std::move(settings));
  }
  return all;
}

OidcIssuer::OidcIssuer(OutsideSettings settings, std::shared_ptr<const outgoing::Client> client) : settings_(std::move(settings)), client_(std::move(client)) {
  if (!settings_.client_secret_file.empty()) {
    client_secret_ = read_file(settings_.client_secret_file);
    while (!client_secret_.empty() && (client_secret_.back() == '\n' || client_secret_.back() == '\r')) client_secret_.pop_back();
  }
  keys_ = std::make_unique<jose::KeyCache>([this]() -> Result<std::string> {
    SHOPPER_TRY(const auto known, metadata());
    SHOPPER_TRY(const auto answer, client_->get(known.jwks_uri));
    if (answer.status != 200) return outside_failed();
    return usable_keys(answer.body);
  });
}

const std::string& OidcIssuer::claim_for(const std::string& field) const {
  static const std::string none;
  const auto found = settings_.claims.find(field);
  return found == settings_.claims.end() ? none : found->second;
}

Result<OidcIssuer::Metadata> OidcIssuer::metadata() const {
  const std::lock_guard lock(mutex_);
  if (metadata_) return *metadata_;
  SHOPPER_TRY(const auto answer, client_->get(settings_.issuer + (settings_.issuer.ends_with('/') ? "" : "/") + ".well-known/openid-configuration"));
  const auto document = answer.status == 200 ? jose::strict_object(answer.body) : nlohmann::json(nullptr);
  // OpenID Connect Discovery 4.3: the document must speak for the issuer we asked for.
  if (document.is_null() || !jose::is_text(document, "issuer", settings_.issuer)) return outside_failed();
  Metadata known{jose::text_member(document, "authorization_endpoint"), jose::text_member(document, "token_endpoint"), jose::text_member(document, "jwks_uri")};
  if (known.authorization_endpoint.empty() || known.token_endpoint.empty() || known.jwks_uri.empty()) return outside_failed();
  metadata_ = known;
  return known;
}

Result<std::string> OidcIssuer::authorization_url(const std::string& state, const std::string& nonce, const std::string& code_verifier, const std::string& callback) const {
  SHOPPER_TRY(const auto known, metadata());
  return with_parameters(known.authorization_endpoint, {{"response_type", "code"},
                                                        {"client_id", settings_.client_id},
                                                        {"redirect_uri", callback},
                                                        {"scope", joined(settings_.scopes)},
                                                        {"state", state},
                                                        {"nonce", nonce},
                                                        {"code_challenge", challenge_of(code_verifier)},
                                                        {"code_challenge_method", "S256"}});
}

Result<OutsidePerson> OidcIssuer::redeem(const std::string& code, const std::string& nonce, const std::string& code_verifier, const std::string& callback, std::int64_t now_s) const {
  SHOPPER_TRY(const auto known, metadata());
  Parameters form{{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", callback}, {"code_verifier", code_verifier}};
  outgoing::Headers headers{{"Accept", "application/json"}};
  if (client_secret_.empty()) form["client_id"] = settings_.client_id;
  else headers.emplace_back("Authorization", "Basic " + basic_credentials(percent_encode(settings_.client_id), percent_encode(client_secret_)));
  SHOPPER_TRY(const auto answer, client_->post(known.token_endpoint, "application/x-www-form-urlencoded", form_of(form), headers));
  const auto body = answer.status == 200 ? jose::strict_object(answer.body) : nlohmann::json(nullptr);
  const auto token = body.is_null() ? "" : jose::text_member(body, "id_token");
  if (token.empty()) return outside_failed();
  SHOPPER_TRY(const auto keys, keys_->keys_for(jose::peek(token).key_id, now_s));
  jose::TokenRules rules;
  rules.issuer = settings_.issuer;
  rules.audience = settings_.client_id;
  rules.max_lifetime = id_token_lifetime_max;
  rules.types = {"JWT"};
  const auto claims = jose::verify_jwt(token, *keys, rules, now_s);
  if (!claims.ok() || !jose::is_text(*claims, "nonce", nonce)) return outside_failed();
  // Several audiences: the token must be meant for us (OpenID Connect Core 3.1.3.7).
  if (claims->contains("azp") && !jose::is_text(*claims, "azp", settings_.client_id)) return outside_failed();
  OutsidePerson person;
  person.subject = jose::text_member(*claims, "sub");
  if (person.subject.empty() || person.subject.size() > 255) return outside_failed();
  const auto yes = [&](const char* name) { return claims->contains(name) && (*claims)[name].is_boolean() && (*claims)[name].get<bool>(); };
  person.email_verified = yes("email_verified");
  person.phone_verified = yes("phone_number_verified");
  auto wanted = settings_.keep;
  for (const auto& [ours, theirs] : settings_.claims) wanted.push_back(theirs);
  for (const auto& name : wanted)
    if (const auto value = jose::text_member(*claims, name.c_str()); !value.empty() && value.size() <= claim_bytes_max) person.claims[name] = value;
  return person;
}

}  // namespace shopper::identity
