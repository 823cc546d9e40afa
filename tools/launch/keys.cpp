#include "launch/keys.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "platform/crypto/key_ring.h"
#include "platform/crypto/sign.h"
#include "platform/jose/jose.h"

namespace shopper::tools {

namespace fs = std::filesystem;
using jose::SigningKey;

void write_private(const fs::path& path, const std::string& text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error(path.string() + " exists already or cannot be written");
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (::close(fd) != 0 || !written) throw std::runtime_error(path.string() + " cannot be written");
}

void create_signing_key(const fs::path& directory) {
  fs::create_directories(directory);
  const auto key = SigningKey::generate();
  write_private(directory / "signing.pem", key.to_pem());
  std::ofstream file(directory / "jwks.json", std::ios::trunc);
  file << key.jwks();
  if (!file.flush()) throw std::runtime_error((directory / "jwks.json").string() + " cannot be written");
}

void create_keys(const fs::path& directory, const std::vector<std::string>& services) {
  fs::create_directories(directory);
  fs::permissions(directory, fs::perms::owner_all);
  for (const char* name : {"internal.key", "personal.key", "backup.key"}) {
    if (fs::exists(directory / name)) continue;
    const auto key = crypto::random_key();
    write_private(directory / name, crypto::hex({reinterpret_cast<const char*>(key.data()), key.size()}) + "\n");
  }
  for (const auto& service : services)
    if (const auto file = directory / (service + ".keys"); !fs::exists(file)) write_private(file, crypto::KeyRing::fresh("k1").text());
  std::string audit_keys;
  for (const auto& service : services) {
    const auto file = directory / (service + ".audit.key");
    if (!fs::exists(file)) {
      const auto key = crypto::random_key();
      write_private(file, crypto::hex({reinterpret_cast<const char*>(key.data()), key.size()}) + "\n");
    }
    audit_keys += service + " " + crypto::public_key_hex(crypto::read_key_file(file)) + "\n";
  }
  std::ofstream(directory / "audit-keys.txt", std::ios::trunc) << audit_keys;
}

std::string sign_token(const fs::path& signing_key, const TokenRequest& request) {
  std::ifstream file(signing_key);
  std::ostringstream pem;
  pem << file.rdbuf();
  if (!file) throw std::runtime_error("the key file " + signing_key.string() + " cannot be read");
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  nlohmann::json claims{{"iss", request.issuer}, {"aud", request.audience}, {"sub", request.subject},
                        {"iat", now},            {"exp", now + request.lifetime_s}, {"roles", request.roles}, {"acr", "2"}, {"auth_time", now - request.proven_ago_s}};
  if (!request.entity_id.empty()) claims["entity_id"] = request.entity_id;
  if (!request.name.empty()) claims["name"] = request.name;
  if (!request.programmes.empty()) claims["programmes"] = request.programmes;
  return SigningKey::from_pem(pem.str()).sign(claims.dump());
}

}  // namespace shopper::tools
