// What an entity sees of its results, and when (PRV-01, PRV-06): only in company of enough others that look the same, and never as they trickle in.
#pragma once

#include "recommendation/domain/analysis.h"

namespace shopper::recommendation {

SHOPPER_ENUM(DisclosurePeriod, none, week, month)
struct Disclosure {
  // More than the five of published figures: whoever knows all volunteers of a group by sight guesses right once in so many.
  int min_evaluations = 8;   // that look alike in what is shown of them
  int min_volunteers = 8;    // who made those
  // Results that came within one period are shown together, when it is over: who reads every day learns no day.
  DisclosurePeriod period = DisclosurePeriod::month;
};

// The first day of the period, ISO; the day itself for `none`.
std::string period_of(Date day, DisclosurePeriod period);
bool period_over(const std::string& period_begin, Date today, DisclosurePeriod period);

// The most that can be shown of each of the results of one entity that are due: a group that is too small for one level of detail is
// merged upwards into the next, and what is left over waits for the next period. What was decided once stays: a later member would stand out.
std::vector<Detail> details_of(const std::vector<const Fact*>& due, const Disclosure& disclosure);

// The result without what its entity does not see, for figures made of many.
Fact as_shown(Fact fact);
// The result by itself as its entity sees it. What was measured is left out, and of the whole too: a wait is found in the queue's log, and twenty
// waits that fit the same visitor name her, even in quarters. Judgements lose their last digits.
Fact row_as_shown(Fact fact);
// What a finding shows of the results behind it: which they are is not told, and their number and figures not so exactly that one more is noticed.
int count_as_shown(int n);
double figure_as_shown(double figure);

}  // namespace shopper::recommendation
