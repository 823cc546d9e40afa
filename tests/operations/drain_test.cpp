// services are taken out without anybody losing anything, one after the other or all.
#include <signal.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "platform/store/db.h"
#include "tests/harness/ctl.h"
#include "tests/harness/fieldwork.h"

using namespace shopper::test;

namespace {

const std::vector<std::string> services{"identity", "registration", "selection", "evaluation", "recommendation"};
constexpr auto least_patience = std::chrono::seconds(4);   // of a client that is told to come again

// People who hand in reports and read, all the time. Each repeats once what was refused with 503, when it may come again.
class Load {
 public:
  explicit Load(Fieldwork& field) {
    const auto place = field.place();
    for (int i = 0; i < 4; ++i)
      people_.emplace_back([this, i, shopper = field.shopper(field.person(0)), admin = field.admin(), anyone = field.harness().anyone(), sheet = field.sheet(place, true, {{"submit", true}}), programme = field.procedure().path()]() mutable {
        for (int n = 0; !over_; ++n) {
          if (i == 0) attempt([&] { return shopper.get("/v1/assignments"); });
          else if (i == 1) attempt([&] { return n % 2 ? anyone.get(programme) : admin.get("/v1/recommendations"); });
          else hand_in(shopper, sheet);
        }
      });
  }
  ~Load() { stop(); }
  void stop() {
    over_ = true;
    for (auto& person : people_)
      if (person.joinable()) person.join();
  }
  bool more(int n) {
    const int from = done_;
    return await([&] { return done_ >= from + n; }, std::chrono::seconds(60));
  }
  // Handed in, and acknowledged.
  std::vector<std::string> acknowledged() {
    const std::lock_guard lock(mutex_);
    return acknowledged_;
  }
  int turned_away() const { return turned_away_; }
  int done() const { return done_; }
  // What was neither answered nor clean; "" when nothing was.
  std::string unclean() {
    const std::lock_guard lock(mutex_);
    return unclean_;
  }
  // What stayed refused after one repetition.
  int failed() const { return failed_; }

 private:
  void hand_in(Api& shopper, const Json& sheet) {
    const auto path = "/v1/evaluations/" + new_id();
    if (attempt([&] { return shopper.put(path, sheet); }) != 200) return;
    const std::lock_guard lock(mutex_);
    acknowledged_.push_back(path);
  }
  int attempt(const std::function<Answer()>& request) {
    auto answer = request();
    if (answer.status == 503) {
      ++turned_away_;
      const auto told = answer.header("retry-after");
      if (told.empty()) note("no Retry-After: " + answer.body);
      const auto patience = std::max<std::chrono::seconds>(least_patience, std::chrono::seconds(std::atoi(told.c_str())));
      await([&] { return over_.load(); }, patience);
      if (over_) return 0;
      answer = request();
    }
    if (answer.status == 200) ++done_;
    else if (answer.status == 503) ++failed_;
    else note(std::to_string(answer.status) + " " + answer.body);
    return answer.status;
  }
  void note(const std::string& what) {
    const std::lock_guard lock(mutex_);
    unclean_ = what;
  }
  std::atomic<bool> over_{false};
  std::atomic<int> done_{0}, failed_{0}, turned_away_{0};
  std::mutex mutex_;
  std::vector<std::string> acknowledged_;
  std::string unclean_;
  std::vector<std::thread> people_;
};

Json status_of(Ctl& ctl, const std::filesystem::path& data) {
  ctl.run({"--json", "status", "--data", data.string()});
  return Json::parse(ctl.out);
}

}  // namespace

TEST_CASE("R-13 each service is drained and restarted under load, and nobody notices who tries once again", "[drain]") {
  Harness harness;
  Fieldwork field(harness, 1);
  Ctl ctl;
  Load load(field);
  for (const auto& service : services) {
    INFO(service);
    REQUIRE(load.more(50));
    const int code = ctl.run({"drain", service, "--data", harness.suite().data().string()});
    INFO(ctl.err);
    REQUIRE(code == 0);
    ::kill(harness.suite().pids().at(service), SIGTERM);
    std::optional<shopper::tools::Suite::Exit> ended;
    REQUIRE(await([&] { return (ended = harness.suite().reap()).has_value(); }));
    CHECK(ended->name == service);
    CHECK(ended->code == 0);
    harness.start(service);
  }
  REQUIRE(load.more(50));
  load.stop();
  CHECK(load.unclean() == "");
  CHECK(load.failed() == 0);
  CHECK(load.turned_away() > 0);
  auto analyst = field.analyst();
  for (const auto& path : load.acknowledged()) CHECK(analyst.get(path).status == 200);
}

