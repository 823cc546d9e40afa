// The draw's report for those who decide: what each method would give this pool, and which was chosen why. One self-contained page.
#pragma once

#include <cstdint>
#include <string>

#include "selection/sortition/comparison.h"

namespace shopper::selection {

struct DrawReport {
  sortition::Comparison comparison;   // the chosen method first
  std::int64_t candidates = 0;
  int seats = 0;
  std::string seed;
  std::string reason;                 // of the choice, in the words of whoever made it
};

// language: "ar" or "en". Nothing on the page tells how many people have a value that fewer than procedure::smallest_cell have.
std::string draw_report_html(const DrawReport& report, const std::string& language);

}  // namespace shopper::selection
