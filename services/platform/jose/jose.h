// JSON Web Signatures and Keys (RFC 7515, 7517, 8037) on OpenSSL: EdDSA, ES256 and RS256, each bound to its key.
#pragma once

#include <openssl/evp.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shopper::jose {

inline constexpr std::size_t jwks_bytes_max = 64 * 1024;
inline constexpr std::size_t jwks_keys_max = 32;

enum class Algorithm { eddsa, es256, rs256 };
std::string_view to_string(Algorithm algorithm);

using KeyPointer = std::shared_ptr<EVP_PKEY>;

struct PublicKey {
  std::string id;
  Algorithm algorithm;
  KeyPointer key;
};

// Does the key's owner vouch for `message`? `signature` is raw: R || S for ES256.
bool verify(const PublicKey& key, std::string_view message, std::string_view signature);

class KeySet {
 public:
  // Throws std::runtime_error, saying what is wrong, for anything but a sound key set with signature keys of the three kinds.
  static KeySet parse(std::string_view jwks);
  const PublicKey* find(std::string_view id) const;
  std::size_t size() const { return keys_.size(); }

 private:
  std::map<std::string, PublicKey, std::less<>> keys_;
};

// A private signing key of one of the three kinds; its id is the RFC 7638 thumbprint.
class SigningKey {
 public:
  static SigningKey generate(Algorithm algorithm = Algorithm::eddsa);
  static SigningKey from_pem(std::string_view pem);   // throws std::runtime_error
  std::string to_pem() const;
  Algorithm algorithm() const { return algorithm_; }
  std::string id() const;
  // The public half as a JWK (a JSON object).
  std::string jwk() const;
  // A key set with this key alone.
  std::string jwks() const;
  // A compact JWS of that `typ` over a JSON payload.
  std::string sign(std::string_view payload, std::string_view type = "at+jwt") const;

 private:
  SigningKey(KeyPointer key, Algorithm algorithm) : key_(std::move(key)), algorithm_(algorithm) {}
  KeyPointer key_;
  Algorithm algorithm_;
};

// A key set of several public JWKs.
std::string jwks_of(const std::vector<std::string>& jwks);

}  // namespace shopper::jose
