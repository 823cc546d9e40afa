#include <catch2/catch.hpp>

#include "tests/faults/registration_service.h"

using shopper::registration::testing::Registration;

TEST_CASE("registration loses nothing in power cuts", "[cuts]") {
  Registration service;
  shopper::testing::survive_power_cuts(service);
}
TEST_CASE("registration refuses cleanly while calls of its disk fail", "[calls]") {
  Registration service;
  shopper::testing::survive_failing_calls(service);
}
