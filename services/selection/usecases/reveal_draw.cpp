#include "selection/procedure/merkle.h"
#include "selection/procedure/reserve.h"
#include "selection/usecases/draws.h"

namespace shopper::selection {
namespace {

EnteredValue entered_by(const RevealDraw& input) { return {input.source, input.value, input.evidence, input.reason}; }

int index_for(const Draw& draw, const std::string& value, int source) {
  return static_cast<int>(procedure::index_of(draw.sources[static_cast<std::size_t>(source)].kind, value, draw.list_root, static_cast<std::size_t>(draw.panels)));
}

Result<PanelMember> seated(Unit& unit, const Candidate& candidate, Seat seat, int rank) {
  PanelMember member;
  member.id = candidate.id;
  member.programme_id = candidate.programme_id;
  member.shopper = candidate.applicant;
  member.seat = seat;
  member.rank = rank;
  member.features = candidate.features;   // as committed: see correct_candidate
  member.conflicts = candidate.conflicts;
  member.household = candidate.household;
  member.employer = candidate.employer;
  member.updated_at = unit.now;
  unit.db.insert(member);
  return member;
}

// Offers to the panel, places in the reserve, word to the others. Who withdrew after the commitment has a place in it all the same: it is
// filled from the reserve, as any place that becomes free.
Result<Done> seat_everybody(Unit& unit, const Draw& draw, const std::vector<DrawPlace>& places) {
  int rank = 0;
  std::vector<PanelMember> vacant;
  for (const auto& id : draw.panel) {
    SHOPPER_TRY(auto candidate, load_candidate(unit, id));
    SHOPPER_TRY(auto member, seated(unit, candidate, Seat::panel, ++rank));
    if (candidate.state == CandidateState::pool) {
      SHOPPER_CHECK(make_offer(unit, member, ""));
    } else {
      member.state = MemberState::released;
      member.reason = "WITHDRAWN";
      unit.db.update(member);
      vacant.push_back(std::move(member));
    }
  }
  // The reserve's ranks go on after the panel's, so that a member keeps a rank of its own when called.
  for (const auto& id : draw.reserve) {
    ++rank;
    SHOPPER_TRY(auto candidate, load_candidate(unit, id));
    if (candidate.state != CandidateState::pool) continue;
    SHOPPER_CHECK(seated(unit, candidate, Seat::reserve, rank));
    SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::put_in_reserve));
  }
  for (const auto& place : places) {
    SHOPPER_TRY(auto candidate, load_candidate(unit, place.application_id));
    if (candidate.state == CandidateState::pool) SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::leave_out));
  }
  for (const auto& leaver : vacant) SHOPPER_CHECK(call_replacement(unit, leaver));
  return Done{};
}

}  // namespace

Result<Done> prepare_reveal_draw(const Lookups& lookups, RevealDraw& input) {
  struct Facts {
    procedure::Committed committed;
    procedure::PublicProof proof;
    std::size_t index = 0;
    std::string value;
  };
  std::optional<Facts> completing;
  SHOPPER_CHECK(lookups.read([&](Unit& unit) -> Result<Done> {
    SHOPPER_TRY(auto draw, load_draw(unit, input.id));
    SHOPPER_CHECK(expect_version(draw.version, input.expected_version));
    if (draw.state != DrawState::entered) return Done{};
    SHOPPER_TRY(const auto entered, checked_value(draw, entered_by(input), lookups.now));
    SHOPPER_TRY(const auto confirmed, confirms(draw, entered, lookups.actor.subject));
    if (!confirmed) return Done{};
    completing = Facts{codec::parse<procedure::Committed>(document_of(unit, draw.id, "committed")), codec::parse<procedure::PublicProof>(document_of(unit, draw.id, "proof")),
                       static_cast<std::size_t>(index_for(draw, entered.value, entered.source)), entered.value};
    return Done{};
  }));
  if (!completing) return Done{};
  DrawnPanel drawn;
  const auto& [committed, proof, index, value] = *completing;
  drawn.panel = proof.panels.at(index);
  drawn.salt = proof.panel_salts.at(index);
  std::vector<std::string> leaves;
  for (std::size_t j = 0; j < proof.panels.size(); ++j) leaves.push_back(procedure::panel_leaf(proof.panels[j], proof.panel_salts[j]));
  drawn.path = procedure::merkle_path(leaves, index);
  drawn.reserve = procedure::drawn_reserve(committed, proof.places, drawn.panel, value);
  input.drawn = std::move(drawn);
  return Done{};
}

Result<DrawView> reveal_draw(Unit& unit, const RevealDraw& input) {
  SHOPPER_TRY(auto draw, load_draw(unit, input.id));
  SHOPPER_CHECK(expect_version(draw.version, input.expected_version));
  // Legality before the value: of a draw that is not committed there is nothing to reveal.
  SHOPPER_CHECK(draw_lifecycle().next(draw.state, draw.state == DrawState::committed ? DrawCommand::enter : DrawCommand::confirm));
  SHOPPER_CHECK(expect_same_way(draw, unit.actor.imported()));
  SHOPPER_TRY(const auto entered, checked_value(draw, entered_by(input), unit.now));
  SHOPPER_TRY(const auto confirmed, confirms(draw, entered, unit.actor.subject));
  SHOPPER_TRY(draw.state, draw_lifecycle().next(draw.state, confirmed ? DrawCommand::confirm : DrawCommand::enter));
  ++draw.version;
  if (!confirmed) {
    if (!draw.entered_by.empty()) draw.superseded.push_back({draw.source, draw.value, draw.entered_at, "Corrected by who entered it"});
    draw.source = entered.source;
    draw.value = entered.value;
    draw.evidence = entered.evidence;
    draw.source_reason = entered.reason;
    draw.entered_by = unit.actor.subject;
    draw.entered_at = unit.now;
    unit.db.update(draw);
    return view_of(unit, draw);
  }
  draw.confirmed_by = unit.actor.subject;
  draw.confirmed_at = unit.now;
  draw.drawn_index = index_for(draw, draw.value, draw.source);
  const auto places = places_of(unit.db, draw.id);
  const auto application = [&](int number) { return places.at(static_cast<std::size_t>(number)).application_id; };
  const auto& drawn = input.drawn.value();
  for (const int number : drawn.panel) draw.panel.push_back(application(number));
  for (const int number : drawn.reserve) draw.reserve.push_back(application(number));
  unit.db.update(draw);
  write_certificate(unit, draw, &drawn);
  SHOPPER_CHECK(seat_everybody(unit, draw, places));
  return view_of(unit, draw);
}

}  // namespace shopper::selection
