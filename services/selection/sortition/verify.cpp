#include "selection/sortition/verify.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

namespace shopper::sortition {
namespace {

using Verdict = Check::Verdict;

constexpr double whole_seat_tolerance = 1e-6, seats_tolerance = 1e-7, level_tolerance = 1e-6, weight_negative = -1e-9, point_tolerance = 1e-6;
// Rounding moves a type by less than one appearance a member; where the last panels were hard to mend, by some more.
constexpr double appearances_tolerance = 5;

std::string number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

class Verifier {
 public:
  explicit Verifier(const Claim& claim) : claim_(claim), unit_(static_cast<double>(claim.problem.seats) / static_cast<double>(std::max<std::int64_t>(claim.problem.people(), 1))), possible_(claim.problem) {
    for (const int type : claim.impossible) possible_.types[static_cast<std::size_t>(type)].seats_max = 0;
  }

  // By the multipliers, or because somebody cannot have more even with all her type's seats.
  double bound() const {
    if (claim_.stages.empty()) return INFINITY;
    double bound = claim_.stages[0].proof.empty() ? INFINITY : proven_bound(possible_, claim_.stages[0].proof, claim_.cap);
    for (const auto& type : possible_.types)
      if (type.seats_max > 0) bound = std::min(bound, ceiling(type));
    return bound;
  }

  std::vector<Check> run() {
    panels();
    list_shares();
    cap();
    in_no_panel();
    mixture();
    lowest_chance();
    further_levels();
    return std::move(checks_);
  }

  std::vector<Check> run_point() {
    point();
    cap();
    in_no_panel();
    lowest_chance();
    further_levels();
    return std::move(checks_);
  }

 private:
  void say(Verdict verdict, const char* name, std::string detail) { checks_.push_back({verdict, name, std::move(detail)}); }
  double chance_level(std::size_t t) const { return claim_.expected[t] / (claim_.problem.types[t].people * unit_); }

  // The highest level a type can have: all its seats in every panel, or the cap.
  double ceiling(const Type& type) const { return std::min(type.seats_max / (type.people * unit_), claim_.cap > 0 ? claim_.cap : INFINITY); }

  void panels() {
    for (const auto* panels : {&claim_.list, &claim_.mixture})
      for (std::size_t j = 0; j < panels->size(); ++j)
        if (!is_panel(claim_.problem, (*panels)[j]))
          return say(Verdict::fails, "panels", "panel " + std::to_string(j) + (panels == &claim_.list ? " of the list" : " of the mixture") + " breaks a quota");
    if (claim_.list.empty()) return say(Verdict::fails, "panels", "there is no panel");
    say(Verdict::holds, "panels", std::to_string(claim_.list.size()) + " panels of the list keep every quota" + (claim_.mixture.empty() ? "" : ", and " + std::to_string(claim_.mixture.size()) + " of the mixture"));
  }

  void list_shares() {
    std::vector<double> given(claim_.problem.types.size(), 0);
    for (const auto& panel : claim_.list)
      for (const auto& [type, count] : panel) given[static_cast<std::size_t>(type)] += count;
    double most = 0;
    for (std::size_t t = 0; t < given.size(); ++t)
      most = std::max(most, std::abs(given[t] - static_cast<double>(claim_.list.size()) * claim_.expected[t]) / claim_.problem.types[t].people);
    say(most < appearances_tolerance ? Verdict::holds : Verdict::fails, "list_shares",
        "a type's share of the list is at most " + number(most) + " appearances a person from its chance, of " + std::to_string(claim_.list.size()) + " panels");
  }

  void cap() {
    if (claim_.cap <= 0) return;
    double highest = 0;
    for (std::size_t t = 0; t < claim_.expected.size(); ++t) highest = std::max(highest, chance_level(t));
    say(highest <= claim_.cap * (1 + level_tolerance) ? Verdict::holds : Verdict::fails, "cap",
        "the highest chance is " + number(highest * unit_) + ", the cap " + number(claim_.cap * unit_));
  }

  // Whoever is said to be in no panel: by the multipliers, less than one seat is left for her type, and a panel has whole seats.
  void in_no_panel() {
    if (claim_.impossible.empty()) return;
    auto problem = claim_.problem;
    std::set<int> proven;
    for (const auto& stage : claim_.nowhere) {
      if (stage.proof.empty()) continue;
      std::vector<int> found;
      for (const int type : stage.held)
        if (problem.types[static_cast<std::size_t>(type)].seats_max > 0 && most_seats(problem, type, stage.proof) < 1 - whole_seat_tolerance) found.push_back(type);
      for (const int type : found) problem.types[static_cast<std::size_t>(type)].seats_max = 0, proven.insert(type);
    }
    const auto shown = std::count_if(claim_.impossible.begin(), claim_.impossible.end(), [&](int type) { return proven.contains(type); });
    const bool all = static_cast<std::size_t>(shown) == claim_.impossible.size();
    say(all ? Verdict::holds : Verdict::not_shown, "in_no_panel", "for " + std::to_string(shown) + " of the " + std::to_string(claim_.impossible.size()) + " types that are said to be in no panel it is proven that the quotas leave them no seat");
  }

