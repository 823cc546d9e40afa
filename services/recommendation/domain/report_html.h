// The report as one self-contained HTML page: tables and charts, Arabic from right to left, printable, no script.
#pragma once

#include <string>

#include "recommendation/domain/report.h"

namespace shopper::recommendation {

// language: "ar" or "en".
std::string report_html(const Report& report, const std::string& language);

}  // namespace shopper::recommendation
