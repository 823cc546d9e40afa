// shopperctl draw run: the offline draw on files, as its user sees it. No suite is needed.
#include <algorithm>
#include <map>
#include <set>

#include "tests/harness/procedure.h"
#include "tests/harness/process.h"
#include "tests/support/temporary.h"

using namespace shopper::test;

namespace {

const std::string quotas =
    "category,feature,min,max\n"
    "gender,female,4,6\ngender,male,4,6\n"
    "age,young,3,5\nage,middle,2,4\nage,old,2,5\n";

// 60 people, the old and the female rarer; two live together.
std::string people() {
  std::string text = "id,gender,age,home\n";
  for (int i = 0; i < 60; ++i)
    text += "p" + std::to_string(i) + "," + (i % 3 == 0 ? "female" : "male") + "," + (i % 10 == 0 ? "old" : i % 2 ? "young" : "middle") + "," + (i < 2 ? "together" : "") + "\n";
  return text;
}

struct Drawn {
  int code = 0;
  Json answer;
  std::string errors;
};

class Bench {
 public:
  Drawn run(const std::string& respondents, const std::string& categories, std::vector<std::string> more = {}) {
    write_file(scratch_.file("R.csv"), respondents);
    write_file(scratch_.file("C.csv"), categories);
    std::vector<std::string> arguments{"--json", "draw", "run", "--respondents", scratch_.file("R.csv"), "--categories", scratch_.file("C.csv")};
    if (std::find(more.begin(), more.end(), "--size") == more.end()) more.insert(more.end(), {"--size", "10"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    Process process(Harness::program("shopperctl"), arguments, scratch_.file("out"), scratch_.file("err"));
    Drawn drawn{process.wait(), Json::parse(process.output(), nullptr, false), read_file(scratch_.file("err"))};
    return drawn;
  }
  std::string file(const std::string& name) const { return scratch_.file(name); }

 private:
  shopper::testing::TemporaryDirectory scratch_;
};

// "file:row:column" of each problem.
std::set<std::string> where(const Drawn& drawn) {
  std::set<std::string> all;
  for (const auto& p : drawn.answer["problems"]) {
    const auto file = p["file"].get<std::string>();
    all.insert(file.substr(file.rfind('/') + 1) + ":" + std::to_string(p["row"].get<int>()) + ":" + p["column"].get<std::string>());
  }
  return all;
}

}  // namespace

TEST_CASE("draw run: a certified lottery, the same for the same seed", "[draw]") {
  Bench bench;
  const std::string method = GENERATE("leximin", "maximin", "nash", "goldilocks", "greedy");
  INFO(method);
  const auto drawn = bench.run(people(), quotas, {"--seed", "0a", "--method", method, "--household", "home", "--reserve", "7", "--list", bench.file("list.json")});
  INFO(drawn.errors);
  REQUIRE(drawn.code == 0);
  const auto& answer = drawn.answer;
  CHECK(answer["certified"] == (method != "greedy"));
  CHECK(answer["panel"].size() == 10);
  CHECK(answer["reserve"].size() == 7);
  for (const auto& id : answer["reserve"]) CHECK(std::find(answer["panel"].begin(), answer["panel"].end(), id) == answer["panel"].end());
  double sum = 0, lowest = 1;
  for (const auto& [id, p] : answer["probabilities"].items()) {
    CHECK(p.get<double>() >= 0);
    CHECK(p.get<double>() <= 1 + 1e-9);
    sum += p.get<double>(), lowest = std::min(lowest, p.get<double>());
    // Nobody's share of the list is further from her chance than rounding.
    if (method != "greedy") CHECK(std::abs(answer["appearances"][id].get<int>() - 1000 * p.get<double>()) < 2);
  }
  CHECK(sum == Approx(10));
  CHECK(lowest == Approx(answer["min_probability"].get<double>()));
  const auto list = Json::parse(read_file(bench.file("list.json")));
  REQUIRE(list["panels"].size() == 1000);
  CHECK(list["panels"][list["drawn_index"].get<std::size_t>()] == answer["panel"]);
  for (const auto& panel : list["panels"]) {
    int female = 0, both = 0;
    for (const auto& id : panel) {
      const int number = std::stoi(id.get<std::string>().substr(1));
      female += number % 3 == 0, both += number < 2;
    }
    CHECK((female >= 4 && female <= 6 && both <= 1));
  }
  auto again = bench.run(people(), quotas, {"--seed", "0a", "--method", method, "--household", "home", "--reserve", "7"});
  for (const char* part : {"panel", "reserve", "probabilities", "appearances"}) CHECK(again.answer[part] == answer[part]);
}

TEST_CASE("draw run: fairness is ordered as the methods promise", "[draw]") {
  Bench bench;
  const auto lowest = [&](const std::string& method, const std::string& cap) { return bench.run(people(), quotas, {"--seed", "1", "--method", method, "--cap", cap}).answer; };
  const auto leximin = lowest("leximin", "off"), maximin = lowest("maximin", "off"), nash = lowest("nash", "off"), greedy = lowest("greedy", "off"), capped = lowest("leximin", "2.1");
  CHECK(leximin["min_probability"].get<double>() == Approx(maximin["min_probability"].get<double>()));
  CHECK(leximin["min_probability"].get<double>() >= nash["min_probability"].get<double>() - 1e-9);
  CHECK(nash["geometric_mean"].get<double>() >= leximin["geometric_mean"].get<double>() - 1e-9);
  CHECK(leximin["min_probability"].get<double>() > greedy["min_probability"].get<double>());
  CHECK(capped["max_probability"].get<double>() <= 2.1 * 10 / 60 + 1e-9);
}

TEST_CASE("draw run: every unusable row is named, and nothing is drawn", "[draw]") {
  Bench bench;
  auto drawn = bench.run("id,gender,age\na,female,young\na,male,old\n,male,ancient\nd,,young\n", quotas, {"--size", "2"});
  CHECK(drawn.code == 3);
  // Minimums above the size are found before people are looked at.
  CHECK(where(drawn) == std::set<std::string>{"C.csv:0:gender", "C.csv:0:age"});
  const std::string easy = "feature,value,min,max\ngender,female,0,2\ngender,male,0,2\nage,young,0,2\nage,old,0,2\n";
  drawn = bench.run("id,gender,age\na,female,young\na,male,old\n,male,ancient\nd,,young\n", easy, {"--size", "2"});
  CHECK(drawn.code == 3);
  CHECK(where(drawn) == std::set<std::string>{"R.csv:3:id", "R.csv:4:age", "R.csv:4:id", "R.csv:5:gender"});
  drawn = bench.run("id,gender\na,female\n", "feature,value,min,max\ngender,female,-1,2\ngender,,1,x\ngender,female,3,2\n", {"--size", "2"});
  CHECK(where(drawn) == std::set<std::string>{"C.csv:2:min", "C.csv:3:value", "C.csv:3:max", "C.csv:4:max", "C.csv:4:value", "C.csv:0:gender"});
  CHECK(where(bench.run("id,gender\na,female\n", "feature,value,min\n", {})) == std::set<std::string>{"C.csv:1:max"});
  CHECK(where(bench.run("gender\nfemale\n", "feature,value,min,max\ngender,female,0,10\n", {"--size", "3"})) == std::set<std::string>{"R.csv:0:"});
  CHECK(where(bench.run("", easy, {"--size", "2"})) == std::set<std::string>{"R.csv:1:"});
  CHECK(where(bench.run("id,gender,age\n\"a,female,young\n", easy, {"--size", "2"})).contains("R.csv:2:"));
  CHECK(where(bench.run("id,gender,age\na\xff,female,young\n", easy, {"--size", "2"})) == std::set<std::string>{"R.csv:0:"});
}

TEST_CASE("draw run: impossible quotas are answered with the smallest relaxation, in both languages", "[draw]") {
  Bench bench;
  const std::string impossible = "category,feature,min,max\ngender,female,4,6\ngender,male,4,6\nage,young,0,2\nage,middle,0,2\nage,old,7,10\n";
  auto drawn = bench.run(people(), impossible, {"--seed", "1"});
  CHECK(drawn.code == 1);
  CHECK(drawn.answer["refused"] == "quotas_impossible");
  REQUIRE(drawn.answer["relaxation"].size() == 1);
  CHECK(drawn.answer["relaxation"][0]["text"] == "lower age old from at least 7 to 6");
  drawn = bench.run(people(), impossible, {"--seed", "1", "--language", "ar"});
  CHECK(drawn.answer["relaxation"][0]["text"] == "اخفض الحد الأدنى لـ age old من 7 إلى 6");
  // The office allows the minimum to go to 6, and no maximum to rise: the same; to 7 only: none.
  const std::string flexible = "category,feature,min,max,min_flex,max_flex\ngender,female,4,6,4,6\ngender,male,4,6,4,6\nage,young,0,2,0,2\nage,middle,0,2,0,2\nage,old,7,10,7,10\n";
  drawn = bench.run(people(), flexible, {"--seed", "1"});
  CHECK(drawn.code == 1);
  CHECK(drawn.answer["relaxation"].empty());
  CHECK(drawn.errors.find("loosest") != std::string::npos);
  drawn = bench.run(people(), quotas, {"--seed", "1", "--cap", "1"});
  CHECK(drawn.code == 1);
  CHECK(drawn.answer["refused"] == "cap_impossible");
}

TEST_CASE("draw verify: a certificate holds as it was made, and not when anything in it is changed", "[draw]") {
  Bench bench;
  const auto verified = [&](const std::string& text) {
    write_file(bench.file("certificate.json"), text);
    Process process(Harness::program("shopperctl"), {"--json", "draw", "verify", bench.file("certificate.json")}, bench.file("out"), bench.file("err"));
    const int code = process.wait();
    return std::pair(code, Json::parse(process.output(), nullptr, false));
  };
  REQUIRE(bench.run(people(), quotas, {"--seed", "0a", "--household", "home", "--certificate", bench.file("made.json")}).code == 0);
  const auto made = read_file(bench.file("made.json"));
  CHECK(made.find("p17") == std::string::npos);   // nobody is named
  const auto [code, answer] = verified(made);
  CHECK(code == 0);
  CHECK(answer["holds"] == true);
  CHECK(answer["complete"] == true);
  const auto changed = [&](const std::string& pointer, const Json& value) {
    auto json = Json::parse(made);
    json[Json::json_pointer(pointer)] = value;
    return verified(json.dump()).first;
  };
  CHECK(changed("/drawn/index", Json::parse(made)["drawn"]["index"] == 7 ? 8 : 7) == 1);
  CHECK(changed("/list/0", Json::parse(made)["list"][1] == Json::parse(made)["list"][0] ? Json::parse(made)["list"][2] : Json::parse(made)["list"][1]) == 1);
  CHECK(changed("/proof/rows/0/max", 3) == 1);
  CHECK(changed("/proof/expected_seats/0", 9) == 1);
  CHECK(changed("/proof/levels/0/level", 0.1) == 1);
  CHECK(changed("/proof/weights/0", -0.5) == 3);
  // What is no certificate is said to be none, whatever it is.
  for (const char* text : {"", "{}", "[]", "nonsense", R"({"format":"shopper-draw-certificate/1"})"}) CHECK(verified(text).first == 3);
  CHECK(changed("/proof/types/0/rows", Json::array({99})) == 3);
  CHECK(changed("/list/0", Json::array({99, 1})) == 3);
  CHECK(changed("/proof/weights", Json::array()) == 3);
  CHECK(changed("/proof/size", "ten") == 3);
}

TEST_CASE("draw run: no more colleagues sit together than the limit allows", "[draw]") {
  Bench bench;
  // Half of them work for one of two ministries, written with and without blanks around; two of those live together.
  std::string workers = "id,gender,age,home,work\n";
  const auto employer = [](int i) { return i % 4 == 0 ? "ministry" : i % 4 == 1 ? "school" : ""; };
  for (int i = 0; i < 60; ++i)
    workers += "p" + std::to_string(i) + "," + (i % 3 == 0 ? "female" : "male") + "," + (i % 10 == 0 ? "old" : i % 2 ? "young" : "middle") + "," + (i < 2 ? "together" : "") + "," + (i % 8 == 0 ? "  " : "") + employer(i) + "\n";
  const std::vector<std::string> limit{"--seed", "0a", "--household", "home", "--employer", "work", "--employer-max", "2", "--reserve", "20"};
  auto options = limit;
  options.insert(options.end(), {"--list", bench.file("list.json"), "--certificate", bench.file("made.json")});
  const auto drawn = bench.run(workers, quotas, options);
  INFO(drawn.errors);
  REQUIRE(drawn.code == 0);
  CHECK(drawn.answer["certified"] == true);
  CHECK(drawn.answer["reserve"].size() == 20);
  int most = 0;
  const auto list = Json::parse(read_file(bench.file("list.json")));
  for (const auto& panel : list["panels"]) {
    std::map<std::string, int> colleagues;
    for (const auto& id : panel)
      if (const std::string name = employer(std::stoi(id.get<std::string>().substr(1))); !name.empty()) most = std::max(most, ++colleagues[name]);
  }
  CHECK(most == 2);
  std::map<std::string, int> rows;
  const auto certificate = Json::parse(read_file(bench.file("made.json")));
  for (const auto& row : certificate["proof"]["rows"]) ++rows[row["feature"].get<std::string>()];
  CHECK(rows == std::map<std::string, int>{{"gender", 2}, {"age", 3}, {"employer", 2}, {"household", 1}});
  Process verified(Harness::program("shopperctl"), {"draw", "verify", bench.file("made.json")}, bench.file("out"), bench.file("err"));
  CHECK(verified.wait() == 0);
  CHECK(bench.run(workers, quotas, limit).answer["panel"] == drawn.answer["panel"]);
  // The relaxation loosens quotas, never the employers' limit: everybody old works for the same one.
  std::string ministry = "id,gender,age,work\n";
  for (int i = 0; i < 60; ++i) ministry += "p" + std::to_string(i) + "," + (i % 3 == 0 ? "female" : "male") + "," + (i % 6 == 0 ? "old,ministry" : i % 2 ? "young," : "middle,") + "\n";
  const auto refused = bench.run(ministry, quotas, {"--seed", "0a", "--employer", "work", "--employer-max", "1"});
  CHECK(refused.code == 1);
  REQUIRE(refused.answer["relaxation"].size() == 1);
  CHECK(refused.answer["relaxation"][0]["text"] == "lower age old from at least 2 to 1");
  // One option without the other, a limit that is none, a column that is not there.
  for (const auto& wrong : std::vector<std::vector<std::string>>{{"--employer", "work"}, {"--employer-max", "2"}, {"--employer", "work", "--employer-max", "0"}, {"--employer", "work", "--employer-max", "two"}}) {
    const auto answer = bench.run(workers, quotas, wrong);
    CHECK(answer.code == 2);
    CHECK(answer.errors.find("--employer") != std::string::npos);
  }
  const auto missing = bench.run(workers, quotas, {"--employer", "firm", "--employer-max", "2"});
  CHECK(missing.code == 3);
  CHECK(where(missing) == std::set<std::string>{"R.csv:1:firm"});
}

TEST_CASE("draw run: in two stages, a shortlist by the seed and a certificate of both", "[draw]") {
  Bench bench;
  const std::vector<std::string> options{"--seed", "0a", "--household", "home", "--two-stage", "on", "--shortlist", "30"};
  auto with = options;
  with.insert(with.end(), {"--certificate", bench.file("made.json"), "--list", bench.file("list.json")});
  const auto drawn = bench.run(people(), quotas, with);
  INFO(drawn.errors);
  REQUIRE(drawn.code == 0);
  const auto& answer = drawn.answer;
  const auto& stages = answer["two_stage"];
  CHECK(answer["certified"] == true);
  CHECK(answer["panel"].size() == 10);
  CHECK(stages["shortlist"].size() == 30);
  std::set<std::string> shortlist;
  for (const auto& id : stages["shortlist"]) shortlist.insert(id.get<std::string>());
  CHECK(shortlist.size() == 30);
  for (const char* part : {"panel", "reserve"})
    for (const auto& id : answer[part]) CHECK(shortlist.contains(id.get<std::string>()));
  double sum = 0;
  int seats = 0;
  for (const auto& [id, p] : answer["probabilities"].items()) sum += p.get<double>(), seats += answer["appearances"][id].get<int>();
  CHECK(sum == Approx(10));
  CHECK(seats == 10'000);
  for (const auto& type : stages["types"]) CHECK(type["expected_chance"].get<double>() <= type["shortlist_chance"].get<double>() + 1e-9);
  const auto again = bench.run(people(), quotas, options);
  for (const char* part : {"panel", "reserve", "two_stage"}) CHECK(again.answer[part] == answer[part]);
  // Small pools are drawn from a list as before; other methods have no first stage.
  CHECK_FALSE(bench.run(people(), quotas, {"--seed", "0a"}).answer.contains("two_stage"));
  CHECK(bench.run(people(), quotas, {"--two-stage", "on", "--method", "nash"}).code == 2);
  CHECK(bench.run(people(), quotas, {"--two-stage", "maybe"}).code == 2);
  CHECK(bench.run(people(), quotas, {"--shortlist", "9"}).code == 2);

  const auto verified = [&](const Json& json) {
    write_file(bench.file("certificate.json"), json.dump());
    Process process(Harness::program("shopperctl"), {"--json", "draw", "verify", bench.file("certificate.json")}, bench.file("out"), bench.file("err"));
    const int code = process.wait();
    return std::pair(code, Json::parse(process.output(), nullptr, false));
  };
  const auto text = read_file(bench.file("made.json"));
  CHECK(text.find("p17") == std::string::npos);
  const auto made = Json::parse(text);
  const auto [code, report] = verified(made);
  INFO(report.dump());
  CHECK(code == 0);
  CHECK(report["complete"] == true);
  std::set<std::string> names;
  for (const auto& check : report["checks"]) names.insert(check["check"].get<std::string>());
  for (const char* name : {"pool_point", "pool_cap", "pool_bound", "pool_levels", "shortlist", "places", "panels", "mixture", "lowest_chance", "further_levels", "drawn"}) CHECK(names.contains(name));
  const auto changed = [&](const std::string& pointer, const Json& value) {
    auto json = made;
    json[Json::json_pointer(pointer)] = value;
    return verified(json).first;
  };
  const auto number = [&](const std::string& pointer) { return made[Json::json_pointer(pointer)].get<std::int64_t>(); };
  for (const char* pointer : {"/shortlist/wanted", "/shortlist/start", "/shortlist/inclusion/0", "/shortlist/people/0", "/shortlist/places/0/2", "/proof/types/0/people", "/proof/types/0/seats_max", "/proof/rows/0/max", "/pool/types/0/people", "/pool/rows/0/max"}) {
    INFO(pointer);
    CHECK(changed(pointer, number(pointer) + 1) == 1);
  }
  CHECK(changed("/shortlist/seed", "0b") == 1);
  CHECK(changed("/shortlist/pool_sha256", made["drawn"]["list_sha256"]) == 1);
  CHECK(changed("/pool/expected_seats/0", made["pool"]["expected_seats"][0].get<double>() + 0.01) == 1);
  CHECK(changed("/pool/levels/0/level", made["pool"]["levels"][0]["level"].get<double>() * 0.9) == 1);
  CHECK(changed("/drawn/index", number("/drawn/index") == 7 ? 8 : 7) == 1);
  const auto differing = std::find_if(made["list"].begin(), made["list"].end(), [&](const Json& panel) { return panel != made["list"][0]; });
  REQUIRE(differing != made["list"].end());
  CHECK(changed("/list/0", *differing) == 1);
  // Another shortlist with all that follows from it: it is not the one of this seed.
  auto other = made;
  for (const char* part : {"people", "places", "start", "inclusion"}) other["shortlist"][part] = made["shortlist"][part];
  std::swap(other["shortlist"]["people"][0], other["shortlist"]["people"][1]);
  CHECK(verified(other).first == 1);
  CHECK(changed("/shortlist/places/0", Json::array({0, 999, 1})) == 3);
  CHECK(changed("/shortlist/places/0", Json::array({0, 0})) == 3);
  CHECK(changed("/shortlist/people", Json::array()) == 3);
  CHECK(changed("/shortlist/wanted", 1'000'000'000) == 3);
  CHECK(changed("/pool/expected_seats/0", 1e300) == 3);
  CHECK(changed("/shortlist/more", 1) == 3);
}

TEST_CASE("draw run: a shortlist without a panel is refused, and says so", "[draw]") {
  Bench bench;
  // The one old man and the one young woman are needed together, and seldom shortlisted together.
  std::string text = "id,gender,age\n";
  for (int i = 0; i < 60; ++i) text += "p" + std::to_string(i) + "," + (i % 2 ? "female" : "male") + "," + (i < 20 ? "old" : "young") + "\n";
  const std::string narrow = "category,feature,min,max\ngender,female,1,1\ngender,male,1,1\nage,old,1,1\nage,young,1,1\n";
  int refused = 0;
  for (const char* seed : {"1", "2", "3", "4", "5", "6", "7", "8"}) {
    const auto drawn = bench.run(text, narrow, {"--size", "2", "--seed", seed, "--two-stage", "on", "--shortlist", "2", "--reserve", "0"});
    INFO(drawn.errors);
    CHECK((drawn.code == 0 || (drawn.code == 1 && drawn.answer["refused"] == "shortlist_impossible")));
    refused += drawn.code == 1;
  }
  CHECK(refused > 0);
}

TEST_CASE("draw run: a number from outside draws the panel", "[draw]") {
  Bench bench;
  const auto drawn = bench.run(people(), quotas, {"--seed", "0a", "--index", "123", "--list", bench.file("list.json")});
  REQUIRE(drawn.code == 0);
  CHECK(drawn.answer["drawn_index"] == 123);
  CHECK(Json::parse(read_file(bench.file("list.json")))["panels"][123] == drawn.answer["panel"]);
}

TEST_CASE("draw run: a wrong option is explained", "[draw]") {
  Bench bench;
  for (const auto& options : std::vector<std::vector<std::string>>{{"--size", "0"}, {"--size", "ten"}, {"--method", "best"}, {"--cap", "0.5"}, {"--cap", "2x"}, {"--seed", "xyz"}, {"--panels", "0"}, {"--index", "1000"}, {"--panles", "5"}}) {
    INFO(options[0] << " " << options[1]);
    const auto drawn = bench.run(people(), quotas, options);
    CHECK(drawn.code == 2);
    CHECK(drawn.errors.find(options[0]) != std::string::npos);
  }
}