  void mixture() {
    if (claim_.mixture.empty()) return say(Verdict::not_shown, "mixture", "no weighted panels show that these chances can be had together");
    std::vector<double> seats(claim_.expected.size(), 0);
    double whole = 0, error = 0;
    for (std::size_t j = 0; j < claim_.mixture.size(); ++j) {
      if (!(claim_.weights[j] >= 0)) return say(Verdict::fails, "mixture", "a weight is negative");
      whole += claim_.weights[j];
      for (const auto& [type, count] : claim_.mixture[j]) seats[static_cast<std::size_t>(type)] += claim_.weights[j] * count;
    }
    for (std::size_t t = 0; t < seats.size(); ++t) error = std::max(error, std::abs(seats[t] - claim_.expected[t]));
    const bool holds = std::abs(whole - 1) < seats_tolerance && error < seats_tolerance;
    is_attained_ = holds;
    say(holds ? Verdict::holds : Verdict::fails, "mixture", "the weighted panels give everybody the chance that is told, within " + number(error) + " seats a type");
  }

  void point() {
    std::vector<double> held(claim_.problem.rows.size(), 0);
    double seats = 0, off = 0;
    for (std::size_t t = 0; t < claim_.expected.size(); ++t) {
      const double expected = claim_.expected[t];
      seats += expected;
      off = std::max({off, -expected, expected - possible_.types[t].seats_max});
      for (const int row : claim_.problem.types[t].rows) held[static_cast<std::size_t>(row)] += expected;
    }
    off = std::max(off, std::abs(seats - claim_.problem.seats));
    for (std::size_t r = 0; r < held.size(); ++r) off = std::max({off, claim_.problem.rows[r].min - held[r], held[r] - claim_.problem.rows[r].max});
    is_attained_ = off < point_tolerance;
    say(is_attained_ ? Verdict::holds : Verdict::fails, "point", "the expected seats keep every quota, within " + number(off) + " seats");
  }

  void lowest_chance() {
    double lowest = 0;
    bool any = false;
    for (std::size_t t = 0; t < claim_.expected.size(); ++t)
      if (possible_.types[t].seats_max > 0) lowest = any ? std::min(lowest, chance_level(t)) : chance_level(t), any = true;
    if (claim_.stages.empty()) return say(Verdict::not_shown, "lowest_chance", "nothing bounds the lowest chance, " + number(lowest * unit_));
    const double bound = this->bound();
    const std::string detail = "the lowest chance is " + number(lowest * unit_) + "; no lottery under these quotas" + (claim_.cap > 0 ? " and this cap" : "") + " has a lowest chance above " + number(bound * unit_);
    // Compared in seats: in a large pool a level is so little that rounding would weigh too much.
    double short_of = 0, beyond = INFINITY;
    for (std::size_t t = 0; t < claim_.expected.size(); ++t)
      if (const double promised = bound * possible_.types[t].people * unit_; possible_.types[t].seats_max > 0) {
        short_of = std::max(short_of, promised - claim_.expected[t]);
        beyond = std::min(beyond, claim_.expected[t] - promised);
      }
    if (!(beyond <= seats_tolerance)) return say(Verdict::fails, "lowest_chance", detail);
    say(short_of < seats_tolerance && is_attained_ ? Verdict::holds : Verdict::not_shown, "lowest_chance", detail);
  }

  // Level after level: the bound of the open types equals the level, and who is held there can have no more.
  void further_levels() {
    if (claim_.method == Method::maximin || claim_.method == Method::nash) return;
    std::vector<double> held(possible_.types.size(), -1);
    std::size_t settled = 0, number_of_stage = 0, wanted = 0;
    for (const auto& type : possible_.types) wanted += type.seats_max > 0;
    for (const auto& stage : claim_.stages) {
      const auto at = "level " + std::to_string(++number_of_stage) + " (" + number(stage.level * unit_) + ")";
      if (!stage.proof.empty()) {
        const double bound = proven_bound(possible_, stage.proof, claim_.cap, held);
        if (!(std::abs(bound - stage.level) <= level_tolerance * std::max(1.0, stage.level))) return say(Verdict::fails, "further_levels", at + ": the multipliers prove " + number(bound * unit_));
      }
      for (const int type : stage.held) {
        const auto t = static_cast<std::size_t>(type);
        const bool stuck = stage.proof.empty() ? ceiling(possible_.types[t]) <= stage.level * (1 + level_tolerance) : weight_of(possible_.types[t], stage.proof) < weight_negative;
        // A type without seats is no member of the level: it would stand in the count for one that is.
        if (!stuck || held[t] >= 0 || possible_.types[t].seats_max == 0) return say(Verdict::fails, "further_levels", at + ": nothing holds type " + std::to_string(type) + " there");
        if (!(std::abs(claim_.expected[t] - stage.level * possible_.types[t].people * unit_) <= seats_tolerance))
          return say(Verdict::fails, "further_levels", at + ": type " + std::to_string(type) + " has " + number(chance_level(t) * unit_));
        held[t] = stage.level;
        ++settled;
      }
    }
    const bool holds = settled == wanted && is_attained_;
    say(holds ? Verdict::holds : Verdict::not_shown, "further_levels",
        holds ? "no lottery raises anybody without lowering somebody who has less: " + std::to_string(claim_.stages.size()) + " levels proven"
              : std::to_string(settled) + " of " + std::to_string(wanted) + " types are proven to have the most they can");
  }

  const Claim& claim_;
  const double unit_;   // the chance of a draw without quotas
  Problem possible_;
  bool is_attained_ = false;   // the expected seats can be had: by the mixture, or as a point of the fractional panels
  std::vector<Check> checks_;
};

}  // namespace

double bound_of_lowest(const Claim& claim) { return Verifier(claim).bound(); }

std::vector<Check> verify(const Claim& claim) { return Verifier(claim).run(); }

std::vector<Check> verify_point(const Claim& claim) { return Verifier(claim).run_point(); }

}  // namespace shopper::sortition
