// The measurement's formulas (shared statistics page; sources at each). Pure functions of counts and samples.
#pragma once

#include <span>
#include <vector>

namespace shopper::recommendation {

inline constexpr double z95 = 1.959963984540054;

struct Interval {
  double low = 0;
  double high = 0;
};

// Wilson (1927) score interval of a proportion p over n. For a mean of values in [0, 1] it is conservative: their variance is at most p(1-p).
Interval wilson(double p, double n, double z = z95);
// Newcombe (1998) method 10: interval of p1 - p2 from the two Wilson intervals.
Interval newcombe(double p1, double n1, double p2, double n2, double z = z95);
// Two-sided p of the pooled two-proportion z test.
double two_proportion_p(double p1, double n1, double p2, double n2);
// Benjamini and Hochberg (1995): which hypotheses to reject at false discovery rate q; in the order given.
std::vector<bool> benjamini_hochberg(std::span<const double> p_values, double q);

struct ProcessLimits {
  double centre = 0;
  double low = 0;
  double high = 0;
};
// XmR chart (Shewhart; Wheeler): mean +- 2.66 times the mean moving range. Needs two values at least.
ProcessLimits xmr(std::span<const double> values);

}  // namespace shopper::recommendation
