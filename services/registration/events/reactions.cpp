#include "registration/events/reactions.h"

#include "registration/usecases/privacy.h"

namespace shopper::registration {
namespace {

struct CandidateStateChanged {
  std::string application_id;
  ApplicationState state = ApplicationState::draft;
  std::vector<std::string> reasons;
  std::vector<Text> texts;
  SHOPPER_FIELDS(CandidateStateChanged, application_id, state, reasons, texts)
};

// Has registration taken the application back since that was decided? Withdrawn stays withdrawn, ineligible stays ineligible; and of what was
// submitted, once more or for the first time, selection's first word is that phase 1 begins.
bool overtaken(ApplicationState now, ApplicationState decided) {
  if (now == ApplicationState::withdrawn || now == ApplicationState::ineligible) return true;
  return now == ApplicationState::submitted && decided != ApplicationState::phase1_review;
}

// Selection decides; registration shows it.
Result<Done> show_decision(Unit& unit, const Event& event) {
  const auto decision = event.as<CandidateStateChanged>();
  auto application = unit.db.find<Application>("id = :id", {decision.application_id});
  if (!application) return errors::not_found(decision.application_id);
  if (!decided_by_selection(decision.state)) return errors::wrong_state(std::string(to_string(decision.state)), {});
  if (overtaken(application->state, decision.state) || application->state == decision.state) return Done{};
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
