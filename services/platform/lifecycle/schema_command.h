// `shopper-SERVICE --schema-status` and `--migrate`: the schema of the service's store as a step of its own, beside the start. They need the
// setting SHOPPER_STORE and no other.
#pragma once

#include <optional>

#include "platform/lifecycle/service_main.h"

namespace shopper {

inline constexpr int exit_config = 78;   // EX_CONFIG of sysexits.h: restarting will not help

// Nothing when the arguments ask for neither. Otherwise the exit code: 0 done, 1 refused, 78 when a setting is missing.
std::optional<int> run_schema_command(int argc, char** argv, const ServiceDescription& description);

}  // namespace shopper
