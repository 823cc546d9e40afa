// memory runs out in the middle of a command.
#include <catch2/catch.hpp>

#include "tests/faults/evaluation_service.h"
#include "tests/faults/memory/heap.h"
#include "tests/faults/memory/trial.h"
#include "tests/faults/registration_service.h"

namespace heap = shopper::testing::heap;

namespace {
const bool ours = [] {
  heap::take_sqlite();
  return true;
}();
}  // namespace

TEST_CASE("R-04 the failing heap fails when it is told to, also under SQLite") {
  REQUIRE(ours);
  heap::fail_at(2, false);
  auto first = std::make_unique<int>(1);
  bool second = true;
  try {
    auto lost = std::make_unique<int>(2);
    second = *lost == 2;
  } catch (const std::bad_alloc&) {
    second = false;
  }
  auto third = std::make_unique<int>(3);
  const auto asked = heap::asked();
  heap::heal();
  CHECK(heap::failed());
  CHECK(*first + *third == 4);
  CHECK_FALSE(second);
  CHECK(asked >= 3);
}

TEST_CASE("R-04 registration runs out of memory at any allocation of its commands", "[memory]") {
  shopper::registration::testing::Registration service;
  shopper::testing::survive_failing_allocations(service);
}

TEST_CASE("R-04 evaluation runs out of memory at any allocation of its commands", "[memory]") {
  shopper::evaluation::testing::Evaluation service;
  shopper::testing::survive_failing_allocations(service);
}
