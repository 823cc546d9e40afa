#include "platform/fault/fail_point.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <stdexcept>

namespace shopper::fault {
namespace {

std::string armed_name, armed_of;   // written before any thread starts
bool armed_for_any = true;
std::atomic<int> times_left{0};     // 0: nothing is armed, or it is over

}  // namespace

void fail_point(std::string_view name, std::string_view of) {
  if (times_left.load(std::memory_order_relaxed) == 0 || name != armed_name || (!armed_for_any && of != armed_of)) return;
  if (times_left.fetch_sub(1) == 1) ::kill(::getpid(), SIGKILL);
}

void arm_fail_points(Config& config) {
  auto text = config.text("SHOPPER_FAIL_POINT", "", "of test builds only: where the process is to end, NAME[@OF][#TIMES]");
  if (text.empty()) return;
  int times = 1;
  if (const auto hash = text.find('#'); hash != std::string::npos) {
    const auto [end, failure] = std::from_chars(text.data() + hash + 1, text.data() + text.size(), times);
    if (failure != std::errc{} || end != text.data() + text.size() || times < 1) throw std::runtime_error("SHOPPER_FAIL_POINT is NAME[@OF][#TIMES], not: " + text);
    text.resize(hash);
  }
  const auto at = text.find('@');
  armed_for_any = at == std::string::npos;
  armed_name = text.substr(0, at);
  armed_of = armed_for_any ? "" : text.substr(at + 1);
  times_left = times;
}

}  // namespace shopper::fault
