#include "draw.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <optional>

#include "draw_certificate.h"
#include "draw_files.h"
#include "draw_options.h"
#include "draw_two_stage.h"
#include "files.h"
#include "platform/codec/json.h"
#include "platform/crypto/hash.h"
#include "selection/procedure/randomness.h"
#include "selection/report/words.h"
#include "selection/sortition/alternates.h"
#include "selection/sortition/fairness.h"
#include "selection/sortition/greedy.h"
#include "selection/sortition/lottery.h"
#include "selection/sortition/relaxation.h"
#include "selection/sortition/shortlist.h"

namespace shopperctl {

namespace sortition = shopper::sortition;

const char* draw_usage =
    "  draw run --respondents R.csv --categories C.csv --size K       an offline draw; see docs/DRAW.md\n"
    "    [--method leximin|maximin|nash|goldilocks|greedy] [--cap U|auto|off] [--panels M] [--seed HEX]\n"
    "    [--household COLUMN] [--employer COLUMN --employer-max N] [--reserve N] [--list FILE]\n"
    "    [--index N] [--certificate FILE] [--two-stage auto|on|off] [--shortlist M] [--json]\n"
    "  draw verify FILE [--proof FILE] [--receipt FILE] [--commitment HASH]\n"
    "                                             checks a certificate by hashes and arithmetic alone\n";

namespace {

constexpr int panels_max = 20000;
constexpr double relaxation_limit_s = 30;
// Above so many people, and where the list has fewer than so many seats for each, a list of panels no longer gives everybody near her share.
constexpr std::size_t two_stage_people = 20'000;
constexpr double seats_each_min = 2.5;
// Shortlisted people for each seat, and at least.
constexpr int shortlist_a_seat = 40, shortlist_least = 2'000;

struct Request : DrawChoice {
  std::string list, certificate;
  int reserve = 0;
  std::optional<int> index;   // a number drawn outside, by dice
  enum class TwoStage { off, on, automatic } two_stage = TwoStage::automatic;
  int shortlist = 0;
  bool in_two_stages(std::size_t people) const {
    if (two_stage != TwoStage::automatic) return two_stage == TwoStage::on;
    const bool levelled = !greedy && (options.method == sortition::Method::leximin || options.method == sortition::Method::goldilocks);
    return levelled && people > two_stage_people && static_cast<std::size_t>(shortlist) < people && 1.0 * options.panels * size < seats_each_min * static_cast<double>(people);
  }
};

void take_stages(Arguments& arguments, Request& request) {
  const auto stages = arguments.take("two-stage", "auto");
  if (stages != "auto" && stages != "on" && stages != "off") throw Misuse{"--two-stage is auto, on or off, not: " + stages};
  request.two_stage = stages == "on" ? Request::TwoStage::on : stages == "off" ? Request::TwoStage::off : Request::TwoStage::automatic;
  request.shortlist = whole(arguments, "shortlist", std::to_string(std::max(shortlist_least, shortlist_a_seat * request.size)), request.size, sortition::shortlist_max);
  if (stages == "on" && (request.greedy || request.options.method == sortition::Method::maximin || request.options.method == sortition::Method::nash))
    throw Misuse{"--two-stage: the first stage is leximin, so --method is leximin or goldilocks"};
}

Request request_of(Arguments& arguments) {
  Request request;
  take_choice(arguments, request);
  request.list = arguments.take("list");
  request.certificate = arguments.take("certificate");
  request.reserve = whole(arguments, "reserve", std::to_string((request.size + 1) / 2), 0, draw_size_max);
  request.options.panels = whole(arguments, "panels", "1000", 1, panels_max);
  if (const auto index = arguments.take("index", "none"); index != "none") request.index = whole_number("index", index, 0, request.options.panels - 1);
  take_stages(arguments, request);
  if (request.greedy && !request.certificate.empty()) throw Misuse{"--certificate: a greedy draw proves nothing"};
  if (!arguments.options.empty()) throw Misuse{"unknown option --" + arguments.options.front().first};
  return request;
}

// A draw as it is told: the people of each panel of the list, one panel drawn, each type's chance.
struct Drawn {
  std::vector<std::vector<std::uint32_t>> list;
  std::size_t index = 0;
  std::string list_sha256;
  std::vector<std::uint32_t> reserve;
  std::vector<double> chances;        // by type
  std::vector<int> appearances;       // by person, in the list
  const sortition::Lottery* lottery = nullptr;   // none for greedy; in two stages that of the pool, without panels
  std::optional<TwoStage> two_stage;
};

void seat_and_draw(Drawn& drawn, const DrawInput& input, const std::vector<sortition::Panel>& panels, const Request& request, sortition::Random& random) {
  const auto& pool = drawn.two_stage ? drawn.two_stage->pool : input.pool;
  drawn.list = pool.seat(panels, random);
  for (const auto& people : drawn.list)
    if (!sortition::is_seated_panel(pool, people)) throw std::runtime_error("a panel of the list breaks a quota; the draw is refused");
  drawn.list_sha256 = list_sha256(shopper::selection::procedure::flat_panels(panels));
  drawn.index = request.index ? static_cast<std::size_t>(*request.index) : shopper::selection::procedure::index_of(request.seed, drawn.list_sha256, panels.size());
  drawn.reserve = sortition::best_reserve(pool, drawn.list[drawn.index], request.reserve, random);
  // From places in the shortlist to the people of the file.
  const auto renamed = [&](std::vector<std::uint32_t>& people) {
    for (auto& person : people) person = drawn.two_stage->people[person];
  };
  if (drawn.two_stage) {
    for (auto& people : drawn.list) renamed(people);
    renamed(drawn.reserve);
  }
  drawn.appearances.assign(input.pool.people(), 0);
  for (const auto& people : drawn.list)
    for (const auto person : people) ++drawn.appearances[person];
}

Json named(const DrawInput& input, const std::vector<std::uint32_t>& people) {
  Json names = Json::array();
  for (const auto person : people) names.push_back(input.id(person));
  return names;
}

void write_list(const std::string& path, const DrawInput& input, const Drawn& drawn) {
  std::ofstream file(path, std::ios::binary);
  Json list = Json::array();
  for (const auto& people : drawn.list) list.push_back(named(input, people));
  file << Json{{"drawn_index", drawn.index}, {"panels", list}}.dump() << "\n";
  if (!file) throw std::runtime_error("cannot write " + path);
}

void write_certificate(const Request& request, const DrawInput& input, const Drawn& drawn) {
  const DrawnNumber number{static_cast<int>(drawn.index), drawn.list_sha256, request.index ? "" : request.seed};
  const auto files = hashes_of(request.respondents, request.categories);
  std::ofstream file(request.certificate, std::ios::binary);
  if (drawn.two_stage) file << shopper::codec::dump(two_stage_certificate(input, request.options.method, *drawn.two_stage, number, files)) << "\n";
  else file << shopper::codec::dump(offline_certificate(input, request.options.method, *drawn.lottery, number, files)) << "\n";
  if (!file) throw std::runtime_error("cannot write " + request.certificate);
}

// Chances are written one by one: a million of them need no tree in memory.
void print_json(const DrawInput& input, const Request& request, const Drawn& drawn, const sortition::Fairness& fairness, const Json& seconds) {
  const auto* lottery = drawn.lottery;
  const double unit = request.size / static_cast<double>(input.pool.people());
  Json head{{"method", request.method}, {"seed", request.seed}, {"candidates", input.pool.people()}, {"size", request.size},
            {"panel", named(input, drawn.list[drawn.index])}, {"reserve", named(input, drawn.reserve)}, {"panels", drawn.list.size()}, {"drawn_index", drawn.index},
            {"min_probability", fairness.lowest}, {"max_probability", fairness.highest}, {"gini", fairness.gini}, {"geometric_mean", fairness.geometric_mean},
            {"certified", lottery && lottery->certificate.exact},
            {"gap", lottery ? Json(std::max(0.0, (lottery->certificate.exact ? 0 : lottery->certificate.bound - lottery->certificate.reached)) * unit) : Json()},
            {"bound", lottery ? Json(lottery->certificate.bound * unit) : Json()}, {"cap", lottery && lottery->cap > 0 ? Json(lottery->cap) : Json()}, {"seconds", seconds}};
  Json impossible = Json::array();
  for (std::size_t person = 0; lottery && person < input.pool.people(); ++person)
    if (std::binary_search(lottery->impossible.begin(), lottery->impossible.end(), input.pool.type_of(person))) impossible.push_back(input.id(person));
  head["in_no_panel"] = std::move(impossible);
  if (drawn.two_stage) head["two_stage"] = two_stage_json(input, *drawn.two_stage);
  auto text = head.dump();
  text.pop_back();
  for (const bool counts : {false, true}) {
    text += counts ? "},\"appearances\":{" : ",\"probabilities\":{";
    for (std::size_t person = 0; person < input.pool.people(); ++person) {
      char number[40];
      if (counts) std::snprintf(number, sizeof number, ":%d", drawn.appearances[person]);
      else std::snprintf(number, sizeof number, ":%.12g", drawn.chances[static_cast<std::size_t>(input.pool.type_of(person))]);
      text += (person ? "," : "") + Json(input.id(person)).dump() + number;
      if (text.size() > 1 << 16) std::cout << text, text.clear();
    }
  }
  std::cout << text << "}}\n";
}

void print_summary(const DrawInput& input, const Request& request, const Drawn& drawn, const sortition::Fairness& fairness) {
  const auto percent = [](double chance) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4f %%", 100 * chance);
    return std::string(text);
  };
  const auto line = [](const std::string& what, const std::string& value) { std::cout << what << std::string(what.size() < 18 ? 18 - what.size() : 1, ' ') << value << "\n"; };
  line("people", std::to_string(input.pool.people()) + ", in " + std::to_string(input.pool.problem().types.size()) + " types");
  line("method", request.method);
  line("seed", request.seed);
  line("panels", std::to_string(drawn.list.size()) + "; drawn: number " + std::to_string(drawn.index));
  line("lowest chance", percent(fairness.lowest));
  line("highest chance", percent(fairness.highest));
  char text[64];
  std::snprintf(text, sizeof text, "%.4f", fairness.gini);
  line("gini", text);
  line("geometric mean", percent(fairness.geometric_mean));
  if (drawn.lottery) {
    const auto& certificate = drawn.lottery->certificate;
    const double unit = request.size / static_cast<double>(input.pool.people());
    if (drawn.two_stage)
      line("shortlist", std::to_string(drawn.two_stage->people.size()) + " people, of whom one is drawn with the chance of her type; the chances above are those expected of both stages");
    line("certificate", drawn.two_stage  ? (certificate.exact ? "exact in both stages: no lottery has a lowest chance above " : "not exact in both stages: no lottery has a lowest chance above ") + percent(certificate.bound * unit) + ", this shortlist's is " + percent(certificate.reached * unit)
                        : certificate.exact ? "exact: no lottery under these quotas" + std::string(drawn.lottery->cap > 0 ? " and this cap" : "") + " is fairer"
                                          : "not exact: no lottery's lowest chance is above " + percent(certificate.bound * unit) + ", the list's is " + percent(certificate.reached * unit));
    if (drawn.lottery->cap > 0) line("cap", percent(drawn.lottery->cap * unit));
    if (!drawn.lottery->impossible.empty()) {
      std::string names;
      for (std::size_t person = 0; person < input.pool.people(); ++person)
        if (std::binary_search(drawn.lottery->impossible.begin(), drawn.lottery->impossible.end(), input.pool.type_of(person))) names += " " + input.id(person);
      line("in no panel", names.substr(1));
    }
  }
  const auto people = [&](const char* what, const std::vector<std::uint32_t>& who) {
    std::string names;
    for (const auto person : who) names += " " + input.id(person);
    line(what, names.empty() ? "-" : names.substr(1));
  };
  people("panel", drawn.list[drawn.index]);
  people("reserve", drawn.reserve);
}

}  // namespace

