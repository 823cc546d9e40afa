// Somebody who wants to know who wrote a result: has the queue's logs and the duty rosters, knows the town's habits to the last chance, and names for each
// result the person most likely to have written it (Bayes; expectation-maximisation over who reports at all).
#pragma once

#include "tests/anonymity/town.h"

namespace shopper::anonymity {

struct Knowledge {
  bool several_results = false;    // learns from all results together who the shoppers are
  bool pooled = false;             // two entities put what they have together
  bool report_ids = false;         // control: the ids that authors' clients made
  bool exact_scores = false;       // control: the wait to the minute
};

struct Outcome {
  double named = 0;     // share of the results whose author is named rightly
  double by_lot = 0;    // by somebody who draws one of the entity's visitors
  double unread = 0;    // by somebody with the same logs who has not read a single result: names whoever comes most often
  std::size_t results = 0;
  // What the lists themselves gave away.
  double advantage() const { return named - std::max(by_lot, unread); }
};

Outcome attack(const Town& town, const Knowledge& knows);

}  // namespace shopper::anonymity
