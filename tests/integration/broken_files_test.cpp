// shopperctl on broken files: every problem of every file at once, with file, row, column and reason - and nothing is sent.
#include <algorithm>
#include <filesystem>

#include "evaluation/import/csv.h"
#include "tests/harness/procedure.h"
#include "tests/harness/process.h"
#include "tests/support/temporary.h"

using namespace shopper::test;

namespace {

namespace fs = std::filesystem;
using Problems = std::vector<std::string>;

// A complete programme of the demonstration's generator, to be broken.
class Files {
 public:
  Files() { REQUIRE(Process(Harness::program("shopper-demo"), {"--out", path(""), "--applicants", "300"}, scratch_.file("demo.log")).wait() == 0); }
  std::string path(const std::string& file) const { return scratch_.file("files/" + file); }

  // Cells are named as a spreadsheet shows them: the heads are row 1.
  void set(const std::string& file, int row, const std::string& column, const std::string& value) {
    change(file, [&](auto& rows) { rows.at(static_cast<std::size_t>(row - 1)).at(index(rows, column)) = value; });
  }
  void rename(const std::string& file, const std::string& column, const std::string& name) {
    change(file, [&](auto& rows) { rows.front().at(index(rows, column)) = name; });
  }
  void drop(const std::string& file, const std::string& column) {
    change(file, [&](auto& rows) {
      const auto at = static_cast<std::ptrdiff_t>(index(rows, column));
      for (auto& row : rows) row.erase(row.begin() + at);
    });
  }
  // Copies a row to the end; the new row's number.
  int repeat(const std::string& file, int row) {
    int number = 0;
    change(file, [&](auto& rows) {
      rows.push_back(rows.at(static_cast<std::size_t>(row - 1)));
      number = static_cast<int>(rows.size());
    });
    return number;
  }
  void change_programme(const std::function<void(Json&)>& edit) {
    auto json = Json::parse(read_file(path("programme.json")));
    edit(json);
    write_file(path("programme.json"), json.dump());
  }

  struct Outcome {
    int code;
    Json answer;
    std::string errors;
    std::string text;   // the answer as it was written
    // "file:row:column", sorted.
    Problems where() const {
      Problems all;
      for (const auto& p : answer["problems"]) all.push_back(p["file"].get<std::string>() + ":" + std::to_string(p["row"].get<int>()) + ":" + p["column"].get<std::string>());
      std::sort(all.begin(), all.end());
      return all;
    }
    std::string reason(const std::string& file, int row, const std::string& column) const {
      for (const auto& p : answer["problems"])
        if (p["file"] == file && p["row"] == row && p["column"] == column) return p["reason"];
      return "";
    }
  };
  Outcome shopperctl(const std::string& verb, const std::string& url = "http://127.0.0.1:1", const std::string& token = "none") {
    Process process(Harness::program("shopperctl"), {"--url", url, "--token", token, "--json", "programme", verb, "--from", path("")}, scratch_.file("out"), scratch_.file("err"));
    const int code = process.wait();
    return {code, Json::parse(process.output(), nullptr, false), read_file(scratch_.file("err")), process.output()};
  }

 private:
  using Rows = std::vector<std::vector<std::string>>;
  static std::size_t index(const Rows& rows, const std::string& column) {
    const auto found = std::find(rows.front().begin(), rows.front().end(), column);
    REQUIRE(found != rows.front().end());
    return static_cast<std::size_t>(found - rows.front().begin());
  }
  void change(const std::string& file, const std::function<void(Rows&)>& edit) {
    const auto sheet = shopper::evaluation::import::read_csv(read_file(path(file)), file);
    REQUIRE(sheet.ok());
    Rows rows;
    for (const auto& row : sheet->rows) rows.push_back(row.cells);
    edit(rows);
    std::string text;
    for (const auto& row : rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        std::string quoted;
        for (const char c : row[i]) quoted += c == '"' ? "\"\"" : std::string(1, c);
        text += (i == 0 ? "\"" : ",\"") + quoted + "\"";
      }
      text += "\r\n";
    }
    write_file(path(file), text);
  }

  shopper::testing::TemporaryDirectory scratch_;
};

}  // namespace

