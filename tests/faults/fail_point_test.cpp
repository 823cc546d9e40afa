// each named place between two durable steps, in turn: the process ends there, is started again, and everything acknowledged is there once.
#include <algorithm>
#include <map>
#include <random>
#include <sstream>

#include "platform/crypto/hash.h"
#include "tests/faults/report.h"
#include "tests/faults/ward.h"
#include "tests/harness/fieldwork.h"
#include "tests/harness/process.h"
#include "tests/support/temporary.h"

using namespace shopper::test;
using shopper::tools::Suite;
namespace fs = std::filesystem;

namespace {

struct Crossing {
  std::string process, at, story;
};

// Which process ends where while which story goes on. docs/RELIABILITY.md says what the places are.
std::vector<Crossing> all_places() {
  std::vector<Crossing> all;
  const auto add = [&](const std::string& story, const std::string& process, std::initializer_list<const char*> places) {
    for (const char* at : places) all.push_back({process, at, story});
  };
  add("apply", "gateway", {"gateway.calling@/v1/applications/{id}", "gateway.answered@/v1/applications/{id}", "gateway.calling@/v1/applications/{id}/submit", "gateway.answered@/v1/applications/{id}/submit"});
  add("apply", "registration", {"command.prepared@PutApplication", "command.begun@PutApplication", "command.decided@PutApplication", "command.audited@PutApplication", "command.kept@PutApplication",
                                "command.durable@PutApplication", "command.prepared@SubmitApplication", "command.begun@SubmitApplication", "command.decided@SubmitApplication",
                                "command.audited@SubmitApplication", "command.kept@SubmitApplication", "command.durable@SubmitApplication", "outbox.appended@application.eligible", "store.begun",
                                "store.committing", "store.committed", "store.committed#2", "feed.pulled@selection", "feed.reacting@candidate.state_changed", "feed.reacted@candidate.state_changed",
                                "feed.moved@candidate.state_changed", "feed.durable@selection"});
  add("apply", "selection", {"feed.pulled@registration", "feed.reacting@application.eligible", "feed.reacted@application.eligible", "outbox.appended@candidate.state_changed",
                             "feed.moved@application.eligible", "feed.durable@registration", "store.committing", "store.committed"});
  add("report", "evaluation", {"command.prepared@PutEvaluation", "command.decided@PutEvaluation", "command.kept@PutEvaluation", "command.durable@PutEvaluation", "command.begun@ReleaseEvaluation",
                               "command.decided@ReleaseEvaluation", "command.durable@ReleaseEvaluation", "outbox.appended@evaluation.released"});
  add("report", "gateway", {"gateway.answered@/v1/evaluations/{id}"});
  add("report", "recommendation", {"feed.pulled@evaluation", "feed.reacting@evaluation.released", "feed.reacted@evaluation.released", "feed.moved@evaluation.released", "feed.durable@evaluation"});
  add("picture", "evaluation", {"evidence.received", "evidence.placed", "evidence.kept", "command.decided@PutEvidence", "command.kept@PutEvidence", "command.durable@PutEvidence"});
  add("erase", "registration", {"command.decided@RequestErasure", "command.kept@RequestErasure", "command.durable@RequestErasure", "outbox.appended@subject.erased", "erasure.noted", "erasure.shredded",
                                "store.erasing", "store.erased", "feed.reacted@subject.erased"});
  for (const char* process : {"selection", "evaluation", "recommendation", "identity"}) add("erase", process, {"feed.reacting@subject.erased", "feed.reacted@subject.erased", "feed.moved@subject.erased"});
  add("draw", "selection", {"command.begun@CreateDraw", "command.decided@CreateDraw", "command.durable@CreateDraw", "command.begun@CommitDraw", "command.decided@CommitDraw", "command.durable@CommitDraw",
                            "command.begun@RevealDraw", "command.decided@RevealDraw", "command.durable@RevealDraw", "command.prepared@RevealDraw#2", "command.decided@RevealDraw#2", "command.durable@RevealDraw#2"});
  add("publish", "evaluation", {"command.decided@PublishForm", "command.durable@PublishForm", "outbox.appended@form.published"});
  add("publish", "recommendation", {"feed.reacted@form.published", "feed.durable@evaluation"});
  add("close", "registration", {"command.decided@CloseProgramme", "command.durable@CloseProgramme", "outbox.appended@programme.closed"});
  add("close", "selection", {"feed.reacted@programme.closed", "feed.moved@programme.closed"});
  add("recommend", "recommendation", {"command.decided@PutFinding", "command.durable@PutFinding", "command.begun@IssueRecommendation", "command.decided@IssueRecommendation", "command.durable@IssueRecommendation"});
  add("rotate", "registration", {"keys.rewrapping", "keys.rewrapped", "store.committed"});
  add("new keys", "identity", {"command.begun@RotateSigningKeys", "command.decided@RotateSigningKeys", "command.durable@RotateSigningKeys"});
  add("mail", "identity", {"message.written", "message.delivered"});
  add("audited read", "registration", {"read.recorded@ListAudit"});
  add("backup", "registration", {"backup.begun", "backup.copied", "backup.paused", "backup.fixed", "backup.kept"});
  add("backup", "evaluation", {"backup.copied"});
  add("apply", "registration", {"checkpoint.signed"});   // within a minute
  return all;
}

// What people do while a process ends. Each gives what is done once the process is armed.
class Stories {
 public:
  Stories(Harness& suite, Ward& ward) : suite_(suite), ward_(ward), field_(suite, 1), place_(field_.place()) {}

