#include "tests/harness/harness.h"

#include <stdlib.h>

#include <stdexcept>
#include <thread>

#include "launch/keys.h"
#include "platform/base/time.h"
#include "platform/crypto/hash.h"

namespace shopper::test {
namespace {

namespace fs = std::filesystem;

std::int64_t now_us() { return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

fs::path fresh_directory() {
  auto name = (fs::temp_directory_path() / "shopper-test-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary directory");
  return name;
}

}  // namespace

Headers Api::with(const Headers& more) const {
  auto all = more;
  all.insert(headers_.begin(), headers_.end());
  return all;
}

Answer Api::create(const std::string& path, const Json& body) { return post(path, body, {{"Idempotency-Key", new_id()}}); }

Answer Api::act_now(const std::string& thing, const std::string& action, const Json& body) {
  const auto read = get(thing);
  if (read.status != 200) return read;
  return act(thing + "/" + action, read.json().value("version", 0), body);
}

Harness::Harness(const fs::path& certificates) : Harness(fresh_directory(), certificates) {}
Harness::Harness(const At& at) : Harness(at.data, {}) {}
Harness::Harness(const Traced& traced) : Harness(fresh_directory(), {}, "debug", traced.endpoint) {}
Harness::Harness(const fs::path& data, const fs::path& certificates, const std::string& log_level, const std::string& traces_endpoint)
    : directory_(data), suite_({directory_, SUITE_PROGRAMS, 0, log_level, certificates, {}, {{"SHOPPER_DISCLOSURE_GROUP", "1"}, {"SHOPPER_DISCLOSURE_PERIOD", "none"}}, true, traces_endpoint}) {
  suite_.start_all();
  suite_.await_ready();
}

Harness::~Harness() {
  suite_.stop();
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

Harness& Harness::shared() {
  static Harness harness;
  return harness;
}

Api Harness::as(const std::string& role, const std::string& subject, const std::string& entity_id) {
  return {suite_.url(), suite_.token(role, subject.empty() ? role : subject, entity_id)};
}

Api Harness::as_limited(const std::string& role, const std::string& subject, const std::string& programme_id) {
  tools::TokenRequest request;
  request.subject = subject;
  request.roles = {role};
  request.programmes = {{role, {programme_id}}};
  return {suite_.url(), tools::sign_token(suite_.data() / "keys" / "signing.pem", request)};
}

Api Harness::as_stale(const std::string& role) {
  tools::TokenRequest request;
  request.subject = role;
  request.roles = {role};
  request.proven_ago_s = 3'600;
  return {suite_.url(), tools::sign_token(suite_.data() / "keys" / "signing.pem", request)};
}

Api Harness::importing(const std::string& role, const std::string& subject, const std::string& recorded_at, const std::string& entity_id) {
  return {suite_.url(),
          suite_.token("importer", "importer"),
          {{"Shopper-Recorded-At", recorded_at}, {"Shopper-On-Behalf-Of", role + ":" + subject + (entity_id.empty() ? "" : ";entity=" + entity_id)}}};
}

fs::path Harness::program(const std::string& name) { return fs::path(SUITE_PROGRAMS) / name; }

void Harness::start(const std::string& service) {
  suite_.start(service);
  suite_.await_ready();
}

bool await(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

std::string new_id() { return crypto::uuid7(now_us() / 1000); }
std::string day(int offset) { return qatar_date(Instant{now_us()}.plus(std::chrono::hours(24 * offset))).iso(); }
std::string moment(std::chrono::seconds offset) { return Instant{now_us()}.plus(std::chrono::duration_cast<std::chrono::minutes>(offset)).rfc3339(); }

}  // namespace shopper::test