TEST_CASE_METHOD(Files, "all wrong rows of all files are named at once, and nothing is sent", "[files]") {
  REQUIRE(shopperctl("check").code == 0);
  set("applicants.csv", 3, "date_of_birth", "1990-02-30");
  set("applicants.csv", 5, "gender", "woman");
  set("applicants.csv", 7, "submitted_at", "yesterday");
  set("applicants.csv", 8, "consent", "");
  const auto twice = std::to_string(repeat("applicants.csv", 4));
  drop("reviews.csv", "verdict");
  rename("reviews.csv", "note", "remark");
  set("interviews.csv", 2, "applicant", "A9999");
  set("interviews.csv", 3, "credibility", "five");
  set("quotas.csv", 2, "min", "many");
  set("quotas.csv", 4, "feature", "age_group");
  set("quotas.csv", 4, "value", "30_44");
  set("evaluations.csv", 2, "entity_code", "XYZ");
  set("evaluations.csv", 3, "channel", "fax");
  set("evaluations.csv", 4, "shopper", "nobody");
  set("evaluations.csv", 5, "shopper", "");
  set("evaluations.csv", 6, "sheet", "E0001");
  set("evaluations.csv", 7, "service_code", "MOI-S1");   // of another entity
  set("evaluations.csv", 8, "branch_code", "MOI-B1");
  set("responses.csv", 2, "response", "maybe");
  set("responses.csv", 3, "entity_code", "");
  set("responses.csv", 4, "remeasure_visits", "-5");
  change_programme([](Json& json) {
    json["draw"].erase("value");
    json["timeline"]["closed_at"] = "soon";
  });

  auto& suite = Harness::shared();
  auto admin = suite.as("administrator");
  auto analyst = suite.as("analyst");
  const auto present = [&] { return Json{admin.get("/v1/programmes?limit=200").json()["items"], analyst.get("/v1/entities?limit=200").json()["items"], analyst.get("/v1/forms?limit=200").json()["items"]}; };
  const auto before = present();
  const auto run = shopperctl("run", suite.url(), suite.suite().token("importer", "importer"));
  INFO(run.errors);
  CHECK(run.code == 3);
  CHECK(present() == before);
  Problems expected{"applicants.csv:3:date_of_birth", "applicants.csv:5:gender", "applicants.csv:7:submitted_at", "applicants.csv:8:consent", "applicants.csv:" + twice + ":applicant",
                    "reviews.csv:1:verdict", "reviews.csv:1:remark", "interviews.csv:2:applicant", "interviews.csv:3:credibility", "quotas.csv:2:min", "quotas.csv:4:feature",
                    "evaluations.csv:2:entity_code", "evaluations.csv:3:channel", "evaluations.csv:4:shopper", "evaluations.csv:5:shopper", "evaluations.csv:6:sheet",
                    "evaluations.csv:7:service_code", "evaluations.csv:8:branch_code", "responses.csv:2:response", "responses.csv:3:entity_code", "responses.csv:4:remeasure_visits",
                    "programme.json:0:/draw/value", "programme.json:0:/timeline/closed_at"};
  std::sort(expected.begin(), expected.end());
  CHECK(run.where() == expected);
  CHECK(run.reason("applicants.csv", 3, "date_of_birth") == "not a date (YYYY-MM-DD): 1990-02-30");
  CHECK(run.reason("applicants.csv", 5, "gender") == "one of female, male, not: woman");
  CHECK(run.reason("applicants.csv", 8, "consent") == "the cell is empty");
  CHECK(run.reason("applicants.csv", std::stoi(twice), "applicant") == "the same as in row 4");
  CHECK(run.reason("reviews.csv", 1, "verdict") == "the column is missing");
  CHECK(run.reason("reviews.csv", 1, "remark") == "unknown column");
  CHECK(run.reason("interviews.csv", 2, "applicant") == "\"A9999\" is not in applicants.csv");
  CHECK(run.reason("evaluations.csv", 2, "entity_code") == "\"XYZ\" is not in entities.csv");
  CHECK(run.reason("evaluations.csv", 6, "sheet") == "the same as in row 2");
  CHECK(run.reason("quotas.csv", 4, "feature") == "the same as in row 3");
  for (const auto& problem : run.answer["problems"]) {
    const auto line = problem["file"].get<std::string>() + (problem["row"] == 0 ? "" : ", row " + problem["row"].dump()) + ", " + problem["column"].get<std::string>() + ": " + problem["reason"].get<std::string>();
    CHECK(run.errors.find(line + "\n") != std::string::npos);   // people read the same as programs
  }
  CHECK(run.errors.find(std::to_string(expected.size()) + " problem(s); nothing was sent") != std::string::npos);
  CHECK(shopperctl("run").code == 3);   // the address is not even tried: unreachable would be 4
  CHECK(shopperctl("check").where() == expected);
}

