// `shopperctl backup`, `backup verify`, `backup prune` and `restore`: the whole suite as one sealed set of files, taken while it runs (docs/adr/0009-backup.md).
// Taking one speaks to the services themselves, as an operator on their machine or network; the rest needs no suite.
#pragma once

#include "commands.h"

namespace shopperctl {

extern const char* backup_usage;

// All: 0 done, 1 refused or something does not hold, 2 wrong use.
int backup_take(Arguments arguments, const std::string& language);
int backup_verify(Arguments arguments);
int backup_restore(Arguments arguments);
int backup_prune(Arguments arguments);

}  // namespace shopperctl
