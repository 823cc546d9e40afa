// Threads of a waiting room: each task is run or refused once, by whom it should be, also at the end.
#include "platform/overload/crew.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <iostream>
#include <random>
#include <thread>

#include "tests/support/temporary.h"

using namespace shopper::overload;
using namespace std::chrono_literals;

namespace {

// Runs until it is let go, and says by which thread.
struct Work final : Crew::Task {
  void run() override {
    began.set_value(std::this_thread::get_id());
    may_end.get_future().wait();
    ended.set_value();
  }
  void refuse(Criticality) override { refused.set_value(); }
  std::promise<std::thread::id> began;
  std::promise<void> may_end, ended, refused;
};

struct Counted final : Crew::Task {
  void run() override { ++ran; }
  void refuse(Criticality) override { ++turned_away; }
  std::atomic<int> ran{0}, turned_away{0};
};

bool over(std::future<void>&& future) { return future.wait_for(20s) == std::future_status::ready; }

RoomLimits places(int count) {
  RoomLimits limits;
  limits.places = count;
  return limits;
}

}  // namespace

TEST_CASE("a task that enters is run by a thread of the crew") {
  Crew crew(places(2));
  Work work;
  crew.enter(work, Criticality::vital);
  CHECK(work.began.get_future().get() != std::this_thread::get_id());
  work.may_end.set_value();
  CHECK(over(work.ended.get_future()));
}

TEST_CASE("where nothing is in progress the caller may serve, and nobody else") {
  Crew crew(places(4));
  Work alone;
  alone.may_end.set_value();
  REQUIRE(crew.serve_here(alone, Criticality::vital));
  CHECK(alone.began.get_future().get() == std::this_thread::get_id());

  Work busy, second;
  crew.enter(busy, Criticality::vital);
  busy.began.get_future().get();
  CHECK_FALSE(crew.serve_here(second, Criticality::vital));   // it has not entered
  busy.may_end.set_value();
  CHECK(over(busy.ended.get_future()));

  // While the caller serves, others are served by the crew.
  Work here, beside;
  bool served = false;
  std::thread caller([&] { served = crew.serve_here(here, Criticality::vital); });
  here.began.get_future().get();
  crew.enter(beside, Criticality::vital);
  beside.may_end.set_value();
  CHECK(over(beside.ended.get_future()));
  here.may_end.set_value();
  caller.join();
  CHECK(served);
}

TEST_CASE("who waited for the share of a class is served when the caller has served") {
  Crew crew(places(4));   // one of them at most for what can be deferred
  Work here, next;
  bool served = false;
  std::thread caller([&] { served = crew.serve_here(here, Criticality::deferrable); });
  here.began.get_future().get();
  crew.enter(next, Criticality::deferrable);
  here.may_end.set_value();
  caller.join();
  CHECK(served);
  // Its patience may have been shorter than this machine was quick.
  auto began = next.began.get_future();
  auto refused = next.refused.get_future();
  next.may_end.set_value();
  while (began.wait_for(1ms) != std::future_status::ready && refused.wait_for(1ms) != std::future_status::ready) {
  }
  crew.stop();
}

TEST_CASE("the end waits for what was begun, and refuses what comes later") {
  Crew crew(places(1));
  Work here;
  bool served = false;
  std::thread caller([&] { served = crew.serve_here(here, Criticality::vital); });
  here.began.get_future().get();
  std::atomic<bool> stopped = false;
  std::thread ending([&] {
    crew.stop();
    stopped = true;
  });
  Counted late;
  // Nobody is served here any more once the end has begun.
  while (crew.serve_here(late, Criticality::vital)) {
  }
  CHECK_FALSE(stopped);
  here.may_end.set_value();
  ending.join();
  caller.join();
  CHECK(served);
  crew.enter(late, Criticality::vital);
  CHECK(late.turned_away == 1);
  CHECK_FALSE(crew.serve_here(late, Criticality::vital));
}

TEST_CASE("many callers: every task is run or refused once") {
  const auto seed = shopper::testing::seed("crew");
  constexpr int callers = 6, each = 2'000;
  std::vector<Counted> tasks(callers * each);
  {
    Crew crew(places(3));
    std::vector<std::thread> threads;
    for (int t = 0; t < callers; ++t)
      threads.emplace_back([&, t] {
        std::mt19937_64 random(seed + static_cast<std::uint64_t>(t));
        for (int i = 0; i < each; ++i) {
          auto& task = tasks[static_cast<std::size_t>(t * each + i)];
          const auto criticality = shopper::enum_values<Criticality>()[random() % shopper::enum_values<Criticality>().size()];
          if (random() % 2 == 0 || !crew.serve_here(task, criticality)) crew.enter(task, criticality);
        }
      });
    for (auto& thread : threads) thread.join();
  }
  int wrong = 0, ran = 0;
  for (const auto& task : tasks) {
    wrong += task.ran + task.turned_away != 1;
    ran += task.ran;
  }
  CHECK(wrong == 0);
  CHECK(ran > 0);
}
