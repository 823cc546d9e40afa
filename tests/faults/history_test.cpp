// what people see of a draft while processes are killed. Several devices of one person create, change and read it at the same time, through the real
// gateway; whatever each of them was told must be explained by one draft on which one thing happened after the other.
#include <atomic>
#include <mutex>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "tests/faults/draft_model.h"
#include "tests/faults/report.h"
#include "tests/faults/stores.h"
#include "tests/support/temporary.h"

using namespace shopper::test;
using Kind = DraftModel::Kind;
using Output = DraftModel::Output;

namespace {

constexpr int devices = 4;          // of one person
constexpr int steps_each = 11;      // and a look after the last, where nobody answered it: no draft has more than 50
constexpr int drafts_at_once = 2;
constexpr auto patience = std::chrono::seconds(60);

// A client that lies, to see whether it would be found out.
enum class Lie { none, stale_read, lost_update, resurrection };

std::int64_t now_ns() { return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

bool answered(const Answer& answer) { return answer.status != 0 && answer.status != 502 && answer.status != 503 && answer.status != 504; }

// One draft, and all that was seen of it.
class Draft {
 public:
  Draft(Harness& suite, const std::string& programme, Json details) : suite_(suite), programme_(programme), details_(std::move(details)) {}

  void live(std::uint64_t seed, Lie lie, std::atomic<int>& steps_done) {
    std::vector<std::thread> threads;
    for (int device = 0; device < devices; ++device)
      threads.emplace_back([this, device, seed, lie, &steps_done] {
        Device(*this, device, seed + static_cast<std::uint64_t>(device), lie).use(steps_done);
      });
    for (auto& thread : threads) thread.join();
    Device(*this, devices, seed, Lie::none).look();
    if (lie == Lie::none && unexpected.empty()) submit();
  }

  DraftHistory history;
  std::string unexpected;   // "" or what nobody should have been answered
  bool lied = false;

 private:
  // One thing after the other.
  class Device {
   public:
    Device(Draft& draft, int number, std::uint64_t seed, Lie lie) : draft_(draft), number_(number), lie_(lie), random_(seed), api_(draft.suite_.as("applicant", draft.person_.subject)) {}

    void use(std::atomic<int>& steps_done) {
      for (int step = 0; step < steps_each && !draft_.troubled(); ++step, ++steps_done) {
        if (step == 0) create();
        else if (lie_ == Lie::resurrection && known_.size() > 1 && random_() % 4 == 0) resurrect();
        else if (random_() % 2 == 0 || newest_.version == 0 || (!change() && ++step > 0)) look();
      }
    }
    // Until somebody answers: what nobody answered has changed nothing, and is no step.
    void look() {
      if (lie_ == Lie::stale_read && known_.size() > 1 && random_() % 2) return pretend({Kind::read}, {200, *known_.begin()}), void();
      const auto end = std::chrono::steady_clock::now() + patience;
      while (!attempt({Kind::read}, [&] { return api_.get(path()); }))
        if (std::chrono::steady_clock::now() > end) return draft_.trouble("nobody answered for a minute");
    }

   private:
    std::string path() const { return draft_.person_.path(); }
    std::string fresh_value() { return "Reason " + new_id(); }

    void create() {
      const auto value = fresh_value();
      auto details = draft_.details_;
      details["motivation"] = value;
      const auto key = new_id();
      write({Kind::create, value}, [&] { return api_.put(path(), {{"programme_id", draft_.programme_}, {"details", details}}, {{"Idempotency-Key", key}}); });
    }
    // False when nobody knows whether it was done: somebody has to look.
    bool change() {
      // Mostly what was read last, sometimes what is old by now.
      const auto expected = random_() % 5 ? newest_.version : std::max<std::int64_t>(1, newest_.version - 1);
      const auto value = fresh_value();
      const DraftModel::Input input{Kind::change, value, expected};
      if (lie_ == Lie::lost_update && expected == newest_.version && random_() % 3 == 0) return pretend(input, {200, {expected + 1, value}}), true;
      const Json changes{{"motivation", value}};
      auto headers = Api::if_match(expected);
      headers["Content-Type"] = "application/merge-patch+json";
      if (random_() % 2) headers["Idempotency-Key"] = new_id();
      const auto send = [&] { return api_.send("PATCH", path(), changes.dump(), headers); };
      // Under a key it is repeated until somebody answers; otherwise nobody knows.
      if (!headers.contains("Idempotency-Key")) return attempt(input, send);
      write(input, send);
      return true;
    }
    // The same again under the same key: one operation, from the first time to the answer.
    void write(const DraftModel::Input& input, const std::function<Answer()>& send) {
      const auto end = std::chrono::steady_clock::now() + patience;
      Answer last;
      attempt(input, [&] {
        while (!answered(last = send()) && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(20));   // as a client would
        return last;
      });
      if (!answered(last)) draft_.trouble("nobody answered for a minute");
    }
    bool attempt(const DraftModel::Input& input, const std::function<Answer()>& send) {
      Operation<DraftModel> operation{input, now_ns()};
      operation.client = number_;
      const auto answer = send();
      if (answered(answer)) {
        operation.answered_ns = now_ns();
        operation.output = Output{answer.status, {}};
        if (answer.status == 200) {
          const auto body = answer.json();
          if (!body.is_object() || !body.contains("details")) draft_.trouble("200 " + answer.body);
          else operation.output->seen = {body.value("version", std::int64_t{0}), body["details"].value("motivation", "")};
          learn(operation.output->seen);
        } else if (answer.status != 404 && answer.status != 409 && answer.status != 412) {
          draft_.trouble(std::to_string(answer.status) + " " + answer.body);
        }
      }
      if (operation.output || input.kind != Kind::read) draft_.record(operation);
      return operation.output.has_value();
    }
    void learn(const DraftModel::State& seen) {
      known_.insert(seen);
      if (seen.version > newest_.version) newest_ = seen;
    }
    // Says that this was the answer, and has asked nobody.
    void pretend(const DraftModel::Input& input, const Output& output) {
      Operation<DraftModel> operation{input, now_ns()};
      operation.client = number_;
      operation.answered_ns = now_ns();
      operation.output = output;
      draft_.lied = true;
      draft_.record(operation);
    }
    // Writes what was there long ago, and tells nobody.
    void resurrect() {
      const Json old{{"motivation", known_.begin()->value}};
      const auto answer = api_.patch(path(), newest_.version, old);
      if (answer.status != 200) return look();
      draft_.lied = true;
    }

    Draft& draft_;
    const int number_;
    const Lie lie_;
    std::mt19937_64 random_;
    Api api_;
    DraftModel::State newest_;
    std::set<DraftModel::State> known_;   // the oldest first
  };

  // Who has submitted sees it at once, wherever they look.
  void submit() {
    auto owner = suite_.as("applicant", person_.subject);
    const auto insist = [&](const std::function<Answer()>& send) {
      Answer answer;
      if (!await([&] { return answered(answer = send()); }, patience)) trouble("nobody answered for a minute");
      else if (answer.status != 200) trouble(std::to_string(answer.status) + " " + answer.body);
      return answer.json();
    };
    const auto version = history.back().output ? history.back().output->seen.version : 0;
    auto headers = Api::if_match(version);
    headers["Idempotency-Key"] = new_id();
    const auto done = insist([&] { return owner.post(person_.path() + "/submit", Json::object(), headers); });
    const auto told = done.value("version", std::int64_t{0});
    if (told <= version || done.value("state", "") == "draft") trouble("submitted, and told " + done.dump());
    for (const char* where : {"", "/status"}) {
      const auto seen = insist([&] { return owner.get(person_.path() + where); });
      if (seen.value("version", std::int64_t{0}) < told || seen.value("state", "draft") == "draft") trouble("after the submission: " + seen.dump());
    }
  }
  void record(const Operation<DraftModel>& operation) {
    const std::lock_guard lock(mutex_);
    history.push_back(operation);
  }
  void trouble(const std::string& what) {
    const std::lock_guard lock(mutex_);
    unexpected = what;
  }
  bool troubled() {
    const std::lock_guard lock(mutex_);
    return !unexpected.empty();
  }

  Harness& suite_;
  const std::string programme_;
  const Json details_;
  const Person person_{"person-" + new_id(), new_id()};
  std::mutex mutex_;
};

// Drafts of different people, some at the same time.
class Drafts {
 public:
  Drafts(Harness& suite, Procedure& procedure, int count, Lie lie, std::uint64_t seed) {
    for (int i = 0; i < count; ++i) all.push_back(std::make_unique<Draft>(suite, procedure.id(), procedure.details()));
    for (int i = 0; i < drafts_at_once; ++i)
      threads_.emplace_back([this, lie, seed] {
        for (auto mine = next_++; mine < all.size(); mine = next_++) all[mine]->live(seed + mine * (devices + 1), lie, steps);
        ++over_;
      });
  }
  void join() {
    for (auto& thread : threads_) thread.join();
  }
  bool over() const { return over_ == drafts_at_once; }
  int steps_in_all() const { return static_cast<int>(all.size()) * devices * steps_each; }

  std::vector<std::unique_ptr<Draft>> all;
  std::atomic<int> steps{0};

 private:
  std::atomic<std::size_t> next_{0};
  std::atomic<int> over_{0};
  std::vector<std::thread> threads_;
};

}  // namespace

TEST_CASE("R-22 whatever is killed, each draft was one thing to all who saw it", "[history]") {
  const int count = wanted("SHOPPER_TEST_HISTORIES", 20);
  const int kills = wanted("SHOPPER_TEST_KILLS", 6);
  const auto seed = shopper::testing::seed("histories");
  std::mt19937_64 random(seed);
  Harness suite;
  Procedure procedure(suite);
  const auto start = std::chrono::steady_clock::now();
  Drafts drafts(suite, procedure, count, Lie::none, seed);
  const char* victims[] = {"registration", "gateway", "registration"};
  std::map<std::string, int> killed;
  for (int kill = 0; kill < kills; ++kill) {
    if (!await([&] { return drafts.over() || drafts.steps >= static_cast<std::int64_t>(drafts.steps_in_all()) * (kill + 1) / (kills + 2); }, patience)) break;
    const std::string name = victims[kill % 3];
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));   // any instant within a request
    suite.kill(name);
    ++killed[name];
    suite.suite().start(name);
  }
  drafts.join();
  int operations = 0, unanswered = 0, refused = 0, changes = 0;
  std::size_t most = 0;
  for (const auto& draft : drafts.all) {
    INFO(draft->unexpected << "\n" << described(draft->history));
    REQUIRE(draft->unexpected == "");
    REQUIRE(draft->history.size() <= 50);
    LinearizationSearch<DraftModel> search(draft->history);
    CHECK(search.found());
    CHECK(older_than_told(draft->history) == "");
    most = std::max(most, search.tried());
    for (const auto& operation : draft->history) {
      ++operations;
      unanswered += !operation.output;
      refused += operation.output && operation.output->status != 200;
      changes += operation.output && operation.output->status == 200 && operation.input.kind == Kind::change;
    }
  }
  CHECK(changes > count);
  CHECK(refused > count);
  std::ostringstream line;
  line << "consistency: " << count << " drafts, " << kills << " kills (registration " << killed["registration"] << ", gateway " << killed["gateway"] << "), " << operations << " operations, " << changes << " changes done, " << refused
       << " refused, " << unanswered << " never answered, all linearizable, at most " << most << " steps of search, "
       << std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() << " s";
  shopper::testing::tell_figures(line.str());
}

TEST_CASE("R-22 a reader of old things, an update that was never made and a value that comes back are each found out", "[history]") {
  Harness suite;
  Procedure procedure(suite);
  const auto seed = shopper::testing::seed("lies");
  for (const auto lie : {Lie::stale_read, Lie::lost_update, Lie::resurrection}) {
    Drafts drafts(suite, procedure, 5, lie, seed);
    drafts.join();
    int told = 0;
    for (const auto& draft : drafts.all) {
      INFO(static_cast<int>(lie) << " " << draft->unexpected << "\n" << described(draft->history));
      CHECK(draft->unexpected == "");
      told += draft->lied;
      CHECK(linearizable(draft->history) == !draft->lied);
    }
    CHECK(told > 0);
  }
}
