#include "platform/crypto/password.h"

#include <sodium.h>

#include <array>
#include <stdexcept>

namespace shopper::crypto {

std::string hash_password(const std::string& password) {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::runtime_error("not enough memory to hash a password");
  return text.data();
}

bool password_matches(const std::string& hash, const std::string& password) {
  static const std::string nobodys = hash_password("the password of nobody");
  const auto& against = hash.empty() ? nobodys : hash;
  const bool matches = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  return matches && !hash.empty();
}

}  // namespace shopper::crypto
