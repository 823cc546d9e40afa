#include "registration/events/reactions.h"

#include "registration/usecases/privacy.h"

namespace shopper::registration {
namespace {

struct CandidateStateChanged {
  std::string application_id;
  ApplicationState state = ApplicationState::draft;
  std::vector<std::string> reasons;
  std::vector<Text> texts;
  int admission = 1;   // words from before there was a count
  SHOPPER_FIELDS(CandidateStateChanged, application_id, state, reasons, texts, admission)
};

// Has registration taken the application back since that was decided? Withdrawn stays withdrawn, ineligible stays ineligible; and of what an
// appeal has brought back, only words about its new admission count.
bool overtaken(const Application& application, const CandidateStateChanged& decision) {
  return application.state == ApplicationState::withdrawn || application.state == ApplicationState::ineligible || decision.admission != application.admission;
}

// Selection decides; registration shows it.
Result<Done> show_decision(Unit& unit, const Event& event) {
  const auto decision = event.as<CandidateStateChanged>();
  auto application = unit.db.find<Application>("id = :id", {decision.application_id});
  if (!application) return errors::not_found(decision.application_id);
  if (!decided_by_selection(decision.state)) return errors::wrong_state(std::string(to_string(decision.state)), {});
  if (overtaken(*application, decision) || application->state == decision.state) return Done{};
  application->state = decision.state;
  ++application->version;
  application->updated_at = unit.now;
  unit.db.update(*application);
  append_timeline(unit.db, application->id, {event.at, decision.state, decision.reasons, decision.texts});
  return Done{};
}

}  // namespace

void react_to_selection(events::Consumer& consumer) {
  consumer.on("candidate.state_changed", show_decision);
  collect_erasures(consumer);
}

void collect_erasures(events::Consumer& consumer) { consumer.on(subject_erased_event, collect_erasure); }

}  // namespace shopper::registration
