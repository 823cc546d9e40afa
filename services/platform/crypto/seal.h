// Authenticated encryption of single values (XChaCha20-Poly1305-IETF of libsodium).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/crypto/hash.h"

namespace shopper::crypto {

// URL-safe base64 without padding. from_base64 gives nothing for other text: no padding, no blanks, no stray bits.
std::string base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);
// With the standard alphabet and padding, as HTTP Basic and Content-Security-Policy write it.
std::string base64_padded(std::string_view bytes);

// Encrypts under a fresh nonce and gives nonce and ciphertext. `bound` is not kept: who opens must name the same.
std::string seal(const Key& key, std::string_view bound, std::string_view text);
// Nothing when a bit differs, or key or `bound` are others.
std::optional<std::string> open(const Key& key, std::string_view bound, std::string_view sealed);

}  // namespace shopper::crypto
