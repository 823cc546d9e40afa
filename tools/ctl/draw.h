// The offline draw: `shopperctl draw run`, on the field's usual files; no server is asked.
#pragma once

#include "commands.h"

namespace shopperctl {

extern const char* draw_usage;

// The exit code: 0 drawn, 1 no such panel (with the smallest relaxation), 2 wrong use, 3 unusable files.
int draw_run(Arguments arguments, const std::string& language);

// `draw verify FILE`: the exit code: 0 everything that is shown holds, 1 something does not, 2 wrong use, 3 no certificate.
int draw_verify(Arguments arguments);

extern const char* draw_report_usage;
// `shopperctl draw report`: all methods on the same files, as a page for those who choose. The exit codes are the same.
int draw_report(Arguments arguments, const std::string& language);

}  // namespace shopperctl
