// R-05 for the links over which services follow each other: a gate stands in each of them and spoils it as it is told. Whatever a link does, each event has
// its effect once, in order, and all feeds are read to their ends soon after it is well.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <random>
#include <sstream>

#include "tests/faults/report.h"
#include "tests/faults/stores.h"
#include "tests/harness/fieldwork.h"
#include "tests/harness/link_gate.h"
#include "tests/support/temporary.h"

using namespace shopper::test;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto recovery_limit = std::chrono::seconds(30);   // on a machine that does much else at the time; a lost connection is noticed after 4 s

struct FeedLink {
  std::string reader, upstream;
  std::unique_ptr<LinkGate> gate{};
  std::int64_t begin = 0;   // the last event that was applied before the gate stood there
  std::string name() const { return reader + "<-" + upstream; }
};

std::string setting_for(std::string service) {
  for (char& c : service) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return "SHOPPER_" + service + "_ADDRESS";
}

// Nothing can come through while it lasts.
bool shuts(Fault fault) { return fault == Fault::refuse || fault == Fault::hang || fault == Fault::close_on_data || fault == Fault::reset || fault == Fault::half_open; }

// All feeds of the suite, each through a gate.
class Feeds {
 public:
  Feeds(Harness& suite, const Stores& stores) : stores_(stores) {
    std::map<std::string, std::uint16_t> ports;
    for (const auto& [service, address] : suite.suite().service_addresses()) ports[service] = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
    const std::array<std::pair<const char*, const char*>, 11> all{{{"identity", "selection"}, {"identity", "evaluation"}, {"registration", "identity"}, {"registration", "selection"}, {"registration", "evaluation"},
                                                                   {"registration", "recommendation"}, {"selection", "registration"}, {"evaluation", "selection"}, {"evaluation", "recommendation"},
                                                                   {"recommendation", "registration"}, {"recommendation", "evaluation"}}};
    const auto seed = shopper::testing::seed("feed links");
    for (const auto& [reader, upstream] : all) {
      auto& link = links.emplace_back(FeedLink{reader, upstream});
      link.gate = std::make_unique<LinkGate>(ports.at(upstream), seed + links.size());
      suite.suite().change(reader, setting_for(upstream), link.gate->address());
    }
    for (const auto& reader : Stores::names()) {
      suite.kill(reader);
      for (auto& link : links)
        if (link.reader == reader) link.begin = applied(link);
      suite.suite().start(reader);
    }
    suite.suite().await_ready();
  }
  std::int64_t applied(const FeedLink& link) const {
    auto db = stores_.open(link.reader);
    // Whom it follows is what this test knows of.
    for (const auto& [upstream] : db.all<std::string>("select upstream from feed_cursor"))
      REQUIRE(std::any_of(links.begin(), links.end(), [&](const auto& known) { return known.reader == link.reader && known.upstream == upstream; }));
    return db.one<std::int64_t>("select coalesce(max(sequence), 0) from feed_cursor where upstream = :u", {link.upstream}).value();
  }
  std::int64_t told(const FeedLink& link) const { return stores_.open(link.upstream).one<std::int64_t>("select coalesce(max(sequence), 0) from outbox").value(); }

  std::vector<FeedLink> links;

 private:
  const Stores& stores_;
};

// What is done at each service while the links are bad; each tells the others of it.
struct Story {
  Person newcomer, read, leaver;
  std::string report, appealed, erasure;
};

class Stories {
 public:
  explicit Stories(Harness& suite) : field_(suite, 1), place_(field_.place()) {}

  Story prepare() {
    Story story;
    story.read = procedure().candidate();
    story.leaver = procedure().candidate();
    story.newcomer = procedure().draft();
    story.report = field_.submitted(field_.person(0), place_);
    story.appealed = field_.released(field_.person(0), place_);
    results_ += 1;
    field_.results(place_, results_);
    return story;
  }
  void tell(Story& story) {
    expect(200, procedure().applicant(story.newcomer).act(story.newcomer.path() + "/submit", 1));
    for (const char* reader : {"reader-1", "reader-2"}) procedure().review(story.read, reader, "pass");
    story.erasure = expect(201, procedure().applicant(story.leaver).post("/v1/me/erasure", Json::object(), {{"Idempotency-Key", new_id()}})).json()["id"];
    field_.release(story.report);
    results_ += 1;
    expect(201, field_.officer(place_).create("/v1/appeals", {{"evaluation_id", field_.result_of(story.appealed)}, {"grounds", "The counter was closed for a holiday"}}));
  }
  // Every effect, once.
  void check(const Stores& stores, const Story& story) {
    const auto count = [&](const std::string& service, const std::string& sql, const std::string& id) { return stores.open(service).one<std::int64_t>(sql, {id}).value(); };
    procedure().await_state(story.newcomer, "phase1_review");
    procedure().await_state(story.read, "invited");
    field_.await_evaluation(story.appealed, "appealed");
    CHECK(field_.results(place_, results_).size() == results_);
    CHECK(count("selection", "select count(*) from candidate where id = :i", story.newcomer.application) == 1);
    CHECK(count("registration", "select count(*) from timeline where application_id = :i and state = 'phase1_review'", story.newcomer.application) == 1);
    CHECK(count("registration", "select count(*) from timeline where application_id = :i and state = 'invited'", story.read.application) == 1);
    auto leaver = procedure().applicant(story.leaver);
    const auto receipt = expect(200, leaver.get("/v1/erasures/" + story.erasure)).json();
    CHECK(receipt["state"] == "complete");
    CHECK(receipt["reports"].size() == 5);
    for (const auto& service : Stores::names()) {
      INFO(service);
      CHECK(count(service, "select count(*) from outbox where type = 'subject.erased' and subject = :i", story.erasure) == 1);
    }
  }

