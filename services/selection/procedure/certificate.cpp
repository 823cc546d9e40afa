#include "selection/procedure/certificate.h"

#include <algorithm>

#include "platform/codec/json.h"
#include "selection/procedure/merkle.h"

namespace shopper::selection::procedure {

void suppress_small_cells(std::vector<QuotaCell>& cells) {
  std::map<std::string, std::vector<QuotaCell*>> by_feature;
  for (auto& cell : cells) by_feature[cell.feature].push_back(&cell);
  for (auto& [feature, all] : by_feature) {
    std::vector<long> counts;
    for (const auto* cell : all) counts.push_back(*cell->candidates);
    const auto hidden = hidden_cells(counts);
    for (std::size_t i = 0; i < all.size(); ++i)
      if (hidden[i]) all[i]->candidates.reset();
  }
}

std::string panel_leaf(const std::vector<int>& panel, const std::string& salt) { return leaf_hash(codec::Json{{"panel", panel}, {"salt", salt}}.dump()); }

std::string chance_leaf(int number, int appearances, const std::string& salt) {
  return leaf_hash(codec::Json{{"number", number}, {"appearances", appearances}, {"salt", salt}}.dump());
}

bool is_panel_of(const std::vector<int>& panel, const Committed& committed) {
  if (panel.size() != static_cast<std::size_t>(committed.size)) return false;
  for (std::size_t i = 0; i < panel.size(); ++i)
    if (panel[i] < 0 || panel[i] >= committed.candidates || (i > 0 && panel[i - 1] >= panel[i])) return false;
  return true;
}

std::vector<int> appearances_in(const std::vector<std::vector<int>>& panels, std::size_t candidates) {
  std::vector<int> appearances(candidates, 0);
  for (const auto& panel : panels)
    for (const int number : panel) ++appearances[static_cast<std::size_t>(number)];
  return appearances;
}

bool is_anonymous(const Proof& proof) {
  return std::all_of(proof.types.begin(), proof.types.end(), [](const ProofType& type) { return type.people >= smallest_cell; });
}

std::vector<sortition::Panel> by_type(const std::vector<std::vector<int>>& panels, const std::vector<PlaceProof>& places) {
  std::vector<sortition::Panel> typed;
  for (const auto& panel : panels) {
    std::map<int, int> seats;
    for (const int number : panel) ++seats[places[static_cast<std::size_t>(number)].type];
    auto& one = typed.emplace_back();
    for (const auto& [type, count] : seats) one.push_back({type, count});
  }
  return typed;
}

}  // namespace shopper::selection::procedure
