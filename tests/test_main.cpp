// Catch2's main, compiled once for all test programs; each test case adds its line to the file TEST_TALLY names (tools/test counts them).
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>

namespace {

struct Tally : Catch::TestEventListenerBase {
  using TestEventListenerBase::TestEventListenerBase;
  void testCaseEnded(const Catch::TestCaseStats& stats) override {
    if (const char* path = std::getenv("TEST_TALLY"))
      std::ofstream(path, std::ios::app) << (stats.totals.testCases.allOk() ? "passed " : "failed ") << stats.testInfo.name << std::endl;
  }
};
CATCH_REGISTER_LISTENER(Tally)

}  // namespace
