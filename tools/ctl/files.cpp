#include "files.h"

#include <algorithm>
#include <set>

#include "platform/base/time.h"

namespace shopperctl {
namespace {

const std::vector<std::string> residencies{"citizen", "permanent_resident", "work", "family", "investor", "student", "gcc_national"};

std::vector<Column> applicant_columns() {
  return {{"applicant"}, {"submitted_at", Kind::time, false}, {"name_ar", Kind::text, true, false}, {"name_en", Kind::text, true, false}, {"qid"},
          {"date_of_birth", Kind::date}, {"nationality"}, {"residency", Kind::one_of, true, true, residencies}, {"resident_since", Kind::date, true, false},
          {"gender", Kind::one_of, true, true, {"female", "male"}}, {"occupation"}, {"employer", Kind::text, false, false}, {"employer_entity", Kind::text, false, false},
          {"related_entities", Kind::text, false, false}, {"municipality"}, {"address", Kind::text, false, false}, {"email"}, {"phone", Kind::text, false, false},
          {"languages", Kind::text, false, false}, {"motivation"}, {"consent", Kind::yes_no}, {"declarations", Kind::yes_no}, {"conflicts_complete", Kind::yes_no},
          {"withdrawn_at", Kind::time, false, false}, {"offer_answer", Kind::one_of, false, false, {"accept", "decline", "ignore"}},
          {"notice_kind", Kind::one_of, false, false, {"absence", "employer", "residency", "contact", "health", "conflict"}}, {"notice_at", Kind::time, false, false},
          {"notice_from", Kind::date, false, false}, {"notice_to", Kind::date, false, false}, {"notice_conflicts", Kind::text, false, false}};
}

std::vector<Column> review_columns() {
  return {{"applicant"}, {"reader"}, {"verdict", Kind::one_of, true, true, {"pass", "fail"}}, {"reasons", Kind::text, true, false}, {"note", Kind::text, false, false}, {"at", Kind::time, false, false}};
}

std::vector<Column> interview_columns() {
  return {{"applicant"}, {"starts_at", Kind::time}, {"ends_at", Kind::time, false, false}, {"place", Kind::text, false, false}, {"member"}, {"note", Kind::text, false, false},
          {"outcome", Kind::one_of, false, false, {"pass", "fail"}}, {"reason", Kind::text, false, false}};
}

std::vector<Column> evaluation_columns() {
  return {{"sheet"}, {"shopper", Kind::text, true, false}, {"entity_code"}, {"branch_code", Kind::text, true, false}, {"service_code"},
          {"channel", Kind::one_of, true, true, {"visit", "phone", "web", "app", "email", "kiosk"}}, {"visited_on", Kind::date}, {"visit_ended_at", Kind::time, false, false},
          {"submitted_at", Kind::time, false, false}, {"mode", Kind::one_of, false, false, {"organic", "mission"}},
          {"purpose", Kind::one_of, false, false, {"baseline", "remeasurement"}}, {"verdict", Kind::one_of, false, false, {"approve", "reject", "exclude"}},
          {"verdict_reason", Kind::text, false, false}, {"suggestion_problem", Kind::text, false, false}, {"suggestion_idea", Kind::text, false, false}};
}

std::vector<Column> response_columns() {
  return {{"recommendation"}, {"entity_code"}, {"service_code", Kind::text, true, false}, {"dimension"}, {"title_ar"}, {"title_en"}, {"text_ar"}, {"text_en"},
          {"due_on", Kind::date}, {"issued_at", Kind::time, false, false}, {"response", Kind::one_of, true, true, {"accepted", "partly", "rejected", "transferred"}},
          {"reason", Kind::text, true, false}, {"transfer_to", Kind::text, false, false}, {"answered_at", Kind::time, false, false}, {"commitment_owner", Kind::text, false, false},
          {"commitment_measure", Kind::text, false, false}, {"commitment_due_on", Kind::date, false, false}, {"claimed_done_at", Kind::time, false, false},
          {"done_remark", Kind::text, false, false}, {"remeasure_visits", Kind::integer, false, false}, {"remeasure_due_on", Kind::date, false, false},
          {"verified_at", Kind::time, false, false}};
}

std::vector<Column> entity_columns() {
  return {{"entity_code"}, {"entity_ar"}, {"entity_en"}, {"branch_code", Kind::text, true, false}, {"branch_ar", Kind::text, true, false}, {"branch_en", Kind::text, true, false},
          {"service_code", Kind::text, true, false}, {"service_ar", Kind::text, true, false}, {"service_en", Kind::text, true, false}, {"channels", Kind::text, true, false}};
}

using Key = std::vector<std::string>;

Key key_of(const Table::Row& row, const std::vector<std::string>& columns) {
  Key key;
  for (const auto& column : columns) key.push_back(row.text(column));
  return key;
}

std::set<Key> keys(const Table& table, const std::vector<std::string>& columns) {
  std::set<Key> all;
  for (std::size_t i = 0; i < table.size(); ++i) all.insert(key_of(table.row(i), columns));
  return all;
}

// The cells of `columns` must be those of a row of `other` (in `other_columns`); the last one is blamed, and may be empty.
// A file that cannot be read is one problem, not one for each row that refers to it.
void check_references(const Table& table, const std::vector<std::string>& columns, const Table& other, const std::vector<std::string>& other_columns, std::vector<FileProblem>& problems) {
  if (!other.readable() || std::any_of(other_columns.begin(), other_columns.end(), [&](const std::string& column) { return !other.has(column); })) return;
  const auto known = keys(other, other_columns);
  // Of a pair whose first cell is unknown that one alone is reported.
  const auto known_first = keys(other, {other_columns.front()});
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto key = key_of(table.row(i), columns);
    if (key.back().empty() || known.contains(key) || (key.size() > 1 && !known_first.contains({key.front()}))) continue;
    problems.push_back({table.file(), table.row(i).number(), columns.back(), "\"" + key.back() + "\" is not " + (key.size() > 1 ? "of \"" + key.front() + "\" " : "") + "in " + other.file()});
  }
}

// Rows with nothing in the first of the columns have a problem of their own.
void check_unique(const Table& table, const std::vector<std::string>& columns, std::vector<FileProblem>& problems) {
  if (std::any_of(columns.begin(), columns.end(), [&](const std::string& column) { return !table.has(column); })) return;
  std::map<Key, int> seen;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto key = key_of(table.row(i), columns);
    if (key.front().empty()) continue;
    const auto [found, fresh] = seen.emplace(key, table.row(i).number());
    if (!fresh) problems.push_back({table.file(), table.row(i).number(), columns.front(), "the same as in row " + std::to_string(found->second)});
  }
}

