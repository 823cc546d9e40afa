// shopperctl draw report: the methods compared on files, as their user sees it. No suite is needed.
#include "tests/harness/procedure.h"
#include "tests/harness/process.h"
#include "tests/support/temporary.h"

using namespace shopper::test;

namespace {

const std::string sixty_quotas = "category,feature,min,max\ngender,female,4,6\ngender,male,4,6\nage,young,3,5\nage,middle,2,4\nage,old,1,5\n";

// 60 people, the female rarer, three of them old; two live together.
std::string sixty() {
  std::string text = "id,gender,age,home\n";
  for (int i = 0; i < 60; ++i) text += "p" + std::to_string(i) + "," + (i % 3 == 0 ? "female" : "male") + "," + (i % 20 == 7 ? "old" : i % 2 ? "young" : "middle") + "," + (i < 2 ? "together" : "") + "\n";
  return text;
}

struct Reported {
  int code = 0;
  std::string output, errors;
  Json answer;
};

class Desk {
 public:
  Reported run(const std::string& respondents, const std::string& categories, std::vector<std::string> more) {
    write_file(file("R.csv"), respondents);
    write_file(file("C.csv"), categories);
    std::vector<std::string> arguments{"draw", "report", "--respondents", file("R.csv"), "--categories", file("C.csv"), "--size", "10", "--seed", "0a"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Process process(Harness::program("shopperctl"), arguments, file("out"), file("err"));
    Reported reported;
    reported.code = process.wait();
    reported.output = process.output(), reported.errors = read_file(file("err"));
    reported.answer = Json::parse(reported.output, nullptr, false);
    return reported;
  }
  std::string file(const std::string& name) const { return scratch_.file(name); }

 private:
  shopper::testing::TemporaryDirectory scratch_;
};

}  // namespace

TEST_CASE("draw report: a page in either language, to the file or to standard output", "[draw]") {
  Desk desk;
  for (const std::string language : {"ar", "en"}) {
    const std::string reason = language == "ar" ? "لا أحد مضمون <المقعد>" : "nobody is certain of a <seat>";
    auto reported = desk.run(sixty(), sixty_quotas, {"--language", language, "--household", "home", "--reason", reason, "--out", desk.file("page.html")});
    INFO(reported.errors);
    REQUIRE(reported.code == 0);
    CHECK(reported.output.empty());
    CHECK(reported.errors.find("greedy 100%") != std::string::npos);
    const auto page = read_file(desk.file("page.html"));
    CHECK(page.find("<html lang=\"" + language + "\" dir=\"" + (language == "ar" ? "rtl" : "ltr") + "\">") != std::string::npos);
    CHECK(page.find(language == "ar" ? "&lt;المقعد&gt;" : "&lt;seat&gt;") != std::string::npos);
    CHECK(page.find(">&lt;5<") != std::string::npos);
    CHECK(page.find("</html>") != std::string::npos);
    // The same to standard output.
    reported = desk.run(sixty(), sixty_quotas, {"--language", language, "--household", "home", "--reason", reason});
    CHECK(reported.code == 0);
    CHECK(reported.output == page);
  }
}

TEST_CASE("draw report: the same numbers as JSON, those of draw run among them", "[draw]") {
  Desk desk;
  const auto reported = desk.run(sixty(), sixty_quotas, {"--json", "--household", "home", "--method", "nash", "--cap", "off", "--out", desk.file("page.html")});
  REQUIRE(reported.code == 0);
  CHECK_FALSE(read_file(desk.file("page.html")).empty());
  const auto& answer = reported.answer;
  CHECK(answer["candidates"] == 60);
  REQUIRE(answer["methods"].size() == 5);
  const auto& chosen = answer["methods"][0];
  CHECK(chosen["method"] == "nash");
  CHECK(chosen["chosen"] == true);
  Process process(Harness::program("shopperctl"),
                  {"--json", "draw", "run", "--respondents", desk.file("R.csv"), "--categories", desk.file("C.csv"), "--size", "10", "--seed", "0a", "--household", "home", "--method", "nash", "--cap", "off"}, desk.file("out"),
                  desk.file("err"));
  REQUIRE(process.wait() == 0);
  const auto drawn = Json::parse(process.output());
  for (const char* figure : {"min_probability", "max_probability", "gini", "geometric_mean", "bound", "certified"}) CHECK(chosen[figure] == drawn[figure]);
  for (const auto& method : answer["methods"]) {
    CHECK(method["curve"].back()[0].get<double>() == Approx(1));
    CHECK(method["geometric_mean"].get<double>() <= chosen["geometric_mean"].get<double>() + 1e-6);
  }
  // Three people are old: neither their number nor one that tells it.
  const auto& age = answer["features"][1];
  CHECK(age["values"][2]["people"] == "<5");
  CHECK(age["values"][2]["panel_share"].is_null());
  CHECK(std::count_if(age["values"].begin(), age["values"].end(), [](const Json& value) { return value["people"].is_number(); }) == 1);
  CHECK(answer["features"][0]["values"][0]["people"] == 20);
  CHECK(answer["crossings"][0]["occupied"] == 6);
}

TEST_CASE("draw report: unusable files, impossible quotas and wrong options are answered as by draw run", "[draw]") {
  Desk desk;
  auto reported = desk.run("id,gender,age\na,female,ancient\n", sixty_quotas, {"--json", "--out", desk.file("page.html")});
  CHECK(reported.code == 3);
  CHECK(reported.answer["problems"][0]["row"] == 2);
  CHECK(read_file(desk.file("page.html")).empty());
  const std::string impossible = "category,feature,min,max\ngender,female,4,6\ngender,male,4,6\nage,young,0,2\nage,middle,0,5\nage,old,4,10\n";
  for (const std::string method : {"leximin", "greedy"}) {
    reported = desk.run(sixty(), impossible, {"--json", "--method", method});
    CHECK(reported.code == 1);
    CHECK(reported.answer["refused"] == "quotas_impossible");
    CHECK(reported.answer["relaxation"].size() == 1);
  }
  reported = desk.run(sixty(), sixty_quotas, {"--json", "--cap", "1"});
  CHECK(reported.code == 1);
  CHECK(reported.answer["refused"] == "cap_impossible");
  CHECK(desk.run(sixty(), sixty_quotas, {"--out", desk.file("nowhere/page.html")}).code == 1);
  for (const auto& options : std::vector<std::vector<std::string>>{{"--method", "best"}, {"--cap", "0.5"}, {"--panels", "5"}, {"--reason", std::string(4001, 'x')}}) {
    INFO(options[0]);
    reported = desk.run(sixty(), sixty_quotas, options);
    CHECK(reported.code == 2);
    CHECK(reported.errors.find(options[0]) != std::string::npos);
  }
}
