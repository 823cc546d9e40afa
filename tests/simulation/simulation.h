// One run: a world, its people, everything that happens until it has come to rest, and the judgement.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulation/world.h"

namespace shopper::simulation {

struct Run {
  std::uint64_t seed = 0;
  int steps = 300;
  Sabotage sabotage = Sabotage::none;
  bool keep_trace = false;
  bool gather_figures = false;
};

struct Outcome {
  std::uint64_t hash = 0;          // of every step and its outcome, and of all that the services told and did
  std::string violation;           // "" when every invariant held
  std::vector<std::string> trace;
  Figures figures;
};

Outcome simulate(const Run& run);
// The fewest steps with which this seed still finds something, and that run.
Run shortest(Run run);
// What replays it.
std::string replay_command(const Run& run);

}  // namespace shopper::simulation
