// Wiring only: settings, catalogue, verifier, channels, server; then wait, then drain.
#include <google/protobuf/message.h>
#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <sstream>

#include "gateway/app/gateway.h"
#include "gateway/call/identity.h"
#include "gateway/limits.h"
#include "platform/base/version.h"
#include "platform/config/environment.h"
#include "platform/fault/fail_point.h"
#include "platform/lifecycle/signals.h"
#include "platform/log/log.h"
#include "platform/otlp/exporter.h"
#include "platform/rpc/callers.h"
#include "platform/telemetry/metrics.h"

namespace {

using namespace shopper;
using namespace shopper::gateway;

constexpr int exit_configuration = 78;   // EX_CONFIG

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream stream(list);
  for (std::string part; std::getline(stream, part, ',');)
    if (!part.empty()) parts.push_back(part);
  return parts;
}

int run(int argc, char** argv) {
  const SignalWaiter signals;   // before any thread starts
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
  Config config;
  const auto level = config.text("SHOPPER_LOG_LEVEL", "info", "debug, info, warn or error; one line per request at info");
  log::start("gateway", suite_version, level);
  fault::arm_fail_points(config);
  telemetry::gauge("shopper_build_info", "Which program this is", {{"version", suite_version}}).set(1);

  const auto descriptors = routing::embedded_descriptors();
  const routing::Catalogue catalogue(*google::protobuf::DescriptorPool::generated_pool(), *google::protobuf::MessageFactory::generated_factory(),
                                     routing::file_names(descriptors));
  http::ServerOptions options;
  options.address = config.text("SHOPPER_HTTP_ADDRESS", "127.0.0.1", "IPv4 address to serve HTTP on");
  options.port = static_cast<std::uint16_t>(config.number("SHOPPER_HTTP_PORT", 8080, 0, 65535, "port to serve HTTP on; 0: any free one"));
  options.workers = config.number("SHOPPER_HTTP_WORKERS", limits::workers, 1, 512, "requests in progress at once");

  app::GatewaySettings settings;
  settings.default_language = config.text("SHOPPER_LANGUAGE", "en", "language when the client names neither: ar or en");
  settings.cors_origins = split(config.text("SHOPPER_CORS_ORIGINS", "", "origins that browsers may call from, comma-separated"));
  settings.internal_key = crypto::read_key_file(config.required("SHOPPER_INTERNAL_KEY_FILE", "file with the key all services of the suite share"));
  settings.throttle = throttle::settings(config);
  options.any_number = [proxies = settings.throttle.trusted_proxies, exempt = settings.throttle.exempt_addresses](const std::string& address) {
    const auto parsed = outgoing::parse_address(address);
    return parsed && (throttle::within(proxies, *parsed) || throttle::within(exempt, *parsed));
  };
  settings.access_log = level == "debug" || level == "info";
  settings.pages.security_contact = config.text("SHOPPER_SECURITY_CONTACT", "mailto:security@localhost", "URI in security.txt");
  settings.pages.descriptors = descriptors;

  jose::TokenRules rules;
  rules.issuer = config.required("SHOPPER_PUBLIC_URL", "where people reach the suite; also the issuer of our access tokens");
  rules.audience = "shopper-api";
  rules.max_lifetime = limits::access_token_lifetime;
  jose::TokenRules offline_rules = rules;
  offline_rules.issuer = config.text("SHOPPER_OFFLINE_ISSUER", "", "a second issuer whose tokens are accepted, with keys from a file; not in production");
  offline_rules.max_lifetime = std::chrono::hours(24);
  const auto offline_jwks_file = config.text("SHOPPER_OFFLINE_JWKS_FILE", "", "public keys of that issuer (JWKS); reread when it changes");
  const bool production = in_production(config);

  std::map<std::string, std::string> addresses;
  for (const auto& service : catalogue.services())
    addresses[service] = config.required("SHOPPER_" + upper(service) + "_ADDRESS", "where the service " + service + " listens: unix:/path or host:port");
  const auto transport = rpc::Transport::configured(config, rpc::gateway_process);
  settings.pages.transport = transport;
  const auto traces = otlp::configured(config, "gateway", suite_version, true);
  if (argc > 1 && std::string_view(argv[1]) == "--print-config") {
    std::cout << config.describe();
    return 0;
  }
  config.check();

  check_public_url(rules.issuer, production);
  if (production && !offline_rules.issuer.empty()) throw std::runtime_error("SHOPPER_OFFLINE_ISSUER is for development only: its tokens cannot be revoked");

  std::unique_ptr<otlp::Exporter> exporter;   // outlives whoever makes spans
  if (traces) exporter = std::make_unique<otlp::Exporter>(*traces);
  const call::Backends backends(addresses, settings.internal_key, transport);
  std::vector<auth::Issuer> issuers{call::own_issuer(backends, rules)};
  if (!offline_rules.issuer.empty()) issuers.push_back(auth::file_issuer(offline_jwks_file, offline_rules));
  auth::Revocations revocations(call::pull_revocations(backends), [] { return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch()).count(); });
  auth::TokenVerifier verifier(std::move(issuers), &revocations);
  app::Gateway gateway(catalogue, backends, verifier, settings);
  http::Server server(options, gateway);
  revocations.start();
  server.start();
  log::info("serving", {{"address", options.address}, {"port", std::to_string(server.port())}, {"operations", std::to_string(catalogue.operations().size())}});
  signals.wait();
  log::info("draining");
  gateway.drain();
  server.drain();
  if (exporter) exporter->stop();
  log::info("stopped");
  log::flush();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& failure) {
    shopper::log::error("cannot start", {{"reason", failure.what()}});
    shopper::log::flush();
    return exit_configuration;
  }
}
