#include "draw_certificate.h"

#include <algorithm>
#include <cstdint>
#include <iostream>

#include "platform/crypto/hash.h"

namespace shopperctl {

namespace sortition = shopper::sortition;

namespace {

constexpr const char* format = "shopper-draw-certificate/1";
const std::pair<const char*, sortition::Method> methods[] = {{"leximin", sortition::Method::leximin}, {"maximin", sortition::Method::maximin}, {"nash", sortition::Method::nash}, {"goldilocks", sortition::Method::goldilocks}};

// A panel as [type, seats, type, seats, ...].
Json panels_json(const std::vector<sortition::Panel>& panels) {
  Json all = Json::array();
  for (const auto& panel : panels) {
    auto& one = all.emplace_back(Json::array());
    for (const auto& [type, count] : panel) one.push_back(type), one.push_back(count);
  }
  return all;
}

std::vector<sortition::Panel> panels_of(const Json& json) {
  std::vector<sortition::Panel> all;
  for (const auto& one : json) {
    auto& panel = all.emplace_back();
    for (std::size_t i = 0; i + 1 < one.size(); i += 2) panel.push_back({one[i].get<int>(), one[i + 1].get<int>()});
  }
  return all;
}

// What a file may claim of its own sizes.
struct Wrong {
  std::string reason;
};
void need(bool holds, const std::string& reason) {
  if (!holds) throw Wrong{reason};
}

DrawCertificate parsed(const Json& json) {
  need(json.is_object() && json.value("format", "") == format, std::string("the format is not ") + format);
  DrawCertificate certificate;
  auto& claim = certificate.claim;
  const auto method = json.at("method").get<std::string>();
  const auto known_method = method_named(method);
  need(known_method.has_value(), "unknown method");
  claim.method = *known_method;
  claim.cap = json.at("cap").is_null() ? 0 : json.at("cap").get<double>();
  claim.problem.seats = json.at("size").get<int>();
  for (const auto& row : json.at("rows")) claim.problem.rows.push_back({row.at("min").get<int>(), row.at("max").get<int>()});
  for (const auto& type : json.at("types")) claim.problem.types.push_back({type.at("rows").get<std::vector<int>>(), type.at("people").get<int>(), type.at("seats_max").get<int>()});
  const auto rows = static_cast<int>(claim.problem.rows.size()), types = static_cast<int>(claim.problem.types.size());
  need(claim.problem.seats >= 1 && types >= 1, "there are no seats or no people");
  for (const auto& type : claim.problem.types) {
    need(type.people >= 1 && type.seats_max >= 0, "a type without people");
    for (std::size_t i = 0; i < type.rows.size(); ++i) need(type.rows[i] >= 0 && type.rows[i] < rows && (i == 0 || type.rows[i - 1] < type.rows[i]), "a type counts in a row that is not there");
  }
  const auto known = [&](int type) { need(type >= 0 && type < types, "a type that is not there"); };
  claim.impossible = json.at("in_no_panel").get<std::vector<int>>();
  for (const int type : claim.impossible) known(type);
  claim.expected = json.at("expected_seats").get<std::vector<double>>();
  need(claim.expected.size() == claim.problem.types.size(), "expected_seats must have a number for each type");
  claim.list = panels_of(json.at("list"));
  claim.mixture = panels_of(json.at("mixture"));
  claim.weights = json.at("weights").get<std::vector<double>>();
  need(claim.weights.size() == claim.mixture.size(), "weights must have a number for each panel of the mixture");
  for (const auto* panels : {&claim.list, &claim.mixture})
    for (const auto& panel : *panels)
      for (const auto& seats : panel) known(seats.type);
  for (const auto& level : json.at("levels")) {
    sortition::Stage stage{level.at("level").get<double>(), level.at("held").get<std::vector<int>>(), level.at("multipliers").get<std::vector<double>>()};
    for (const int type : stage.held) known(type);
    need(stage.proof.empty() || stage.proof.size() == claim.problem.rows.size() + 1, "multipliers must have a number for each row, and one for the size");
    claim.stages.push_back(std::move(stage));
  }
  certificate.seed = json.at("drawn").value("seed", "");
  certificate.index = json.at("drawn").at("index").get<std::size_t>();
  certificate.list_sha256 = json.at("drawn").at("list_sha256").get<std::string>();
  return certificate;
}

}  // namespace

std::optional<sortition::Method> method_named(const std::string& name) {
  const auto found = std::find_if(std::begin(methods), std::end(methods), [&](const auto& entry) { return name == entry.first; });
  return found != std::end(methods) ? std::optional(found->second) : std::nullopt;
}

std::string list_sha256(const std::vector<sortition::Panel>& list) { return shopper::crypto::sha256_hex(panels_json(list).dump()); }

std::size_t index_of(const std::string& seed, const std::string& sha256, std::size_t panels) {
  const std::uint64_t unfair = (0 - std::uint64_t{panels}) % panels;   // 2^64 mod panels
  for (int round = 0;; ++round) {
    const auto digest = shopper::crypto::sha256_hex("shopper draw " + seed + " " + sha256 + " " + std::to_string(round));
    const std::uint64_t value = std::stoull(digest.substr(0, 16), nullptr, 16);
    if (value <= UINT64_MAX - unfair) return static_cast<std::size_t>(value % panels);
  }
}

Json certificate_json(const DrawCertificate& certificate, const DrawInput& input, const std::string& respondents, const std::string& categories) {
  const auto& claim = certificate.claim;
  Json rows = Json::array(), types = Json::array(), levels = Json::array();
  for (std::size_t r = 0; r < claim.problem.rows.size(); ++r) {
    Json row{{"min", claim.problem.rows[r].min}, {"max", claim.problem.rows[r].max}};
    if (r < input.quotas.size()) row["feature"] = input.quotas[r].feature, row["value"] = input.quotas[r].value;
    else row["feature"] = "household";   // as many seats as households of one kind
    rows.push_back(std::move(row));
  }
  for (const auto& type : claim.problem.types) types.push_back({{"rows", type.rows}, {"people", type.people}, {"seats_max", type.seats_max}});
  for (const auto& stage : claim.stages) levels.push_back({{"level", stage.level}, {"held", stage.held}, {"multipliers", stage.proof}});
  const auto method = std::find_if(std::begin(methods), std::end(methods), [&](const auto& entry) { return claim.method == entry.second; });
  const auto digest = [](const std::string& path) { return shopper::crypto::sha256_hex(read_file(path).value_or("")); };
  Json drawn{{"index", certificate.index}, {"list_sha256", certificate.list_sha256}};
  if (!certificate.seed.empty()) drawn["seed"] = certificate.seed;
  return {{"format", format}, {"method", method->first}, {"size", claim.problem.seats}, {"candidates", claim.problem.people()}, {"cap", claim.cap > 0 ? Json(claim.cap) : Json()},
          {"files", {{"respondents_sha256", digest(respondents)}, {"categories_sha256", digest(categories)}}},
          {"rows", rows}, {"types", types}, {"in_no_panel", claim.impossible}, {"expected_seats", claim.expected}, {"levels", levels},
          {"mixture", panels_json(claim.mixture)}, {"weights", claim.weights}, {"list", panels_json(claim.list)}, {"drawn", drawn}};
}

std::optional<DrawCertificate> read_certificate(const std::string& text, std::string& reason) {
  try {
    return parsed(Json::parse(text));
  } catch (const Wrong& wrong) {
    reason = wrong.reason;
  } catch (const std::exception& failure) {
    reason = failure.what();
  }
  return std::nullopt;
}

int draw_verify(const std::string& file, bool json) {
  using Verdict = sortition::Check::Verdict;
  const auto text = read_file(file);
  std::string reason = "the file is missing or cannot be read";
  const auto certificate = text ? read_certificate(*text, reason) : std::nullopt;
  if (!certificate) {
    print_problems({{file, 0, "", reason}}, "nothing was verified", json);
    return 3;
  }
  auto checks = sortition::verify(certificate->claim);
  const auto& list = certificate->claim.list;
  const bool same_list = certificate->list_sha256 == list_sha256(list);
  const bool by_seed = !certificate->seed.empty();
  const bool drawn = same_list && certificate->index < list.size() && (!by_seed || certificate->index == index_of(certificate->seed, certificate->list_sha256, list.size()));
  checks.push_back({drawn ? Verdict::holds : Verdict::fails, "drawn",
                    !drawn ? "the panel drawn is not the one that the list and the seed give"
                    : by_seed ? "panel " + std::to_string(certificate->index) + " is the one that the seed gives for this list"
                              : "panel " + std::to_string(certificate->index) + " was drawn by a number from outside; compare it with the announced one"});
  const char* words[] = {"holds", "FAILS", "not shown"};
  bool fails = false, shown = true;
  Json list_json = Json::array();
  for (const auto& check : checks) {
    const auto* word = words[static_cast<int>(check.verdict)];
    fails |= check.verdict == Verdict::fails, shown &= check.verdict == Verdict::holds;
    list_json.push_back({{"check", check.name}, {"verdict", check.verdict == Verdict::holds ? "holds" : check.verdict == Verdict::fails ? "fails" : "not_shown"}, {"detail", check.detail}});
    if (!json) std::cout << word << std::string(11 - std::string(word).size(), ' ') << check.name << std::string(16 - check.name.size(), ' ') << check.detail << "\n";
  }
  const char* conclusion = fails ? "The certificate does not hold." : shown ? "Everything holds: the panel is what the fair procedure gives." : "What is shown holds; not everything is shown.";
  if (json) std::cout << Json{{"checks", list_json}, {"holds", !fails}, {"complete", shown}}.dump() << "\n";
  else std::cout << conclusion << "\n";
  return fails ? 1 : 0;
}

}  // namespace shopperctl
