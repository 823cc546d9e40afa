#include "http.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

namespace shopperctl {
namespace {

constexpr long request_timeout_ms = 90'000;

struct Body {
  CURL* request;
  const Options& options;
  std::string& text;
  bool begun = false;
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* target) {
  auto& body = *static_cast<Body*>(target);
  long status = 0;
  if (body.options.sink && curl_easy_getinfo(body.request, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK && status >= 200 && status < 300)
    body.options.sink({data, size * count}, !std::exchange(body.begun, true));
  else
    body.text.append(data, size * count);
  return size * count;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* target) {
  auto& answer = *static_cast<Answer*>(target);
  std::string line(data, size * count);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.pop_back();
  const auto colon = line.find(':');
  if (colon == std::string::npos) return size * count;
  auto name = line.substr(0, colon);
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  auto value = line.substr(std::min(line.size(), colon + 2));
  if (name == "etag") answer.etag = value.size() > 2 ? value.substr(1, value.size() - 2) : "";
  if (name == "content-type") answer.content_type = value;
  return size * count;
}

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

}  // namespace

std::string Answer::code() const {
  const auto document = json();
  return document.is_object() ? document.value("code", "") : "";
}

std::string Answer::explanation() const {
  const auto document = json();
  if (!document.is_object()) return "HTTP " + std::to_string(status);
  std::string text = document.value("detail", document.value("title", "HTTP " + std::to_string(status)));
  if (document.contains("errors"))
    for (const auto& error : document["errors"]) text += "; " + error.value("pointer", "") + ": " + error.value("detail", "");
  if (const auto code = document.value("code", ""); !code.empty()) text += " [" + code + "]";
  return text;
}

std::string url_encoded(const std::string& text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char c : text) {
    if (std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~') out += static_cast<char>(c);
    else out += {'%', digits[c >> 4], digits[c & 15]};
  }
  return out;
}

Http::Http(Settings settings) : settings_(std::move(settings)), curl_(curl_easy_init()) {
  if (!curl_) throw std::runtime_error("libcurl cannot start");
}

bool Http::once(const std::string& method, const std::string& path, const std::string& body, const Options& options, Answer& answer, std::string& failure) {
  answer = {};
  curl_easy_reset(curl_.get());
  curl_slist* raw = nullptr;
  const auto header = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) raw = curl_slist_append(raw, (name + ": " + value).c_str());
  };
  header("Authorization", settings_.token.empty() ? "" : "Bearer " + settings_.token);
  header("Accept-Language", settings_.language);
  header("Accept", options.accept.empty() ? "*/*" : options.accept);
  header("If-Match", options.if_match.empty() ? "" : "\"" + options.if_match + "\"");
  header("Idempotency-Key", options.idempotency_key);
  header("Shopper-On-Behalf-Of", options.on_behalf_of);
  header("Shopper-Recorded-At", options.recorded_at);
  if (method != "GET") header("Content-Type", options.content_type);
  raw = curl_slist_append(raw, "Expect:");
  const std::unique_ptr<curl_slist, FreeList> headers(raw);
  const auto url = settings_.url + path;
  curl_easy_setopt(curl_.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl_.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(curl_.get(), CURLOPT_HTTPHEADER, headers.get());
  if (method != "GET") {
    curl_easy_setopt(curl_.get(), CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(curl_.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  }
  curl_easy_setopt(curl_.get(), CURLOPT_WRITEFUNCTION, take_body);
  Body taken{curl_.get(), options, answer.body};
  curl_easy_setopt(curl_.get(), CURLOPT_WRITEDATA, &taken);
  curl_easy_setopt(curl_.get(), CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl_.get(), CURLOPT_HEADERDATA, &answer);
  if (options.sink) {   // as long as something comes
    curl_easy_setopt(curl_.get(), CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl_.get(), CURLOPT_LOW_SPEED_TIME, request_timeout_ms / 1000);
  } else {
    curl_easy_setopt(curl_.get(), CURLOPT_TIMEOUT_MS, request_timeout_ms);
  }
  curl_easy_setopt(curl_.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl_.get(), CURLOPT_TCP_NODELAY, 1L);
  const auto result = curl_easy_perform(curl_.get());
  if (result != CURLE_OK) {
    failure = curl_easy_strerror(result);
    return false;
  }
  long status = 0;
  curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  if (status == 502 || status == 503 || status == 504) {
    failure = answer.explanation();
    return false;
  }
  return true;
}

Answer Http::send(const std::string& method, const std::string& path, const std::string& body, const Options& options) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(settings_.patience_s);
  auto pause = std::chrono::milliseconds(50);
  Answer answer;
  std::string failure;
  while (!once(method, path, body, options, answer, failure)) {
    if (std::chrono::steady_clock::now() + pause > give_up) throw Unreachable(settings_.url + path + ": " + failure);
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::milliseconds(1000));
  }
  return answer;
}

}  // namespace shopperctl
