#include "evaluation/domain/xlsform.h"

#include <catch2/catch.hpp>

#include <set>

using namespace shopper;
using namespace shopper::evaluation::domain;

namespace {

Sheet sheet(std::string name, std::vector<std::vector<std::string>> rows) {
  Sheet out{std::move(name), {}};
  for (auto& cells : rows) out.rows.push_back({static_cast<int>(out.rows.size()) + 1, std::move(cells)});
  return out;
}

const std::vector<std::string> survey_columns{"type", "name", "label::Arabic (ar)", "label::English (en)", "required", "relevant", "constraint", "calculation", "dimension", "worst", "best"};
const std::vector<std::string> choice_columns{"list_name", "name", "label::ar", "label::en", "score"};

std::vector<Sheet> workbook(std::vector<std::vector<std::string>> survey, std::vector<std::vector<std::string>> choices) {
  survey.insert(survey.begin(), survey_columns);
  choices.insert(choices.begin(), choice_columns);
  return {sheet("survey", std::move(survey)), sheet("choices", std::move(choices)),
          sheet("settings", {{"form_title::Arabic (ar)", "form_title::English (en)", "form_id"}, {"زيارة", "Visit", "visit"}})};
}

const std::vector<std::vector<std::string>> yes_no{{"yn", "yes", "نعم", "Yes", "1"}, {"yn", "no", "لا", "No", "0"}, {"yn", "na", "لا ينطبق", "Not applicable", "na"}};

std::set<std::string> problems(const std::vector<Sheet>& sheets) {
  const auto result = read_xlsform(sheets);
  std::set<std::string> out;
  if (!result.ok())
    for (const auto& e : result.error().fields) out.insert(e.pointer + " " + e.code);
  return out;
}

}  // namespace

TEST_CASE("a bilingual XLSForm becomes a form") {
  const auto result = read_xlsform(workbook({{"start", "start"},
                                             {"begin group", "arrival", "الوصول", "Arrival"},
                                             {"select_one yn", "welcome", "هل رُحّب بك؟", "Were you welcomed?", "yes", "", "", "", "staff"},
                                             {"integer", "waited", "دقائق الانتظار", "Minutes waited", "", "", ". >= 0", "", "time", "60", "0"},
                                             {"end_group"},
                                             {},
                                             {"text", "why", "لماذا؟", "Why?", "", "${welcome} = 'no'"},
                                             {"calculate", "hours", "", "", "", "", "", "${waited} div 60"}},
                                            yes_no));
  REQUIRE(result.ok());
  CHECK(result->code == "visit");
  CHECK(result->title == Text{"زيارة", "Visit"});
  REQUIRE(result->questions.size() == 4);
  const auto& welcome = result->questions[0];
  CHECK(welcome.group == "arrival");
  CHECK(welcome.required);
  CHECK(welcome.scored);
  CHECK(welcome.best == 1);
  CHECK(result->questions[1].worst == 60);
  CHECK_FALSE(result->choices[2].scored);
}

TEST_CASE("all problems come at once, each with sheet, row and column") {
  CHECK(problems(workbook({{"select_one nowhere", "a", "أ", ""},
                           {"audio", "b", "ب", "B"},
                           {"integer", "a", "ج", "C", "perhaps", "${missing} = 1"},
                           {"text", "d", "د", "D", "", "", "regex(., '.*')"},
                           {"integer", "e", "هـ", "E", "", "", "", "", "x", "low", "5"},
                           {"begin group", "g", "م", "G"},
                           {"calculate", "x", "", "", "", "", "", "${y}"},
                           {"calculate", "y", "", "", "", "", "", "${x}"}},
                          {{"yn", "has space", "نعم", "Yes", "one"}, {"", "no", "لا", "No", ""}})) ==
        std::set<std::string>{"/survey/2/type CHOICE_LIST_MISSING", "/survey/2/label::English (en) TRANSLATION_MISSING", "/survey/3/type TYPE_UNKNOWN",
                              "/survey/4/name NAME_REPEATED", "/survey/4/required REQUIRED_NOT_BOOLEAN", "/survey/4/relevant VARIABLE_UNKNOWN",
                              "/survey/5/constraint EXPRESSION_FUNCTION_UNKNOWN", "/survey/6/worst NUMBER_EXPECTED", "/survey/9/type GROUP_NOT_CLOSED",
                              "/survey/9/calculation EXPRESSION_CYCLE", "/choices/2/score NUMBER_EXPECTED", "/choices/2/name NAME_INVALID",
                              "/choices/3/list_name LIST_NAME_MISSING"});
}

TEST_CASE("missing sheets, stray groups and missing types are named") {
  CHECK(problems({}) == std::set<std::string>{"/survey SHEET_MISSING", "/settings SHEET_MISSING"});
  CHECK(problems(workbook({{"end group"}, {"", "q", "س", "Q"}, {"text", "q", "س", "Q"}}, {})) ==
        std::set<std::string>{"/survey/2/type GROUP_NOT_OPEN", "/survey/3/type TYPE_MISSING"});
}
