// Work that others must not notice: done elsewhere, at a low priority, and heard of as if it were done here.
#include <catch2/catch.hpp>

#include <sys/resource.h>

#include <stdexcept>

#include "platform/overload/background.h"

using shopper::overload::Background;

TEST_CASE("background work is done on one thread of its own, at a low priority, before run() returns") {
  Background background;
  std::thread::id first, second;
  int priority = 0;
  background.run([&] {
    first = std::this_thread::get_id();
    priority = ::getpriority(PRIO_PROCESS, 0);
  });
  background.run([&] { second = std::this_thread::get_id(); });
  CHECK(first == second);
  CHECK(first != std::this_thread::get_id());
  CHECK(priority == 10);
  CHECK(::getpriority(PRIO_PROCESS, 0) == 0);
}

TEST_CASE("what background work throws comes out of run(), and the next is done as ever") {
  Background background;
  CHECK_THROWS_AS(background.run([] { throw std::runtime_error("disk"); }), std::runtime_error);
  bool done = false;
  background.run([&] { done = true; });
  CHECK(done);
}
