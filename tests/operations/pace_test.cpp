// How fast a backup goes: no faster than it may, and resting the longer the longer its work takes.
#include <catch2/catch.hpp>

#include "pace.h"

using namespace std::chrono_literals;
using shopperctl::Pace;

TEST_CASE("quick work waits for the rate, and what was slow is caught up") {
  const Pace::Time start{};
  Pace pace(1000, 100, start);   // bytes a second
  CHECK(pace.next(500, start + 1ms) == start + 500ms);
  CHECK(pace.next(500, start + 900ms) == start + 1000ms);
  CHECK(pace.next(100, start + 1700ms) == start + 1700ms);   // late already
  CHECK(pace.next(900, start + 1701ms) == start + 2000ms);
}

TEST_CASE("work that takes its time is followed by as much rest as its share leaves") {
  const Pace::Time start{};
  Pace pace(1e12, 25, start);
  CHECK(pace.next(1, start + 10ms) == start + 40ms);   // 10 ms of work, 30 of rest
  CHECK(pace.next(1, start + 60ms) == start + 120ms);
  CHECK(pace.next(1, start + 120ms) == start + 120ms);   // no work, no rest
}

TEST_CASE("a rest is never so long that who is asked forgets us") {
  const Pace::Time start{};
  Pace pace(1e12, 1, start);
  CHECK(pace.next(1, start + 30s) == start + 30s + Pace::rest_max);
}

TEST_CASE("the slower of both bounds holds") {
  const Pace::Time start{};
  Pace pace(1000, 50, start);
  CHECK(pace.next(100, start + 10ms) == start + 100ms);   // by the rate; by the share it were 20
  CHECK(pace.next(10, start + 300ms) == start + 500ms);   // 200 ms of work
}