int no_panel(const DrawInput& input, sortition::Refusal refusal, bool json, const std::string& language) {
  const bool arabic = language == "ar";
  const auto reason = shopper::selection::refusal_text(refusal).in(language);
  std::cerr << reason << "\n";
  Json steps = Json::array();
  if (refusal == sortition::Refusal::quotas_impossible) {
    std::vector<sortition::Row> loosest;
    for (const auto& quota : input.quotas) loosest.push_back(quota.loosest);
    for (std::size_t r = loosest.size(); r < input.pool.problem().rows.size(); ++r) loosest.push_back(input.pool.problem().rows[r]);
    const auto found = sortition::smallest_relaxation(input.pool.problem(), loosest, relaxation_limit_s);
    if (!found) std::cerr << (arabic ? "ولا توجد لجنة ضمن أوسع الحدود المسموح بها" : "and none is possible within the loosest bounds allowed") << "\n";
    for (const auto& step : found.value_or(std::vector<sortition::RowStep>{})) {
      const auto& quota = input.quotas[static_cast<std::size_t>(step.row)];
      const auto tell = [&](const char* bound, int from, int to) {
        const auto name = quota.feature + " " + quota.value, a = std::to_string(from), b = std::to_string(to);
        const bool raised = to > from;
        const auto text = arabic ? (raised ? "ارفع الحد الأقصى لـ " : "اخفض الحد الأدنى لـ ") + name + " من " + a + " إلى " + b
                                 : (raised ? "raise " + name + " from at most " : "lower " + name + " from at least ") + a + " to " + b;
        std::cerr << "  " << text << "\n";
        steps.push_back({{"feature", quota.feature}, {"value", quota.value}, {"bound", bound}, {"from", from}, {"to", to}, {"text", text}});
      };
      if (step.to.min < quota.bounds.min) tell("min", quota.bounds.min, step.to.min);
      if (step.to.max > quota.bounds.max) tell("max", quota.bounds.max, step.to.max);
    }
  }
  if (json) std::cout << Json{{"refused", shopper::selection::refusal_code(refusal)}, {"reason", reason}, {"relaxation", steps}}.dump() << "\n";
  return 1;
}