// The columns of an interview beyond the known ones are criteria.
void check_points(const Table& table, std::vector<FileProblem>& problems) {
  for (std::size_t i = 0; i < table.size(); ++i)
    for (const auto& criterion : table.further_columns())
      if (const auto reason = wrong_integer(table.row(i).text(criterion)); !reason.empty()) problems.push_back({table.file(), table.row(i).number(), criterion, reason});
}

void check_shoppers(const Table& evaluations, const Table& applicants, std::vector<FileProblem>& problems) {
  if (!evaluations.has("shopper")) return;
  const auto known = keys(applicants, {"applicant"});
  for (std::size_t i = 0; i < evaluations.size(); ++i) {
    const auto row = evaluations.row(i);
    const auto shopper = row.text("shopper");
    const bool seat = shopper.size() > 1 && shopper[0] == '#' && std::all_of(shopper.begin() + 1, shopper.end(), [](char c) { return c >= '0' && c <= '9'; });
    // Sheets of a re-measurement belong to whoever gets the mission.
    if (shopper.empty() && row.text("purpose") != "remeasurement") problems.push_back({evaluations.file(), row.number(), "shopper", "the cell is empty"});
    if (!shopper.empty() && !seat && applicants.has("applicant") && !known.contains({shopper}))
      problems.push_back({evaluations.file(), row.number(), "shopper", "neither an applicant of applicants.csv nor a seat (#1, #2, ...): " + shopper});
  }
}

