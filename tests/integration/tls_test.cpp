// The whole suite over TLS, as it runs when the processes do not share a machine.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <ctime>
#include <regex>

#include "tests/harness/procedure.h"
#include "tests/harness/process.h"
#include "tests/support/temporary.h"

using namespace shopper::test;

namespace {

void make_certificates(const std::string& directory, const std::string& arguments = "") {
  REQUIRE(std::system((std::string(SHOPPER_SOURCE_DIR) + "/tools/gen-certs --out " + directory + " " + arguments + " >/dev/null 2>&1").c_str()) == 0);
}

}  // namespace

TEST_CASE("I-20 every process of the suite works over TLS, and its health check tells") {
  const shopper::testing::TemporaryDirectory directory;
  const auto certificates = directory.file("certs");
  make_certificates(certificates);
  Harness harness(certificates);
  CHECK(harness.anyone().get("/v1/programmes").status == 200);
  // Events flow as well: each feed is pulled by those who follow it.
  const std::regex pulled(R"re(shopper_grpc_server_seconds_count\{[^}]*method="Pull"[^}]*\} [1-9])re"), refused(R"re(shopper_grpc_server_refusals_total\{[^}]*method="Pull"[^}]*\} [1-9])re");
  const auto count = [&](const std::regex& pattern) {
    const auto text = harness.anyone().get("/metrics").body;
    return std::distance(std::sregex_iterator(text.begin(), text.end(), pattern), std::sregex_iterator());
  };
  CHECK(await([&] { return count(pulled) == static_cast<long>(harness.suite().service_addresses().size()); }));
  CHECK(count(refused) == 0);

  const auto check = [&](const std::string& settings, const std::string& address) {
    return Process("/usr/bin/env", {settings, Harness::program("shopper-healthcheck").string(), "grpc", address}, directory.file("health.log")).wait();
  };
  for (const auto& [service, address] : harness.suite().service_addresses()) {
    INFO(service);
    CHECK(check("SHOPPER_TLS_DIR=" + certificates + "/" + service + "/current", address) == 0);
    CHECK(check("SHOPPER_TLS_DIR=", address) == 1);
    CHECK(check("SHOPPER_TLS_DIR=" + certificates + "/gateway/current", address) == 1);   // not the process it means
  }
}

TEST_CASE("O-08 every process tells when its certificate ends, also of a renewed one, and the operator sees it") {
  const shopper::testing::TemporaryDirectory directory;
  const auto certificates = directory.file("certs");
  make_certificates(certificates, "identity registration selection evaluation recommendation gateway operator");
  Harness harness(certificates);
  constexpr double day_s = 86'400;
  const auto days_left = [&](const std::string& process) {
    const auto text = harness.anyone().get("/metrics").body;
    const auto sample = "\nshopper_certificate_end_timestamp_seconds{service=\"" + process + "\"} ";
    const auto at = text.find(sample);
    return at == std::string::npos ? 0 : (std::stod(text.substr(at + sample.size())) - static_cast<double>(std::time(nullptr))) / day_s;
  };
  for (const auto& process : shopper::tools::Suite::names()) {
    INFO(process);
    CHECK(days_left(process) > 364);
    CHECK(days_left(process) <= 365.01);
  }
  make_certificates(certificates, "--renew --days 10 selection gateway");
  CHECK(days_left("selection") <= 10.01);
  CHECK(days_left("gateway") <= 10.01);
  CHECK(days_left("identity") > 364);
  // Over TLS as the process "operator", with settings instead of a directory.
  std::vector<std::string> line{"SHOPPER_TLS_DIR=" + certificates + "/operator/current", "SHOPPER_INTERNAL_KEY_FILE=" + (harness.suite().data() / "keys" / "internal.key").string()};
  for (const auto& [service, address] : harness.suite().service_addresses()) {
    std::string name = service;
    for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    line.push_back("SHOPPER_" + name + "_ADDRESS=" + address);
  }
  line.push_back(Harness::program("shopperctl").string());
  const auto says = [&](const std::string& command) {
    auto words = line;
    words.push_back(command);
    Process process("/usr/bin/env", words, directory.file("operator.log"));
    const int code = process.wait();
    return std::to_string(code) + "\n" + process.output();
  };
  const auto status = says("status");
  INFO(status);
  CHECK(status.starts_with("0\n"));
  CHECK(std::regex_search(status, std::regex("selection: ready.*certificate ends in (9|10) days\n")));
  CHECK(std::regex_search(status, std::regex("identity: ready.*certificate ends in 36[45] days\n")));
  const auto drained = says("drain");
  INFO(drained);
  CHECK(drained.starts_with("0\n"));
  refused(503, "DRAINING", harness.anyone().get("/v1/programmes"));
}

TEST_CASE("I-20 a process that comes back is found again over TLS, also by a gateway that hardly calls it") {
  const shopper::testing::TemporaryDirectory directory;
  make_certificates(directory.file("certs"));
  Harness harness(directory.file("certs"));
  // A call that fails at once drives no handshake on; the gateway's channels must do so by themselves.
  const auto await_readiness = [&](int status) {
    auto next_call = std::chrono::steady_clock::now();
    return await([&] {
      if (std::chrono::steady_clock::now() < next_call) return false;
      next_call = std::chrono::steady_clock::now() + std::chrono::milliseconds(700);
      return harness.anyone().get("/readyz").status == status;
    }, std::chrono::seconds(10));
  };
  for (int round = 0; round < 2; ++round) {
    harness.kill("registration");
    CHECK(await_readiness(503));
    harness.suite().start("registration");
    const auto back = std::chrono::steady_clock::now();
    CHECK(await_readiness(200));
    CHECK(std::chrono::steady_clock::now() - back < std::chrono::seconds(6));
  }
}