  std::function<void()> begin(const std::string& name) {
    const std::map<std::string, std::function<std::function<void()>()>> all{
        {"apply", [&] { return apply(); }},   {"report", [&] { return report(); }},       {"picture", [&] { return picture(); }}, {"erase", [&] { return erase(); }},
        {"draw", [&] { return draw(); }},     {"publish", [&] { return publish(); }},     {"close", [&] { return close(); }},     {"recommend", [&] { return recommend(); }},
        {"rotate", [&] { return rotate(); }}, {"new keys", [&] { return new_keys(); }},   {"mail", [&] { return mail(); }},       {"audited read", [&] { return audited_read(); }},
        {"backup", [&] { return backup(); }}};
    return all.at(name)();
  }

 private:
  Procedure& procedure() { return field_.procedure(); }
  static bool is(Api& api, const std::string& path, const std::string& state) {
    const auto answer = api.get(path);
    return answer.status == 200 && answer.json().value("state", "") == state;
  }
  static bool is(Api&& api, const std::string& path, const std::string& state) { return is(api, path, state); }

  std::function<void()> apply() {
    return [this] {
      const Person person{"person-" + new_id(), new_id()};
      auto applicant = procedure().applicant(person);
      const auto details = procedure().details();
      ward_.insist("registration", [&](const Headers& headers) { return applicant.put(person.path(), {{"programme_id", field_.id()}, {"details", details}}, headers); });
      ward_.insist_on("registration", applicant, person.path(), "submit");
      CHECK(ward_.await([&] { return is(procedure().admin(), person.path(), "phase1_review"); }));
    };
  }

  std::function<void()> report() {
    return [this, sheet = field_.sheet(place_, true, {{"submit", true}})] {
      const auto path = "/v1/evaluations/" + new_id();
      ward_.insist("evaluation", [&](const Headers& headers) { return field_.shopper(field_.person(0)).put(path, sheet, headers); });
      for (const char* step : {"take-up", "approve", "release"}) ward_.insist_on("evaluation", field_.analyst(), path, step, {{"reason", "as the rules say"}});
      auto analyst = field_.analyst();
      const auto result = ward_.read(analyst, path).value("result_id", "");
      CHECK(ward_.await([&] {
        const auto answer = analyst.get("/v1/results?limit=200&programme_id=" + field_.id() + "&entity_id=" + place_.entity);
        return answer.status == 200 && answer.body.find(result) != std::string::npos;
      }));
    };
  }

