#include "run.h"

namespace shopperctl {
namespace {

Json details_of(const Table::Row& row, const std::string& notice_version) {
  const bool declared = row.text("declarations") == "yes";
  Json details{{"name_ar", row.text("name_ar")}, {"name_en", row.text("name_en")}, {"qid", row.text("qid")}, {"date_of_birth", row.text("date_of_birth")},
               {"nationality", row.text("nationality")}, {"residency", row.text("residency")}, {"resident_since", row.text("resident_since")},
               {"gender", row.text("gender")}, {"occupation", row.text("occupation")}, {"employer", row.text("employer")},
               {"employer_entity", row.text("employer_entity")}, {"related_entities", split_list(row.text("related_entities"))},
               {"municipality", row.text("municipality")}, {"address", row.text("address")}, {"email", row.text("email")}, {"phone", row.text("phone")},
               {"languages", split_list(row.text("languages"))}, {"motivation", row.text("motivation")},
               {"consent_notice_version", row.text("consent") == "yes" ? notice_version : ""}};
  details["declarations"] = {{"truthful", declared}, {"impartial", declared}, {"confidential", declared}, {"available_for_training", declared},
                             {"conflicts_complete", row.text("conflicts_complete") == "yes"}};
  return details;
}

// From the row to a submitted (and perhaps withdrawn) application. A row submitted before may have moved on since.
void register_one(Run& run, Http& http, const Table::Row& row, const std::string& notice_version) {
  const auto applicant = row.text("applicant");
  const auto path = "/v1/applications/" + run.application_id(applicant);
  const auto who = run.as("applicant", run.subject(applicant), row.text("submitted_at"));
  const auto& file = row.table().file();
  auto application = run.must(http, "PUT", path, {{"programme_id", run.programme_id()}, {"details", details_of(row, notice_version)}}, who, file, row.number()).json();
  if (application["state"] == "draft") application = run.act(http, path + "/submit", application["version"], nullptr, who, file, row.number());
  run.count("applications");
  const auto withdrawn_at = row.text("withdrawn_at");
  if (withdrawn_at.empty() || application["state"] == "withdrawn") return;
  // Selection may be deciding at the same moment: look again when it was faster.
  for (int attempt = 0;; ++attempt) {
    Options options = run.as("applicant", run.subject(applicant), withdrawn_at);
    options.if_match = std::to_string(application["version"].get<std::int64_t>());
    const auto answer = http.send("POST", path + "/withdraw", Json{{"reason", ""}}.dump(), options);
    if (answer.ok()) return;
    if (answer.status != 412 || attempt >= 10) throw Refusal{file, row.number(), answer.explanation()};
    application = run.must(http, "GET", path, nullptr, run.as("applicant", run.subject(applicant), ""), file, row.number()).json();
    if (application["state"] == "withdrawn") return;
  }
}

}  // namespace

void open_programme(Run& run) {
  const std::string file = "programme.json";
  run.each("programme", 1, [&](Http& http, std::size_t) {
    const auto path = "/v1/programmes/" + run.programme_id();
    auto body = run.files().programme["programme"];
    body.erase("id");
    auto programme = run.must(http, "PUT", path, body, run.as("administrator", "bureau", run.time_of("created_at")), file, 0).json();
    if (programme["state"] == "draft")
      programme = run.act(http, path + "/publish", programme["version"], nullptr, run.as("administrator", "bureau", run.time_of("published_at")), file, 0);
  });
}

void register_applicants(Run& run) {
  const auto& table = run.files().applicants;
  const auto notice_version = run.files().programme["programme"]["consent_notice"].value("version", "");
  run.each("applications", table.size(), [&](Http& http, std::size_t i) { register_one(run, http, table.row(i), notice_version); });
  const auto closed_at = run.time_of("closed_at");
  if (closed_at.empty()) return;   // a programme still open stays open
  run.each("close registration", 1, [&](Http& http, std::size_t) {
    const auto path = "/v1/programmes/" + run.programme_id();
    const auto who = run.as("administrator", "bureau", closed_at);
    const auto programme = run.must(http, "GET", path, nullptr, who, "programme.json", 0).json();
    if (programme["state"] == "published") run.act(http, path + "/close", programme["version"], {{"reason", "The window is over"}}, who, "programme.json", 0);
  });
}

}  // namespace shopperctl