TEST_CASE("R-13 a drained suite has nothing in flight and no event to apply, and goes on with all that was acknowledged", "[drain]") {
  Harness harness;
  Fieldwork field(harness, 1);
  const auto data = harness.suite().data();
  Ctl ctl;
  std::vector<std::string> acknowledged;
  {
    Load load(field);
    REQUIRE(load.more(200));
    const int code = ctl.run({"drain", "--data", data.string()});
    INFO(ctl.err);
    REQUIRE(code == 0);
    load.stop();
    CHECK(load.unclean() == "");
    acknowledged = load.acknowledged();
  }
  CHECK(acknowledged.size() > 20);
  CHECK(await([&] { return harness.anyone().get("/readyz").status == 503; }));   // what it was is believed for a second
  CHECK(harness.anyone().get("/healthz").status == 200);
  const auto away = refused(503, "DRAINING", field.admin().get(field.procedure().path()));
  CHECK(away.header("retry-after") == "5");
  CHECK(away.json()["detail"] != harness.anyone().get(field.procedure().path(), {{"Accept-Language", "ar"}}).json()["detail"]);
  const auto statuses = status_of(ctl, data)["services"];
  REQUIRE(statuses.size() == services.size());
  for (const auto& status : statuses) {
    INFO(status);
    CHECK(status["draining"] == true);
    CHECK(status["calls_in_progress"] == 0);
    for (const auto& [upstream, events] : status["behind"].items()) CHECK(events == 0);
  }
  CHECK(harness.suite().stop(std::chrono::seconds(20)));
  // And so it stands in the files.
  std::map<std::string, std::int64_t> told;
  std::map<std::string, std::map<std::string, std::int64_t>> applied;
  for (const auto& service : services) {
    shopper::store::Db db("sqlite://" + (data / "store" / (service + ".db")).string(), shopper::store::Access::read_only);
    told[service] = db.one<std::int64_t>("select coalesce(max(sequence), 0) from outbox").value();
    for (const auto& [upstream, sequence] : db.all<std::string, std::int64_t>("select upstream, sequence from feed_cursor")) applied[service][upstream] = sequence;
  }
  for (const auto& [service, cursors] : applied)
    for (const auto& [upstream, sequence] : cursors) {
      INFO(service << " follows " << upstream);
      CHECK(sequence == told[upstream]);
    }
  CHECK(applied["recommendation"].size() == 2);
  harness.suite().start_all();
  harness.suite().await_ready();
  auto analyst = field.analyst();
  for (const auto& path : acknowledged) CHECK(analyst.get(path).status == 200);
  CHECK(ctl.run({"status", "--data", data.string()}) == 0);
}

TEST_CASE("R-13 a drain that cannot be is refused in words, and nobody is turned away for it", "[drain]") {
  Harness harness;
  Procedure procedure(harness);
  const auto data = harness.suite().data().string();
  Ctl ctl;
  const auto served = [&] { return procedure.admin().get(procedure.path()).status == 200; };
  CHECK(ctl.run({"drain", "notification", "--data", data}) == 2);
  CHECK(ctl.err.find("notification is no service") != std::string::npos);
  CHECK(ctl.run({"drain", "--wait", "0", "--data", data}) == 2);
  CHECK(ctl.run({"drain", "--data", ctl.place("nowhere").string()}) == 1);
  // It is let go, and taken back.
  CHECK(ctl.run({"drain", "registration", "--data", data}) == 0);
  CHECK_FALSE(served());
  CHECK(ctl.run({"status", "--data", data}) == 1);
  CHECK(ctl.out.find("registration: draining") != std::string::npos);
  CHECK(ctl.run({"drain", "--resume", "--data", data}) == 0);
  CHECK(await(served));
  CHECK(ctl.run({"status", "--data", data}) == 0);
  // One that follows a service does not hear from it: its feed is never caught up.
  harness.suite().kill("recommendation");
  harness.suite().change("recommendation", "SHOPPER_REGISTRATION_ADDRESS", "unix:" + data + "/sockets/nobody.sock");
  harness.start("recommendation");
  procedure.submitted();
  CHECK(ctl.run({"drain", "--wait", "1", "--data", data}) == 1);
  CHECK(ctl.err.find("not drained after 1 s: 0 calls in progress, ") != std::string::npos);
  CHECK(await(served));
  CHECK(ctl.run({"status", "--data", data}) == 0);
  CHECK(ctl.out.find("events behind registration") != std::string::npos);
  // Whoever waits for it changes their mind.
  Process interrupted("/usr/bin/timeout", {"--preserve-status", "-s", "INT", "1", Harness::program("shopperctl").string(), "drain", "--data", data}, ctl.place("interrupted"));
  CHECK(await([&] { return !served(); }));
  CHECK(interrupted.wait() == 1);
  CHECK(interrupted.output().find("interrupted; calls are let in again") != std::string::npos);
  CHECK(await(served));
  // One is away.
  harness.kill("selection");
  CHECK(ctl.run({"drain", "--data", data}) == 4);
  CHECK(ctl.err.find("nothing was drained: cannot reach selection") != std::string::npos);
  CHECK(served());
  CHECK(ctl.run({"status", "--data", data}) == 4);
  CHECK(ctl.err.find("cannot reach selection") != std::string::npos);
  CHECK(ctl.out.find("registration: ready") != std::string::npos);
}
