#include "platform/crypto/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "platform/crypto/hash.h"

namespace shopper::crypto {

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (!context_ || EVP_DigestInit_ex(context_, EVP_sha256(), nullptr) != 1) throw std::runtime_error("OpenSSL has no SHA-256");
}
Sha256::~Sha256() { EVP_MD_CTX_free(context_); }
void Sha256::add(std::string_view data) { EVP_DigestUpdate(context_, data.data(), data.size()); }
std::string Sha256::hex() {
  std::array<char, 32> digest{};
  EVP_DigestFinal_ex(context_, reinterpret_cast<unsigned char*>(digest.data()), nullptr);
  return crypto::hex({digest.data(), digest.size()});
}

}  // namespace shopper::crypto