TEST_CASE("I-20 a process that would be reached in the clear does not start: code 78") {
  const shopper::testing::TemporaryDirectory directory;
  write_file(directory.file("key"), std::string(64, 'a'));
  std::filesystem::permissions(directory.file("key"), std::filesystem::perms::owner_read);
  write_file(directory.file("ring"), "k1 " + std::string(64, 'b') + " current\n");
  std::filesystem::permissions(directory.file("ring"), std::filesystem::perms::owner_read);
  const auto start = [&](const std::string& name, std::vector<std::string> settings) {
    settings.insert(settings.begin(), {"-i", "SHOPPER_INTERNAL_KEY_FILE=" + directory.file("key"), "SHOPPER_AUDIT_KEY_FILE=" + directory.file("key"), "SHOPPER_SERVICE_KEYS_FILE=" + directory.file("ring")});
    settings.push_back(Harness::program("shopper-" + name).string());
    Process process("/usr/bin/env", settings, directory.file("log"));
    const int code = process.wait();
    return std::pair{code, process.output()};
  };
  const auto [service_code, service_log] =
      start("selection", {"SHOPPER_STORE=" + directory.url("s.db"), "SHOPPER_LISTEN=127.0.0.1:0", "SHOPPER_REGISTRATION_ADDRESS=unix:/nowhere"});
  CHECK(service_code == 78);
  CHECK(service_log.find("SHOPPER_TLS_DIR") != std::string::npos);
  const auto [consumer_code, consumer_log] =
      start("selection", {"SHOPPER_STORE=" + directory.url("s.db"), "SHOPPER_LISTEN=" + directory.socket("s"), "SHOPPER_REGISTRATION_ADDRESS=127.0.0.1:1"});
  CHECK(consumer_code == 78);
  CHECK(consumer_log.find("SHOPPER_TLS_DIR") != std::string::npos);
}

TEST_CASE("I-05 in production neither the offline issuer nor an issuer without https is taken: code 78") {
  const shopper::testing::TemporaryDirectory directory;
  for (const char* name : {"key", "ring"}) {
    write_file(directory.file(name), name == std::string("key") ? std::string(64, 'a') : "k1 " + std::string(64, 'b') + " current\n");
    std::filesystem::permissions(directory.file(name), std::filesystem::perms::owner_read);
  }
  const auto start = [&](const std::string& name, std::vector<std::string> settings) {
    settings.insert(settings.begin(), {"-i", "SHOPPER_INTERNAL_KEY_FILE=" + directory.file("key")});
    if (name == "gateway") {
      settings.push_back("SHOPPER_HTTP_PORT=0");
      for (const char* service : {"IDENTITY", "REGISTRATION", "SELECTION", "EVALUATION", "RECOMMENDATION"}) settings.push_back(std::string("SHOPPER_") + service + "_ADDRESS=unix:/nowhere");
    } else {
      for (const char* setting : {"AUDIT_KEY_FILE=key", "PERSONAL_KEY_FILE=key", "SERVICE_KEYS_FILE=ring", "MAIL_DIR=mail"}) {
        const std::string text(setting);
        const auto equals = text.find('=') + 1;
        settings.push_back("SHOPPER_" + text.substr(0, equals) + directory.file(text.substr(equals)));
      }
      settings.insert(settings.end(), {"SHOPPER_STORE=" + directory.url("i.db"), "SHOPPER_LISTEN=" + directory.socket("i"), "SHOPPER_SELECTION_ADDRESS=unix:/nowhere"});
    }
    settings.push_back(Harness::program("shopper-" + name).string());
    Process process("/usr/bin/env", settings, directory.file("log"));
    const int code = process.wait();
    return std::pair{code, process.output()};
  };
  // Production is what it is unless somebody says otherwise.
  for (const std::string environment : {"", "production"}) {
    const auto said = "SHOPPER_ENVIRONMENT=" + environment;
    const auto [offline_code, offline_log] = start("gateway", {said, "SHOPPER_PUBLIC_URL=https://shopper.example", "SHOPPER_OFFLINE_ISSUER=https://shopper.local", "SHOPPER_OFFLINE_JWKS_FILE=/nowhere"});
    CHECK(offline_code == 78);
    CHECK(offline_log.find("SHOPPER_OFFLINE_ISSUER is for development only") != std::string::npos);
    for (const char* process : {"gateway", "identity"}) {
      INFO(process);
      const auto [code, log] = start(process, {said, "SHOPPER_PUBLIC_URL=http://shopper.example"});
      CHECK(code == 78);
      CHECK(log.find("SHOPPER_PUBLIC_URL must be https://") != std::string::npos);
    }
    const auto [origin_code, origin_log] = start("identity", {said, "SHOPPER_PUBLIC_URL=https://shopper.example", "SHOPPER_OUTSIDE_PRIVATE_ORIGINS=http://127.0.0.1:1"});
    CHECK(origin_code == 78);
    CHECK(origin_log.find("SHOPPER_OUTSIDE_PRIVATE_ORIGINS is for development only") != std::string::npos);
  }
  const auto [typo_code, typo_log] = start("gateway", {"SHOPPER_ENVIRONMENT=prod", "SHOPPER_PUBLIC_URL=https://shopper.example"});
  CHECK(typo_code == 78);
  CHECK(typo_log.find("SHOPPER_ENVIRONMENT is production or development") != std::string::npos);
}
