// The list of panels of which one is drawn, by the fair lottery of selection/sortition (docs/DRAW.md): the lowest chance is as high as the
// quotas allow, nobody's is above the cap. The same entrants in the same order, plan, choice and seed give the same list.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "selection/domain/draw.h"
#include "selection/sortition/comparison.h"
#include "selection/sortition/lottery.h"

namespace shopper::selection {

// Three ten-sided dice choose one of them.
inline constexpr int panels_in_list = 1000;
// The certificate of more would not pass as one message; a flat list could not give everybody a place either.
inline constexpr int entrants_max = 10'000;

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

// What the other methods would give the same entrants, for whoever chooses and whoever asks why: the chosen one first, with the list of that seed.
sortition::Comparison compared_methods(const sortition::Pool& pool, const QuotaPlan& plan, const ListChoice& choice, const std::string& seed);

// The reserve of a panel of the list, in the order of calling; ties are broken by the seed.
std::vector<std::uint32_t> reserve_for(const sortition::Pool& pool, const std::vector<std::uint32_t>& panel, int wanted, const std::string& seed);

}  // namespace shopper::selection
