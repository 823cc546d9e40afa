// Passwords: Argon2id by libsodium, in its own text form.
#pragma once

#include <string>

namespace shopper::crypto {

// 64 MiB and two passes, some 60 ms: never call it while a writer waits.
std::string hash_password(const std::string& password);
// As slow for "" as for a real hash, so that nobody learns from the time whether there is one.
bool password_matches(const std::string& hash, const std::string& password);

}  // namespace shopper::crypto
