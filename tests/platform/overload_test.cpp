// without threads or clocks: who is served, who waits, who is refused, what is tried again, who is left alone.
#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <queue>
#include <random>

#include "platform/overload/breaker.h"
#include "platform/overload/retry_budget.h"
#include "platform/overload/waiting_room.h"
#include "tests/support/temporary.h"

using namespace shopper::overload;
using namespace std::chrono_literals;

namespace {

using Room = WaitingRoom<int>;
const auto start = Clock::time_point{} + 1'000h;

std::vector<int> works(const Room::Refused& refused) {
  std::vector<int> all;
  for (const auto& [work, criticality] : refused) all.push_back(work);
  return all;
}

RoomLimits small() {
  RoomLimits limits;
  limits.places = 8;
  limits.waiting = 4;
  return limits;
}

}  // namespace

TEST_CASE("the most critical goes first, each class in order of arrival") {
  Room room(small());
  Room::Refused refused;
  room.enter(1, Criticality::list, 0, start, refused);
  room.enter(2, Criticality::interactive, 0, start, refused);
  room.enter(3, Criticality::vital, 0, start, refused);
  room.enter(4, Criticality::interactive, 0, start, refused);
  std::vector<int> order;
  while (auto taken = room.take(start, refused)) order.push_back(taken->work);
  CHECK(order == std::vector<int>{3, 2, 4, 1});
  CHECK(refused.empty());
}

TEST_CASE("each class has its share of the places, and the last are for what matters most") {
  for (const auto criticality : shopper::enum_values<Criticality>()) {
    RoomLimits limits = small();
    limits.waiting = 100;
    Room room(limits);
    Room::Refused refused;
    for (int i = 0; i < 20; ++i) room.enter(i, criticality, 0, start, refused);
    int began = 0;
    while (room.take(start, refused)) ++began;
    CHECK(began == std::array{2, 4, 6, 7, 8}[index_of(criticality)]);
  }
}

