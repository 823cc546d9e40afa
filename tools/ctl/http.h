// The REST client: one connection, retries while a service is away, JSON in and out.
#pragma once

#include <curl/curl.h>

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace shopperctl {

using Json = nlohmann::ordered_json;

struct Answer {
  int status = 0;
  std::string body;
  std::string content_type;
  std::string etag;
  std::string next_cursor_link;
  Json json() const { return Json::parse(body, nullptr, false); }
  bool ok() const { return status >= 200 && status < 300; }
  // The problem document's `code`, "" when there is none.
  std::string code() const;
  // "detail", and each wrong field, as one line for people.
  std::string explanation() const;
};

// What a request carries besides its body.
struct Options {
  std::string content_type = "application/json";
  std::string if_match;             // a version; "" for none
  std::string idempotency_key;
  std::string on_behalf_of;         // "role:subject[;entity=id]", for imports
  std::string recorded_at;          // RFC 3339, for imports
  std::string accept;
  // Where the body of an answer in the 200s goes as it comes, instead of into the answer, however long it takes; `again` when it begins once more
  // because the one before broke off.
  std::function<void(std::string_view bytes, bool again)> sink;
};

struct Settings {
  std::string url;
  std::string token;
  std::string language = "en";
  int patience_s = 60;              // how long a service may be away before we give up
};

// The server cannot be reached, or went away for longer than our patience.
struct Unreachable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Not thread-safe: one for each thread.
class Http {
 public:
  explicit Http(Settings settings);
  // Repeats while the answer is 502, 503 or 504 or the connection fails: every request of ours may be repeated safely
  // (GET, PUT with a client-made id, POST with an Idempotency-Key). Throws Unreachable.
  Answer send(const std::string& method, const std::string& path, const std::string& body, const Options& options = {});
  Answer get(const std::string& path, const Options& options = {}) { return send("GET", path, "", options); }
  const Settings& settings() const { return settings_; }

 private:
  bool once(const std::string& method, const std::string& path, const std::string& body, const Options& options, Answer& answer, std::string& failure);

  struct Release {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  };
  Settings settings_;
  std::unique_ptr<CURL, Release> curl_;
};

std::string url_encoded(const std::string& text);

}  // namespace shopperctl
