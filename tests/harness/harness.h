// Runs the whole suite in a directory of its own, for tests that speak REST only.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "launch/suite.h"

namespace shopper::test {

using tools::Answer;
using tools::Headers;
using Json = nlohmann::json;

// Somebody who calls the API: a token, and headers that go with every request.
class Api {
 public:
  Api(std::string url, std::string token, Headers headers = {}) : client_(std::move(url), std::move(token)), headers_(std::move(headers)) {}

  Answer get(const std::string& path, const Headers& more = {}) { return client_.get(path, with(more)); }
  Answer put(const std::string& path, const Json& body, const Headers& more = {}) { return client_.put(path, body, with(more)); }
  Answer post(const std::string& path, const Json& body = Json::object(), const Headers& more = {}) { return client_.post(path, body, with(more)); }
  // An action on a thing of that version (If-Match).
  Answer act(const std::string& path, std::int64_t version, const Json& body = Json::object()) { return client_.post(path, body, with(if_match(version))); }
  Answer patch(const std::string& path, std::int64_t version, const Json& changes) { return client_.patch(path, changes, with(if_match(version))); }
  // A creation under a fresh Idempotency-Key.
  Answer create(const std::string& path, const Json& body);
  Answer send(const std::string& method, const std::string& path, const std::string& body, const Headers& more = {}) { return client_.send(method, path, body, with(more)); }

  // Reads a thing, then acts on it at the version just read.
  Answer act_now(const std::string& thing, const std::string& action, const Json& body = Json::object());

  static Headers if_match(std::int64_t version) { return {{"If-Match", "\"" + std::to_string(version) + "\""}}; }

 private:
  Headers with(const Headers& more) const;
  tools::RestClient client_;
  Headers headers_;
};

class Harness {
 public:
  // Starts everything and waits until it is ready; with `certificates`, over TLS.
  explicit Harness(const std::filesystem::path& certificates = {});
  // The same in a directory that is there already, as a restore makes it.
  struct At {
    std::filesystem::path data;
  };
  explicit Harness(const At& at);
  // With spans sent to a collector, and every log line written.
  struct Traced {
    std::string endpoint;
  };
  explicit Harness(const Traced& traced);
  // Stops everything and removes the directory.
  ~Harness();
  Harness(const Harness&) = delete;
  // One suite for all test cases of a program that need no suite of their own.
  static Harness& shared();

  // A caller with that one role; `subject` defaults to the role's name.
  Api as(const std::string& role, const std::string& subject = "", const std::string& entity_id = "");
  // The same, whose role holds in that programme only.
  Api as_limited(const std::string& role, const std::string& subject, const std::string& programme_id);
  // One who proved the second factor an hour ago.
  Api as_stale(const std::string& role);
  Api anyone() { return {suite_.url(), ""}; }
  // An importer who brings what `subject` did in that role at that time (RFC 3339).
  Api importing(const std::string& role, const std::string& subject, const std::string& recorded_at, const std::string& entity_id = "");

  // A program of this build, as shopperctl.
  static std::filesystem::path program(const std::string& name);

  // kill -9; start() brings it back and waits until the suite is ready.
  void kill(const std::string& service) { suite_.kill(service); }
  void start(const std::string& service);
  void restart(const std::string& service) {
    kill(service);
    start(service);
  }
  tools::Suite& suite() { return suite_; }
  const std::string& url() const { return suite_.url(); }

 private:
  Harness(const std::filesystem::path& data, const std::filesystem::path& certificates, const std::string& log_level = "info", const std::string& traces_endpoint = {});
  std::filesystem::path directory_;
  tools::Suite suite_;
};

// Until `condition` holds; false when it still does not after `limit`. For what another service does in its own time.
bool await(const std::function<bool()>& condition, std::chrono::milliseconds limit = std::chrono::seconds(15));

std::string new_id();   // a UUIDv7, as clients make them
// Now plus so many days, as the API writes dates (Asia/Qatar) and times (UTC).
std::string day(int offset);
std::string moment(std::chrono::seconds offset);

}  // namespace shopper::test