TEST_CASE("a full room: the youngest of the least critical makes room, and its like is not let in for a while") {
  auto limits = small();
  limits.places = 1;
  Room room(limits);
  Room::Refused refused;
  room.enter(0, Criticality::vital, 0, start, refused);
  REQUIRE(room.take(start, refused));
  for (int i = 1; i <= 2; ++i) room.enter(i, Criticality::list, 0, start, refused);
  for (int i = 3; i <= 4; ++i) room.enter(i, Criticality::interactive, 0, start, refused);
  CHECK(refused.empty());
  room.enter(5, Criticality::vital, 0, start, refused);
  CHECK(works(refused) == std::vector<int>{2});
  room.enter(6, Criticality::deferrable, 0, start, refused);   // something above it was refused
  room.enter(7, Criticality::list, 0, start, refused);         // no room, and nothing below it
  CHECK(works(refused) == std::vector<int>{2, 6, 7});
  room.done(Criticality::vital, 0, start + 10ms);
  CHECK(room.take(start + 10ms, refused)->work == 5);
  room.done(Criticality::vital, 0, start + 20ms);
  Room::Refused later;
  while (const auto taken = room.take(start + 21ms, later)) room.done(taken->criticality, 0, start + 21ms);
  CHECK(later.empty());
  room.enter(8, Criticality::deferrable, 0, start + 1'500ms, later);
  CHECK(room.take(start + 1'500ms, later)->work == 8);
}

TEST_CASE("what waited longer than its patience is refused, and so is what would") {
  auto limits = small();
  limits.places = 1;
  limits.waiting = 100;
  Room room(limits);
  Room::Refused refused;
  room.enter(0, Criticality::interactive, 0, start, refused);
  REQUIRE(room.take(start, refused));
  room.enter(1, Criticality::interactive, 0, start, refused);
  room.enter(2, Criticality::vital, 0, start, refused);
  room.expire(start + 201ms, refused);
  CHECK(works(refused) == std::vector<int>{1});
  // Nothing was taken for 200 ms: another would wait longer than it has patience for, and hears so at once.
  room.enter(3, Criticality::interactive, 0, start + 202ms, refused);
  CHECK(works(refused) == std::vector<int>{1, 3});
  room.done(Criticality::interactive, 0, start + 203ms);
  CHECK(room.take(start + 203ms, refused)->work == 2);
}

TEST_CASE("a lane that stands still takes nothing more, and the others do not notice") {
  RoomLimits limits;
  limits.places = 10;
  limits.lane_percent = 80;
  Room room(limits, 2);
  Room::Refused refused;
  for (int i = 0; i < 9; ++i) room.enter(i, Criticality::vital, 1, start, refused);
  int in_lane = 0;
  while (room.take(start, refused)) ++in_lane;
  CHECK(in_lane == 8);
  CHECK(room.waiting() == 1);
  room.expire(start + 501ms, refused);
  CHECK(works(refused) == std::vector<int>{8});
  room.enter(10, Criticality::vital, 1, start + 502ms, refused);
  CHECK(works(refused) == std::vector<int>{8, 10});
  room.enter(11, Criticality::deferrable, 0, start + 503ms, refused);
  CHECK(works(refused) == std::vector<int>{8, 10});
  room.done(Criticality::vital, 1, start + 504ms);
  room.enter(12, Criticality::vital, 1, start + 505ms, refused);
  CHECK(room.take(start + 505ms, refused)->work == 12);
}

namespace {

struct Load {
  std::array<double, 4> per_second;   // of each class but probes
  double work_ms;                     // of one machine; so 1000 / work_ms a second can be done
};
struct Tally {
  std::array<int, 4> arrived{}, served{}, refused{}, late_refusals{};
  std::vector<double> waits_ms, refusal_waits_ms;
  int lower_after_higher = 0;   // less critical work begun within the second after something more critical was refused
};

// A machine that does `places` things at once, each slower the more there are: capacity is the same whatever is in progress.
Tally simulate(const Load& load, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  RoomLimits limits;
  WaitingRoom<int> room(limits);
  struct Job {
    std::size_t criticality;
    Clock::time_point arrived;
  };
  std::vector<Job> jobs;
  std::array<Clock::time_point, 4> last_refused{};
  Tally tally;
  std::array<Clock::time_point, 4> next{};
  const auto gap = [&](std::size_t c) { return std::chrono::nanoseconds(static_cast<std::int64_t>(std::exponential_distribution<>(load.per_second[c])(random) * 1e9)); };
  for (std::size_t c = 0; c < 4; ++c) next[c] = start + (load.per_second[c] > 0 ? gap(c) : 1'000h);
  auto machine_free = start;
  std::deque<WaitingRoom<int>::Taken> running;
  auto now = start;
  const auto end = start + 20s;
  while (now < end) {
    WaitingRoom<int>::Refused refused;
    std::size_t soonest = 0;
    for (std::size_t c = 1; c < 4; ++c)
      if (next[c] < next[soonest]) soonest = c;
    if (!running.empty() && machine_free <= next[soonest]) {
      now = machine_free;
      const auto done = running.front();
      running.pop_front();
      ++tally.served[index_of(done.criticality)];
      room.done(done.criticality, 0, now);
      machine_free = now + std::chrono::nanoseconds(static_cast<std::int64_t>(load.work_ms * 1e6));
    } else {
      now = next[soonest];
      jobs.push_back({soonest, now});
      ++tally.arrived[soonest];
      room.enter(static_cast<int>(jobs.size()) - 1, static_cast<Criticality>(soonest), 0, now, refused);
      next[soonest] = now + gap(soonest);
    }
    const bool idle = running.empty();
    while (auto taken = room.take(now, refused)) {
      const auto& job = jobs[static_cast<std::size_t>(taken->work)];
      for (std::size_t above = job.criticality + 1; above < 4; ++above) tally.lower_after_higher += now - last_refused[above] < 1s;
      tally.waits_ms.push_back(std::chrono::duration<double, std::milli>(now - job.arrived).count());
      running.push_back(*taken);
    }
    if (idle && !running.empty()) machine_free = now + std::chrono::nanoseconds(static_cast<std::int64_t>(load.work_ms * 1e6));
    for (const auto& [work, criticality] : refused) {
      const auto c = index_of(criticality);
      ++tally.refused[c];
      last_refused[c] = now;
      const auto waited = std::chrono::duration<double, std::milli>(now - jobs[static_cast<std::size_t>(work)].arrived).count();
      tally.refusal_waits_ms.push_back(waited);
      tally.late_refusals[c] += waited > 50;
    }
  }
  return tally;
}

double percentile(std::vector<double> values, double p) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(p * static_cast<double>(values.size() - 1))];
}

}  // namespace

TEST_CASE("at five times the capacity as much is done as at once the capacity, nobody waits long, and the least critical is refused first") {
  const auto seed = shopper::testing::seed("overload simulation");
  for (const double factor : {0.5, 2.0, 3.0, 5.0}) {
    // Half of the capacity in submissions at 2x; more than all of it at 5x.
    const double capacity = 1'000;
    const Load load{{capacity * factor / 4, capacity * factor / 4, capacity * factor / 4, capacity * factor / 4}, 1'000 / capacity};
    const auto tally = simulate(load, seed);
    int served = 0;
    for (const int some : tally.served) served += some;
    INFO("factor " << factor << ", served " << served << ", vital " << tally.served[3] << " of " << tally.arrived[3]);
    CHECK(served >= 0.8 * std::min(factor, 1.0) * capacity * 20);
    CHECK(percentile(tally.waits_ms, 0.99) <= 400);
    if (factor < 1) {
      for (const int some : tally.refused) CHECK(some == 0);
      continue;
    }
    // A refusal closes the door to all below: who matters most is refused only when it alone is too much.
    if (factor <= 3) CHECK(tally.refused[3] == 0);
    CHECK(tally.lower_after_higher == 0);
    const auto refused_share = [&](std::size_t c) { return tally.refused[c] / static_cast<double>(tally.arrived[c]); };
    for (std::size_t c = 0; c < 3; ++c) CHECK(refused_share(c) >= refused_share(c + 1) - 0.02);
    CHECK(percentile(tally.refusal_waits_ms, 0.9) <= 50);
  }
}

TEST_CASE("whatever comes in any order: every work is taken or refused once, and no bound is passed") {
  std::mt19937_64 random(shopper::testing::seed("waiting room"));
  for (int round = 0; round < 200; ++round) {
    RoomLimits limits;
    limits.places = 1 + static_cast<int>(random() % 12);
    limits.waiting = 1 + random() % 30;
    limits.lane_percent = 50 + static_cast<int>(random() % 51);
    const std::size_t lanes = 1 + random() % 4;
    Room room(limits, lanes);
    auto now = start;
    std::map<int, int> seen;
    std::vector<Room::Taken> running;
    int entered = 0;
    for (int step = 0; step < 2'000; ++step) {
      Room::Refused refused;
      now += std::chrono::microseconds(random() % 20'000);
      if (random() % 3 != 0) room.enter(entered++, static_cast<Criticality>(random() % 5), random() % lanes, now, refused);
      if (random() % 2 != 0)
        if (auto taken = room.take(now, refused)) {
          ++seen[taken->work];
          running.push_back(*taken);
        }
      if (!running.empty() && random() % 2 != 0) {
        const auto which = static_cast<std::ptrdiff_t>(random() % running.size());
        room.done(running[static_cast<std::size_t>(which)].criticality, running[static_cast<std::size_t>(which)].lane, now);
        running.erase(running.begin() + which);
      }
      for (const auto& [work, criticality] : refused) ++seen[work];
      REQUIRE(room.in_progress() == static_cast<int>(running.size()));
      REQUIRE(room.in_progress() <= limits.places);
      REQUIRE(room.waiting() <= limits.waiting);
    }
    Room::Refused rest;
    room.empty(rest);
    for (const auto& [work, criticality] : rest) ++seen[work];
    REQUIRE(static_cast<int>(seen.size()) == entered);
    for (const auto& [work, times] : seen) REQUIRE(times == 1);
  }
}

TEST_CASE("repetitions are at most a tenth of the calls") {
  RetryBudget budget;
  int taken = 0;
  while (budget.take()) ++taken;
  CHECK(taken == RetryBudget::tokens_max);
  int again = 0;
  for (int call = 0; call < 12'000; ++call) {
    budget.called();
    for (int attempt = 0; attempt < 2; ++attempt) again += budget.take();
  }
  CHECK(again == 1'200);
  for (int call = 0; call < 10'000; ++call) budget.called();
  for (taken = 0; budget.take();) ++taken;
  CHECK(taken == RetryBudget::tokens_max);
}

TEST_CASE("pauses before repetitions are anything up to a bound that doubles") {
  std::mt19937 random(static_cast<std::mt19937::result_type>(shopper::testing::seed("retry pauses")));
  for (const auto& [attempt, bound_ms] : std::map<int, double>{{2, 50}, {3, 100}, {4, 200}, {9, 400}}) {
    std::vector<double> pauses;
    for (int i = 0; i < 5'000; ++i) pauses.push_back(std::chrono::duration<double, std::milli>(retry_pause(attempt, random())).count() / bound_ms);
    std::sort(pauses.begin(), pauses.end());
    double distance = 0;   // Kolmogorov-Smirnov, to the uniform distribution
    for (std::size_t i = 0; i < pauses.size(); ++i) distance = std::max(distance, std::abs(pauses[i] - static_cast<double>(i) / static_cast<double>(pauses.size())));
    CHECK(distance < 2.2 / std::sqrt(5'000.0));   // p about 0.0001
    CHECK(pauses.front() >= 0);
    CHECK(pauses.back() <= 1.0001);
  }
}

TEST_CASE("the breaker opens when half of at least twenty calls fail") {
  for (int calls = 1; calls <= 60; ++calls)
    for (int failures = 0; failures <= calls; ++failures) {
      Breaker breaker;
      for (int i = 0; i < calls - failures; ++i) breaker.answered(start);
      for (int i = 0; i < failures; ++i) breaker.failed(start);
      const bool open = breaker.state(start) != BreakerState::closed;
      CHECK(open == (calls >= 20 && failures > 0 && 2 * failures >= calls));
    }
}

TEST_CASE("old failures are forgotten") {
  Breaker breaker;
  for (int i = 0; i < 19; ++i) breaker.failed(start);
  for (int i = 0; i < 19; ++i) breaker.failed(start + 5'001ms);
  CHECK(breaker.state(start + 5'001ms) == BreakerState::closed);
  breaker.failed(start + 5'001ms);
  CHECK(breaker.state(start + 5'001ms) == BreakerState::open);
}

TEST_CASE("open, it lets one call a second through, and closes when one is answered") {
  std::mt19937_64 random(shopper::testing::seed("breaker"));
  for (int round = 0; round < 200; ++round) {
    Breaker breaker;
    auto now = start;
    for (int i = 0; i < 20; ++i) breaker.failed(now);
    const auto heals_at = now + std::chrono::milliseconds(random() % 60'000);
    int probes = 0;
    while (breaker.state(now) != BreakerState::closed) {
      now += std::chrono::milliseconds(1 + random() % 40);
      if (!breaker.allow(now)) continue;
      ++probes;
      if (now >= heals_at) breaker.answered(now);
      else if (random() % 2) breaker.failed(now);   // or it is never heard of again
    }
    CHECK(now <= std::max(heals_at, start + 1s) + 1'040ms);
    CHECK(probes <= (now - start) / 1s + 1);
    CHECK(breaker.allow(now));
  }
}
