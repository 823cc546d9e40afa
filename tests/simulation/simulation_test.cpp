#include <catch2/catch.hpp>

#include <malloc.h>

#include <chrono>
#include <cstdlib>

#include "platform/log/log.h"
#include "tests/faults/report.h"
#include "tests/simulation/simulation.h"
#include "tests/support/temporary.h"

using namespace shopper::simulation;

namespace {

constexpr int steps_usual = 300;
constexpr int seeds_usual = 24;
constexpr int seeds_to_find_sabotage = 120;

int number(const char* name, int otherwise) {
  const char* given = std::getenv(name);
  return given ? std::atoi(given) : otherwise;
}

// Services say in their logs what went wrong; here things go wrong all the time.
const bool quiet = [] {
  shopper::log::start("simulation", "0", "off");
  // Disks grow and go with every run: their memory is kept instead of being asked for again.
  ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
  ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
  return true;
}();

void tell(const Run& run, const Outcome& outcome) {
  std::cout << "seed " << run.seed << ": " << outcome.violation << "\n";
  const auto least = shortest(run);
  const auto again = simulate(least);
  constexpr std::size_t last_lines = 40;
  const auto skipped = again.trace.size() > last_lines ? again.trace.size() - last_lines : 0;
  if (skipped > 0) std::cout << "  ... " << skipped << " lines before\n";
  for (std::size_t i = skipped; i < again.trace.size(); ++i) std::cout << "  " << again.trace[i] << "\n";
  std::cout << "replay with: " << replay_command(least) << std::endl;
}

}  // namespace

TEST_CASE("R-20 the programme holds its invariants in every run", "[many]") {
  const auto first = shopper::testing::seed("the programme simulated");
  const int seeds = number("SHOPPER_TEST_RUNS", seeds_usual), steps = number("SHOPPER_TEST_STEPS", steps_usual);
  const auto start = std::chrono::steady_clock::now();
  Figures sum;
  int failed = 0;
  for (int i = 0; i < seeds; ++i) {
    const Run run{first + static_cast<std::uint64_t>(i), steps, Sabotage::none, false, true};
    const auto outcome = simulate(run);
    for (const auto& [method, count] : outcome.figures.methods) sum.methods[method] += count;
    sum.commands += outcome.figures.commands;
    sum.refusals += outcome.figures.refusals;
    sum.events += outcome.figures.events;
    sum.power_cuts += outcome.figures.power_cuts;
    sum.repetitions += outcome.figures.repetitions;
    if (outcome.violation.empty()) continue;
    if (++failed <= 3) tell(run, outcome);
    FAIL_CHECK("seed " << run.seed << ": " << outcome.violation);
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::ostringstream line;
  line << "simulation: " << seeds << " seeds of " << steps << " steps, " << sum.commands << " commands, " << sum.refusals << " refusals, " << sum.events << " events, " << sum.power_cuts << " power cuts, " << sum.repetitions
       << " repetitions, " << sum.methods.size() << " operations, " << failed << " runs broke an invariant, " << seconds << " s, " << static_cast<int>(seeds / seconds * 60) << " seeds a minute";
  shopper::testing::tell_figures(line.str());
  if (std::getenv("SHOPPER_TEST_OPERATIONS"))
    for (const auto& [method, count] : sum.methods) std::cout << "  " << method << " " << count << "\n";
}

TEST_CASE("R-20 the same seed gives the same trace", "[same]") {
  const auto seed = shopper::testing::seed("the same run twice");
  const Run run{seed, steps_usual, Sabotage::none, true};
  const auto once = simulate(run);
  (void)simulate({seed + 1, steps_usual / 3});   // nothing of another run is left
  const auto twice = simulate(run);
  for (std::size_t i = 0; i < std::min(once.trace.size(), twice.trace.size()); ++i)
    if (once.trace[i] != twice.trace[i]) FAIL("line " << i << ": " << once.trace[i] << " / " << twice.trace[i]);
  CHECK(once.trace.size() == twice.trace.size());
  CHECK(once.hash == twice.hash);
  CHECK(simulate({seed + 1, steps_usual}).hash != once.hash);
}

TEST_CASE("R-20 bugs put in on purpose are found", "[teeth]") {
  for (const auto sabotage : {Sabotage::cursor_apart, Sabotage::event_skipped, Sabotage::key_not_kept, Sabotage::log_not_synced, Sabotage::mission_twice, Sabotage::anybody_certified, Sabotage::declined_counted}) {
    Run run{1, steps_usual, sabotage};
    std::string found;
    for (; found.empty() && run.seed <= seeds_to_find_sabotage; ++run.seed) found = simulate(run).violation;
    INFO(to_string(sabotage));
    CHECK(found != "");
    std::ostringstream line;
    line << "simulation finds " << to_string(sabotage) << " in " << run.seed - 1 << " seeds: " << found.substr(0, 120);
    shopper::testing::tell_figures(line.str());
  }
}

TEST_CASE("replay", "[.]") {
  Run run{shopper::testing::seed("replay"), number("SHOPPER_TEST_STEPS", steps_usual), Sabotage::none, true};
  if (const char* given = std::getenv("SHOPPER_TEST_SABOTAGE")) run.sabotage = shopper::enum_from<Sabotage>(given).value();
  const auto outcome = simulate(run);
  for (const auto& line : outcome.trace) std::cout << line << "\n";
  std::cout << "trace hash " << std::hex << outcome.hash << std::dec << std::endl;
  CHECK(outcome.violation == "");
}
