// What must hold for every lottery, counted by the test itself.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>

#include "selection/sortition/lottery.h"
#include "selection/sortition/polytope.h"
#include "tests/sortition/pools.h"

namespace shopper::sortition::testing {

constexpr double tolerance = 1e-5;   // of k/n

inline double unit_of(const Problem& problem) { return static_cast<double>(problem.seats) / static_cast<double>(problem.people()); }

inline std::vector<double> levels_of(const Problem& problem, const std::vector<double>& expected) {
  std::vector<double> levels;
  for (std::size_t t = 0; t < expected.size(); ++t) levels.push_back(expected[t] / (problem.types[t].people * unit_of(problem)));
  return levels;
}

inline double farthest(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

// Counted again, by other code than is_panel.
inline bool keeps_every_row(const Problem& problem, const Panel& panel) {
  std::vector<int> dense(problem.types.size(), 0);
  for (const auto& seats : panel) {
    if (seats.type < 0 || seats.type >= static_cast<int>(dense.size()) || seats.count < 1) return false;
    dense[static_cast<std::size_t>(seats.type)] += seats.count;
  }
  int all = 0;
  for (std::size_t t = 0; t < dense.size(); ++t) {
    if (dense[t] > problem.types[t].seats_max) return false;
    all += dense[t];
  }
  for (std::size_t r = 0; r < problem.rows.size(); ++r) {
    int held = 0;
    for (std::size_t t = 0; t < dense.size(); ++t)
      if (std::count(problem.types[t].rows.begin(), problem.types[t].rows.end(), static_cast<int>(r)) > 0) held += dense[t];
    if (held < problem.rows[r].min || held > problem.rows[r].max) return false;
  }
  return all == problem.seats;
}

inline Options options_of(Method method, double cap, std::uint64_t seed) {
  Options options;
  options.method = method;
  options.cap.kind = cap > 0 ? Cap::Kind::fixed : Cap::Kind::off;
  options.cap.level = cap;
  options.panels = 50;
  options.seed = {seed, 1, 2, 3};
  options.search_limit_s = 20;
  return options;
}

// What must hold for every lottery, whatever its method.
inline void check_lottery(const Problem& problem, const Lottery& lottery, int panels) {
  REQUIRE(static_cast<int>(lottery.panels.size()) == panels);
  std::vector<long> appearances(problem.types.size(), 0);
  for (const auto& panel : lottery.panels) {
    REQUIRE(is_panel(problem, panel));
    REQUIRE(keeps_every_row(problem, panel));
    for (const auto& seats : panel) appearances[static_cast<std::size_t>(seats.type)] += seats.count;
  }
  CHECK(lottery.appearances == appearances);
  // Rounded, as a rule; in hard pools the last panels cost some types a few appearances more.
  if (!lottery.whole_search)
    for (std::size_t t = 0; t < appearances.size(); ++t) {
      INFO("type " << t << " expects " << lottery.expected[t] << ", appears " << appearances[t]);
      CHECK(std::abs(static_cast<double>(appearances[t]) - lottery.expected[t] * panels) < 4.0 * problem.types[t].people);
    }
  const auto& certificate = lottery.certificate;
  CHECK(certificate.exact);
  REQUIRE(certificate.panels.size() == certificate.weights.size());
  std::vector<double> reached(problem.types.size(), 0);
  double whole = 0;
  for (std::size_t j = 0; j < certificate.panels.size(); ++j) {
    REQUIRE(keeps_every_row(problem, certificate.panels[j]));
    REQUIRE(certificate.weights[j] >= 0);
    whole += certificate.weights[j];
    for (const auto& seats : certificate.panels[j]) reached[static_cast<std::size_t>(seats.type)] += certificate.weights[j] * seats.count;
  }
  CHECK(std::abs(whole - 1) < 1e-9);
  CHECK(farthest(reached, lottery.expected) < 1e-7);
  CHECK(farthest(reached, lottery.expected) <= certificate.error_seats + 1e-9);
  // The lowest chance of those who have one, by the certificate's own weights.
  const auto levels = levels_of(problem, reached);
  double lowest = 1e9, lowest_possible = 1e9;
  for (std::size_t t = 0; t < levels.size(); ++t) {
    lowest = std::min(lowest, levels[t]);
    const auto& impossible = lottery.impossible;
    if (std::find(impossible.begin(), impossible.end(), static_cast<int>(t)) == impossible.end()) lowest_possible = std::min(lowest_possible, levels[t]);
  }
  CHECK(std::abs(certificate.reached - lowest_possible) < tolerance);
  CHECK(certificate.bound >= lowest_possible - tolerance);
  auto possible = problem;
  for (const int type : lottery.impossible) possible.types[static_cast<std::size_t>(type)].seats_max = 0;
  if (!certificate.stages.empty() && !certificate.stages[0].proof.empty() && std::isfinite(certificate.bound))
    CHECK(proven_bound(possible, certificate.stages[0].proof, lottery.cap) == Approx(certificate.bound).margin(1e-9));
}

}  // namespace shopper::sortition::testing
