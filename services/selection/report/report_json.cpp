#include "selection/report/report_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "selection/procedure/proof.h"
#include "selection/report/draw_charts.h"
#include "selection/report/words.h"

namespace shopper::selection {
namespace {

using Json = nlohmann::ordered_json;

Json cap_json(const sortition::Cap& cap) {
  switch (cap.kind) {
    case sortition::Cap::Kind::off: return "off";
    case sortition::Cap::Kind::automatic: return "auto";
    case sortition::Cap::Kind::fixed: return cap.level;
  }
  return {};
}

// As on the page: more digits would give hidden numbers away.
double two_digits(double index) { return std::round(100 * index) / 100; }

Json method_json(const sortition::MethodFigures& figures) {
  Json json{{"method", figures.method ? procedure::name_of(*figures.method) : "greedy"}, {"cap", cap_json(figures.cap)}, {"chosen", figures.chosen}};
  if (figures.refusal) {
    json["refused"] = refusal_code(*figures.refusal);
    return json;
  }
  Json curve = Json::array(), blau = Json::array();
  for (const double index : figures.blau) blau.push_back(two_digits(index));
  for (const auto& [share, chance] : figures.curve) curve.push_back({share, chance});
  json.update({{"min_probability", figures.fairness.lowest}, {"max_probability", figures.fairness.highest}, {"gini", figures.fairness.gini}, {"geometric_mean", figures.fairness.geometric_mean}, {"certified", figures.certified},
               {"bound", figures.bound ? Json(*figures.bound) : Json()}, {"cap_level", figures.cap_level > 0 ? Json(figures.cap_level) : Json()}, {"blau", blau}, {"cells", figures.cells}, {"curve", curve}});
  if (figures.in_no_panel > 0) json["in_no_panel"] = figures.in_no_panel < procedure::smallest_cell ? Json("<5") : Json(figures.in_no_panel);
  if (!figures.method) json["draws"] = figures.draws;
  return json;
}

}  // namespace

std::string draw_report_json(const DrawReport& report) {
  const auto& comparison = report.comparison;
  Json json{{"candidates", report.candidates}, {"size", report.seats}, {"seed", report.seed}, {"reason", report.reason}};
  for (const char* list : {"features", "crossings", "methods"}) json[list] = Json::array();
  for (std::size_t f = 0; f < comparison.features.size(); ++f) {
    const auto& feature = comparison.features[f];
    const auto hidden = hidden_values(feature);
    Json values = Json::array();
    for (std::size_t v = 0; v < feature.values.size(); ++v) {
      const auto& value = feature.values[v];
      Json told{{"value", value.name}, {"people", hidden[v] ? value.people < procedure::smallest_cell ? Json("<5") : Json() : Json(value.people)}, {"panel_share", hidden[v] ? Json() : Json(comparison.methods[0].shares[f][v])}};
      if (value.quota) told["min"] = value.quota->min, told["max"] = value.quota->max;
      values.push_back(std::move(told));
    }
    Json told{{"feature", feature.name}, {"values", values}, {"blau", two_digits(feature.blau)}};
    if (feature.blau_range) told["blau_least"] = feature.blau_range->first, told["blau_most"] = feature.blau_range->second;
    json["features"].push_back(std::move(told));
  }
  for (const auto& crossing : comparison.crossings) {
    Json names = Json::array();
    for (const auto f : crossing.features) names.push_back(comparison.features[f].name);
    json["crossings"].push_back({{"features", names}, {"occupied", crossing.occupied}, {"most", crossing.most}});
  }
  for (const auto& figures : comparison.methods) json["methods"].push_back(method_json(figures));
  return json.dump();
}

}  // namespace shopper::selection
