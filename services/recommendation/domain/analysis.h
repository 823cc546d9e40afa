// Released evaluations as facts, and the cells made of them - with the publishing gates.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/enums.h"
#include "platform/base/text.h"
#include "platform/base/time.h"

namespace shopper::recommendation {

SHOPPER_ENUM(FindingKind, unspecified, weakness, strength)
// How much its entity is shown of a result: nothing yet; its scores; and the month; and service and channel; and the branch (disclosure.h).
SHOPPER_ENUM(Detail, withheld, scores, month, service, place)

struct FactItem {
  std::string name;
  std::string dimension;
  std::optional<double> score;   // 0..1; absent: not applicable or not observed
  bool measured = false;         // a quantity that the entity's own records tell too
  SHOPPER_FIELDS(FactItem, name, dimension, score, measured)
};

// One released evaluation, as evaluation tells it: no shopper, a pseudonym of (shopper, entity), the month alone.
struct Fact {
  std::string evaluation_id;     // under which the entity knows it; evaluation alone can tell the report
  std::string programme_id;
  std::string entity_id;
  std::string branch_id;
  std::string service_id;
  std::string channel;
  std::string mode;
  std::string purpose;
  std::string recommendation_id;
  std::string volunteer;
  std::string form_id;
  int form_version = 0;
  std::string visited_on;
  bool imported = false;
  std::vector<FactItem> items;
  std::optional<double> score;
  std::optional<double> judged_score;   // without what was measured
  int revision = 0;
  bool annulled = false;
  bool locked = false;           // beyond appeal
  std::string arrived_in;        // the first day of the period in which it came
  Detail shown = Detail::withheld;
  SHOPPER_FIELDS(Fact, evaluation_id, programme_id, entity_id, branch_id, service_id, channel, mode, purpose, recommendation_id, volunteer, form_id,
                 form_version, visited_on, imported, items, score, judged_score, revision, annulled, locked, arrived_in, shown)
};

struct ScoreCell {
  std::string key;
  std::string parent_key;
  Text label;
  int n = 0;
  int volunteers = 0;   // at least so many distinct ones
  std::optional<double> score;
  std::optional<double> low;
  std::optional<double> high;
  std::string suppressed;
  SHOPPER_FIELDS(ScoreCell, key, parent_key, label, n, volunteers, score, low, high, suppressed)
};

// The publishing gates: versioned policy, with the defaults of the statistics page.
struct Gates {
  int min_evaluations = 5;
  int min_volunteers = 5;
};

// The score of a fact, over all of it or in one dimension or item; absent when nothing of it applies.
std::optional<double> overall_score(const Fact& fact);
std::optional<double> dimension_score(const Fact& fact, const std::string& dimension);
std::optional<double> item_score(const Fact& fact, const std::string& item);

using ScoreOf = std::function<std::optional<double>(const Fact&)>;
// The cell of those facts that have a score, gated.
ScoreCell make_cell(const std::vector<const Fact*>& facts, const ScoreOf& score_of, const Gates& gates);
// Cells by key ("" keys are left out), in key order, with complementary suppression: a single hidden cell beside a shown total
// could be computed, so the smallest shown one is hidden too.
std::vector<ScoreCell> cells_by(const std::vector<const Fact*>& facts, const std::function<std::string(const Fact&)>& key_of, const ScoreOf& score_of, const Gates& gates);
void suppress_complementary(const std::vector<ScoreCell*>& cells, const Gates& gates);
// The parts of a whole: with a hidden whole all are hidden, for they would tell it; with a shown one no single part is.
void suppress_parts(const ScoreCell& whole, const std::vector<ScoreCell*>& parts, const Gates& gates);

// All dimensions, or items, that occur.
std::vector<std::string> dimensions_of(const std::vector<const Fact*>& facts);
std::vector<std::string> items_of(const std::vector<const Fact*>& facts);

// A cell that stands apart from the rest of the programme.
struct Contrast {
  FindingKind kind = FindingKind::unspecified;
  std::string entity_id;
  std::string service_id;
  std::string dimension;
  std::vector<std::string> evidence;
  int n = 0;
  double score = 0;
  double low = 0;
  double high = 0;
  double reference = 0;
  double effect = 0;
  double p_value = 1;
};

inline constexpr double false_discovery_rate = 0.10;
// Differences smaller than this are not worth a recommendation, however certain.
inline constexpr double smallest_effect = 0.10;

// Every entity x dimension and entity x service cell that passes the gates is compared with the rest of the programme in the same
// dimension, which must pass them too; those that Benjamini-Hochberg keeps and whose effect matters are returned, the strongest first.
std::vector<Contrast> contrasts(const std::vector<const Fact*>& facts, const Gates& gates);

}  // namespace shopper::recommendation
