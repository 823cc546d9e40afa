#include "selection/sortition/cholesky.h"

#include <cmath>
#include <cstddef>

namespace shopper::sortition {

using Vector = std::vector<double>;

void solve_positive(Vector& a, Vector& b) {
  const auto n = b.size();
  Vector pivots(n);
  for (std::size_t i = 0; i < n; ++i) pivots[i] = a[i * n + i];
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      if (i == j) a[j * n + j] = sum > 1e-13 * pivots[j] ? std::sqrt(sum) : 1e150;
      else a[i * n + j] = sum / a[j * n + j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i * n + k] * b[k];
    b[i] /= a[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k * n + i] * b[k];
    b[i] /= a[i * n + i];
  }
}

}  // namespace shopper::sortition
