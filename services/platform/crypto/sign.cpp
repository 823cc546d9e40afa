#include "platform/crypto/sign.h"

#include <sodium.h>

#include "platform/crypto/bytes.h"

namespace shopper::crypto {
namespace {

struct Pair {
  unsigned char open[crypto_sign_PUBLICKEYBYTES];
  unsigned char secret[crypto_sign_SECRETKEYBYTES];
  explicit Pair(const Key& seed) {
    static_assert(sizeof(Key) == crypto_sign_SEEDBYTES);
    crypto_sign_seed_keypair(open, secret, seed.data());
  }
  ~Pair() { sodium_memzero(secret, sizeof secret); }
};

}  // namespace

std::string public_key_hex(const Key& seed) {
  const Pair pair(seed);
  return hex({reinterpret_cast<const char*>(pair.open), sizeof pair.open});
}

std::string sign_hex(const Key& seed, std::string_view message) {
  const Pair pair(seed);
  unsigned char signature[crypto_sign_BYTES];
  crypto_sign_detached(signature, nullptr, bytes(message), message.size(), pair.secret);
  return hex({reinterpret_cast<const char*>(signature), sizeof signature});
}

bool verify_signature(std::string_view public_key_hex, std::string_view message, std::string_view signature_hex) {
  const auto key = from_hex(public_key_hex), signature = from_hex(signature_hex);
  // One form of each alone, so that no byte of a written signature may differ.
  if (key.size() != crypto_sign_PUBLICKEYBYTES || signature.size() != crypto_sign_BYTES || hex(key) != public_key_hex || hex(signature) != signature_hex) return false;
  return crypto_sign_verify_detached(bytes(signature), bytes(message), message.size(), bytes(key)) == 0;
}

}  // namespace shopper::crypto
