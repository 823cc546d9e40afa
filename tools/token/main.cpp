// Makes a signing key and signs access tokens with it, until accounts exist. The gateway verifies them like any other token.
#include <cstdio>
#include <iostream>
#include <map>
#include <stdexcept>

#include "launch/keys.h"

namespace {

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

void sign(const Options& options) {
  shopper::tools::TokenRequest request;
  const auto roles = options.equal_range("role");
  if (roles.first == roles.second) throw UsageError("--role is missing");
  for (auto role = roles.first; role != roles.second; ++role) request.roles.push_back(role->second);
  request.subject = one(options, "subject");
  request.entity_id = one(options, "entity", "");
  request.name = one(options, "name", "");
  request.issuer = one(options, "issuer", request.issuer.c_str());
  request.audience = one(options, "audience", request.audience.c_str());
  request.lifetime_s = std::stol(one(options, "ttl", "43200"));
  if (request.lifetime_s < 1 || request.lifetime_s > max_ttl_s) throw UsageError("--ttl must be from 1 to " + std::to_string(max_ttl_s));
  std::cout << shopper::tools::sign_token(one(options, "key"), request) << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::string command = argc > 1 ? argv[1] : "";
    if (command == "keygen") shopper::tools::create_signing_key(one(parse(argc, argv), "dir"));
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
