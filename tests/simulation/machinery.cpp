#include "tests/simulation/people.h"

namespace shopper::simulation {
namespace {

bool pull(World& world) { return world.pull_some_feed(); }
bool repeat(World& world) { return world.repeat_some_letter(); }
bool late_copy(World& world) { return world.deliver_late_copy(); }

bool restart(World& world) {
  world.restart(services[world.dice.below(services.size())]);
  return true;
}

bool wait(World& world) {
  if (world.dice.chance(850)) world.pass_time(std::chrono::hours(world.dice.between(1, 24)));
  else world.pass_time(std::chrono::hours(24 * world.dice.between(2, 12)));
  return true;
}

}  // namespace

std::vector<Activity> machinery() { return {{"pull", 260, pull}, {"repeat", 40, repeat}, {"late copy", 15, late_copy}, {"restart", 3, restart, true}, {"wait", 12, wait}}; }

}  // namespace shopper::simulation
