// A small blocking REST client on one keep-alive connection: for the launcher, the integration tests and the benchmark's preparation.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

namespace shopper::tools {

using Headers = std::map<std::string, std::string>;

struct Answer {
  int status = 0;   // 0: no answer; `body` then says why
  Headers headers;  // names in lower case
  std::string body;

  // The body, or null when it is no JSON.
  nlohmann::json json() const;
  // The problem document's code, "" for other answers.
  std::string code() const;
  std::string header(const std::string& name) const;
  std::string etag() const { return header("etag"); }
};

class RestClient {
 public:
  explicit RestClient(std::string url, std::string token = "");
  ~RestClient();
  RestClient(RestClient&&) noexcept;

  Answer get(const std::string& path, const Headers& headers = {}) { return send("GET", path, "", headers); }
  Answer put(const std::string& path, const nlohmann::json& body, const Headers& headers = {}) { return send("PUT", path, body.dump(), headers); }
  Answer post(const std::string& path, const nlohmann::json& body = nlohmann::json::object(), const Headers& headers = {}) { return send("POST", path, body.dump(), headers); }
  // A merge patch.
  Answer patch(const std::string& path, const nlohmann::json& changes, const Headers& headers = {});
  // Any bytes; the media type is JSON unless `headers` names another.
  Answer send(const std::string& method, const std::string& path, const std::string& body, const Headers& headers = {});

 private:
  struct Connection;
  std::string url_, token_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace shopper::tools
