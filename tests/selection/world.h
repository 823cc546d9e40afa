// Selection on a real store with a clock of the test's own: use cases run as they do behind an rpc, registration's events as pulled.
#pragma once

#include "platform/store/store.h"
#include "selection/events/reactions.h"
#include "selection/procedure/certificate.h"
#include "selection/usecases/draws.h"
#include "selection/usecases/interviews.h"
#include "selection/usecases/members.h"
#include "selection/usecases/reviews.h"
#include "tests/support/feed.h"
#include "tests/support/results.h"
#include "tests/support/service_keys.h"
#include "tests/support/temporary.h"

namespace shopper::selection::testing {

using Json = nlohmann::json;
using shopper::testing::at;
using shopper::testing::code_of;
using shopper::testing::fields_of;
using shopper::testing::uuid;
using shopper::testing::Words;

class World {
 public:
  World() {
    react_to_registration(registration.consumer);
    REQUIRE(tell("programme.published", programme_id, {{"programme_id", programme_id}, {"code", "MS-2022"}, {"panel_size", 2}, {"reserve_size", 4},
                                                       {"features", {{{"code", "gender"}, {"values", {"female", "male"}}}}}}).empty());
  }

  // People are named; applicant and subject share the name, the application's id is made of it.
  static Actor person(const std::string& name) { return {name, {"applicant"}, "", "en", "", {}}; }
  static Actor staff(const std::string& role, const std::string& name = "", const std::string& entity = "") { return {name.empty() ? role : name, {role}, entity, "en", "", {}}; }

  template <class Out, class In>
  Result<Out> as(const Actor& actor, Result<Out> (*use_case)(Unit&, const In&), const In& in) {
    return store.write<Out>([&](store::Db& db) {
      Unit unit(db, now, actor);
      return use_case(unit, in);
    });
  }
  std::string tell(const std::string& type, const std::string& subject, const Json& payload) { return registration.tell(type, subject, now, payload); }
  template <class T>
  T one(const std::string& sql, const std::vector<store::Value>& values = {}) {
    return *store.read<T>([&](store::Db& db) -> Result<T> { return db.one<T>(sql, values).value(); });
  }
  // Payloads of what was told of that thing, in order.
  std::vector<Json> told(const std::string& type, const std::string& subject) {
    return *store.read<std::vector<Json>>([&](store::Db& db) -> Result<std::vector<Json>> {
      std::vector<Json> found;
      for (auto& [payload] : db.all<std::string>("select payload from outbox where type = :t and subject = :s order by sequence", {type, subject})) found.push_back(Json::parse(payload));
      return found;
    });
  }

