// Hashes, keyed hashes and identifiers (libsodium).
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace shopper::crypto {

// A 32-byte secret.
using Key = std::array<unsigned char, 32>;

std::string sha256_hex(std::string_view data);
std::string hex(std::string_view bytes);
// The bytes that hexadecimal digits stand for; "" when they are none, or an odd number of them.
std::string from_hex(std::string_view digits);
// Keyed BLAKE2b-256, as 64 hex digits: for blind indexes and pseudonyms.
std::string keyed_hash_hex(const Key& key, std::string_view data);
// Reads a file that only its owner may read; throws std::runtime_error otherwise.
std::string read_private_file(const std::string& path);
// Reads a key file: 64 hex digits (and white space). Throws std::runtime_error; refuses files others may read.
Key read_key_file(const std::string& path);
// A key for one purpose, derived from a master key, so that no two purposes share one.
Key derive(const Key& master, std::string_view purpose);
Key random_key();

// A version 7 UUID of that millisecond (RFC 9562).
std::string uuid7(std::int64_t unix_ms);
// A name-based UUID (version 8 layout over SHA-256): the same name gives the same id.
std::string named_uuid(std::string_view name);
// Lower-case 8-4-4-4-12 hexadecimal form of any version.
bool is_uuid(std::string_view text);

}  // namespace shopper::crypto