TEST_CASE_METHOD(Files, "files that cannot be read are one problem each, not one for every row that refers to them", "[files]") {
  auto entities = read_file(path("entities.csv"));
  const auto fourth = entities.find('\n', entities.find('\n', entities.find('\n') + 1) + 1) + 1;
  entities.replace(fourth + 5, 1, "\xE3");   // as a spreadsheet saves without UTF-8
  write_file(path("entities.csv"), entities);
  write_file(path("applicants.csv"), "");
  fs::remove(path("interviews.csv"));
  fs::remove(path("form.xlsx"));
  write_file(path("quotas.csv"), "feature,value,min,max\nage_group,\"18_29,1,2\n");
  write_file(path("programme.json"), "{\"programme\": ");
  const auto checked = shopperctl("check");
  INFO(checked.errors);
  CHECK(checked.code == 3);
  Problems expected{"entities.csv:4:", "applicants.csv:1:", "interviews.csv:0:", "form.xlsx:0:", "quotas.csv:2:", "programme.json:0:"};
  std::sort(expected.begin(), expected.end());
  CHECK(checked.where() == expected);
  CHECK(checked.reason("entities.csv", 4, "") == "The file is not UTF-8");
  CHECK(checked.reason("applicants.csv", 1, "") == "the first row must name the columns");
  CHECK(checked.reason("interviews.csv", 0, "") == "the file is missing or cannot be read");
  CHECK(checked.reason("quotas.csv", 2, "") == "A quote is never closed");
  CHECK(shopperctl("run").code == 3);
}

TEST_CASE_METHOD(Files, "a missing column is one problem, also where rows are told apart by it", "[files]") {
  drop("applicants.csv", "applicant");
  drop("evaluations.csv", "shopper");
  rename("entities.csv", "entity_code", "entity");
  const auto checked = shopperctl("check");
  INFO(checked.errors);
  CHECK(checked.code == 3);
  Problems expected{"applicants.csv:1:applicant", "entities.csv:1:entity", "entities.csv:1:entity_code", "evaluations.csv:1:shopper"};
  CHECK(checked.where() == expected);
}

TEST_CASE_METHOD(Files, "programme.json: what the run reads must be there and of its type", "[files]") {
  change_programme([](Json& json) {
    json["programme"].erase("consent_notice");
    json["programme"]["panel_size"] = "fifty";
    json["code_of_conduct"] = "be fair";
    json["rubric"] = Json::array();
    json["workshops"][0].erase("title");
    json["timeline"] = "in summer";
  });
  const auto checked = shopperctl("check");
  INFO(checked.errors);
  CHECK(checked.code == 3);
  Problems expected;
  for (const auto* pointer : {"/code_of_conduct", "/programme/consent_notice", "/programme/panel_size", "/rubric", "/timeline", "/workshops/0/title/en"}) expected.push_back("programme.json:0:" + std::string(pointer));
  CHECK(checked.where() == expected);
  CHECK(checked.reason("programme.json", 0, "/rubric") == "not an object");
  CHECK(checked.reason("programme.json", 0, "/workshops/0/title/en") == "missing");
}

TEST_CASE_METHOD(Files, "who each applicant of the files is can be asked without a server", "[files]") {
  const auto who = shopperctl("subjects");
  CHECK(who.code == 0);
  CHECK(who.text.starts_with("applicant,subject,application_id\nA0001,p-"));
  CHECK(std::count(who.text.begin(), who.text.end(), '\n') > 100);
}