  std::function<void()> picture() {
    return [this, draft = field_.draft(field_.person(0), place_)] {
      auto shopper = field_.shopper(field_.person(0));
      const auto path = draft + "/evidence/" + shopper::crypto::sha256_hex(a_picture());
      const auto stored = ward_.insist("evaluation", [&](Headers headers) {
        headers["Content-Type"] = "image/png";
        return shopper.send("PUT", path, a_picture(), headers);
      }).value("stored_sha256", "");
      CHECK(shopper::crypto::sha256_hex(expect(200, shopper.get(path)).body) == stored);
      CHECK(await([&] { return fs::is_empty(suite_.suite().data() / "evidence" / "incoming"); }));
    };
  }

  std::function<void()> erase() {
    return [this, person = procedure().candidate()] {
      auto applicant = procedure().applicant(person);
      const auto erasure = ward_.insist("registration", [&](const Headers& headers) { return applicant.post("/v1/me/erasure", Json::object(), headers); });
      const auto receipt = "/v1/erasures/" + erasure.value("id", "");
      CHECK(ward_.await([&] { return is(applicant, receipt, "complete"); }));
      CHECK(expect(200, applicant.get(receipt)).json()["reports"].size() == 5);
      CHECK(applicant.get(person.path()).status == 404);
    };
  }

  std::function<void()> draw() {
    const auto programme = std::make_shared<Procedure>(suite_);
    return [this, programme, person = programme->pooled()] {
      const auto staff = [&](const std::string& name, int minutes_ago) { return suite_.importing("administrator", name, moment(-std::chrono::minutes(minutes_ago))); };
      const Json sources = Json::array({{{"kind", "dice"}, {"name", "Three dice"}, {"at", moment(-std::chrono::minutes(5))}}});
      auto draw = ward_.insist("selection", [&](const Headers& headers) { return staff("first", 10).post(programme->path() + "/draws", {{"sources", sources}}, headers); });
      const auto at = "/v1/draws/" + draw.value("id", "");
      ward_.insist_on("selection", staff("second", 9), at, "commit");
      for (const char* name : {"first", "second"}) ward_.insist_on("selection", staff(name, 0), at, "reveal", {{"value", "042"}});
      CHECK(ward_.await([&] { return is(programme->admin(), person.path(), "selected"); }));
    };
  }

  std::function<void()> publish() {
    const Json text{{"ar", "نص"}, {"en", "Text"}};
    const Json definition{{"code", "form-" + new_id().substr(24)}, {"title", text}, {"questions", {{{"name", "clean"}, {"type", "integer"}, {"label", text}, {"required", true}, {"scored", true}, {"worst", 0}, {"best", 5}, {"dimension", "place"}}}}};
    const auto form = expect(201, field_.analyst().create("/v1/forms", {{"definition", definition}})).json();
    return [this, path = "/v1/forms/" + form["form_id"].get<std::string>() + "/versions/1"] {
      ward_.insist_on("evaluation", field_.analyst(), path, "publish");
      CHECK(ward_.await([&] { return is(field_.analyst(), path, "published"); }));
    };
  }

  std::function<void()> close() {
    const auto programme = std::make_shared<Procedure>(suite_);
    return [this, programme] {
      ward_.insist_on("registration", programme->admin(), programme->path(), "close", {{"reason", "there are enough"}});
      CHECK(ward_.await([&] { return is(programme->admin(), programme->path(), "closed"); }));
    };
  }

