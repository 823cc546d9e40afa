#include "identity/domain/client.h"

#include <algorithm>
#include <sstream>

#include "platform/base/url.h"

namespace shopper::identity {

namespace {

constexpr std::size_t uri_bytes_max = 2000, uris_max = 20, scopes_max = 100, parameter_bytes_max = 2000, name_bytes_max = 200;

bool listed(const std::vector<std::string>& list, const std::string& value) { return std::find(list.begin(), list.end(), value) != list.end(); }

bool unreserved(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~'; }

bool scope_token(const std::string& text) {   // RFC 6749 3.3
  return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

}  // namespace

bool sound_redirect_uri(const std::string& uri) {
  if (uri.size() > uri_bytes_max || !std::all_of(uri.begin(), uri.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\'; })) return false;
  const auto colon = uri.find(':');
  if (colon == std::string::npos || colon == 0 || uri.find('#') != std::string::npos) return false;
  const auto scheme = uri.substr(0, colon);
  if (scheme != "https" && scheme != "http") return scheme.find('.') != std::string::npos && std::all_of(scheme.begin(), scheme.end(), [](char c) { return unreserved(c) && c != '_' && c != '~'; });
  if (uri.compare(colon, 3, "://") != 0) return false;
  const auto rest = std::string_view(uri).substr(colon + 3);
  const auto authority = rest.substr(0, rest.find_first_of("/?"));
  if (authority.empty() || authority.find('@') != std::string_view::npos) return false;
  const auto host = authority.substr(0, authority.starts_with('[') ? authority.find(']') + 1 : authority.find(':'));
  return scheme == "https" || host == "127.0.0.1" || host == "[::1]";
}

Result<Done> check_client(const ApiClient& client) {
  FieldErrors errors;
  errors.check(!client.name.empty() && client.name.size() <= name_bytes_max, "/name", "LENGTH", {"يلزم اسم لا يتجاوز 200 بايت", "A name of up to 200 bytes is needed"});
  errors.check(client.redirect_uris.size() <= uris_max, "/redirect_uris", "TOO_MANY", {"عناوين كثيرة", "At most 20 addresses"});
  for (std::size_t i = 0; i < client.redirect_uris.size(); ++i)
    errors.check(sound_redirect_uri(client.redirect_uris[i]), "/redirect_uris/" + std::to_string(i), "REDIRECT_URI_INVALID",
                 {"يجب أن يكون https أو http على 127.0.0.1 أو مخططاً خاصاً فيه نقطة، دون #", "This must be https, http on 127.0.0.1 or [::1], or a private scheme with a dot; without a fragment"});
  errors.check(client.scopes.size() <= scopes_max && std::all_of(client.scopes.begin(), client.scopes.end(), scope_token), "/scopes", "SCOPE_INVALID",
               {"أذونات غير صالحة", "Scopes are up to 100 words of visible ASCII"});
  errors.check(!client.redirect_uris.empty() || !client.jwks.empty(), "/jwks", "CLIENT_USELESS",
               {"يلزم عنوان عودة للدخول أو مفاتيح للعمل المستقل", "A client needs an address to send people back to, or keys to act by itself"});
  return errors.result();
}

std::optional<Parameters> read_parameters(std::string_view encoded) {
  const auto pairs = parse_query(encoded);
  if (!pairs) return std::nullopt;
  Parameters parameters;
  for (const auto& [name, value] : *pairs)
    if (!parameters.emplace(name, value).second) return std::nullopt;
  return parameters;
}

std::string value_of(const Parameters& parameters, const char* name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : found->second;
}

bool redirect_allowed(const ApiClient& client, const Parameters& parameters) { return !client.disabled && listed(client.redirect_uris, value_of(parameters, "redirect_uri")); }

std::optional<OAuthError> read_authorization(const ApiClient& client, const Parameters& parameters, AuthorizationRequest& request) {
  const auto value = [&](const char* name) { return value_of(parameters, name); };
  request.client_id = client.id;
  request.redirect_uri = value("redirect_uri");
  request.state = value("state");
  request.nonce = value("nonce");
  request.code_challenge = value("code_challenge");
  request.login_hint = value("login_hint");
  for (const auto& [name, text] : parameters)
    if (text.size() > parameter_bytes_max) return OAuthError{"invalid_request", name + " is too long"};
  if (parameters.contains("request")) return OAuthError{"request_not_supported", "request objects are not supported"};
  if (parameters.contains("request_uri")) return OAuthError{"request_uri_not_supported", "request objects are not supported"};
  if (value("response_type") != "code") return OAuthError{"unsupported_response_type", "response_type must be code"};
  if (!value("response_mode").empty() && value("response_mode") != "query") return OAuthError{"invalid_request", "response_mode must be query"};
  if (value("code_challenge_method") != "S256" || request.code_challenge.size() != 43 || !std::all_of(request.code_challenge.begin(), request.code_challenge.end(), unreserved))
    return OAuthError{"invalid_request", "PKCE with code_challenge_method S256 is required"};
  for (auto& scope : split_words(value("scope")))
    if (listed(client.scopes, scope) && !listed(request.scopes, scope)) request.scopes.push_back(std::move(scope));
  if (request.scopes.empty()) return OAuthError{"invalid_scope", "none of the scopes is registered for this client"};
  const auto prompt = split_words(value("prompt"));
  // We keep no session in the browser: nobody is ever signed in already.
  if (listed(prompt, "none")) return OAuthError{"login_required", "the person has to sign in"};
  request.second_factor_wanted = listed(split_words(value("acr_values")), "2");
  return std::nullopt;
}

bool sound_code_verifier(const std::string& verifier) { return verifier.size() >= 43 && verifier.size() <= 128 && std::all_of(verifier.begin(), verifier.end(), unreserved); }

std::string with_parameters(const std::string& uri, const Parameters& more) {
  auto out = uri;
  char separator = uri.find('?') == std::string::npos ? '?' : '&';
  for (const auto& [name, value] : more) {
    if (value.empty()) continue;
    out += separator;
    out += percent_encode(name) + "=" + percent_encode(value);
    separator = '&';
  }
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> split_words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

}  // namespace shopper::identity
