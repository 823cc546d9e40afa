// One process of a suite that is to end at a named place (docs/RELIABILITY.md, Fail points), and somebody who starts it again. Clients do what they are
// told to: the same again, with the same id or key, until there is an answer.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "platform/trace/context.h"
#include "tests/faults/stores.h"

namespace shopper::test {

class Ward {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr auto patience = std::chrono::seconds(90);

  explicit Ward(Harness& suite) : suite_(suite) {}

  // From now on `process` ends at `place`.
  void arm(const std::string& process, const std::string& place) {
    process_ = process;
    ended_at_.reset();
    steps_.clear();
    suite_.suite().kill(process);
    suite_.suite().change(process, "SHOPPER_FAIL_POINT", place);
    suite_.suite().start(process);
    await_ready();   // it may end there already: feeds and commits do not wait for people
  }
  void await_ready() {
    auto anyone = suite_.anyone();
    REQUIRE(await([&] { return anyone.get("/readyz").status == 200; }));
  }
  // Whether it has.
  bool ended() const { return ended_at_.has_value(); }
  double seconds_since_end() const { return std::chrono::duration<double>(Clock::now() - ended_at_.value_or(Clock::now())).count(); }

  // What ended is started again, without a place to end at.
  void nurse() {
    const auto exit = suite_.suite().reap();
    if (!exit) return;
    INFO(exit->name << " ended: " << suite_.suite().log_tail(exit->name));
    REQUIRE(exit->name == process_);
    REQUIRE(exit->code == 128 + 9);
    REQUIRE_FALSE(ended());
    ended_at_ = Clock::now();
    suite_.suite().change(process_, "SHOPPER_FAIL_POINT", "");
    suite_.suite().start(process_);
  }
  bool await(const std::function<bool()>& condition) {
    const auto end = Clock::now() + patience;
    while (!condition()) {
      nurse();
      if (Clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
  }

  // A request until it is acknowledged, as one trace under one key, by which the service's audit log then tells how often it was carried out.
  Json insist(const std::string& service, const std::function<Answer(const Headers&)>& send) {
    const auto trace = trace::new_trace_id();
    const Headers headers{{"Idempotency-Key", new_id()}, {"traceparent", "00-" + trace + "-" + trace::new_span_id() + "-01"}};
    steps_.push_back({service, trace});
    Answer answer;
    const bool acknowledged = await([&] {
      answer = send(headers);
      const bool away = answer.status == 0 || answer.status == 502 || answer.status == 503 || answer.status == 504;
      INFO(answer.body);
      REQUIRE((away || answer.status / 100 == 2));
      return !away;
    });
    INFO(answer.body);
    REQUIRE(acknowledged);
    return answer.body.empty() ? Json::object() : answer.json();
  }
  // The same for an action on a thing at the version that it has now.
  Json insist_on(const std::string& service, Api&& api, const std::string& thing, const std::string& action, const Json& body = Json::object()) { return insist_on(service, api, thing, action, body); }
  Json insist_on(const std::string& service, Api& api, const std::string& thing, const std::string& action, const Json& body = Json::object()) {
    const auto version = read(api, thing).value("version", std::int64_t{0});
    return insist(service, [&](Headers headers) {
      headers["If-Match"] = "\"" + std::to_string(version) + "\"";
      return api.post(thing + "/" + action, body, headers);
    });
  }
  Json read(Api& api, const std::string& path) {
    Answer answer;
    REQUIRE(await([&] { return (answer = api.get(path)).status == 200; }));
    return answer.json();
  }

  // Every step was carried out once, and told once. A PUT that is repeated is in the log again, with the same outcome: it changed nothing.
  void check_once(const Stores& stores) const {
    for (const auto& [service, trace] : steps_) {
      INFO(service);
      CHECK(stores.open(service).one<std::int64_t>("select count(*) from audit where trace_id like :t", {"00-" + trace + "-%"}).value() >= 1);
      for (const auto& name : Stores::names()) {
        INFO(name);
        auto db = stores.open(name);
        CHECK(db.one<std::int64_t>("select count(*) from (select 1 from audit where trace_id like :t group by action, subject having count(distinct change) > 1)", {"00-" + trace + "-%"}) == 0);
        CHECK(db.one<std::int64_t>("select count(*) from (select 1 from outbox where traceparent like :t group by type, subject, payload having count(*) > 1)", {"00-" + trace + "-%"}) == 0);
      }
    }
  }

 private:
  struct Step {
    std::string service, trace;
  };
  Harness& suite_;
  std::string process_;
  std::optional<Clock::time_point> ended_at_;
  std::vector<Step> steps_;
};

}  // namespace shopper::test
