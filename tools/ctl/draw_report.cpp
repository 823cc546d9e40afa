#include <algorithm>
#include <fstream>
#include <iostream>

#include "draw.h"
#include "draw_options.h"
#include "selection/report/draw_report.h"
#include "selection/report/report_json.h"
#include "selection/report/words.h"

namespace shopperctl {

namespace sortition = shopper::sortition;
namespace selection = shopper::selection;

const char* draw_report_usage =
    "  draw report --respondents R.csv --categories C.csv --size K    what each method would give; see docs/DRAW.md\n"
    "    [--household COLUMN] [--employer COLUMN --employer-max N] [--method M] [--cap U|auto|off] [--seed HEX] [--reason TEXT] [--out FILE.html] [--json]\n"
    "  draw report DRAW [--format html|json] [--out FILE]             the same of a programme's draw, from the service\n";

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
  std::vector<std::pair<std::string, std::string>> quotas;
  for (const auto& quota : input.quotas) quotas.emplace_back(quota.feature, quota.value);
  selection::DrawReport report{sortition::compare(input.pool.problem(), sortition::features_of(quotas), options), static_cast<std::int64_t>(input.pool.people()), request.size, request.seed, request.reason};
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
  if (json) std::cout << selection::draw_report_json(report) << "\n";
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
