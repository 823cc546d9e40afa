#include "selection/sortition/weights.h"

#include <algorithm>
#include <cmath>

namespace shopper::sortition {
namespace {

using Vector = std::vector<double>;

// Seats by type when panel j weighs weights[j].
Vector mixed(const std::vector<Panel>& panels, const Vector& weights, std::size_t types) {
  Vector seats(types, 0);
  for (std::size_t j = 0; j < panels.size(); ++j)
    for (const auto& [type, count] : panels[j]) seats[static_cast<std::size_t>(type)] += weights[j] * count;
  return seats;
}

// The transposed product: for each panel the sum of its seats' values.
Vector valued(const std::vector<Panel>& panels, const Vector& values) {
  Vector sums(panels.size(), 0);
  for (std::size_t j = 0; j < panels.size(); ++j)
    for (const auto& [type, count] : panels[j]) sums[j] += values[static_cast<std::size_t>(type)] * count;
  return sums;
}

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// The weights of least change that give the expected seats; they may be negative.
Weights balanced(const Vector& expected, const std::vector<Panel>& panels) {
  const auto types = expected.size();
  Weights weights;
  weights.by_panel.assign(panels.size(), 1.0 / static_cast<double>(panels.size()));
  // Scaled by the roots of the expected seats, so that rare and common types weigh alike.
  Vector scale(types);
  for (std::size_t t = 0; t < types; ++t) scale[t] = expected[t] > 0 ? 1 / std::sqrt(expected[t]) : 0;
  // Conjugate gradients on the least-squares problem (CGLS, Bjoerck 1996), which bears the equations' dependence: each row of quotas adds up
  // to the same seats.
  auto residual = mixed(panels, weights.by_panel, types);
  for (std::size_t t = 0; t < types; ++t) residual[t] = (expected[t] - residual[t]) * scale[t];
  const auto transposed = [&](Vector values) {
    for (std::size_t t = 0; t < types; ++t) values[t] *= scale[t];
    return valued(panels, values);
  };
  auto gradient = transposed(residual);
  auto direction = gradient;
  double size = dot(gradient, gradient);
  const double enough = size * 1e-24;
  constexpr int rounds_max = 3000;
  for (int round = 0; round < rounds_max && size > enough; ++round) {
    auto image = mixed(panels, direction, types);
    for (std::size_t t = 0; t < types; ++t) image[t] *= scale[t];
    const double step = size / dot(image, image);
    for (std::size_t j = 0; j < panels.size(); ++j) weights.by_panel[j] += step * direction[j];
    for (std::size_t t = 0; t < types; ++t) residual[t] -= step * image[t];
    gradient = transposed(residual);
    const double next = dot(gradient, gradient);
    for (std::size_t j = 0; j < panels.size(); ++j) direction[j] = gradient[j] + next / size * direction[j];
    size = next;
  }
  double sum = 0;
  for (const double weight : weights.by_panel) sum += weight;
  for (double& weight : weights.by_panel) weight /= sum;
  const auto reached = mixed(panels, weights.by_panel, types);
  for (std::size_t t = 0; t < types; ++t) weights.error_seats = std::max(weights.error_seats, std::abs(reached[t] - expected[t]));
  return weights;
}

}  // namespace

std::optional<Weights> exact_weights(const std::vector<double>& expected, const std::vector<Panel>& panels) {
  std::vector<std::size_t> kept(panels.size());
  for (std::size_t j = 0; j < kept.size(); ++j) kept[j] = j;
  auto used = panels;
  // Panels that would weigh less than nothing are left out, and the others are balanced again.
  constexpr int rounds_max = 12;
  for (int round = 0; round < rounds_max && !used.empty(); ++round) {
    auto weights = balanced(expected, used);
    if (weights.error_seats > error_seats_max) return std::nullopt;
    std::vector<std::size_t> still;
    std::vector<Panel> rest;
    for (std::size_t j = 0; j < used.size(); ++j)
      if (weights.by_panel[j] >= 0) still.push_back(kept[j]), rest.push_back(std::move(used[j]));
    if (still.size() == used.size()) {
      Weights all{std::vector<double>(panels.size(), 0), weights.error_seats};
      for (std::size_t j = 0; j < still.size(); ++j) all.by_panel[still[j]] = weights.by_panel[j];
      return all;
    }
    kept = std::move(still), used = std::move(rest);
  }
  return std::nullopt;
}

}  // namespace shopper::sortition
