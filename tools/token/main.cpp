// Makes a signing key and signs access tokens with it, until accounts exist. The gateway verifies them like any other token.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "gateway/auth/jose.h"

namespace {

using shopper::gateway::auth::SigningKey;
using Options = std::multimap<std::string, std::string>;

constexpr int exit_usage = 64;
constexpr long max_ttl_s = 86'400;

constexpr const char* usage = R"(usage:
  shopper-token keygen --dir DIR
      writes DIR/signing.pem (readable by its owner alone) and DIR/jwks.json
  shopper-token sign --key FILE --subject ID --role ROLE... [--entity ID] [--name NAME] [--ttl SECONDS]
                     [--issuer URI] [--audience NAME]
      prints a token (default: 12 hours)
)";

struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 2; i < argc; i += 2) {
    const std::string name = argv[i];
    if (!name.starts_with("--") || i + 1 >= argc) throw UsageError("unexpected: " + name);
    options.emplace(name.substr(2), argv[i + 1]);
  }
  return options;
}

std::string one(const Options& options, const std::string& name, const char* fallback = nullptr) {
  const auto found = options.find(name);
  if (found != options.end()) return found->second;
  if (!fallback) throw UsageError("--" + name + " is missing");
  return fallback;
}

// Never a moment in which others could read it.
void write_private(const std::filesystem::path& path, const std::string& text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error(path.string() + " exists already or cannot be written");
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (::close(fd) != 0 || !written) throw std::runtime_error(path.string() + " cannot be written");
}

void keygen(const Options& options) {
  const std::filesystem::path directory = one(options, "dir");
  std::filesystem::create_directories(directory);
  const auto key = SigningKey::generate();
  write_private(directory / "signing.pem", key.to_pem());
  std::ofstream file(directory / "jwks.json", std::ios::trunc);
  file << key.jwks();
  if (!file.flush()) throw std::runtime_error((directory / "jwks.json").string() + " cannot be written");
}

void sign(const Options& options) {
  std::ifstream file(one(options, "key"));
  std::ostringstream pem;
  pem << file.rdbuf();
  if (!file) throw std::runtime_error("the key file cannot be read");
  const auto roles = options.equal_range("role");
  if (roles.first == roles.second) throw UsageError("--role is missing");
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  const long ttl = std::stol(one(options, "ttl", "43200"));
  if (ttl < 1 || ttl > max_ttl_s) throw UsageError("--ttl must be from 1 to " + std::to_string(max_ttl_s));
  nlohmann::json claims{{"iss", one(options, "issuer", "https://shopper.local")},
                        {"aud", one(options, "audience", "shopper-api")},
                        {"sub", one(options, "subject")},
                        {"iat", now},
                        {"exp", now + ttl},
                        {"roles", nlohmann::json::array()}};
  for (auto role = roles.first; role != roles.second; ++role) claims["roles"].push_back(role->second);
  if (options.contains("entity")) claims["entity_id"] = one(options, "entity");
  if (options.contains("name")) claims["name"] = one(options, "name");
  std::cout << SigningKey::from_pem(pem.str()).sign(claims.dump()) << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::string command = argc > 1 ? argv[1] : "";
    if (command == "keygen") keygen(parse(argc, argv));
    else if (command == "sign") sign(parse(argc, argv));
    else throw UsageError("keygen or sign?");
    return 0;
  } catch (const UsageError& e) {
    std::fprintf(stderr, "shopper-token: %s\n%s", e.what(), usage);
    return exit_usage;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "shopper-token: %s\n", e.what());
    return 1;
  }
}
