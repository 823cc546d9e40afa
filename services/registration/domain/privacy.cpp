#include "registration/domain/privacy.h"

#include <algorithm>

namespace shopper::registration {

bool take_report(Erasure& erasure, ErasureReport report) {
  const auto waiting = std::find(erasure.waiting_for.begin(), erasure.waiting_for.end(), report.service);
  if (waiting == erasure.waiting_for.end()) return false;
  erasure.waiting_for.erase(waiting);
  if (erasure.waiting_for.empty()) {
    erasure.state = ErasureState::complete;
    erasure.completed_at = report.at;
  }
  erasure.reports.push_back(std::move(report));
  ++erasure.version;
  return true;
}

std::vector<ApplicationState> states_of_class(const std::string& name) {
  using State = ApplicationState;
  if (name == "draft") return {State::draft};
  if (name == "withdrawn") return {State::withdrawn};
  if (name == "ineligible") return {State::ineligible};
  if (name == "not_taken") return {State::rejected, State::not_passed, State::not_selected, State::declined, State::expired};
  return {};
}

}  // namespace shopper::registration
