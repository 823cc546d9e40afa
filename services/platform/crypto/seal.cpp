#include "platform/crypto/seal.h"

#include <sodium.h>

#include "platform/crypto/bytes.h"

namespace shopper::crypto {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string encoded(std::string_view data, int kind) {
  std::string text(sodium_base64_encoded_len(data.size(), kind), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes(data), data.size(), kind);
  text.pop_back();   // its final zero
  return text;
}

}  // namespace

std::string base64(std::string_view data) { return encoded(data, variant); }

std::string base64_padded(std::string_view data) { return encoded(data, sodium_base64_VARIANT_ORIGINAL); }

std::optional<std::string> from_base64(std::string_view text) {
  std::string data(text.size(), '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes(data), data.size(), text.data(), text.size(), nullptr, &length, &end, variant) != 0 || end != text.data() + text.size()) return std::nullopt;
  data.resize(length);
  return data;
}

std::string seal(const Key& key, std::string_view bound, std::string_view text) {
  std::string sealed(nonce_bytes + text.size() + tag_bytes, '\0');
  randombytes_buf(sealed.data(), nonce_bytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(sealed) + nonce_bytes, nullptr, bytes(text), text.size(), bytes(bound), bound.size(), nullptr, bytes(sealed), key.data());
  return sealed;
}

std::optional<std::string> open(const Key& key, std::string_view bound, std::string_view sealed) {
  if (sealed.size() < nonce_bytes + tag_bytes) return std::nullopt;
  std::string text(sealed.size() - nonce_bytes - tag_bytes, '\0');
  const auto encrypted = sealed.substr(nonce_bytes);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes(text), nullptr, nullptr, bytes(encrypted), encrypted.size(), bytes(bound), bound.size(), bytes(sealed), key.data()) != 0)
    return std::nullopt;
  return text;
}

}  // namespace shopper::crypto
