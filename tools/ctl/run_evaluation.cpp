#include <algorithm>
#include <set>
#include <thread>

#include "platform/crypto/hash.h"
#include "run.h"

namespace shopperctl {
namespace {

const std::string evaluations_file = "evaluations.csv";
constexpr int member_news_attempts_max = 600;   // times 50 ms
constexpr auto member_news_pause = std::chrono::milliseconds(50);

Options analyst(const Run& run, const std::string& at, const std::string& name = "quality") { return run.as("analyst", name, at); }

// The answers of a sheet: every column beyond the known ones is a question.
Json answers_of(const Table::Row& row, const std::map<std::string, std::string>& types) {
  Json answers = Json::object();
  for (const auto& question : row.table().further_columns()) {
    const auto cell = row.text(question);
    if (cell.empty()) continue;
    const auto found = types.find(question);
    const auto type = found == types.end() ? "text" : found->second;
    if (type == "integer" || type == "decimal") {
      const auto number = Json::parse(cell, nullptr, false);
      answers[question] = number.is_number() ? number : Json(cell);
    } else if (type == "select_multiple") {
      Json chosen = Json::array();
      std::string word;
      for (const char c : cell + " ") {
        if (c != ' ' && c != ';') word += c;
        else if (!word.empty()) chosen.push_back(std::exchange(word, ""));
      }
      answers[question] = chosen;
    } else {
      answers[question] = cell;
    }
  }
  return answers;
}

const std::set<std::string> place_refusals{"CONFLICT_OF_INTEREST", "MEMBER_ABSENT", "SHOPPER_IDENTIFIED"};

}  // namespace

CatalogueIds catalogue_ids(Run& run, Http& http) {
  CatalogueIds ids;
  std::map<std::string, std::string> codes;
  for (const auto& item : run.all(http, "/v1/entities", analyst(run, ""))) {
    ids.entities.emplace(item["code"], item["id"]);
    codes.emplace(item["id"], item["code"]);
  }
  for (const auto& item : run.all(http, "/v1/branches", analyst(run, ""))) ids.branches[{codes[item["entity_id"]], item["code"]}] = item["id"];
  for (const auto& item : run.all(http, "/v1/services", analyst(run, ""))) ids.services[{codes[item["entity_id"]], item["code"]}] = item["id"];
  return ids;
}

void import_catalogue(Run& run) {
  run.each("entities and form", 1, [&](Http& http, std::size_t) {
    auto options = analyst(run, run.time_of("published_at"), "forms");
    options.content_type = "text/csv";
    options.idempotency_key = run.named_id("entities", shopper::crypto::sha256_hex(run.files().entities_csv));
    const auto imported = http.send("POST", "/v1/entities/import", run.files().entities_csv, options);
    if (!imported.ok()) throw Refusal{"entities.csv", 0, imported.explanation()};
    run.count("entities", imported.json().value("entities", 0));
    options.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    options.idempotency_key = run.named_id("form", shopper::crypto::sha256_hex(run.files().form_xlsx));
    const auto form = http.send("POST", "/v1/forms/import", run.files().form_xlsx, options);
    if (!form.ok()) throw Refusal{"form.xlsx", 0, form.explanation()};
    const auto version = form.json();
    const auto path = "/v1/forms/" + version["form_id"].get<std::string>() + "/versions/" + std::to_string(version["form_version"].get<std::int64_t>());
    // The import may be an earlier one, answered again: look at what the form is now.
    const auto present = run.must(http, "GET", path, nullptr, analyst(run, "", "forms"), "form.xlsx", 0).json();
    if (present["state"] == "draft") run.act(http, path + "/publish", present["version"], nullptr, analyst(run, run.time_of("published_at"), "forms"), "form.xlsx", 0);
  });
}

std::string published_form_id(Run& run, Http& http) {
  const auto key = run.named_id("form", shopper::crypto::sha256_hex(run.files().form_xlsx));
  auto options = analyst(run, run.time_of("published_at"), "forms");
  options.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  options.idempotency_key = key;
  const auto form = http.send("POST", "/v1/forms/import", run.files().form_xlsx, options);
  if (!form.ok()) throw Refusal{"form.xlsx", 0, form.explanation()};
  return form.json()["form_id"].get<std::string>();
}

std::vector<std::size_t> sheets_of(const Run& run, const std::string& purpose) {
  std::vector<std::size_t> rows;
  const auto& table = run.files().evaluations;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto cell = table.row(i).text("purpose");
    if ((cell.empty() ? "baseline" : cell) == purpose) rows.push_back(i);
  }
  return rows;
}

namespace {

// PUT of the sheet in the name of `shopper`. Evaluation may not yet have heard of a member selection has just certified.
Answer put_sheet(Http& http, const std::string& path, const Json& body, const Options& who) {
  for (int attempt = 0;; ++attempt) {
    auto answer = http.send("PUT", path, body.dump(), who);
    const auto code = answer.ok() ? "" : answer.code();
    const bool early = code == "NOT_A_MEMBER" || code == "MEMBER_NOT_CERTIFIED" || code == "MEMBER_NOT_ACTIVE";
    if (!early || attempt >= member_news_attempts_max) return answer;
    std::this_thread::sleep_for(member_news_pause);
  }
}

}  // namespace

