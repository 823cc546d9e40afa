#include "gateway/app/cursor.h"

#include <sodium.h>

#include <cstring>

#include "platform/crypto/bytes.h"
#include "platform/crypto/seal.h"
#include "platform/jose/jose.h"
#include "gateway/limits.h"

namespace shopper::gateway::app {

namespace {
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
using crypto::bytes;
}  // namespace

// Layout: nonce, then the sealed (8 bytes of issue time, keyset).
std::string CursorSeal::seal(std::string_view plain, std::string_view list, std::int64_t now_s) const {
  std::string open(sizeof now_s, '\0');
  std::memcpy(open.data(), &now_s, sizeof now_s);
  open.append(plain);
  std::string sealed(nonce_bytes + open.size() + tag_bytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(sealed.data());
  randombytes_buf(out, nonce_bytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + nonce_bytes, nullptr, bytes(open), open.size(), bytes(list), list.size(), nullptr, out, key_.data());
  return crypto::base64(sealed);
}

std::optional<std::string> CursorSeal::open(std::string_view sealed, std::string_view list, std::int64_t now_s) const {
  const auto raw = crypto::from_base64(sealed);
  std::int64_t issued_s = 0;
  if (!raw || raw->size() < nonce_bytes + tag_bytes + sizeof issued_s) return std::nullopt;
  std::string plain(raw->size() - nonce_bytes - tag_bytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, bytes(*raw) + nonce_bytes,
                                                 raw->size() - nonce_bytes, bytes(list), list.size(), bytes(*raw), key_.data()) != 0)
    return std::nullopt;
  std::memcpy(&issued_s, plain.data(), sizeof issued_s);
  if (now_s - issued_s > limits::cursor_lifetime.count()) return std::nullopt;
  return plain.substr(sizeof issued_s);
}

}  // namespace shopper::gateway::app
