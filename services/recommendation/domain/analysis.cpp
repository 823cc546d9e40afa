#include "recommendation/domain/analysis.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "recommendation/domain/statistics.h"

namespace shopper::recommendation {
namespace {

template <class Keep>
std::optional<double> mean_of_items(const Fact& fact, const Keep& keep) {
  double sum = 0;
  int n = 0;
  for (const auto& item : fact.items)
    if (item.score && keep(item)) {
      sum += *item.score;
      ++n;
    }
  return n > 0 ? std::optional{sum / n} : std::nullopt;
}

double mean(const std::vector<const Fact*>& facts, const ScoreOf& score_of, int& n) {
  double sum = 0;
  n = 0;
  for (const auto* fact : facts)
    if (const auto score = score_of(*fact)) {
      sum += *score;
      ++n;
    }
  return n > 0 ? sum / n : 0;
}

// A volunteer has another pseudonym at each entity, and nobody here can tell that two of them are one person. So across entities
// the number that is certain is the largest one at a single entity.
struct Volunteers {
  int at_least = 0;
  bool of_one_entity = true;
};
Volunteers count_volunteers(const std::vector<const Fact*>& facts, const ScoreOf& score_of) {
  std::map<std::string, std::set<std::string>> by_entity;
  for (const auto* fact : facts)
    if (score_of(*fact)) by_entity[fact->entity_id].insert(fact->volunteer);
  std::size_t most = 0;
  for (const auto& [entity, volunteers] : by_entity) most = std::max(most, volunteers.size());
  return {static_cast<int>(most), by_entity.size() < 2};
}

void hide(ScoreCell& cell, const char* why) {
  cell.score.reset();
  cell.low.reset();
  cell.high.reset();
  cell.suppressed = why;
}

}  // namespace

std::optional<double> overall_score(const Fact& fact) { return fact.score; }
std::optional<double> dimension_score(const Fact& fact, const std::string& dimension) {
  return mean_of_items(fact, [&](const FactItem& item) { return item.dimension == dimension; });
}
std::optional<double> item_score(const Fact& fact, const std::string& name) {
  return mean_of_items(fact, [&](const FactItem& item) { return item.name == name; });
}

ScoreCell make_cell(const std::vector<const Fact*>& facts, const ScoreOf& score_of, const Gates& gates) {
  ScoreCell cell;
  const double score = mean(facts, score_of, cell.n);
  const auto volunteers = count_volunteers(facts, score_of);
  cell.volunteers = volunteers.at_least;
  if (cell.n < gates.min_evaluations) {
    hide(cell, "TOO_FEW_EVALUATIONS");
  } else if (volunteers.of_one_entity && cell.volunteers < gates.min_volunteers) {
    // The gate keeps an entity from learning who its few visitors were; a figure over several entities tells none of them.
    hide(cell, "TOO_FEW_VOLUNTEERS");
  } else {
    const auto interval = wilson(score, cell.n);
    cell.score = score;
    cell.low = interval.low;
    cell.high = interval.high;
  }
  return cell;
}

void suppress_complementary(const std::vector<ScoreCell*>& cells, const Gates& gates) {
  // A cell that nobody answered for hides nothing: it is no second hidden one.
  long hidden = 0, hidden_n = 0;
  for (const auto* cell : cells)
    if (!cell->suppressed.empty() && cell->n > 0) ++hidden, hidden_n += cell->n;
  // The difference between the total and what is shown is the hidden ones together: they must be several, and enough.
  while (hidden == 1 || (hidden > 0 && hidden_n < gates.min_evaluations)) {
    ScoreCell* smallest = nullptr;
    for (auto* cell : cells)
      if (cell->suppressed.empty() && (!smallest || cell->n < smallest->n)) smallest = cell;
    if (!smallest) return;
    ++hidden, hidden_n += smallest->n;
    hide(*smallest, "COMPLEMENTARY");
  }
}

void suppress_parts(const ScoreCell& whole, const std::vector<ScoreCell*>& parts, const Gates& gates) {
  if (whole.suppressed.empty()) return suppress_complementary(parts, gates);
  for (auto* part : parts)
    if (part->suppressed.empty()) hide(*part, "COMPLEMENTARY");
}

std::vector<ScoreCell> cells_by(const std::vector<const Fact*>& facts, const std::function<std::string(const Fact&)>& key_of, const ScoreOf& score_of, const Gates& gates) {
  std::map<std::string, std::vector<const Fact*>> groups;
  std::vector<const Fact*> without_key;
  for (const auto* fact : facts) {
    const auto key = key_of(*fact);
    (key.empty() ? without_key : groups[key]).push_back(fact);
  }
  std::vector<ScoreCell> cells;
  for (const auto& [key, members] : groups) {
    cells.push_back(make_cell(members, score_of, gates));
    cells.back().key = key;
  }
  // Those without a key are no cell of their own, but in the total: where they are few, they are a hidden one.
  auto others = make_cell(without_key, score_of, gates);
  std::vector<ScoreCell*> all{&others};
  for (auto& cell : cells) all.push_back(&cell);
  if (others.suppressed.empty()) all.erase(all.begin());
  suppress_complementary(all, gates);
  return cells;
}

std::vector<std::string> dimensions_of(const std::vector<const Fact*>& facts) {
  std::set<std::string> found;
  for (const auto* fact : facts)
    for (const auto& item : fact->items)
      if (!item.dimension.empty()) found.insert(item.dimension);
  return {found.begin(), found.end()};
}

std::vector<std::string> items_of(const std::vector<const Fact*>& facts) {
  std::vector<std::string> found;
  for (const auto* fact : facts)
    for (const auto& item : fact->items)
      if (std::find(found.begin(), found.end(), item.name) == found.end()) found.push_back(item.name);
  return found;
}

std::vector<Contrast> contrasts(const std::vector<const Fact*>& facts, const Gates& gates) {
  struct Group {
    std::string entity_id, service_id;
    std::vector<const Fact*> members;
  };
  std::map<std::pair<std::string, std::string>, Group> groups;
  for (const auto* fact : facts) {
    auto& whole = groups[{fact->entity_id, ""}];
    whole.entity_id = fact->entity_id;
    whole.members.push_back(fact);
    auto& part = groups[{fact->entity_id, fact->service_id}];
    part.entity_id = fact->entity_id;
    part.service_id = fact->service_id;
    if (!fact->service_id.empty()) part.members.push_back(fact);
  }
  std::vector<Contrast> tested;
  for (const auto& dimension : dimensions_of(facts)) {
    const ScoreOf score_of = [&](const Fact& fact) { return dimension_score(fact, dimension); };
    // A finding shows its cell's figure, and the rest's by its side: what a report has to hide is no finding.
    std::map<std::pair<std::string, std::string>, ScoreCell> cells;
    std::vector<ScoreCell*> wholes;
    std::map<std::string, std::vector<ScoreCell*>> parts;
    for (const auto& [key, group] : groups) {
      auto& cell = cells[key] = make_cell(group.members, score_of, gates);
      (group.service_id.empty() ? wholes : parts[group.entity_id]).push_back(&cell);
    }
    suppress_complementary(wholes, gates);
    for (const auto& [entity_id, of_it] : parts) suppress_parts(cells[{entity_id, ""}], of_it, gates);
    for (const auto& [key, group] : groups) {
      const auto& cell = cells[key];
      if (!cell.score) continue;
      // The rest passes the gates itself, or there is no finding: its figure stands beside the cell's.
      std::vector<const Fact*> others;
      for (const auto* fact : facts)
        if (fact->entity_id != group.entity_id || (!group.service_id.empty() && fact->service_id != group.service_id)) others.push_back(fact);
      const auto rest = make_cell(others, score_of, gates);
      if (!rest.score) continue;
      Contrast contrast;
      contrast.entity_id = group.entity_id;
      contrast.service_id = group.service_id;
      contrast.dimension = dimension;
      contrast.n = cell.n;
      contrast.score = *cell.score;
      contrast.low = *cell.low;
      contrast.high = *cell.high;
      contrast.reference = *rest.score;
      contrast.effect = contrast.score - contrast.reference;
      contrast.kind = contrast.effect < 0 ? FindingKind::weakness : FindingKind::strength;
      contrast.p_value = two_proportion_p(contrast.score, cell.n, contrast.reference, rest.n);
      for (const auto* fact : group.members)
        if (score_of(*fact)) contrast.evidence.push_back(fact->evaluation_id);
      tested.push_back(std::move(contrast));
    }
  }
  std::vector<double> p_values;
  for (const auto& contrast : tested) p_values.push_back(contrast.p_value);
  const auto kept = benjamini_hochberg(p_values, false_discovery_rate);
  std::vector<Contrast> found;
  for (std::size_t i = 0; i < tested.size(); ++i)
    if (kept[i] && std::fabs(tested[i].effect) >= smallest_effect) found.push_back(std::move(tested[i]));
  std::sort(found.begin(), found.end(), [](const Contrast& a, const Contrast& b) {
    return std::tuple(a.effect, a.entity_id, a.service_id, a.dimension) < std::tuple(b.effect, b.entity_id, b.service_id, b.dimension);
  });
  return found;
}

}  // namespace shopper::recommendation
