#include "platform/store/shortage.h"

#include <new>

#include "platform/log/log.h"
#include "platform/telemetry/metrics.h"

namespace shopper::store {
namespace {

constexpr const char* code = "OVERLOADED";   // short enough to lie in the string itself

}  // namespace

Error short_of_memory() noexcept {
  try {
    log::error("out of memory");
    telemetry::counter("shopper_out_of_memory_total", "Work that was refused because there was no memory for it").add();
    return Error{ErrorKind::unavailable, code, {"الخدمة مزدحمة؛ حاول بعد قليل", "The service is busy; try again shortly"}, {}, {}, retry_soon_s};
  } catch (const std::exception&) {
    return Error{ErrorKind::unavailable, code, {}, {}, {}, retry_soon_s};
  }
}

}  // namespace shopper::store
