// `shopperctl log verify`: which lines of a log are no longer what was written.
#pragma once

#include "commands.h"

namespace shopperctl {

extern const char* log_usage;

// `log verify [FILE|-]...`, offline; without a file, or with -, standard input: 0 every line is sound, 1 some are not, 2 wrong use, 3 a file cannot be read.
int log_verify(Arguments arguments);

}  // namespace shopperctl
