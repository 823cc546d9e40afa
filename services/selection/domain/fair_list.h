// The list of panels of which one is drawn, by the fair lottery of selection/sortition (docs/DRAW.md): the lowest chance is as high as the
// quotas allow, nobody's is above the cap, but for the list's rounding. The same entrants in the same order, plan, choice and seed give the same list.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "selection/domain/draw.h"
#include "selection/procedure/certificate.h"
#include "selection/sortition/comparison.h"
#include "selection/sortition/lottery.h"

namespace shopper::selection {

using procedure::panels_in_list;
// Of more, the proof would take longer than anybody waits, and a flat list could not give everybody her share.
inline constexpr int entrants_max = 5'000;

struct ListChoice {
  sortition::Method method = sortition::Method::leximin;
  sortition::Cap cap;
};

struct FairList {
  sortition::Pool pool{0, {}};                       // of the entrants in their order
  std::vector<std::vector<std::uint32_t>> panels;    // entrants by place, ascending
  std::vector<int> appearances;                      // by entrant
  sortition::Lottery lottery;
};

// Why there is no panel.
enum class NoPanel {
  too_few,         // fewer candidates than seats
  impossible,      // no panel keeps every quota and household
  cap_impossible,  // panels do, but every lottery over them gives somebody more than the cap
  not_resolved,    // the engine did not come to a result within its limit: nothing is known of the quotas
};

std::optional<FairList> fair_list(const std::vector<Entrant>& entrants, const QuotaPlan& plan, const ListChoice& choice, const std::string& seed, NoPanel* why = nullptr);

// What the other methods would give the same entrants, for whoever chooses and whoever asks why: the chosen one first, by its list.
sortition::Comparison compared_methods(const FairList& list, const QuotaPlan& plan, const ListChoice& choice, const std::string& seed);

}  // namespace shopper::selection
