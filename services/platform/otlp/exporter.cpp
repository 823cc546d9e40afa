#include "platform/otlp/exporter.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <random>
#include <stdexcept>

#include "platform/log/log.h"

namespace shopper::otlp {
namespace {

using Time = std::chrono::steady_clock;

constexpr const char* path = "/v1/traces";
constexpr std::size_t answer_bytes_max = 64 * 1024;
constexpr const char* dropped_name = "shopper_spans_dropped_total";
constexpr const char* dropped_help = "Spans that reached no collector";

struct EasyDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct UrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::size_t take_answer(char* data, std::size_t size, std::size_t count, void* target) {
  auto& answer = *static_cast<std::string*>(target);
  answer.append(data, std::min(size * count, answer_bytes_max - std::min(answer.size(), answer_bytes_max)));
  return size * count;
}

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

std::string url_of(const std::string& endpoint) {
  const auto wrong = [&](const std::string& why) { return std::runtime_error("SHOPPER_TRACES_ENDPOINT must be http(s)://HOST[:PORT][/PATH] of a collector: " + why); };
  const std::unique_ptr<CURLU, UrlDeleter> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, endpoint.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) throw wrong("that is no URL");
  const auto scheme = part(url.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") throw wrong("not with " + scheme);
  if (!part(url.get(), CURLUPART_USER).empty() || !part(url.get(), CURLUPART_PASSWORD).empty()) throw wrong("settings hold no secrets");
  if (!part(url.get(), CURLUPART_QUERY).empty() || !part(url.get(), CURLUPART_FRAGMENT).empty()) throw wrong("nothing behind the path");
  auto base = endpoint;
  while (base.ends_with('/')) base.pop_back();
  return base.ends_with(path) ? base : base + path;
}

double ratio_of(const std::string& text) {
  double ratio = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), ratio, std::chars_format::fixed);
  if (failure != std::errc{} || end != text.data() + text.size() || !(ratio >= 0 && ratio <= 1)) throw std::runtime_error("SHOPPER_TRACES_RATIO must be a number from 0 to 1, not: " + text);
  return ratio;
}

// Who may be asked again, as OTLP/HTTP has it.
bool later(long status) { return status == 429 || status == 502 || status == 503 || status == 504; }

}  // namespace

std::optional<Options> configured(Config& config, const std::string& service, const std::string& version, bool traces_begin_here) {
  Options options;
  const auto endpoint = config.text("SHOPPER_TRACES_ENDPOINT", "", "where spans are sent: http(s)://HOST[:PORT] of a collector that speaks OTLP/HTTP; none: nowhere");
  if (traces_begin_here) options.ratio = ratio_of(config.text("SHOPPER_TRACES_RATIO", "1", "of all requests, the share whose spans are sent, from 0 to 1"));
  if (endpoint.empty()) return std::nullopt;
  options.url = url_of(endpoint);
  options.resource = {service, version, trace::new_span_id()};
  return options;
}

Exporter::Exporter(Options options)
    : options_(std::move(options)),
      exported_(telemetry::counter("shopper_spans_exported_total", "Spans that a collector took")),
      queue_full_(telemetry::counter(dropped_name, dropped_help, {{"reason", "queue_full"}})),
      refused_(telemetry::counter(dropped_name, dropped_help, {{"reason", "refused"}})),
      unsent_(telemetry::counter(dropped_name, dropped_help, {{"reason", "ended"}})) {
  static const auto started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::runtime_error("libcurl does not start");
  thread_ = std::thread([this] { run(); });
  trace::export_to(this, options_.ratio);
}

Exporter::~Exporter() { stop(); }

void Exporter::stop() {
  trace::export_to(nullptr);
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) give_up_at_ = Time::now() + options_.flush_time;
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Exporter::take(trace::Finished span) {
  bool due = false;
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= options_.queue_spans) return queue_full_.add();
    queue_.push_back(std::move(span));
    due = queue_.size() == options_.batch_spans;
  }
  if (due) changed_.notify_one();
}

std::vector<trace::Finished> Exporter::next() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, options_.interval, [&] { return stopping_ || queue_.size() >= options_.batch_spans; });
  const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), options_.batch_spans));
  std::vector<trace::Finished> batch(std::make_move_iterator(queue_.begin()), std::make_move_iterator(queue_.begin() + count));
  queue_.erase(queue_.begin(), queue_.begin() + count);
  return batch;
}

bool Exporter::wait(std::chrono::milliseconds pause) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, pause, [&] { return stopping_; });
}

void Exporter::run() {
  std::minstd_rand random(std::random_device{}());
  auto pause = options_.pause_least;
  bool away = false, last_try = false;
  std::vector<trace::Finished> batch;
  for (;;) {
    if (batch.empty()) batch = next();
    if (batch.empty()) {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      continue;
    }
    if (send(batch)) {
      if (std::exchange(away, false)) log::info("spans reach the collector again");
      pause = options_.pause_least;
      batch.clear();
      continue;
    }
    if (!std::exchange(away, true)) log::warn("spans do not reach the collector; they wait, and what is too much is dropped", {{"url", options_.url}});
    // Processes that began to fail together do not come back together.
    const std::chrono::milliseconds jittered(pause.count() / 2 + static_cast<std::int64_t>(random()) % (pause.count() / 2 + 1));
    pause = std::min(pause * 2, options_.pause_most);
    if (wait(jittered) || !std::exchange(last_try, true)) continue;
    const std::lock_guard lock(mutex_);
    unsent_.add(batch.size() + queue_.size());
    queue_.clear();
    return;
  }
}

// Ends a request that takes longer than there is time for at the end.
int Exporter::watch(void* self, long, long, long, long) {
  auto& exporter = *static_cast<Exporter*>(self);
  const std::lock_guard lock(exporter.mutex_);
  return Time::now() > exporter.give_up_at_ ? 1 : 0;
}

bool Exporter::send(const std::vector<trace::Finished>& batch) {
  const auto body = encode(options_.resource, batch);
  const std::unique_ptr<CURL, EasyDeleter> handle(curl_easy_init());
  const std::unique_ptr<curl_slist, ListDeleter> headers(curl_slist_append(curl_slist_append(nullptr, "Content-Type: application/json"), "Expect:"));
  if (!handle) return false;
  std::string answer;
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(handle.get(), option, value); };
  set(CURLOPT_URL, options_.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  set(CURLOPT_POSTFIELDS, body.data());
  set(CURLOPT_WRITEFUNCTION, take_answer);
  set(CURLOPT_WRITEDATA, &answer);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, watch);
  set(CURLOPT_XFERINFODATA, this);
  if (curl_easy_perform(handle.get()) != CURLE_OK) return false;
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (later(status)) return false;
  const auto count = static_cast<std::int64_t>(batch.size());
  const auto turned_down = status / 100 == 2 ? std::min(rejected_spans(answer), count) : count;
  if (status / 100 != 2 && status != std::exchange(told_status_, status)) log::warn("the collector refuses spans", {{"status", std::to_string(status)}});
  refused_.add(static_cast<std::uint64_t>(turned_down));
  exported_.add(static_cast<std::uint64_t>(count - turned_down));
  return true;
}

}  // namespace shopper::otlp