  void eligible(const std::string& name, const std::string& gender = "female", const Words& conflicts = {}, const std::string& household = "", const std::string& employer = "", int admission = 1) {
    REQUIRE(tell("application.eligible", uuid(name), {{"application_id", uuid(name)}, {"programme_id", programme_id}, {"applicant", name}, {"features", {{"gender", gender}}},
                                                      {"conflicts", conflicts}, {"household", household}, {"employer", employer}, {"admission", admission}}).empty());
  }
  Result<Review> review(const Actor& reader, const std::string& name, ReviewVerdict verdict, const Words& reasons = {}) {
    return as(reader, review_application, ReviewApplication{uuid(name), verdict, reasons, ""});
  }
  void invite(const std::string& name, const std::string& gender = "female", const std::string& household = "", const std::string& employer = "") {
    eligible(name, gender, {}, household, employer);
    for (const auto* reader : {"r1", "r2"}) REQUIRE(review(staff("reviewer", reader), name, ReviewVerdict::pass).ok());
  }
  Result<InterviewSlot> slot(const std::string& id, int capacity = 1, const std::string& starts_at = "2022-07-20T10:00:00+03:00",
                             const Words& committee = {"m1", "m2", "m3", "m4"}) {
    const auto start = at(starts_at);
    return as(staff("administrator"), put_interview_slot,
              PutInterviewSlot{uuid(id), programme_id, start, start.plus(std::chrono::hours(1)), "Doha", capacity, committee});
  }
  Result<InterviewView> book(const std::string& name, const std::string& slot_id) {
    return as(person(name), put_interview, PutInterview{uuid("interview " + name + slot_id), uuid(name), uuid(slot_id)});
  }
  Result<InterviewScore> score(const Actor& member, const std::string& interview_id, int points) {
    return as(member, score_interview, ScoreInterview{interview_id, {{"credibility", points}, {"responsibility", points}, {"public_interest", points}}, ""});
  }
  Result<InterviewView> conclude(const std::string& interview_id, InterviewOutcome outcome, const std::string& reason = "") {
    return as(staff("administrator"), conclude_interview, ConcludeInterview{interview_id, one<std::int64_t>("select version from interview where id = :i", {interview_id}), outcome, reason});
  }
  // All the way into the pool.
  void pool(const std::string& name, const std::string& gender = "female", const std::string& household = "", const std::string& employer = "") {
    invite(name, gender, household, employer);
    // Nobody of the committee has the name of somebody who applies: one's own application is refused.
    REQUIRE(slot("slot " + name, 1, "2022-07-20T10:00:00+03:00", {"committee-1", "committee-2", "committee-3", "committee-4"}).ok());
    const auto interview = book(name, "slot " + name);
    REQUIRE(interview.ok());
    for (const auto* member : {"committee-1", "committee-2", "committee-3"}) REQUIRE(score(staff("interviewer", member), interview->id, 5).ok());
    REQUIRE(conclude(interview->id, InterviewOutcome::pass).ok());
  }
  // Reads as a command's preparation makes them.
  Lookups lookups(const Actor& actor) {
    return {actor, now, [this, actor](const std::function<void(Unit&)>& look) {
              (void)store.read<Done>([&](store::Db& db) -> Result<Done> {
                Unit unit(db, now, actor);
                look(unit);
                return Done{};
              });
            }};
  }
  template <class Out, class In>
  Result<Out> as(const Actor& actor, Result<Done> (*prepare)(const Lookups&, In&), Result<Out> (*use_case)(Unit&, const In&), In in) {
    SHOPPER_CHECK(prepare(lookups(actor), in));
    return as(actor, use_case, in);
  }
  // Dice in an hour, and more dice a day later if those fail.
  std::vector<procedure::RandomSource> dice() const {
    const auto source = [&](int hours) { return procedure::RandomSource{procedure::SourceKind::dice, "Three dice, on camera", now.plus(std::chrono::hours(hours))}; };
    return {source(1), source(25)};
  }
  Result<DrawView> prepare_draw(const std::string& person = "first") { return as(staff("administrator", person), prepare_create_draw, create_draw, create()); }
  CreateDraw create() const {
    CreateDraw input;
    input.id = programme_id;
    input.sources = dice();
    return input;
  }
  Result<DrawView> commit(const DrawView& draw, const std::string& person = "second") { return as(staff("administrator", person), commit_draw, ByIdAndVersion{draw.id, draw.version}); }
  Result<DrawView> reveal(const DrawView& draw, const std::string& person, const std::string& value = "042", int source = 0) {
    RevealDraw input;
    input.id = draw.id;
    input.expected_version = draw.version;
    input.source = source;
    input.value = value;
    input.reason = source > 0 ? "The first dice were lost" : "";
    return as(staff("administrator", person), prepare_reveal_draw, reveal_draw, input);
  }
  // What the dice must show for a panel of the list that has these people.
  std::string dice_for(const DrawView& draw, const Words& names) {
    const auto proof = codec::parse<procedure::PublicProof>(one<std::string>("select content from draw_document where id = :i", {draw.id + "/proof"}));
    for (std::size_t j = 0; j < proof.panels.size(); ++j) {
      const auto& panel = proof.panels[j];
      const bool all = std::all_of(names.begin(), names.end(), [&](const auto& name) {
        return std::find(panel.begin(), panel.end(), one<std::int64_t>("select number from draw_place where application_id = :a", {uuid(name)})) != panel.end();
      });
      const auto number = std::to_string(j);
      if (all) return std::string(3 - number.size(), '0') + number;
    }
    FAIL("no panel of the list has them all");
    return "";
  }
  // The whole procedure; time goes on by an hour. With `names`: a panel that has these people.
  DrawView draw(int panel_size, int reserve_size, const std::vector<Quota>& quotas, int employer_max = 0, const Words& names = {}) {
    REQUIRE(as(staff("administrator"), put_quota_plan, PutQuotaPlan{programme_id, panel_size, reserve_size, quotas, employer_max}).ok());
    const auto prepared = prepare_draw();
    REQUIRE(prepared.ok());
    const auto committed = commit(*prepared);
    REQUIRE(committed.ok());
    now = now.plus(std::chrono::hours(1));
    const auto value = names.empty() ? "042" : dice_for(*committed, names);
    const auto entered = reveal(*committed, "first", value);
    REQUIRE(entered.ok());
    const auto drawn = reveal(*entered, "second", value);
    REQUIRE(drawn.ok());
    return *drawn;
  }
  PanelMember member(const std::string& id) { return as(staff("administrator"), get_panel_member, ById{id}).value(); }
  Candidate candidate(const std::string& id) { return as(staff("administrator"), get_candidate, ById{id}).value(); }
  std::string state(const std::string& id) { return std::string(to_string(member(id).state)); }
  // An action on the member at its present version: by the member herself, or by staff.
  Result<PanelMember> act(const std::string& id, Result<PanelMember> (*action)(Unit&, const MemberAction&), const std::string& reason = "") {
    const auto present = member(id);
    const bool own = action == accept_offer || action == decline_offer;
    return as(own ? person(present.shopper) : staff("administrator"), action, MemberAction{id, present.version, reason});
  }
  // From the accepted offer to duty.
  void activate(const std::string& id) {
    const auto code = as(staff("administrator"), put_code_of_conduct, PutCodeOfConduct{programme_id, "1", {"ع", "Be fair"}});
    REQUIRE(code.ok());
    REQUIRE(act(id, accept_offer).ok());
    const auto accepted = member(id);
    REQUIRE(as(person(accepted.shopper), sign_code, SignCode{id, accepted.version, "1", code->sha256}).ok());
    REQUIRE(act(id, certify_member).ok());
    REQUIRE(act(id, activate_member).ok());
  }
  std::string notice(const std::string& id, const std::string& kind, bool suspends, const Json& more = Json::object()) {
    Json payload{{"notice_id", uuid("notice")}, {"application_id", id}, {"programme_id", programme_id}, {"kind", kind}, {"suspends", suspends}};
    payload.update(more);
    return tell("notice.recorded", payload["notice_id"], payload);
  }
  // Ids of those who have an offer made in the place of `leaver`.
  Words called_for(const std::string& leaver) {
    return *store.read<Words>([&](store::Db& db) -> Result<Words> {
      Words ids;
      for (auto& [id] : db.all<std::string>("select id from panel_member where replaces = :l order by rank", {leaver})) ids.push_back(id);
      return ids;
    });
  }

  Instant now = at("2022-07-10T12:00:00+03:00");
  const std::string programme_id = uuid("programme");
  shopper::testing::TemporaryDirectory directory;
  store::Store store{{directory.url("selection.db"), "selection", migrations(), shopper::testing::service_keys()}};
  shopper::testing::Feed registration{store, "registration"};
};

}  // namespace shopper::selection::testing