Json read_programme_json(const std::string& directory, std::vector<FileProblem>& problems) {
  const std::string file = "programme.json";
  const auto text = read_file(directory + "/" + file);
  if (!text) {
    problems.push_back({file, 0, "", "the file is missing or cannot be read"});
    return Json::object();
  }
  auto json = Json::parse(*text, nullptr, false);
  if (json.is_discarded() || !json.is_object()) {
    problems.push_back({file, 0, "", "not a JSON object"});
    return Json::object();
  }
  using Type = Json::value_t;
  // What the run itself reads must be of that type; what else there is the server judges.
  const auto check = [&](const std::string& pointer, Type type, bool needed, const char* wording) {
    const Json::json_pointer at(pointer);
    if (!json.contains(at)) {
      if (needed) problems.push_back({file, 0, pointer, "missing"});
      return false;
    }
    if (json[at].type() == type) return true;
    problems.push_back({file, 0, pointer, std::string("not ") + wording});
    return false;
  };
  if (check("/programme", Type::object, true, "an object")) {
    check("/programme/code", Type::string, true, "a text");
    check("/programme/id", Type::string, false, "a text");
    check("/programme/consent_notice", Type::object, true, "an object");
    if (json["programme"].contains("consent_notice")) check("/programme/consent_notice/version", Type::string, true, "a text");
    check("/programme/panel_size", Type::number_unsigned, true, "a whole number");
    check("/programme/reserve_size", Type::number_unsigned, false, "a whole number");
  }
  check("/draw/value", Type::string, true, "the digits that the dice showed, such as \"042\"");
  check("/code_of_conduct", Type::object, true, "an object");
  check("/rubric", Type::object, false, "an object");
  if (check("/workshops", Type::array, false, "a list"))
    for (std::size_t i = 0; i < json["workshops"].size(); ++i) check("/workshops/" + std::to_string(i) + "/title/en", Type::string, true, "a text");
  if (check("/timeline", Type::object, false, "an object"))
    for (const auto& [name, value] : json["timeline"].items())
      if (!value.is_string() || !shopper::Instant::parse(value.get<std::string>())) problems.push_back({file, 0, "/timeline/" + name, "not a time (RFC 3339)"});
  return json;
}

}  // namespace

ProgrammeFiles read_programme_files(const std::string& directory, std::vector<FileProblem>& problems) {
  ProgrammeFiles files;
  files.directory = directory;
  files.programme = read_programme_json(directory, problems);
  files.applicants = Table::read(directory, "applicants.csv", applicant_columns(), false, problems);
  files.reviews = Table::read(directory, "reviews.csv", review_columns(), false, problems);
  files.interviews = Table::read(directory, "interviews.csv", interview_columns(), true, problems);
  files.quotas = Table::read(directory, "quotas.csv", {{"feature"}, {"value"}, {"min", Kind::integer}, {"max", Kind::integer}}, false, problems);
  files.entities = Table::read(directory, "entities.csv", entity_columns(), false, problems);
  files.evaluations = Table::read(directory, "evaluations.csv", evaluation_columns(), true, problems);
  files.responses = Table::read(directory, "responses.csv", response_columns(), false, problems);
  files.entities_csv = read_file(directory + "/entities.csv").value_or("");
  if (const auto form = read_file(directory + "/form.xlsx")) files.form_xlsx = *form;
  else problems.push_back({"form.xlsx", 0, "", "the file is missing or cannot be read"});

  check_unique(files.applicants, {"applicant"}, problems);
  check_unique(files.reviews, {"applicant", "reader"}, problems);
  check_unique(files.interviews, {"applicant", "member"}, problems);
  check_unique(files.quotas, {"feature", "value"}, problems);
  check_unique(files.evaluations, {"sheet"}, problems);
  check_unique(files.responses, {"recommendation"}, problems);
  check_references(files.reviews, {"applicant"}, files.applicants, {"applicant"}, problems);
  check_references(files.interviews, {"applicant"}, files.applicants, {"applicant"}, problems);
  for (const auto* table : {&files.evaluations, &files.responses}) {
    check_references(*table, {"entity_code"}, files.entities, {"entity_code"}, problems);
    check_references(*table, {"entity_code", "service_code"}, files.entities, {"entity_code", "service_code"}, problems);
  }
  check_references(files.evaluations, {"entity_code", "branch_code"}, files.entities, {"entity_code", "branch_code"}, problems);
  check_references(files.responses, {"transfer_to"}, files.entities, {"entity_code"}, problems);
  check_points(files.interviews, problems);
  check_shoppers(files.evaluations, files.applicants, problems);
  return files;
}

}  // namespace shopperctl
