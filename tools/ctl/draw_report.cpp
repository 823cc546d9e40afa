#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>

#include "draw.h"
#include "draw_options.h"
#include "selection/report/draw_charts.h"
#include "selection/report/draw_report.h"
#include "selection/report/words.h"

namespace shopperctl {

namespace sortition = shopper::sortition;
namespace selection = shopper::selection;

const char* draw_report_usage =
    "  draw report --respondents R.csv --categories C.csv --size K    what each method would give; see docs/DRAW.md\n"
    "    [--household COLUMN] [--employer COLUMN --employer-max N] [--method M] [--cap U|auto|off] [--seed HEX] [--reason TEXT] [--out FILE.html] [--json]\n";

namespace {

constexpr std::size_t reason_max = 4000;

struct Request : DrawChoice {
  std::string reason, out;
};

Request request_of(Arguments& arguments) {
  Request request;
  take_choice(arguments, request);
  request.reason = arguments.take("reason");
  request.out = arguments.take("out");
  if (request.reason.size() > reason_max) throw Misuse{"--reason has at most " + std::to_string(reason_max) + " bytes"};
  if (!arguments.options.empty()) throw Misuse{"unknown option --" + arguments.options.front().first};
  return request;
}

// The features in the order of the file, each with its quotas' rows.
std::vector<sortition::Feature> features_of(const DrawInput& input) {
  std::vector<sortition::Feature> features;
  for (std::size_t row = 0; row < input.quotas.size(); ++row) {
    const auto& quota = input.quotas[row];
    auto found = std::find_if(features.begin(), features.end(), [&](const sortition::Feature& feature) { return feature.name == quota.feature; });
    if (found == features.end()) found = features.insert(found, {quota.feature, {}});
    found->values.push_back({quota.value, static_cast<int>(row)});
  }
  return features;
}

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
  const char* names[] = {"leximin", "maximin", "nash", "goldilocks"};
  Json json{{"method", figures.method ? names[static_cast<int>(*figures.method)] : "greedy"}, {"cap", cap_json(figures.cap)}, {"chosen", figures.chosen}};
  if (figures.refusal) {
    json["refused"] = selection::refusal_code(*figures.refusal);
    return json;
  }
  Json curve = Json::array(), blau = Json::array();
  for (const double index : figures.blau) blau.push_back(two_digits(index));
  for (const auto& [share, chance] : figures.curve) curve.push_back({share, chance});
  json.update({{"min_probability", figures.fairness.lowest}, {"max_probability", figures.fairness.highest}, {"gini", figures.fairness.gini}, {"geometric_mean", figures.fairness.geometric_mean}, {"certified", figures.certified},
               {"bound", figures.bound ? Json(*figures.bound) : Json()}, {"cap_level", figures.cap_level > 0 ? Json(figures.cap_level) : Json()}, {"blau", blau}, {"cells", figures.cells}, {"curve", curve}});
  if (figures.in_no_panel > 0) json["in_no_panel"] = figures.in_no_panel < selection::small_cell_min ? Json("<5") : Json(figures.in_no_panel);
  if (!figures.method) json["draws"] = figures.draws;
  return json;
}

// What the page shows, and no more: small cells are hidden here as well.
Json report_json(const selection::DrawReport& report) {
  const auto& comparison = report.comparison;
  Json json{{"candidates", report.candidates}, {"size", report.seats}, {"seed", report.seed}, {"reason", report.reason}};
  for (const char* list : {"features", "crossings", "methods"}) json[list] = Json::array();
  for (std::size_t f = 0; f < comparison.features.size(); ++f) {
    const auto& feature = comparison.features[f];
    const auto hidden = selection::hidden_values(feature);
    Json values = Json::array();
    for (std::size_t v = 0; v < feature.values.size(); ++v) {
      const auto& value = feature.values[v];
      Json told{{"value", value.name}, {"people", hidden[v] ? value.people < selection::small_cell_min ? Json("<5") : Json() : Json(value.people)}, {"panel_share", hidden[v] ? Json() : Json(comparison.methods[0].shares[f][v])}};
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
  return json;
}

int reported(const Request& request, bool json, const std::string& language) {
  std::vector<FileProblem> problems;
  const auto input = read_draw_files(request.respondents, request.categories, request.size, request.shared, problems);
  if (!problems.empty()) {
    print_problems(problems, "nothing was compared", json);
    return 3;
  }
  sortition::ComparisonOptions options;
  options.chosen = request.options, options.greedy_chosen = request.greedy;
  int told = -1;
  options.progress = [&](const std::string& method, double done) {
    // Every twentieth is told, with the method at work.
    if (const int part = static_cast<int>(20 * done); part > told) std::cerr << method << " " << 5 * (told = part) << "%\n";
  };
  selection::DrawReport report{sortition::compare(input.pool.problem(), features_of(input), options), static_cast<std::int64_t>(input.pool.people()), request.size, request.seed, request.reason};
  const auto& methods = report.comparison.methods;
  if (auto refusal = methods.front().refusal) {
    // Greedy fails where panels exist, too; whether they do, the others tell.
    for (const auto& figures : methods)
      if (figures.refusal == sortition::Refusal::quotas_impossible) refusal = figures.refusal;
    return no_panel(input, *refusal, json, language);
  }
  if (!json || !request.out.empty()) {
    const auto page = selection::draw_report_html(report, language);
    if (request.out.empty()) {
      std::cout << page << "\n";
    } else {
      std::ofstream file(request.out, std::ios::binary);
      file << page << "\n";
      if (!file.flush()) throw std::runtime_error("cannot write " + request.out);
    }
  }
  if (json) std::cout << report_json(report).dump() << "\n";
  return 0;
}

}  // namespace

int draw_report(Arguments arguments, const std::string& language) {
  try {
    const auto request = request_of(arguments);
    return reported(request, arguments.json, language);
  } catch (const Misuse& misuse) {
    std::cerr << misuse.reason << "\nusage: shopperctl\n" << draw_report_usage;
    return 2;
  }
}

}  // namespace shopperctl
