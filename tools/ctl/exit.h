// What shopperctl's exit codes say.
#pragma once

namespace shopperctl {

inline constexpr int exit_done = 0, exit_refused = 1, exit_usage = 2, exit_files = 3, exit_unreachable = 4;

}  // namespace shopperctl
