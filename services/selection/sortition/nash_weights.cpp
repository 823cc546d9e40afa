#include "selection/sortition/nash_weights.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "selection/sortition/cholesky.h"

namespace shopper::sortition {
namespace {

using Vector = std::vector<double>;

class Interior {
 public:
  Interior(const std::vector<Panel>& panels, const Vector& worth, const Vector& most) : worth_(worth), most_(most), panels_of_(worth.size()), weights_(panels.size(), 1.0 / static_cast<double>(panels.size())), dual_(panels.size(), 1), slack_(worth.size(), 0), price_(worth.size(), 0) {
    for (std::size_t j = 0; j < panels.size(); ++j)
      for (const auto& [type, count] : panels[j]) panels_of_[static_cast<std::size_t>(type)].emplace_back(j, count);
    const auto seats = sums(weights_);
    for (std::size_t t = 0; t < worth.size(); ++t)
      if (limited(t)) slack_[t] = std::max(most[t] - seats[t], 0.1 * most[t]), price_[t] = 1;
  }

  NashWeights run() {
    constexpr int rounds_max = 150;
    for (int round = 0; round < rounds_max && !step(); ++round) {
    }
    double sum = 0;
    for (const double weight : weights_) sum += weight;
    for (double& weight : weights_) weight /= sum;
    return {weights_, sums(weights_), price_};
  }

 private:
  bool limited(std::size_t t) const { return std::isfinite(most_[t]); }
  Vector sums(const Vector& weights) const {
    Vector seats(worth_.size(), 0);
    for (std::size_t t = 0; t < seats.size(); ++t)
      for (const auto& [j, count] : panels_of_[t]) seats[t] += weights[j] * count;
    return seats;
  }
  void add_valued(Vector& to, const Vector& values) const {
    for (std::size_t t = 0; t < values.size(); ++t)
      for (const auto& [j, count] : panels_of_[t]) to[j] += values[t] * count;
  }

  // One Newton step towards a smaller complementarity; whether it is small enough already.
  bool step() {
    const auto n = weights_.size(), types = worth_.size();
    const auto seats = sums(weights_);
    double gap = 0, pairs = 0, total = 0;
    for (std::size_t j = 0; j < n; ++j) gap += weights_[j] * dual_[j], total += weights_[j], ++pairs;
    for (std::size_t t = 0; t < types; ++t)
      if (limited(t)) gap += slack_[t] * price_[t], ++pairs;
    // The path's parameter falls no faster than the residuals do: beside the path, steps become too short to lower them. It never rises.
    const double mu = path_ = std::min(path_, 0.15 * std::max(gap / pairs, 0.1 * off_));
    // The residuals, and the right side with the eliminated unknowns in it.
    Vector by_type(types, 0), curve(types, 0), excess(types, 0), right(n);
    double off = std::abs(total - 1);
    for (std::size_t t = 0; t < types; ++t) {
      if (worth_[t] > 0) by_type[t] = worth_[t] / seats[t], curve[t] = worth_[t] / (seats[t] * seats[t]);
      if (!limited(t)) continue;
      excess[t] = seats[t] + slack_[t] - most_[t];
      off = std::max(off, std::abs(excess[t]));
      // Of the dual residual, -price, goes with the price's own step, mu / slack - price.
      by_type[t] -= mu / slack_[t] + price_[t] / slack_[t] * excess[t];
      curve[t] += price_[t] / slack_[t];
    }
    for (std::size_t j = 0; j < n; ++j) right[j] = mu / weights_[j] - level_;
    add_valued(right, by_type);
    Vector gradient(n, 0), marginal(types, 0);
    for (std::size_t t = 0; t < types; ++t) marginal[t] = (worth_[t] > 0 ? worth_[t] / seats[t] : 0) - price_[t];
    add_valued(gradient, marginal);
    for (std::size_t j = 0; j < n; ++j) off = std::max(off, std::abs(level_ - gradient[j] - dual_[j]));
    off_ = off;
    if (gap < 1e-11 && off < 1e-9) return true;
    Vector matrix(n * n, 0), ones(n, 1);
    for (std::size_t t = 0; t < types; ++t)
      for (const auto& [i, a] : panels_of_[t])
        for (const auto& [j, b] : panels_of_[t]) matrix[i * n + j] += curve[t] * a * b;
    for (std::size_t j = 0; j < n; ++j) matrix[j * n + j] += dual_[j] / weights_[j];
    auto copy = matrix;
    solve_positive(matrix, right);
    solve_positive(copy, ones);
    double sum = 0, sum_ones = 0;
    for (std::size_t j = 0; j < n; ++j) sum += right[j], sum_ones += ones[j];
    const double level_move = (sum + total - 1) / sum_ones;
    // No further than floating point leads; what is reached is judged by the caller.
    if (!std::isfinite(level_move)) return true;
    Vector move(n), dual_move(n), slack_move(types, 0), price_move(types, 0);
    double length = 1;
    const auto limit = [&](double value, double change) {
      if (change < 0) length = std::min(length, -0.99 * value / change);
    };
    for (std::size_t j = 0; j < n; ++j) {
      move[j] = right[j] - ones[j] * level_move;
      dual_move[j] = mu / weights_[j] - dual_[j] - dual_[j] / weights_[j] * move[j];
      limit(weights_[j], move[j]), limit(dual_[j], dual_move[j]);
    }
    const auto seats_move = sums(move);
    for (std::size_t t = 0; t < types; ++t) {
      if (worth_[t] > 0) limit(seats[t], seats_move[t]);
      if (!limited(t)) continue;
      slack_move[t] = -excess[t] - seats_move[t];
      price_move[t] = mu / slack_[t] - price_[t] - price_[t] / slack_[t] * slack_move[t];
      limit(slack_[t], slack_move[t]), limit(price_[t], price_move[t]);
    }
    for (std::size_t j = 0; j < n; ++j) weights_[j] += length * move[j], dual_[j] += length * dual_move[j];
    for (std::size_t t = 0; t < types; ++t) slack_[t] += length * slack_move[t], price_[t] += length * price_move[t];
    level_ += length * level_move;
    return false;
  }

  const Vector &worth_, &most_;
  std::vector<std::vector<std::pair<std::size_t, int>>> panels_of_;   // by type, with its seats
  Vector weights_, dual_, slack_, price_;
  double off_ = 0;     // the largest residual of the step before
  double path_ = std::numeric_limits<double>::infinity();
  double level_ = 1;   // the multiplier of the weights' sum
};

}  // namespace

NashWeights nash_weights(const std::vector<Panel>& panels, const Vector& worth, const Vector& most) { return Interior(panels, worth, most).run(); }

}  // namespace shopper::sortition