namespace {

double now_s() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// Tells each step, and how far it is, on the error output.
sortition::Options with_progress(sortition::Options options) {
  options.progress = [last = std::string()](const std::string& step, double done) mutable {
    if (step != last) std::cerr << (std::exchange(last, step).empty() ? "" : "\n") << step;
    else if (done > 0) std::cerr << " " << static_cast<int>(100 * done) << "%";
  };
  return options;
}

// No second shortlist is tried: that nobody would see what was wrong with the first, and each try would change the chances.
int no_panel_in_shortlist(const Request& request, bool json, const std::string& language) {
  const auto number = std::to_string(request.shortlist);
  const auto reason = language == "ar" ? "لا توجد لجنة تحقق كل الحصص ضمن القائمة القصيرة (" + number + ")؛ استعمل --shortlist بعدد أكبر" : "no panel keeps every quota among the " + number + " people shortlisted; a longer --shortlist has more";
  std::cerr << reason << "\n";
  if (json) std::cout << Json{{"refused", "shortlist_impossible"}, {"reason", reason}, {"relaxation", Json::array()}}.dump() << "\n";
  return 1;
}

int drawn_for(const Request& request, bool json, const std::string& language) {
  const double start_s = now_s();
  std::vector<FileProblem> problems;
  const auto input = read_draw_files(request.respondents, request.categories, request.size, request.shared, problems);
  if (!problems.empty()) {
    print_problems(problems, "nothing was drawn", json);
    return 3;
  }
  const double read_s = now_s() - start_s;
  const auto& problem = input.pool.problem();
  sortition::Random random(request.options.seed);
  Drawn drawn;
  sortition::Outcome outcome;
  std::vector<sortition::Panel> panels;
  if (request.greedy) {
    for (int j = 0; j < request.options.panels; ++j) {
      auto panel = sortition::greedy_panel(problem, random);
      if (!panel) {
        // Greedy fails where panels exist, too; which of the two it was, the lottery tells.
        auto options = request.options;
        options.cap.kind = sortition::Cap::Kind::off;
        outcome = sortition::fair_lottery(problem, options);
        return no_panel(input, outcome.lottery ? sortition::Refusal::not_resolved : outcome.refusal, json, language);
      }
      panels.push_back(std::move(*panel));
    }
    drawn.chances.assign(problem.types.size(), 0);
    for (const auto& panel : panels)
      for (const auto& [type, count] : panel) drawn.chances[static_cast<std::size_t>(type)] += count;
    for (std::size_t t = 0; t < drawn.chances.size(); ++t) drawn.chances[t] /= static_cast<double>(problem.types[t].people) * static_cast<double>(panels.size());
  } else if (request.in_two_stages(input.pool.people())) {
    auto told = two_stage_draw(input, with_progress(request.options), request.seed, request.shortlist);
    std::cerr << "\n";
    if (told.refused) return no_panel(input, *told.refused, json, language);
    if (!told.drawn) return no_panel_in_shortlist(request, json, language);
    drawn.two_stage = std::move(told.drawn);
    drawn.lottery = &drawn.two_stage->chances;
    panels = drawn.two_stage->lottery.panels;
    for (std::size_t t = 0; t < problem.types.size(); ++t) drawn.chances.push_back(drawn.lottery->expected[t] / problem.types[t].people);
  } else {
    outcome = sortition::fair_lottery(problem, with_progress(request.options));
    std::cerr << "\n";
    if (!outcome.lottery) return no_panel(input, outcome.refusal, json, language);
    drawn.lottery = &*outcome.lottery;
    panels = drawn.lottery->panels;
    for (std::size_t t = 0; t < problem.types.size(); ++t) {
      // What the certificate proves; without one, what the list itself gives.
      const double seats = drawn.lottery->certificate.exact ? drawn.lottery->expected[t] : static_cast<double>(drawn.lottery->appearances[t]) / static_cast<double>(panels.size());
      drawn.chances.push_back(seats / problem.types[t].people);
    }
  }
  seat_and_draw(drawn, input, panels, request, random);
  std::vector<sortition::Chance> chances;
  for (std::size_t t = 0; t < problem.types.size(); ++t) chances.push_back({drawn.chances[t], problem.types[t].people});
  const auto fairness = sortition::fairness(std::move(chances));
  if (!request.list.empty()) write_list(request.list, input, drawn);
  if (!request.certificate.empty()) write_certificate(request, input, drawn);
  Json seconds{{"read", read_s}, {"total", now_s() - start_s}};
  if (drawn.lottery) {
    const auto& spent = drawn.lottery->seconds;
    seconds["optimum"] = spent.point, seconds["panels"] = spent.panels, seconds["certificate"] = spent.certificate;
    if (drawn.two_stage) {
      const auto& second = drawn.two_stage->lottery.seconds;
      seconds["shortlist"] = drawn.two_stage->selection_s, seconds["second_optimum"] = second.point, seconds["panels"] = second.panels, seconds["certificate"] = second.certificate;
    }
  }
  if (json) print_json(input, request, drawn, fairness, seconds);
  else print_summary(input, request, drawn, fairness);
  return 0;
}

}  // namespace

int draw_run(Arguments arguments, const std::string& language) {
  try {
    const auto request = request_of(arguments);
    return drawn_for(request, arguments.json, language);
  } catch (const Misuse& misuse) {
    std::cerr << misuse.reason << "\nusage: shopperctl\n" << draw_usage;
    return 2;
  }
}

}  // namespace shopperctl