  std::function<void()> recommend() {
    const auto place = field_.place();
    const auto result = field_.result_of(field_.released(field_.person(0), place));
    field_.results(place, 1);
    return [this, place, result] {
      const Json text{{"ar", "نص"}, {"en", "Text"}};
      const Json about{{"programme_id", field_.id()}, {"entity_id", place.entity}, {"service_id", place.service}, {"dimension", "staff"}};
      auto finding = about, advice = about;
      const auto id = new_id();
      finding.update({{"kind", "weakness"}, {"claim", text}, {"evidence", {result}}});
      advice.update({{"finding_ids", {id}}, {"title", text}, {"text", text}, {"due_on", day(30)}});
      ward_.insist("recommendation", [&](const Headers& headers) { return field_.analyst().put("/v1/findings/" + id, finding, headers); });
      const auto path = "/v1/recommendations/" + new_id();
      ward_.insist("recommendation", [&](const Headers& headers) { return field_.analyst().put(path, advice, headers); });
      ward_.insist_on("recommendation", field_.analyst(), path, "send-to-review");
      ward_.insist_on("recommendation", field_.analyst("second-analyst"), path, "issue");
      CHECK(is(field_.analyst(), path, "issued"));
    };
  }

  // Every data key is wrapped anew under a new key of the ring; the old one is not needed any more.
  std::function<void()> rotate() {
    return [this, person = procedure().draft({{"name_en", "Maryam of the keys"}})] {
      const auto file = suite_.suite().data() / "keys" / "registration.keys";
      auto ring = read_file(file);
      ring.erase(ring.find(" current"), std::string(" current").size());
      const auto id = "k" + new_id().substr(24);
      write_file(file, ring + id + " " + shopper::crypto::sha256_hex(id) + " current\n");
      const Stores stores(suite_);
      CHECK(ward_.await([&] {
        try {
          return stores.open("registration").one<std::int64_t>("select count(*) from subject_key where kek_id <> :k", {id}) == 0;
        } catch (const std::exception&) {
          return false;   // just being started
        }
      }));
      CHECK(ward_.await([&] { return ward_.ended(); }));
      auto applicant = procedure().applicant(person);
      CHECK(ward_.read(applicant, person.path())["details"]["name_en"] == "Maryam of the keys");
    };
  }

  std::function<void()> new_keys() {
    return [this] {
      auto staff = suite_.as("administrator");
      const auto before = ward_.read(staff, "/v1/signing-keys")["items"].size();
      ward_.insist("identity", [&](const Headers& headers) { return staff.post("/v1/signing-keys/rotate", Json::object(), headers); });
      CHECK(ward_.read(staff, "/v1/signing-keys")["items"].size() == before + 2);   // one of each algorithm
    };
  }

  // Whoever asked for a code finds it, once or, when the process ended between delivery and its note of it, under the same name again.
  std::function<void()> mail() {
    return [this] {
      const auto address = "m" + new_id().substr(24) + "@example.org";
      ward_.insist("identity", [&](const Headers& headers) { return suite_.anyone().post("/v1/identity/codes", {{"login", address}}, headers); });
      const auto found = [&] {
        int messages = 0;
        for (const auto& entry : fs::directory_iterator(suite_.suite().data() / "mail"))
          if (entry.path().extension() == ".txt" && read_file(entry.path()).find(address) != std::string::npos) ++messages;
        return messages;
      };
      CHECK(ward_.await([&] { return found() == 1 && ward_.ended(); }));
      CHECK(found() == 1);
    };
  }

  std::function<void()> audited_read() {
    return [this] {
      auto auditor = suite_.as("auditor");
      ward_.read(auditor, "/v1/audit/registration?limit=1");
    };
  }

