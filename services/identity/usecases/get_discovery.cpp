#include <nlohmann/json.hpp>

#include "identity/usecases/clients.h"

namespace shopper::identity {

Result<Document> GetDiscoveryCase::operator()(Unit&, const Nothing&) const {
  const auto& issuer = context->issuer;
  const nlohmann::ordered_json metadata{
      {"issuer", issuer},
      {"authorization_endpoint", issuer + "/v1/identity/authorize"},
      {"token_endpoint", issuer + "/v1/identity/token"},
      {"revocation_endpoint", issuer + "/v1/identity/revoke"},
      {"userinfo_endpoint", issuer + "/v1/identity/userinfo"},
      {"jwks_uri", issuer + "/.well-known/jwks.json"},
      {"scopes_supported", {"openid", "profile", "email", "phone", "offline_access", "api"}},
      {"response_types_supported", {"code"}},
      {"response_modes_supported", {"query"}},
      {"grant_types_supported", {"authorization_code", "refresh_token", "client_credentials"}},
      {"subject_types_supported", {"public"}},
      {"id_token_signing_alg_values_supported", {"RS256"}},
      {"token_endpoint_auth_methods_supported", {"none", "private_key_jwt"}},
      {"token_endpoint_auth_signing_alg_values_supported", {"ES256", "RS256", "EdDSA"}},
      {"code_challenge_methods_supported", {"S256"}},
      {"acr_values_supported", {"1", "2"}},
      {"claims_supported", {"sub", "iss", "aud", "exp", "iat", "auth_time", "acr", "amr", "name", "locale", "email", "email_verified", "phone_number", "phone_number_verified"}},
      {"ui_locales_supported", {"ar", "en"}},
      {"authorization_response_iss_parameter_supported", true},
  };
  return Document{"application/json", metadata.dump(2) + "\n", "", 0};
}

}  // namespace shopper::identity
