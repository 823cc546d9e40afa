#include "launch/rest.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace shopper::tools {
namespace {

constexpr long connect_timeout_ms = 2'000;
constexpr long answer_timeout_ms = 70'000;   // a draw may take a minute

const bool started = [] { return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK; }();

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* target) {
  static_cast<std::string*>(target)->append(data, size * count);
  return size * count;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* target) {
  const std::string line(data, size * count);
  const auto colon = line.find(':');
  if (colon != std::string::npos) {
    auto name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto first = line.find_first_not_of(" \t", colon + 1);
    const auto last = line.find_last_not_of(" \t\r\n");
    (*static_cast<Headers*>(target))[name] = first == std::string::npos || first > last ? "" : line.substr(first, last - first + 1);
  }
  return size * count;
}

}  // namespace

nlohmann::json Answer::json() const {
  auto parsed = nlohmann::json::parse(body, nullptr, false);
  return parsed.is_discarded() ? nlohmann::json() : parsed;
}

std::string Answer::code() const {
  const auto document = json();
  return document.is_object() && document.contains("code") && document["code"].is_string() ? document["code"].get<std::string>() : "";
}

std::string Answer::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

struct RestClient::Connection {
  CURL* curl = curl_easy_init();
  ~Connection() { curl_easy_cleanup(curl); }
};

RestClient::RestClient(std::string url, std::string token) : url_(std::move(url)), token_(std::move(token)), connection_(std::make_unique<Connection>()) {
  if (!started || !connection_->curl) throw std::runtime_error("libcurl cannot start");
}
RestClient::~RestClient() = default;
RestClient::RestClient(RestClient&&) noexcept = default;

Answer RestClient::patch(const std::string& path, const nlohmann::json& changes, const Headers& headers) {
  auto all = headers;
  all.emplace("Content-Type", "application/merge-patch+json");
  return send("PATCH", path, changes.dump(), all);
}

Answer RestClient::send(const std::string& method, const std::string& path, const std::string& body, const Headers& headers) {
  Answer answer;
  CURL* curl = connection_->curl;
  curl_easy_reset(curl);   // keeps the connection
  curl_slist* lines = nullptr;
  const auto add = [&](const std::string& line) { lines = curl_slist_append(lines, line.c_str()); };
  if (!token_.empty()) add("Authorization: Bearer " + token_);
  for (const auto& [name, value] : headers) add(name + ": " + value);
  const bool with_body = method != "GET" && method != "HEAD" && method != "DELETE";
  if (with_body && !headers.contains("Content-Type")) add("Content-Type: application/json");
  add("Expect:");
  curl_easy_setopt(curl, CURLOPT_URL, (url_ + path).c_str());
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, answer_timeout_ms);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer.headers);
  if (method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  if (with_body) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
  const auto outcome = curl_easy_perform(curl);
  curl_slist_free_all(lines);
  if (outcome != CURLE_OK) return {0, {}, curl_easy_strerror(outcome)};
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace shopper::tools
