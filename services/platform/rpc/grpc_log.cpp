#include "platform/rpc/grpc_log.h"

#include <grpc/support/log.h>

#include "platform/log/log.h"

namespace shopper::rpc {

void log_grpc() {
  static const bool once = [] {
    gpr_set_log_function([](gpr_log_func_args* said) {
      const std::initializer_list<log::Field> fields{{"source", std::string(said->file).substr(std::string_view(said->file).rfind('/') + 1) + ":" + std::to_string(said->line)}};
      if (said->severity == GPR_LOG_SEVERITY_ERROR) log::warn("gRPC: " + std::string(said->message), fields);
      else log::debug("gRPC: " + std::string(said->message), fields);
    });
    return true;
  }();
  (void)once;
}

}  // namespace shopper::rpc
