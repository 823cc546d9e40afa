// S-09: five hundred personal values go through the whole programme; afterwards none of them is in a log, a metric, an event, a store in
// clear, an error text, or anything an entity can read.
#include <fstream>
#include <random>

#include "platform/store/db.h"
#include "tests/harness/fieldwork.h"
#include "tests/harness/process.h"
#include "tests/support/temporary.h"

using namespace shopper::test;
namespace fs = std::filesystem;

namespace {

// Values that occur nowhere by chance.
class Seeds {
 public:
  explicit Seeds(unsigned seed) : random_(seed) {}
  std::string letters() {
    std::string text = "q";   // addresses are kept in small letters
    for (int i = 0; i < 11; ++i) text += static_cast<char>('a' + random_() % 26);
    return kept(text);
  }
  std::string arabic() {
    std::string text;
    for (int i = 0; i < 11; ++i) text += std::string("\xd8") + static_cast<char>(0xa8 + random_() % 8);   // letters from U+0628
    return kept(text);
  }
  std::string phone() {
    std::string text = "+9746";
    for (int i = 0; i < 7; ++i) text += static_cast<char>('0' + random_() % 10);
    return kept(text);
  }
  // A QID of somebody born in 1990 in Qatar.
  std::string qid() {
    std::string text = "290634";
    for (int i = 0; i < 5; ++i) text += static_cast<char>('0' + random_() % 10);
    return kept(text);
  }
  const std::vector<std::string>& all() const { return values_; }

 private:
  std::string kept(std::string text) {
    values_.push_back(text);
    return text;
  }
  std::mt19937 random_;
  std::vector<std::string> values_;
};

// Everything that was found where, as "value in place".
std::vector<std::string> found(const Seeds& seeds, const std::string& place, const std::string& text) {
  std::vector<std::string> hits;
  for (const auto& value : seeds.all())
    if (text.find(value) != std::string::npos) hits.push_back(value + " in " + place);
  return hits;
}

void look(std::vector<std::string>& hits, const Seeds& seeds, const std::string& place, const std::string& text) {
  for (auto& hit : found(seeds, place, text)) hits.push_back(std::move(hit));
}

}  // namespace

TEST_CASE("S-09 I-22 personal values stay where they belong", "[personal]") {
  const auto seed = static_cast<unsigned>(shopper::testing::seed("personal values"));
  Seeds seeds(seed);
  Harness harness;
  Procedure procedure(harness);
  auto anyone = harness.anyone();
  std::vector<std::string> hits;
  const auto changes = [&] {
    const auto tag = seeds.letters();
    return Json{{"name_ar", seeds.arabic() + " " + seeds.arabic()}, {"name_en", seeds.letters() + " " + seeds.letters()}, {"qid", seeds.qid()}, {"phone", seeds.phone()},
                {"email", tag + "@example.org"},                    {"address", seeds.letters() + " Street"},            {"employer", seeds.letters() + " Ltd"},
                {"motivation", "I write because " + seeds.letters()}};
  };
  // Applications: judged, corrected, noticed, appealed, wrong.
  std::vector<Person> people;
  for (int i = 0; i < 45; ++i) people.push_back(i % 11 == 0 ? procedure.submitted([&] { auto c = changes(); c["date_of_birth"] = day(-365 * 17); return c; }()) : procedure.submitted(changes()));
  expect(201, procedure.applicant(people[0]).create(people[0].path() + "/appeal", {{"grounds", "Because " + seeds.letters()}}));
  for (int i = 1; i < 6; ++i) {
    const auto noticed = procedure.applicant(people[static_cast<std::size_t>(i)])
                             .create("/v1/notices", {{"application_id", people[static_cast<std::size_t>(i)].application}, {"kind", "health"}, {"remark", "I have " + seeds.letters()}});
    INFO(noticed.body);
    CHECK(noticed.status == 201);
  }
  const auto broken = procedure.applicant(people[1]).put("/v1/applications/" + new_id(), {{"programme_id", procedure.id()}, {"details", {{"email", seeds.letters() + " at nowhere"}, {"qid", "2" + seeds.letters()}}}});
  CHECK(broken.status == 422);
  look(hits, seeds, "an error text", broken.body);
  // Questions and codes of people we do not know.
  for (int i = 0; i < 10; ++i) {
    expect(201, anyone.create("/v1/inquiries", {{"email", seeds.letters() + "@example.org"}, {"subject", "A question"}, {"question", "May " + seeds.letters() + " apply?"}}));
    expect(202, anyone.post("/v1/identity/codes", {{"login", seeds.letters() + "@example.org"}}));
    look(hits, seeds, "an error text", anyone.post("/v1/identity/sessions", {{"login", seeds.letters() + "@example.org"}, {"code", "000000"}}).body);
    look(hits, seeds, "an error text", anyone.get("/v1/nothing?email=" + seeds.letters()).body);
  }
  CHECK(seeds.all().size() >= 500);

  // In the end somebody shops, and an entity reads what came of it.
  Fieldwork fieldwork(harness, 1);
  const auto place = fieldwork.place();
  (void)fieldwork.released(fieldwork.person(0), place);
  fieldwork.results(place, 1);
  auto officer = fieldwork.officer(place);
  for (const auto* path : {"/v1/evaluations", "/v1/recommendations", "/v1/findings", "/v1/entities", "/v1/branches"}) look(hits, seeds, path, officer.get(path).body);
  look(hits, seeds, "the report", officer.get("/v1/programmes/" + fieldwork.id() + "/report", {{"Accept", "text/html"}}).body);
  look(hits, seeds, "metrics", anyone.get("/metrics").body);
  look(hits, seeds, "the public draw", anyone.get(procedure.path() + "/draw").body);

  for (const auto& name : shopper::tools::Suite::names()) harness.restart(name);   // stores are read again, logs written again
  const auto data = harness.suite().data();
  REQUIRE(harness.suite().stop());
  int files = 0, events = 0;
  for (const auto& entry : fs::recursive_directory_iterator(data)) {
    const auto relative = fs::relative(entry.path(), data).string();
    if (!entry.is_regular_file() || relative.starts_with("mail")) continue;   // messages are for the people themselves
    ++files;
    look(hits, seeds, relative, read_file(entry.path()));
    if (entry.path().extension() != ".db") continue;
    shopper::store::Db db("sqlite://" + entry.path().string(), shopper::store::Access::read_only);
    for (auto& [payload] : db.all<std::string>("select payload from outbox")) {
      ++events;
      look(hits, seeds, "an event of " + relative, payload);
    }
  }
  CHECK(files > 15);
  CHECK(events > 60);
  CHECK(hits == std::vector<std::string>{});
  // The search has teeth: what a person reads of herself is full of them, and the mail folder too.
  std::string letters;
  for (const auto& entry : fs::directory_iterator(data / "mail")) letters += read_file(entry.path());
  CHECK(found(seeds, "mail", letters).size() >= 10);
}
