#include "recommendation/domain/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace shopper::recommendation {

Interval wilson(double p, double n, double z) {
  if (n <= 0) return {0, 1};
  const double z2 = z * z, denominator = 1 + z2 / n;
  const double centre = (p + z2 / (2 * n)) / denominator;
  const double half = z * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / denominator;
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

Interval newcombe(double p1, double n1, double p2, double n2, double z) {
  const auto a = wilson(p1, n1, z), b = wilson(p2, n2, z);
  const double d = p1 - p2;
  return {d - std::hypot(p1 - a.low, b.high - p2), d + std::hypot(a.high - p1, p2 - b.low)};
}

double two_proportion_p(double p1, double n1, double p2, double n2) {
  if (n1 <= 0 || n2 <= 0) return 1;
  const double pooled = (p1 * n1 + p2 * n2) / (n1 + n2);
  const double error = std::sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  if (error <= 0) return 1;
  return std::erfc(std::fabs(p1 - p2) / error / std::sqrt(2.0));
}

std::vector<bool> benjamini_hochberg(std::span<const double> p_values, double q) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<bool> rejected(p_values.size(), false);
  std::size_t last = 0;
  for (std::size_t i = 0; i < order.size(); ++i)
    if (p_values[order[i]] <= q * static_cast<double>(i + 1) / static_cast<double>(order.size())) last = i + 1;
  for (std::size_t i = 0; i < last; ++i) rejected[order[i]] = true;
  return rejected;
}

ProcessLimits xmr(std::span<const double> values) {
  if (values.size() < 2) return {};
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  double ranges = 0;
  for (std::size_t i = 1; i < values.size(); ++i) ranges += std::fabs(values[i] - values[i - 1]);
  const double half = 2.66 * ranges / static_cast<double>(values.size() - 1);
  return {mean, mean - half, mean + half};
}

}  // namespace shopper::recommendation
