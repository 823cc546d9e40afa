#include <algorithm>
#include <filesystem>
#include <fstream>

#include "platform/base/time.h"
#include "run.h"

namespace shopperctl {
namespace {

using namespace std::chrono_literals;

const std::string responses_file = "responses.csv";

std::string first_of(const std::string& a, const std::string& b) { return a.empty() ? b : a; }
// Recommendation has heard of as many results as were released.
void await_results(Run& run) {
  run.await("results", [&](Http& http) {
    std::size_t released = 0;
    for (const auto* state : {"released", "appealed", "upheld", "amended", "locked"})
      released += run.all(http, "/v1/evaluations?programme_id=" + run.programme_id() + "&state=" + state, run.as("analyst", "quality", "")).size();
    return run.all(http, "/v1/results?programme_id=" + run.programme_id(), run.as("analyst", "quality", "")).size() >= released;
  });
}

struct Row {
  Run& run;
  Http& http;
  Table::Row cells;
  const CatalogueIds& catalogue;
  Json item;
  std::string path;

  [[noreturn]] void refuse(const std::string& what) const { throw Refusal{responses_file, cells.number(), what}; }
  bool in(const char* state) const { return item["state"] == state; }
  void act(const std::string& action, const Json& body, const Options& who) { item = run.act(http, path + action, item["version"], body, who, responses_file, cells.number()); }
  std::string entity_id() const { return item["entity_id"].get<std::string>(); }
  Options officer(const std::string& at) const { return run.as("entity_officer", "officer-" + entity_id(), at, entity_id()); }
};

// The findings that the row's recommendation answers.
Json findings_for(Row& row, const std::vector<Json>& findings) {
  const auto entity = row.catalogue.entities.at(row.cells.text("entity_code"));
  const auto service_code = row.cells.text("service_code"), dimension = row.cells.text("dimension");
  std::string service;
  if (!service_code.empty()) {
    const auto found = row.catalogue.services.find({row.cells.text("entity_code"), service_code});
    if (found == row.catalogue.services.end()) row.refuse("service_code: " + service_code + " is not a service of the entity");
    service = found->second;
  }
  Json ids = Json::array();
  for (const auto& finding : findings)
    if (finding["entity_id"] == entity && finding["dimension"] == dimension && finding["kind"] == "weakness" && (service.empty() || finding["service_id"] == service || finding["service_id"] == ""))
      ids.push_back(finding["id"]);
  if (ids.empty()) row.refuse("the evaluations show no weakness of " + row.cells.text("entity_code") + " in " + dimension + "; a recommendation needs a finding");
  return ids;
}

void issue(Row& row, const std::vector<Json>& findings) {
  const auto& cells = row.cells;
  const auto issued_at = first_of(cells.text("issued_at"), row.run.time_of("analysed_at"));
  Json body{{"programme_id", row.run.programme_id()}, {"entity_id", row.catalogue.entities.at(cells.text("entity_code"))}, {"dimension", cells.text("dimension")},
            {"title", {{"ar", cells.text("title_ar")}, {"en", cells.text("title_en")}}}, {"text", {{"ar", cells.text("text_ar")}, {"en", cells.text("text_en")}}},
            {"finding_ids", findings_for(row, findings)}, {"due_on", cells.text("due_on")}};
  if (!cells.text("service_code").empty()) body["service_id"] = row.catalogue.services.at({cells.text("entity_code"), cells.text("service_code")});
  row.item = row.run.must(row.http, "PUT", row.path, body, row.run.as("analyst", "author", issued_at), responses_file, cells.number()).json();
  if (row.in("draft")) row.act("/send-to-review", Json{{"remark", ""}}, row.run.as("analyst", "author", issued_at));
  if (row.in("peer_review")) row.act("/issue", Json{{"remark", ""}}, row.run.as("analyst", "reviewer", later(issued_at, 60min)));
  row.run.count("recommendations");
}

void answer(Row& row) {
  const auto& cells = row.cells;
  const auto at = cells.text("answered_at");
  if (row.in("issued")) row.act("/acknowledge", Json{{"remark", ""}}, row.officer(at));
  if (row.in("acknowledged")) {
    Json body{{"response", cells.text("response")}, {"reason", cells.text("reason")}};
    if (!cells.text("transfer_to").empty()) body["transfer_to"] = row.catalogue.entities.at(cells.text("transfer_to"));
    row.act("/respond", body, row.officer(later(at, 1min)));
  }
  if ((row.in("accepted") || row.in("partly")) && !cells.text("commitment_measure").empty()) {
    if (row.item["commitments"].empty())
      row.act("/commitments", {{"owner", cells.text("commitment_owner")}, {"measure", cells.text("commitment_measure")}, {"due_on", cells.text("commitment_due_on")}}, row.officer(later(at, 2min)));
    row.act("/start", Json{{"remark", ""}}, row.officer(later(at, 3min)));
  }
  if (row.in("rejected")) row.act("/close", Json{{"remark", ""}}, row.run.as("analyst", "author", later(at, 10min)));
  if (row.in("in_progress") && !cells.text("done_remark").empty()) row.act("/claim-done", {{"remark", cells.text("done_remark")}}, row.officer(cells.text("claimed_done_at")));
}

// The missions of a re-measurement, made with the answer sheets that the files have for the place.
void remeasure(Row& row, const std::vector<std::size_t>& sheets, const std::string& form_id) {
  const auto& cells = row.cells;
  const auto asked_at = later(cells.text("claimed_done_at"), 60min);
  const auto visits = cells.text("remeasure_visits");
  if (visits.empty()) return;
  if (row.in("claimed_done"))
    row.act("/re-measure", {{"visits", std::stoi(visits)}, {"due_on", cells.text("remeasure_due_on")}, {"channel", ""}}, row.run.as("analyst", "author", asked_at));
  if (!row.in("re_measuring")) return;
  const auto id = row.item["id"].get<std::string>();
  auto& run = row.run;
  std::vector<Json> missions;
  run.await("missions of the re-measurement", [&](Http& http) {
    missions = run.all(http, "/v1/assignments?recommendation_id=" + id, run.as("analyst", "quality", ""));
    return static_cast<int>(missions.size()) >= std::stoi(visits);
  });
  std::sort(missions.begin(), missions.end(), [](const Json& a, const Json& b) { return a["id"].get<std::string>() < b["id"].get<std::string>(); });
  std::vector<std::size_t> own;
  for (const auto i : sheets) {
    const auto sheet = run.files().evaluations.row(i);
    const bool service = cells.text("service_code").empty() || sheet.text("service_code") == cells.text("service_code");
    if (sheet.text("entity_code") == cells.text("entity_code") && service) own.push_back(i);
  }
  std::map<std::string, std::string> service_codes;
  for (const auto& [key, service_id] : row.catalogue.services) service_codes.emplace(service_id, key.second);
  std::map<std::string, std::size_t> by_evaluation;
  for (const auto i : own) by_evaluation.emplace(run.named_id("evaluation", run.files().evaluations.row(i).text("sheet")), i);
  // Missions reported in an earlier run keep their sheets.
  std::map<std::string, std::size_t> sheet_of;
  for (const auto& mission : missions)
    if (mission["state"] == "submitted" || mission["state"] == "closed")
      for (const auto& evaluation : run.all(row.http, "/v1/evaluations?assignment_id=" + mission["id"].get<std::string>(), run.as("analyst", "quality", "")))
        if (const auto found = by_evaluation.find(evaluation["id"]); found != by_evaluation.end()) {
          sheet_of.emplace(mission["id"], found->second);
          std::erase(own, found->second);
        }
  for (auto mission : missions) {
    const auto state = mission["state"].get<std::string>();
    if (state == "cancelled" || state == "reassigned" || state == "declined" || state == "expired") continue;
    const auto known = sheet_of.find(mission["id"]);
    if (known == sheet_of.end()) {
      if (own.empty()) break;
      // A sheet of the mission's own service, where there is one.
      auto chosen = std::find_if(own.begin(), own.end(), [&](std::size_t i) { return run.files().evaluations.row(i).text("service_code") == service_codes[mission["service_id"]]; });
      if (chosen == own.end()) chosen = own.begin();
      sheet_of.emplace(mission["id"], *chosen);
      own.erase(chosen);
    }
    const auto sheet = run.files().evaluations.row(sheet_of.at(mission["id"]));
    const auto path = "/v1/assignments/" + mission["id"].get<std::string>();
    const auto file = std::string("evaluations.csv");
    const auto at = sheet.text("submitted_at");
    if (mission["state"] == "planned") {
      const auto candidates = run.must(row.http, "GET", path + "/candidates", nullptr, run.as("analyst", "quality", asked_at), file, sheet.number()).json();
      for (const auto& candidate : candidates["items"])
        if (candidate.value("eligible", false)) {
          mission = run.act(row.http, path + "/offer", mission["version"], {{"shopper", candidate["shopper"]}}, run.as("analyst", "quality", asked_at), file, sheet.number());
          break;
        }
    }
    const auto shopper = mission["shopper"].get<std::string>();
    if (mission["state"] == "offered") mission = run.act(row.http, path + "/accept", mission["version"], nullptr, run.as("shopper", shopper, later(asked_at, 60min)), file, sheet.number());
    if (mission["state"] == "accepted") mission = run.act(row.http, path + "/start", mission["version"], nullptr, run.as("shopper", shopper, at), file, sheet.number());
    send_sheet(run, row.http, sheet, row.catalogue, {shopper}, form_id, mission["id"]);
    run.count("remeasurements");
  }
}

void verify(Row& row) {
  const auto at = row.cells.text("verified_at");
  if (row.in("re_measuring")) {
    await_results(row.run);
    row.item = row.run.must(row.http, "GET", row.path, nullptr, row.run.as("analyst", "author", ""), responses_file, row.cells.number()).json();
    row.act("/verify", Json{{"remark", ""}}, row.run.as("analyst", "author", at));
    row.run.count("recommendations_" + row.item["state"].get<std::string>());
  }
  // Also when an earlier run was cut after the verdict.
  if (row.in("verified_fixed")) row.act("/close", Json{{"remark", ""}}, row.run.as("analyst", "author", later(at, 1min)));
}

}  // namespace

void recommend(Run& run) {
  await_results(run);
  std::vector<Json> findings;
  CatalogueIds catalogue;
  std::string form_id;
  run.each("findings", 1, [&](Http& http, std::size_t) {
    run.must(http, "POST", "/v1/findings/detect", {{"programme_id", run.programme_id()}}, run.as("analyst", "author", run.time_of("analysed_at")), "evaluations.csv", 0);
    findings = run.all(http, "/v1/findings?programme_id=" + run.programme_id(), run.as("analyst", "author", ""));
    catalogue = catalogue_ids(run, http);
    form_id = published_form_id(run, http);
  });
  run.count("findings", static_cast<std::int64_t>(findings.size()));
  const auto sheets = sheets_of(run, "remeasurement");
  const auto& table = run.files().responses;
  // In order: missions of one re-measurement count towards the limits of the next.
  std::vector<Refusal> refusals;
  Progress progress("recommendations", table.size(), run.quiet());
  Http http(run.settings());
  for (std::size_t i = 0; i < table.size(); ++i) {
    Row row{run, http, table.row(i), catalogue, {}, "/v1/recommendations/" + run.named_id("recommendation", table.row(i).text("recommendation"))};
    try {
      issue(row, findings);
      answer(row);
      remeasure(row, sheets, form_id);
      verify(row);
      progress.advance();
    } catch (const Refusal& refusal) {
      refusals.push_back(refusal);
    }
  }
  if (!refusals.empty()) throw RunStopped{"recommendations", std::move(refusals), ""};
  progress.finish();
}

void write_report(Run& run, const std::string& directory) {
  std::filesystem::create_directories(directory);
  Http http(run.settings());
  const auto fetch = [&](const std::string& language, const std::string& media_type, const std::string& name) {
    auto settings = run.settings();
    settings.language = language;
    Http localised(settings);
    auto options = run.as("analyst", "author", "");
    options.accept = media_type;
    const auto answer = localised.get("/v1/programmes/" + run.programme_id() + "/report", options);
    if (!answer.ok()) throw Refusal{name, 0, answer.explanation()};
    std::ofstream file(std::filesystem::path(directory) / name, std::ios::binary);
    file << answer.body;
    if (!file) throw Refusal{name, 0, "cannot be written to " + directory};
  };
  fetch("ar", "text/html", "report.ar.html");
  fetch("en", "text/html", "report.en.html");
  fetch("en", "application/json", "report.json");
}

}  // namespace shopperctl
