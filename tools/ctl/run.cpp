#include "run.h"

#include <atomic>
#include <chrono>
#include <exception>
#include <thread>

#include "platform/base/time.h"
#include "platform/crypto/hash.h"

namespace shopperctl {
namespace {

constexpr std::size_t connections = 8;
constexpr std::size_t refusals_shown_max = 200;
constexpr auto await_limit = std::chrono::seconds(90);
constexpr auto await_pause = std::chrono::milliseconds(50);

std::string now_text() {
  return shopper::Instant{std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()}.rfc3339();
}

}  // namespace

std::string later(const std::string& at, std::chrono::minutes by) {
  const auto instant = shopper::Instant::parse(at);
  return instant ? instant->plus(by).rfc3339() : "";
}

Run::Run(Settings settings, ProgrammeFiles files, bool quiet)
    : settings_(std::move(settings)), files_(std::move(files)), quiet_(quiet), code_(files_.programme["programme"]["code"].get<std::string>()), started_at_(now_text()) {
  const auto given = files_.programme["programme"].value("id", "");
  programme_id_ = given.empty() ? shopper::crypto::named_uuid("programme " + code_) : given;
}

std::string Run::named_id(const std::string& kind, const std::string& name) const { return shopper::crypto::named_uuid(kind + " " + programme_id_ + " " + name); }
std::string Run::application_id(const std::string& applicant) const { return named_id("application", applicant); }

// Subjects are names among others: only plain characters, and apart by programme.
std::string Run::subject(const std::string& applicant) const { return "p-" + shopper::crypto::named_uuid("person " + programme_id_ + " " + applicant); }

Options Run::as(const std::string& role, const std::string& subject, const std::string& at, const std::string& entity_id) const {
  Options options;
  options.on_behalf_of = role + ":" + subject + (entity_id.empty() ? "" : ";entity=" + entity_id);
  options.recorded_at = at.empty() ? started_at_ : at;
  return options;
}

std::string Run::time_of(const std::string& event) const {
  const auto& json = files_.programme;
  return json.contains("timeline") ? json["timeline"].value(event, "") : "";
}

Answer Run::must(Http& http, const std::string& method, const std::string& path, const Json& body, Options options, const std::string& file, int row) const {
  const auto text = body.is_null() ? std::string("{}") : body.dump();
  if (method == "POST" && options.idempotency_key.empty())
    options.idempotency_key = shopper::crypto::sha256_hex(path + "\n" + options.on_behalf_of + "\n" + options.if_match + "\n" + text).substr(0, 40);
  auto answer = http.send(method, path, method == "GET" ? "" : text, options);
  if (!answer.ok()) throw Refusal{file, row, answer.explanation()};
  return answer;
}

Json Run::act(Http& http, const std::string& path, std::int64_t version, const Json& body, Options options, const std::string& file, int row) const {
  options.if_match = std::to_string(version);
  return must(http, "POST", path, body, std::move(options), file, row).json();
}

void Run::each(const std::string& step, std::size_t count, const std::function<void(Http&, std::size_t)>& work) {
  Progress progress(step, count, quiet_);
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::vector<Refusal> refusals;
  std::exception_ptr broken;
  const auto worker = [&] {
    Http http(settings_);
    for (;;) {
      const auto index = next++;
      if (index >= count) return;
      try {
        work(http, index);
        progress.advance();
      } catch (const Refusal& refusal) {
        std::lock_guard lock(mutex);
        refusals.push_back(refusal);
        if (refusals.size() >= refusals_shown_max) next = count;
      } catch (...) {
        std::lock_guard lock(mutex);
        broken = std::current_exception();
        next = count;
        return;
      }
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < std::min(connections, count); ++i) threads.emplace_back(worker);
  for (auto& thread : threads) thread.join();
  if (broken) std::rethrow_exception(broken);
  std::sort(refusals.begin(), refusals.end(), [](const Refusal& a, const Refusal& b) { return std::tie(a.file, a.row) < std::tie(b.file, b.row); });
  if (!refusals.empty()) throw RunStopped{step, std::move(refusals), ""};
  progress.finish();
}

void Run::await(const std::string& what, const std::function<bool(Http&)>& done) {
  Http http(settings_);
  const auto give_up = std::chrono::steady_clock::now() + await_limit;
  while (!done(http)) {
    if (std::chrono::steady_clock::now() > give_up) throw RunStopped{what, {}, "it did not come about in time; look at the services, then run again"};
    std::this_thread::sleep_for(await_pause);
  }
}

std::vector<Json> Run::all(Http& http, const std::string& path, const Options& options) const {
  std::vector<Json> items;
  std::string cursor;
  do {
    const auto separator = path.find('?') == std::string::npos ? "?" : "&";
    const auto answer = http.get(path + separator + "limit=200" + (cursor.empty() ? "" : "&cursor=" + url_encoded(cursor)), options);
    if (!answer.ok()) throw Refusal{path, 0, answer.explanation()};
    const auto page = answer.json();
    for (const auto& item : page["items"]) items.push_back(item);
    cursor = page.value("next_cursor", "");
  } while (!cursor.empty());
  return items;
}

void Run::count(const std::string& what, std::int64_t n) {
  std::lock_guard lock(mutex_);
  counts_[what] += n;
}

Json Run::summary() const {
  std::lock_guard lock(mutex_);
  Json json{{"programme_id", programme_id_}, {"code", code_}};
  for (const auto& [what, n] : counts_) json[what] = n;
  return json;
}

}  // namespace shopperctl
