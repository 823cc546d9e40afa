// The keys of one suite on one machine, and the tokens of an offline issuer, for tests and the benchmark.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace shopper::tools {

// Writes a new file that was never readable by others; throws std::runtime_error when it exists or cannot be written.
void write_private(const std::filesystem::path& path, const std::string& text);

// Makes internal.key, personal.key, backup.key (which seals backups), and of each service its key ring SERVICE.keys and its SERVICE.audit.key where they
// are missing; audit-keys.txt has the public halves of the latter, for `shopperctl audit verify --keys`.
void create_keys(const std::filesystem::path& directory, const std::vector<std::string>& services);
// Makes signing.pem and jwks.json; throws when there is a signing key already.
void create_signing_key(const std::filesystem::path& directory);

struct TokenRequest {
  std::string subject;
  std::vector<std::string> roles;
  std::string entity_id;
  std::string name;
  long proven_ago_s = 0;   // since both factors were proven
  long lifetime_s = 43'200;
  std::string issuer = "https://shopper.local";
  std::string audience = "shopper-api";
  std::map<std::string, std::vector<std::string>> programmes = {};   // roles that hold in some programmes only
};
std::string sign_token(const std::filesystem::path& signing_key, const TokenRequest& request);

}  // namespace shopper::tools
