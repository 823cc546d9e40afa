// R-19: where a build has fail points they kill at the place that is named; where it has none, the setting ends the start and nothing else does.
#include "platform/fault/fail_point.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

using namespace shopper;

namespace {

// How a process ends that is armed so, and comes by three places: the signal, or 0.
int signal_of(const std::string& armed) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    Config config(std::map<std::string, std::string>{{"SHOPPER_FAIL_POINT", armed}});
    fault::arm_fail_points(config);
    fault::fail_point("step.begun", "first");
    fault::fail_point("step.begun", "second");
    fault::fail_point("step.over");
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

}  // namespace

#ifdef EXPECT_FAIL_POINTS
TEST_CASE("R-19 a process ends at the place it is armed for, and at no other") {
  for (const char* place : {"step.begun", "step.begun@first", "step.begun@second", "step.begun#2", "step.over", "step.over#1", "step.begun@second#1"}) {
    INFO(place);
    CHECK(signal_of(place) == SIGKILL);
  }
  for (const char* place : {"", "step", "step.begun@third", "step.begun@first#2", "step.begun#3", "step.over@first"}) {
    INFO(place);
    CHECK(signal_of(place) == 0);
  }
  for (const char* wrong : {"step#", "step#0", "step#-1", "step#x", "step#1x"}) {
    INFO(wrong);
    Config config(std::map<std::string, std::string>{{"SHOPPER_FAIL_POINT", wrong}});
    CHECK_THROWS_WITH(fault::arm_fail_points(config), Catch::Contains("NAME[@OF][#TIMES]"));
  }
}
#else
TEST_CASE("R-19 without fail points nothing ends a process, and the setting ends the start") {
  CHECK(signal_of("step.begun") == 0);
  CHECK(signal_of("step.over") == 0);
  Config config(std::map<std::string, std::string>{{"SHOPPER_FAIL_POINT", "step.begun"}});
  fault::arm_fail_points(config);
  CHECK_THROWS_WITH(config.check(), Catch::Contains("unknown settings: SHOPPER_FAIL_POINT"));
}
#endif
