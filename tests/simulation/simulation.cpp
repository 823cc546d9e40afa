#include "tests/simulation/simulation.h"

#include "tests/simulation/invariants.h"
#include "tests/simulation/people.h"

namespace shopper::simulation {
namespace {

constexpr int tries_of_one_step = 12;

// Who acts, by how often.
struct Cast {
  explicit Cast(std::initializer_list<std::vector<Activity>> groups) {
    for (const auto& group : groups) activities.insert(activities.end(), group.begin(), group.end());
    for (const auto& activity : activities) weight += activity.weight;
  }
  // Without those who only hinder.
  Cast undisturbed() const {
    Cast calm{};
    for (const auto& activity : activities)
      if (!activity.hindrance) calm.activities.push_back(activity), calm.weight += activity.weight;
    return calm;
  }
  std::vector<Activity> activities;
  unsigned weight = 0;
};

// The first that finds something to do, of those that the dice name.
void take_step(World& world, const Cast& cast) {
  world.pass_time(std::chrono::seconds(world.dice.between(1, 900)));
  for (int i = 0; i < tries_of_one_step; ++i) {
    auto lot = world.dice.below(cast.weight);
    for (const auto& activity : cast.activities) {
      if (lot < activity.weight) {
        if (activity.act(world)) return;
        break;
      }
      lot -= activity.weight;
    }
  }
}

// How far a programme comes by itself, with nobody against it, until `there`.
Beginning played(const Beginning& from, const char* name, const Cast& cast, bool (*there)(World&)) {
  constexpr int steps_max = 4'000;
  constexpr std::uint64_t seed = 1;
  const auto calm = cast.undisturbed();
  Trace unread(false);
  World world(seed, from, name, unread);
  world.weather = Weather::fair();
  for (int step = 0; step < steps_max && !there(world); ++step) take_step(world, calm);
  if (!there(world)) throw std::logic_error(std::string("a programme does not come so far: ") + name);
  return world.leave();
}

// Where runs begin: at the window, with a panel at work, with results that something is to be made of.
const Beginning& beginning_of(std::uint64_t seed) {
  static const auto window = World::furnished();
  static const auto panel_at_work = played(window, "panel", Cast{applicants(), committee(), panel(), machinery()}, [](World& world) { return world.count("evaluation", "member where state = 'active'") >= panel_size; });
  static const auto results = played(panel_at_work, "results", Cast{panel(), fieldwork(), government(), machinery()}, [](World& world) {
    return world.count("recommendation", "fact where annulled = 0") >= 8 && world.count("recommendation", "recommendation where state in ('in_progress', 'claimed_done', 're_measuring')") > 0 && world.count("evaluation", "member where state = 'active'") >= 2;
  });
  const Beginning* beginnings[] = {&window, &panel_at_work, &results, &results};
  return *beginnings[seed % std::size(beginnings)];
}

}  // namespace

Outcome simulate(const Run& run) {
  static const Cast everybody{applicants(), committee(), panel(), fieldwork(), government(), troublemakers(), machinery()};
  const auto& beginning = beginning_of(run.seed);
  Trace trace(run.keep_trace);
  Outcome outcome;
  World world(run.seed, beginning, "letter", trace, run.sabotage, run.gather_figures);
  try {
    for (int step = 0; step < run.steps; ++step) take_step(world, everybody);
    world.come_to_rest();
    check_invariants(world);
  } catch (const Violation& violation) {
    outcome.violation = violation.what();
    trace.note("violation: " + outcome.violation);
  }
  // Not the audit hashes: answers with maps in them are other bytes in every process.
  if (outcome.violation.empty())
    for (const auto& service : services)
      for (const auto* all : {"select coalesce(group_concat(id || type || subject || at || payload), '') from (select * from outbox order by sequence)",
                              "select coalesce(group_concat(at || actor || action || subject), '') from (select * from audit order by sequence)"}) {
        Trace sum(false);
        sum.note(std::get<0>(world.all<std::string>(service, all).front()));
        trace.note(service + " at rest: " + std::to_string(sum.hash()));
      }
  outcome.hash = trace.hash();
  outcome.trace = trace.lines();
  outcome.figures = world.figures;
  return outcome;
}

// Steps do not depend on those that come after them, but coming to rest does: not every shorter run between fails.
Run shortest(Run run) {
  int low = 0, high = run.steps;
  while (low + 1 < high) {
    const int middle = (low + high) / 2;
    run.steps = middle;
    (simulate(run).violation.empty() ? low : high) = middle;
  }
  run.steps = high;
  run.keep_trace = true;
  return run;
}

std::string replay_command(const Run& run) {
  const auto options = " --seed " + std::to_string(run.seed) + " --steps " + std::to_string(run.steps);
  return (run.sabotage == Sabotage::none ? "" : "SHOPPER_TEST_SABOTAGE=" + std::string(to_string(run.sabotage)) + " ") + "tools/simulate" + options;
}

}  // namespace shopper::simulation