std::string send_sheet(Run& run, Http& http, const Table::Row& row, const CatalogueIds& catalogue, const std::vector<std::string>& shoppers, const std::string& form_id,
                       const std::string& assignment_id) {
  const auto entity_code = row.text("entity_code");
  const auto name = row.text("sheet");
  const auto path = "/v1/evaluations/" + run.named_id("evaluation", name);
  const auto service = catalogue.services.find({entity_code, row.text("service_code")});
  if (service == catalogue.services.end()) throw Refusal{evaluations_file, row.number(), "service_code: " + row.text("service_code") + " is not a service of " + entity_code};
  Json body{{"programme_id", run.programme_id()}, {"visited_on", row.text("visited_on")}, {"submit", true}};
  if (!assignment_id.empty()) {
    body["assignment_id"] = assignment_id;   // the mission says where and with which form
  } else {
    body["entity_id"] = catalogue.entities.at(entity_code);
    body["service_id"] = service->second;
    body["channel"] = row.text("channel");
    body["form_id"] = form_id;
    body["mode"] = row.text("mode").empty() ? "mission" : row.text("mode");
    if (const auto branch = row.text("branch_code"); !branch.empty()) {
      const auto found = catalogue.branches.find({entity_code, branch});
      if (found == catalogue.branches.end()) throw Refusal{evaluations_file, row.number(), "branch_code: " + branch + " is not a branch of " + entity_code};
      body["branch_id"] = found->second;
    }
  }
  if (const auto ended = row.text("visit_ended_at"); !ended.empty()) body["visit_ended_at"] = ended;
  static std::mutex types_mutex;
  static std::map<std::string, std::map<std::string, std::string>> types_by_form;
  std::map<std::string, std::string> types;
  {
    std::lock_guard lock(types_mutex);
    auto& cached = types_by_form[form_id];
    if (cached.empty())
      for (const auto& summary : run.all(http, "/v1/forms", analyst(run, ""))) {
        if (summary["form_id"] != form_id) continue;
        const auto version = run.must(http, "GET", "/v1/forms/" + form_id + "/versions/" + std::to_string(summary["form_version"].get<std::int64_t>()), nullptr, analyst(run, ""), "form.xlsx", 0).json();
        for (const auto& question : version["definition"]["questions"]) cached[question["name"]] = question.value("type", "text");
      }
    types = cached;
  }
  body["answers"] = answers_of(row, types);

  Answer answer;
  std::string shopper;
  for (const auto& candidate : shoppers) {
    shopper = candidate;
    answer = put_sheet(http, path, body, run.as("shopper", candidate, row.text("submitted_at")));
    // A seat stands for whoever may go: the next one, where ties or an absence forbid it; 404: another seat sent it in an earlier run.
    if (answer.ok() || !(answer.status == 404 || place_refusals.contains(answer.code()))) break;
  }
  if (!answer.ok()) throw Refusal{evaluations_file, row.number(), answer.explanation()};
  auto evaluation = answer.json();
  run.count("evaluations");

  if (const auto problem = row.text("suggestion_problem"); !problem.empty()) {
    run.must(http, "POST", "/v1/suggestions",
             {{"programme_id", run.programme_id()}, {"entity_id", catalogue.entities.at(entity_code)}, {"service_id", service->second}, {"problem", problem}, {"idea", row.text("suggestion_idea")}},
             run.as("shopper", shopper, row.text("submitted_at")), evaluations_file, row.number());
    run.count("suggestions");
  }

  const auto verdict = row.text("verdict").empty() ? "approve" : row.text("verdict");
  const auto step = [&](const std::string& action, const std::string& reason) {
    evaluation = run.act(http, path + action, evaluation["version"], {{"reason", reason}}, analyst(run, row.text("submitted_at")), evaluations_file, row.number());
  };
  if (evaluation["state"] == "submitted") step("/take-up", "");
  if (evaluation["state"] == "in_review") step("/" + verdict, verdict == "approve" ? "" : row.text("verdict_reason").empty() ? "As recorded" : row.text("verdict_reason"));
  if (evaluation["state"] == "approved") step("/release", "");
  const auto state = evaluation["state"].get<std::string>();
  run.count("evaluations_" + state);
  return state;
}

void evaluate_services(Run& run) {
  CatalogueIds catalogue;
  std::string form_id;
  std::vector<std::string> seats;
  run.await("catalogue", [&](Http& http) {
    catalogue = catalogue_ids(run, http);
    form_id = published_form_id(run, http);
    std::map<std::int64_t, std::string> by_rank;
    std::map<std::string, std::string> subjects;
    const auto& applicants = run.files().applicants;
    for (std::size_t i = 0; i < applicants.size(); ++i) {
      const auto name = applicants.row(i).text("applicant");
      subjects.emplace(run.application_id(name), run.subject(name));
    }
    for (const auto& member : run.all(http, "/v1/programmes/" + run.programme_id() + "/panel", run.as("administrator", "bureau", "")))
      if (member["state"] == "active") by_rank.emplace(member["rank"].get<std::int64_t>(), subjects[member["id"]]);
    for (const auto& [rank, subject] : by_rank) seats.push_back(subject);
    return true;
  });
  if (seats.empty()) throw RunStopped{"evaluations", {}, "no member of the panel is active"};
  const auto rows = sheets_of(run, "baseline");
  const auto& table = run.files().evaluations;
  run.each("evaluations", rows.size(), [&](Http& http, std::size_t r) {
    const auto row = table.row(rows[r]);
    const auto shopper = row.text("shopper");
    std::vector<std::string> order;
    if (shopper.starts_with("#")) {
      const auto seat = static_cast<std::size_t>(std::max(1, std::stoi(shopper.substr(1)))) - 1;
      for (std::size_t k = 0; k < seats.size(); ++k) order.push_back(seats[(seat + k) % seats.size()]);
    } else {
      order.push_back(run.subject(shopper));
    }
    send_sheet(run, http, row, catalogue, order, form_id, "");
  });
}

}  // namespace shopperctl