  // A backup during which a service ends is none; the next one is whole.
  std::function<void()> backup() {
    return [this] {
      const shopper::testing::TemporaryDirectory scratch;
      const auto run = [&](const std::vector<std::string>& words) { return Process(Harness::program("shopperctl"), words, scratch.file("log")).wait(); };
      const auto data = suite_.suite().data();
      int attempts = 0;
      CHECK(ward_.await([&] { return ++attempts && run({"backup", "--data", data.string(), "--out", scratch.file("sets")}) == 0 && ward_.ended(); }));
      int complete = 0;
      for (const auto& set : fs::directory_iterator(scratch.file("sets")))
        if (set.path().filename() != "files") {
          ++complete;
          CHECK(run({"backup", "verify", set.path().string(), "--key", (data / "keys" / "backup.key").string(), "--keys", (data / "keys" / "audit-keys.txt").string()}) == 0);
        }
      CHECK(complete >= 1);
    };
  }

  Harness& suite_;
  Ward& ward_;
  Fieldwork field_;
  const Place place_;
};

}  // namespace

TEST_CASE("R-19 a process ends at a named place between two steps, and all is there once", "[failpoint]") {
  auto places = all_places();
  CHECK(places.size() >= 60);
  std::mt19937_64 random(shopper::testing::seed("fail points"));
  const auto count = static_cast<std::size_t>(wanted("SHOPPER_TEST_FAIL_POINTS", 16));
  if (const char* only = std::getenv("SHOPPER_TEST_FAIL_POINT")) std::erase_if(places, [&](const auto& place) { return place.at != only && place.story != only; });   // one place, or one story
  if (count < places.size()) {
    std::shuffle(places.begin(), places.end(), random);
    places.resize(count);
  }
  Harness suite;
  Ward ward(suite);
  const Stores stores(suite);
  Stories stories(suite, ward);
  std::vector<double> lags_s;
  for (const auto& [process, at, story] : places) {
    INFO(process << " ends at " << at << " (" << story << ")");
    const auto go = stories.begin(story);
    REQUIRE(ward.await([&] { return stores.drained(); }));
    ward.arm(process, at);
    go();
    CHECK(ward.await([&] { return ward.ended(); }));
    CHECK(ward.await([&] { return stores.drained(); }));
    lags_s.push_back(ward.seconds_since_end());
    ward.await_ready();
    ward.check_once(stores);
  }
  CHECK(suite.suite().stop());
  stores.check();
  REQUIRE_FALSE(lags_s.empty());
  std::sort(lags_s.begin(), lags_s.end());
  const auto p99 = lags_s[(lags_s.size() * 99 + 99) / 100 - 1];
  CHECK(p99 < 10);   // 5 s on a machine of one's own
  std::ostringstream line;
  line << "fail points: " << lags_s.size() << " places, each effect once; from the end to feeds read to theirs: median " << lags_s[lags_s.size() / 2] << " s, p99 " << p99 << " s";
  shopper::testing::tell_figures(line.str());
}

TEST_CASE("R-19 a first start that ends at any step is made good by the next", "[failpoint]") {
  for (const char* place : {"migration.begun@0001_platform", "migration.applied@0001_platform", "migration.applied@0002_traces",
                            "migration.begun@0001_registration", "migration.committing@registration", "migration.committed@registration", "store.named"}) {
    INFO(place);
    const shopper::testing::TemporaryDirectory directory;
    Suite suite({directory.file("data"), SUITE_PROGRAMS, 0});
    suite.change("registration", "SHOPPER_FAIL_POINT", place);
    suite.start("registration");
    std::optional<Suite::Exit> ended;
    REQUIRE(await([&] { return (ended = suite.reap()).has_value(); }));
    CHECK(ended->code == 128 + 9);
    suite.change("registration", "SHOPPER_FAIL_POINT", "");
    suite.start_all();
    suite.await_ready();
    CHECK(suite.stop());
    shopper::store::Db db("sqlite://" + directory.file("data/store/registration.db"), shopper::store::Access::read_only);
    CHECK(db.one<std::string>("PRAGMA integrity_check(1)") == "ok");
    CHECK(db.one<std::int64_t>("select count(*) from schema_migration where component = 'platform'") == 2);
  }
}
