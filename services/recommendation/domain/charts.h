// SVG charts for the report: text as text, shapes beside colours, mirrored for Arabic, no script.
#pragma once

#include <string>
#include <vector>

#include "recommendation/domain/report.h"

namespace shopper::recommendation {

// One row per cell: the mean as a dot, its interval as a line, on a common scale from 0 to 100 %; suppressed cells say so.
std::string interval_chart(const std::vector<ScoreCell>& cells, const std::string& language, const std::string& caption);
// Monthly means with their natural process limits.
std::string trend_chart(const Trends& trends, const std::string& language, const std::string& caption);

}  // namespace shopper::recommendation
