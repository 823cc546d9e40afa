// A town: counters with duty rosters, people who queue at them, some of whom report; results made by the real services; and the lists that its entities read.
#pragma once

#include <map>
#include <random>
#include <set>

#include "tests/evaluation/usecases/world.h"
#include "tests/recommendation/world.h"

namespace shopper::anonymity {

namespace ev = shopper::evaluation;
namespace rec = shopper::recommendation;

struct Habits {
  int shoppers = 0, residents = 0;
  double shopper_visits_per_day = 0, resident_visits_per_day = 0;
  int days = 92;   // June to August
};

// A line of the queue's log, as a branch keeps it: who came, when, how long the wait was, and who was on duty by the roster.
struct Visit {
  int person = 0;          // the first of them are the shoppers
  int entity = 0;          // 0: MOI, 1: MOE
  std::string branch, service;
  Instant ended;
  int waited_minutes = 0;
  int clerk = 0;
};

// What an attacker has of one result: the row as the entity's list shows it, and the first day on which the list had it.
struct Seen {
  int entity = 0;
  rec::ReleasedResult row;
  Date first_seen;
  Visit truth;
  std::string report;       // the id its author's client made
  int rated_satisfaction = 0;
};

// One clerk a shift; some are kinder than others, and their managers know.
inline constexpr double welcomes[] = {0.95, 0.75, 0.4};
// The chance of that rating after that wait: people forgive a quarter of an hour.
double rating_chance(int satisfaction, int waited_minutes);

struct Town {
  Town(unsigned seed, Habits town_habits, const rec::Disclosure& disclosure);

  std::vector<Visit> log;
  std::vector<Seen> seen;
  Habits habits;

 private:
  struct Report {
    Date release_on;
    std::string id;
    Visit visit;
    int satisfaction = 0;
  };

  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool happens(double chance) { return below(1'000'000) < chance * 1'000'000; }
  std::string officer_of(int entity) const { return entity == 0 ? evaluation_.entity_id : evaluation_.other_entity_id; }
  void visit(Date day, int person);
  void report(Date day, const Visit& visit);
  void release(const Report& report);
  void read_lists(Date day);
  void live();

  std::mt19937 random_;
  ev::testing::World evaluation_;
  rec::testing::World recommendation_;
  std::vector<std::vector<std::string>> branches_, services_;   // by entity
  std::vector<Report> waiting_;
  std::map<std::string, Report> by_result_;
  std::set<std::string> known_;
};

}  // namespace shopper::anonymity
