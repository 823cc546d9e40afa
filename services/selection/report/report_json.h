// The draw's report for programs.
#pragma once

#include <string>

#include "selection/report/draw_report.h"

namespace shopper::selection {

// What the page shows, and no more: small cells are hidden here as well.
std::string draw_report_json(const DrawReport& report);

}  // namespace shopper::selection
