// Fair points of the fractional panels: Q = {c real : 0 <= c_t <= seats_max_t, sum c = k, row bounds}, where c_t is the expected number of
// seats of type t. Q holds every lottery over panels, so an optimum over Q bounds what any lottery can reach; sortition.md section 4.2.
//
// Levels are chances in units of k/n (1 = the chance of a draw without quotas): absolute tolerances would exceed the chances themselves in a
// large pool. For a level L, f(L) is the least total violation of the rows when every open type gets at least L: a small linear program with
// bounded columns, convex and piecewise linear in L. Newton's method from above finds its largest root in a few warm solves; the multipliers
// of the last violated program prove that no lottery does better, and name types that cannot rise above L in any optimum.
#pragma once

#include <optional>

#include "selection/sortition/problem.h"

namespace shopper::sortition {

// Multipliers, one per row and last the one of the panel's size. Whatever their values, they prove an upper bound on the lowest chance.
using Multipliers = std::vector<double>;

// One level of the leximin point: with the types of the stages before held at theirs, no lottery gives all others more than `level`,
// and none that gives them this much gives those held here more.
struct Stage {
  double level = 0;         // in units of k/n
  std::vector<int> held;    // types
  Multipliers proof;        // empty where the held types are at the most they can have: all their seats, or the cap
};

// Types that are in no fractional panel: the quotas leave no place for them.
struct Impossible {
  std::vector<int> types;      // ascending
  std::vector<Stage> proofs;   // of level 0: their multipliers leave the held types no seat, those before counted as without seats; see most_seats
};
// Nothing when there is no fractional panel at all.
std::optional<Impossible> impossible_types(const Problem& problem);

// How many seats of that type a panel can have at most, by the multipliers' weak duality; infinite when they prove nothing of it.
double most_seats(const Problem& problem, int type, const Multipliers& proof);

struct FairPoint {
  std::vector<double> expected;   // seats by type; their sum is the panel's size
  double lowest = 0;              // the lowest chance, in units of k/n
  std::vector<Stage> stages;      // maximin: the first alone
  int programs = 0;               // linear programs solved
};

// Maximin stops when the lowest chance is as high as possible, leximin goes on with the second lowest and so on.
enum class Depth { maximin, leximin };

// Types without seats (seats_max 0) are left out of account. `cap`: nobody's chance is above cap * k/n; 0 for no cap. Nothing when no fractional panel keeps every row (and the cap).
std::optional<FairPoint> fair_point(const Problem& problem, Depth depth, double cap = 0);

// The bound on the lowest chance (in units of k/n) that the multipliers prove, by weak duality; infinite when they prove nothing.
// `held`: the levels that types are promised already (negative: none, the type is open); the bound is then that of the open types.
double proven_bound(const Problem& problem, const Multipliers& proof, double cap = 0, const std::vector<double>& held = {});

// A type's weight in such a proof, the sum of its rows' multipliers: below zero, it can have no more where the bound is reached.
double weight_of(const Type& type, const Multipliers& proof);

// The cap that minimises U + gamma / L(U), L(U) being the best lowest chance under cap U: the Goldilocks objective, convex in U.
// Nothing when no fractional panel keeps every row.
std::optional<double> goldilocks_cap(const Problem& problem, double gamma = 1);

}  // namespace shopper::sortition
