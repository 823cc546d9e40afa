// An OpenID provider elsewhere, as configured: discovery, authorisation code with PKCE, ID token. What it says is checked by schema, size
// and signature (conventions S-23), and reached only through the one way out (platform/outgoing).
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "identity/usecases/context.h"
#include "platform/jose/key_cache.h"
#include "platform/outgoing/client.h"

namespace shopper::identity {

struct OutsideSettings {
  std::string id;                        // in our links: letters and digits
  Text name;                             // on the button
  std::string issuer;                    // exactly as its discovery says
  std::string client_id;
  std::string client_secret_file;        // "": a public client there, by PKCE alone
  std::vector<std::string> scopes{"openid"};
  std::map<std::string, std::string> claims;   // ours ("name", "email", "phone") -> theirs
  std::vector<std::string> keep;         // further claims of theirs to keep with their source
  SHOPPER_FIELDS(OutsideSettings, id, name, issuer, client_id, client_secret_file, scopes, claims, keep)
};

// Reads the file (a JSON array). Throws std::runtime_error, saying what is wrong.
std::vector<OutsideSettings> read_outside_settings(const std::string& path);

class OidcIssuer : public OutsideIssuer {
 public:
  OidcIssuer(OutsideSettings settings, std::shared_ptr<const outgoing::Client> client);

  const std::string& id() const override { return settings_.id; }
  const std::string& issuer() const override { return settings_.issuer; }
  const Text& name() const override { return settings_.name; }
  const std::string& claim_for(const std::string& field) const override;
  Result<std::string> authorization_url(const std::string& state, const std::string& nonce, const std::string& code_verifier, const std::string& callback) const override;
  Result<OutsidePerson> redeem(const std::string& code, const std::string& nonce, const std::string& code_verifier, const std::string& callback, std::int64_t now_s) const override;

 private:
  struct Metadata {
    std::string authorization_endpoint, token_endpoint, jwks_uri;
  };
  Result<Metadata> metadata() const;

  const OutsideSettings settings_;
  const std::shared_ptr<const outgoing::Client> client_;
  std::string client_secret_;
  mutable std::mutex mutex_;
  mutable std::optional<Metadata> metadata_;   // kept for good once it was read: an issuer that moves its endpoints is configured anew
  std::unique_ptr<jose::KeyCache> keys_;
};

}  // namespace shopper::identity
