// Ed25519 signatures (libsodium). A private key is its 32-byte seed, kept in a key file; its public half is told to everybody.
#pragma once

#include <string>
#include <string_view>

#include "platform/crypto/hash.h"

namespace shopper::crypto {

std::string public_key_hex(const Key& seed);
std::string sign_hex(const Key& seed, std::string_view message);
// False also for keys and signatures that are none.
bool verify_signature(std::string_view public_key_hex, std::string_view message, std::string_view signature_hex);

}  // namespace shopper::crypto