 private:
  Procedure& procedure() { return field_.procedure(); }
  Fieldwork field_;
  const Place place_;
  std::size_t results_ = 0;
};

std::int64_t applied_since_start(const std::string& metrics, const FeedLink& link) {
  const auto line = "shopper_events_applied_total{service=\"" + link.reader + "\",upstream=\"" + link.upstream + "\"} ";
  const auto at = metrics.find(line);
  INFO(line);
  REQUIRE(at != std::string::npos);
  return std::stoll(metrics.substr(at + line.size()));
}

}  // namespace

TEST_CASE("R-05 bad links between the services: each event has its effect once, and feeds are at their ends soon after", "[links]") {
  const shopper::testing::TemporaryDirectory directory;
  REQUIRE(std::system((std::string(SHOPPER_SOURCE_DIR) + "/tools/gen-certs --out " + directory.file("certs") + " >/dev/null 2>&1").c_str()) == 0);
  Harness suite(directory.file("certs"));
  const Stores stores(suite);
  Stories stories(suite);
  REQUIRE(await([&] { return stores.drained(); }));
  Feeds feeds(suite, stores);
  const char* full = std::getenv("SHOPPER_TEST_LINK_MS");
  const auto length = std::chrono::milliseconds(full ? std::atoi(full) : 400);
  const auto& faults = shopper::enum_values<Fault>();
  REQUIRE(faults.size() == feeds.links.size());
  // In each round every link has another fault; after as many rounds as there are, each has had each.
  std::mt19937_64 random(shopper::testing::seed("feed faults"));
  const auto first = random() % faults.size();
  const std::size_t rounds = full ? faults.size() : 2;
  std::vector<double> recoveries_s;
  int shut = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    auto story = stories.prepare();
    REQUIRE(await([&] { return stores.drained(); }, recovery_limit));
    const auto fault_of = [&](std::size_t link) { return faults[(first + round * 5 + link) % faults.size()]; };   // five is prime to eleven
    for (std::size_t i = 0; i < feeds.links.size(); ++i) feeds.links[i].gate->set(fault_of(i));
    std::vector<std::int64_t> before;
    for (const auto& link : feeds.links) before.push_back(feeds.applied(link));
    const auto end = Clock::now() + length;
    stories.tell(story);
    CHECK_FALSE(stores.drained());
    std::this_thread::sleep_until(end);   // as long as the faults last; nothing is waited for
    for (std::size_t i = 0; i < feeds.links.size(); ++i) {
      auto& link = feeds.links[i];
      INFO(link.name() << ", " << to_string(fault_of(i)));
      // What the reader had pulled when the fault began, it may still apply: that was nothing, for all was drained.
      if (shuts(fault_of(i))) CHECK(feeds.applied(link) == before[i]);
      shut += shuts(fault_of(i)) && feeds.told(link) > before[i];
      link.gate->set(Fault::none);
    }
    const auto healed = Clock::now();
    CHECK(await([&] { return stores.drained(); }, recovery_limit));
    recoveries_s.push_back(std::chrono::duration<double>(Clock::now() - healed).count());
    stories.check(stores, story);
  }
  CHECK(shut >= static_cast<int>(rounds));
  REQUIRE(await([&] { return stores.drained(); }, recovery_limit));
  // Each event was committed once by each of its readers: as many as lie between the two cursors.
  for (const auto& link : feeds.links) {
    INFO(link.name());
    CHECK(await([&] { return applied_since_start(suite.anyone().get("/metrics").body, link) == feeds.applied(link) - link.begin; }));
  }
  CHECK(suite.suite().stop());
  stores.check();
  std::sort(recoveries_s.begin(), recoveries_s.end());
  std::ostringstream line;
  line << "feed links: " << feeds.links.size() << " links, " << rounds * feeds.links.size() << " of " << faults.size() * feeds.links.size() << " faults of " << length.count() << " ms, each event once; feeds at their ends after " << recoveries_s.front() << " to "
       << recoveries_s.back() << " s";
  shopper::testing::tell_figures(line.str());
}
