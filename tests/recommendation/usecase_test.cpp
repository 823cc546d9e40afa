#include <catch2/catch.hpp>

#include "tests/recommendation/world.h"

using namespace shopper;
using namespace shopper::recommendation;
using namespace shopper::recommendation::testing;
using Response = RecommendationResponse;

TEST_CASE_METHOD(World, "two persons: whoever wrote any of it does not issue it") {
  release_many("moi", 1, 0.2);
  found("moi", "moi0");
  REQUIRE(put(analyst("author"), "r", "moi").ok());
  CHECK(put(analyst("another"), "r", "moi")->author == "author");   // the same again changes nothing
  CHECK(code_of(act(analyst("another"), "r", issue_recommendation)) == "WRONG_STATE");
  REQUIRE(act(analyst("author"), "r", send_to_review).ok());
  CHECK(code_of(act(analyst("author"), "r", issue_recommendation)) == "SECOND_PERSON_REQUIRED");
  CHECK(fields_of(act(analyst("reviewer"), "r", return_to_draft)) == Words{"/remark REQUIRED"});
  REQUIRE(act(analyst("reviewer"), "r", return_to_draft, "say how many counters").ok());

  PatchRecommendation patch{uuid("r"), item("r").version, {}, {"text"}};
  patch.changes.text = both("Open three more counters");
  REQUIRE(as(analyst("editor"), patch_recommendation, patch).ok());
  CHECK(code_of(as(analyst("editor"), patch_recommendation, patch)) == "VERSION_STALE");
  REQUIRE(act(analyst("author"), "r", send_to_review).ok());
  CHECK(code_of(as(analyst("editor"), patch_recommendation, PatchRecommendation{uuid("r"), item("r").version, {}, {}})) == "WRONG_STATE");
  CHECK(code_of(act(analyst("author"), "r", issue_recommendation)) == "SECOND_PERSON_REQUIRED");
  CHECK(code_of(act(analyst("editor"), "r", issue_recommendation)) == "SECOND_PERSON_REQUIRED");
  CHECK(state("r") == "peer_review");
  REQUIRE(act(analyst("reviewer"), "r", issue_recommendation).ok());   // returning it was no writing
  CHECK(state("r") == "issued");
}

TEST_CASE_METHOD(World, "an officer is confined to her entity, and to what is issued") {
  release_many("moi", 6, 0.2);
  release_many("moe", 6, 0.9);
  found("moi", "moi0");
  found("moe", "moe0");
  CHECK(code_of(put(analyst(), "wrong", "moi", {"unknown"})) == "FIELDS_INVALID");
  issue("r", "moi");
  REQUIRE(put(analyst("author"), "draft", "moi").ok());
  const auto sees = [&](const std::string& entity, const std::string& id) { return code_of(as(officer(entity), get_recommendation, ById{uuid(id)})).empty(); };
  CHECK(sees("moi", "r"));
  CHECK_FALSE(sees("moi", "draft"));
  CHECK_FALSE(sees("moe", "r"));
  const auto listed = [&](const Actor& actor, const std::string& entity, const std::string& in_state = "") {
    return as(actor, list_recommendations_page, ListRecommendations{programme_id, entity, in_state, 0, ""});
  };
  CHECK(listed(analyst(), "")->items.size() == 2);
  CHECK(listed(officer("moi"), "")->items.size() == 1);
  CHECK(listed(officer("moi"), "", "draft")->items.empty());
  CHECK(listed(officer("moe"), "")->items.empty());
  CHECK(code_of(listed(officer("moe"), "moi")) == "NOT_FOUND");
  CHECK(code_of(listed(officer(""), "")) == "FORBIDDEN");
  CHECK(code_of(act(officer("moe"), "r", acknowledge_recommendation)) == "NOT_FOUND");
  CHECK(code_of(act(officer("moi"), "draft", acknowledge_recommendation)) == "NOT_FOUND");

  CHECK(results(analyst()).items.size() == 12);
  CHECK(results(officer("moi")).items.size() == 6);
  CHECK(code_of(as(officer("moe"), list_results_page, ListResults{programme_id, "moi", 0, ""})) == "NOT_FOUND");
  CHECK(scores(officer("moi")).items.size() == 1);
  CHECK(scores(officer("moi")).overall.score == Approx(0.2));
  CHECK(code_of(as(officer("moi"), get_trends, GetTrends{programme_id, "moe"})) == "NOT_FOUND");
  CHECK(as(officer("moi"), list_findings_page, ListFindings{programme_id, "", 0, ""})->items.size() == 1);
  CHECK(code_of(as(officer("moi"), get_finding, ById{uuid("finding moe")})) == "NOT_FOUND");
  const auto report = as(officer("moi"), get_report, GetReport{programme_id, "", "application/json", "en"});
  REQUIRE(report.ok());
  CHECK(report->content.find(uuid("r")) != std::string::npos);
  CHECK(report->content.find(uuid("draft")) == std::string::npos);
  CHECK(report->content.find("moe") == std::string::npos);
  CHECK(code_of(as(officer("moi"), get_report, GetReport{programme_id, "moe", "", "en"})) == "NOT_FOUND");

  // A transfer takes it from one officer; the other one hears of it when the team has agreed and issues it again.
  REQUIRE(act(officer("moi"), "r", acknowledge_recommendation).ok());
  CHECK(fields_of(respond(officer("moi"), "r", Response::transferred, "not ours", "moi")) == Words{"/transfer_to ENTITY_UNKNOWN"});
  REQUIRE(respond(officer("moi"), "r", Response::transferred, "not ours", "moe").ok());
  CHECK_FALSE(sees("moi", "r"));
  CHECK_FALSE(sees("moe", "r"));
  CHECK(listed(officer("moe"), "")->items.empty());
  CHECK(code_of(act(officer("moe"), "r", acknowledge_recommendation)) == "NOT_FOUND");
  REQUIRE(act(analyst("reviewer"), "r", issue_recommendation).ok());
  CHECK(sees("moe", "r"));
  CHECK(act(officer("moe"), "r", acknowledge_recommendation).ok());
}

TEST_CASE_METHOD(World, "a result counts once, in its newest revision, whatever comes late or again") {
  release_many("moi", 4, 0.5);
  const auto overall = [&] { return scores(analyst(), "programme").overall; };
  CHECK(overall().suppressed == "TOO_FEW_EVALUATIONS");
  for (int again = 0; again < 3; ++again) REQUIRE(release(result("moi0", "moi", 0.5, "moi0")).empty());
  CHECK(overall().n == 4);
  CHECK_FALSE(overall().score);   // a repeated event lifts nothing over the gate
  REQUIRE(release(result("late", "moi", 0.5, "late")).empty());
  CHECK(overall().score == Approx(0.5));

  REQUIRE(amend(result("moi0", "moi", 1.0, "moi0", 3)).empty());
  CHECK(overall().score == Approx(0.6));
  REQUIRE(amend(result("moi0", "moi", 0.0, "moi0", 2)).empty());     // an older one arrives after a newer
  REQUIRE(release(result("moi0", "moi", 0.5, "moi0", 1)).empty());
  REQUIRE(amend(result("moi0", "moi", 0.25, "moi0", 3)).empty());    // the same revision is known already
  CHECK(overall().n == 5);
  CHECK(overall().score == Approx(0.6));
  REQUIRE(amend(result("new", "moi", 0.6, "new", 2)).empty());       // the amendment before the release
  REQUIRE(release(result("new", "moi", 0.0, "new", 1)).empty());
  CHECK(overall().n == 6);
  CHECK(overall().score == Approx(0.6));

  REQUIRE(annul("moi0", 4).empty());
  REQUIRE(annul("moi0", 4).empty());
  CHECK(overall().n == 5);
  CHECK(overall().score == Approx((3 * 0.5 + 0.5 + 0.6) / 5));
  REQUIRE(amend(result("moi0", "moi", 1.0, "moi0", 3)).empty());
  REQUIRE(amend(result("moi0", "moi", 1.0, "moi0", 5)).empty());     // annulled is annulled
  CHECK(overall().n == 5);
  int annulled = 0;
  for (const auto& each : results(analyst()).items) annulled += each.annulled;
  CHECK(annulled == 1);
  CHECK(annul("never released", 2) == "NOT_FOUND");   // kept as refused, for an operator to see
  CHECK(results(analyst()).items.size() == 6);
}

TEST_CASE_METHOD(World, "one appeal a result, by its own entity, decided once") {
  release_many("moi", 2, 0.2);
  const auto file = [&](const Actor& actor, const std::string& id, const std::string& grounds = "the counter was closed") { return as(actor, file_appeal, FileAppeal{uuid(id), grounds}); };
  CHECK(code_of(file(officer("moe"), "moi0")) == "NOT_FOUND");
  CHECK(code_of(file(officer("moi"), "unknown")) == "NOT_FOUND");
  CHECK(fields_of(file(officer("moi"), "moi0", "")) == Words{"/grounds LENGTH"});
  const auto appeal = file(officer("moi"), "moi0");
  REQUIRE(appeal.ok());
  CHECK(code_of(file(officer("moi"), "moi0", "another reason")) == "APPEAL_EXISTS");
  REQUIRE(told("appeal.filed").size() == 1);
  CHECK(told("appeal.filed")[0]["evaluation_id"] == uuid("moi0"));
  const auto listed = [&](const Actor& actor, const std::string& in_state) { return as(actor, list_appeals_page, ListAppeals{programme_id, in_state, 0, ""})->items.size(); };
  CHECK(listed(analyst(), "open") == 1);
  CHECK(listed(officer("moi"), "") == 1);
  CHECK(listed(officer("moe"), "") == 0);

  const auto decide = [&](std::int64_t version, ResultAppealState outcome, const std::string& reason, const std::map<std::string, std::string>& corrections = {}) {
    return as(analyst(), decide_appeal, DecideAppeal{appeal->id, version, outcome, reason, corrections});
  };
  CHECK(code_of(decide(7, ResultAppealState::upheld, "seen")) == "VERSION_STALE");
  CHECK(fields_of(decide(1, ResultAppealState::open, "")) == Words{"/outcome REQUIRED", "/reason REQUIRED"});
  CHECK(fields_of(decide(1, ResultAppealState::amended, "seen")) == Words{"/corrections CORRECTIONS_MISMATCH"});
  CHECK(fields_of(decide(1, ResultAppealState::annulled, "seen", {{"minutes", "5"}})) == Words{"/corrections CORRECTIONS_MISMATCH"});
  now = now.plus(std::chrono::hours(48));
  const auto decided = decide(1, ResultAppealState::amended, "the clock of the receipt", {{"minutes", "5"}});
  REQUIRE(decided.ok());
  CHECK(decided->decided_at == now);
  CHECK(code_of(decide(2, ResultAppealState::annulled, "after all")) == "WRONG_STATE");
  CHECK(code_of(file(officer("moi"), "moi0", "once more")) == "APPEAL_EXISTS");
  REQUIRE(told("appeal.decided").size() == 1);
  CHECK(told("appeal.decided")[0]["corrections"] == Json{{"minutes", "5"}});
  REQUIRE(annul("moi1", 2).empty());
  CHECK(code_of(file(officer("moi"), "moi1")) == "RESULT_ANNULLED");
}

TEST_CASE_METHOD(World, "what evaluation cannot carry out is not decided: a correction that is wrong, an appeal that crossed the lock") {
  release_many("moi", 3, 0.2);
  const auto file = [&](const std::string& id) { return as(officer("moi"), file_appeal, FileAppeal{uuid(id), "the counter was closed"}); };
  const auto refuse = [&](const ResultAppeal& appeal, const std::string& refusal) {
    return tell("appeal.refused", appeal.id, {{"appeal_id", appeal.id}, {"evaluation_id", appeal.evaluation_id}, {"refusal", refusal}});
  };
  const auto now_is = [&](const ResultAppeal& appeal) {
    const auto all = as(analyst(), list_appeals_page, ListAppeals{programme_id, "", 0, ""});
    for (const auto& each : all->items)
      if (each.id == appeal.id) return each;
    return ResultAppeal{};
  };
  const auto corrected = file("moi0"), crossed = file("moi1");
  REQUIRE(corrected.ok());
  const DecideAppeal decision{corrected->id, 1, ResultAppealState::amended, "the receipt", {{"minutes", "900"}}};
  REQUIRE(as(analyst(), decide_appeal, decision).ok());
  REQUIRE(refuse(*corrected, "FIELDS_INVALID: /answers/minutes CONSTRAINT_BROKEN").empty());
  const auto open = now_is(*corrected);
  CHECK(open.state == ResultAppealState::open);
  CHECK(open.refusal == "FIELDS_INVALID: /answers/minutes CONSTRAINT_BROKEN");
  CHECK(open.corrections.empty());
  CHECK_FALSE(open.decided_at);
  REQUIRE(as(analyst(), decide_appeal, DecideAppeal{corrected->id, open.version, ResultAppealState::upheld, "as it was", {}}).ok());
  CHECK(now_is(*corrected).refusal.empty());

  // The lock and the appeal were under way at once; whatever was decided meanwhile, the result stands.
  REQUIRE(crossed.ok());
  const bool decided_meanwhile = GENERATE(false, true);
  if (decided_meanwhile) REQUIRE(as(analyst(), decide_appeal, DecideAppeal{crossed->id, 1, ResultAppealState::annulled, "true", {}}).ok());
  for (int refused = 0; refused < 1 + decided_meanwhile; ++refused) REQUIRE(refuse(*crossed, "WRONG_STATE").empty());
  CHECK(now_is(*crossed).state == ResultAppealState::upheld);
  CHECK(now_is(*crossed).refusal == "WRONG_STATE");

  REQUIRE(tell("evaluation.locked", uuid("moi2"), {{"evaluation_id", uuid("moi2")}, {"programme_id", programme_id}}).empty());
  CHECK(code_of(file("moi2")) == "RESULT_LOCKED");
  int locked = 0;
  for (const auto& each : results(analyst()).items) locked += each.locked;
  CHECK(locked == 1);
}

TEST_CASE_METHOD(World, "few evaluations or few volunteers: no figure, and none that could be computed from the others") {
  for (int i = 0; i < 8; ++i) REQUIRE(release(result("e" + std::to_string(i), "moi", 0.2, "v" + std::to_string(i % 4))).empty());   // eight by four people
  release_many("moe", 6, 0.8);
  const auto cell = [&](const Actor& actor, const std::string& entity) {
    for (const auto& each : scores(actor).items)
      if (each.key == entity) return each;
    return ScoreCell{};
  };
  CHECK(cell(analyst(), "moi").suppressed == "TOO_FEW_VOLUNTEERS");
  CHECK_FALSE(cell(analyst(), "moi").score);
  CHECK_FALSE(cell(analyst(), "moi").low);
  CHECK(cell(analyst(), "moe").suppressed == "COMPLEMENTARY");   // else the total would tell the hidden one
  CHECK(scores(analyst()).overall.score == Approx((8 * 0.2 + 6 * 0.8) / 14));
  CHECK(scores(officer("moi")).overall.suppressed == "TOO_FEW_VOLUNTEERS");
  CHECK(cell(officer("moe"), "moe").score == Approx(0.8));
  CHECK(as(analyst(), detect_findings, DetectFindings{programme_id})->items.empty());   // a finding would show what the scores hide
  for (const auto* by : {"service", "dimension", "item", "channel"})
    for (const auto& each : scores(officer("moi"), by).items) {
      INFO(by);
      CHECK_FALSE(each.score);
    }

  REQUIRE(release(result("e8", "moi", 0.2, "v4")).empty());   // the fifth volunteer
  CHECK(cell(analyst(), "moi").score == Approx(0.2));
  CHECK(cell(analyst(), "moe").score == Approx(0.8));
  const auto detected = as(analyst(), detect_findings, DetectFindings{programme_id});
  REQUIRE(detected.ok());
  REQUIRE_FALSE(detected->items.empty());
  CHECK(detected->items[0].entity_id == "moi");
  const auto again = as(analyst(), detect_findings, DetectFindings{programme_id});
  CHECK(again->items.size() == detected->items.size());
  CHECK(again->items[0].id == detected->items[0].id);
  REQUIRE(annul("e8", 2).empty());
  CHECK_FALSE(cell(analyst(), "moi").score);
  CHECK(as(analyst(), detect_findings, DetectFindings{programme_id})->items.empty());
}

TEST_CASE_METHOD(World, "a commitment, then the proof: no verdict while visits are under way, and a repeated visit is none") {
  release_many("moi", 40, 0.1);
  found("moi", "moi0");
  issue("r", "moi");
  REQUIRE(act(officer("moi"), "r", acknowledge_recommendation).ok());
  CHECK(fields_of(respond(officer("moi"), "r", Response::partly)) == Words{"/reason REQUIRED"});
  REQUIRE(respond(officer("moi"), "r", Response::accepted).ok());
  CHECK(code_of(act(officer("moi"), "r", start_recommendation)) == "COMMITMENT_REQUIRED");
  CHECK(state("r") == "accepted");
  REQUIRE(as(officer("moi"), add_commitment, AddCommitment{uuid("r"), item("r").version, "Director", "More counters", {2022, 9, 1}}).ok());
  REQUIRE(act(officer("moi"), "r", start_recommendation).ok());
  REQUIRE(act(officer("moi"), "r", claim_done, "Three counters opened").ok());
  const auto remeasure = [&](int visits, Date due_on) { return as(analyst(), request_remeasurement, RequestRemeasurement{uuid("r"), item("r").version, visits, due_on, ""}); };
  CHECK(fields_of(remeasure(4, {2022, 7, 10})) == Words{"/visits OUT_OF_RANGE", "/due_on NOT_LATER"});
  REQUIRE(remeasure(5, {2022, 8, 1}).ok());
  CHECK(told("remeasurement.requested").size() == 1);
  REQUIRE(tell("remeasurement.planned", uuid("r"), {{"recommendation_id", uuid("r")}, {"programme_id", programme_id}, {"missions", 5}}).empty());
  CHECK(item("r").remeasurement_missions == 5);

  const auto visit = [&](const std::string& id) {
    auto payload = result(id, "moi", 1.0, id);
    payload["purpose"] = "remeasurement";
    payload["recommendation_id"] = uuid("r");
    return release(payload);
  };
  for (const auto* id : {"v0", "v1", "v2", "v3", "v3", "v3"}) REQUIRE(visit(id).empty());
  CHECK(code_of(act(analyst(), "r", verify_recommendation)) == "REMEASUREMENT_RUNNING");
  CHECK(scores(analyst()).overall.n == 40);   // not part of the baseline
  SECTION("all visits are in") {
    REQUIRE(visit("v4").empty());
    const auto verified = act(analyst(), "r", verify_recommendation);
    REQUIRE(verified.ok());
    CHECK(verified->state == RecommendationState::verified_fixed);
    REQUIRE(verified->verification);
    CHECK(verified->verification->after_n == 5);
    CHECK(verified->verification->before_n == 40);
    CHECK(verified->verification->difference == Approx(0.9));
    CHECK(code_of(act(analyst(), "r", verify_recommendation)) == "WRONG_STATE");
  }
  SECTION("the time is over with too few of them") {
    now = at("2022-08-01T23:59:59+03:00");
    CHECK(code_of(act(analyst(), "r", verify_recommendation)) == "REMEASUREMENT_RUNNING");
    now = at("2022-08-02T00:00:00+03:00");
    REQUIRE(act(analyst(), "r", verify_recommendation).ok());
    CHECK(state("r") == "inconclusive");
    REQUIRE(remeasure(5, {2022, 9, 1}).ok());   // measured once more
    CHECK(told("remeasurement.requested").size() == 2);
  }
}

TEST_CASE_METHOD(World, "what was computed is kept until something changes, for each question by itself") {
  release_many("moi", 6, 0.5);
  release_many("moe", 6, 1.0);
  const auto ask = [&](const Actor& actor, const GetScores& in) {
    return *store.read<Scores>([&](store::Db& db) {
      Unit unit(db, now, actor);
      return get_scores(unit, in);
    });
  };
  const auto overall = [&](const std::string& entity) { return ask(analyst(), {programme_id, "entity", entity, "", ""}).overall.score.value(); };
  for (int i = 0; i < 2; ++i) {
    CHECK(overall("") == Approx(0.75));
    CHECK(overall("moi") == Approx(0.5));
    CHECK(ask(officer("moe"), {programme_id, "entity", "", "", ""}).overall.score.value() == Approx(1.0));
    CHECK(ask(analyst(), {programme_id, "service", "", "", ""}).items.size() == 2);
  }
  auto arabic = analyst();
  arabic.language = "ar";
  CHECK(ask(arabic, {programme_id, "entity", "", "", ""}).method != ask(analyst(), {programme_id, "entity", "", "", ""}).method);

  const auto trends = [&] {
    return *store.read<Trends>([&](store::Db& db) {
      Unit unit(db, now, analyst());
      return get_trends(unit, GetTrends{programme_id, "moi"});
    });
  };
  CHECK(trends().items.at(0).cell.n == 6);
  REQUIRE(annul("moi0", 2).empty());
  CHECK(trends().items.at(0).cell.n == 5);
  REQUIRE(amend(result("moi1", "moi", 1.0, "moi1", 2)).empty());
  CHECK(overall("moi") == Approx(0.6));
  REQUIRE(tell("entity.changed", "moi", {{"entity_id", "moi"}, {"code", "moi"}, {"name", {{"ar", "و"}, {"en", "Renamed"}}}}).empty());
  CHECK(ask(analyst(), {programme_id, "entity", "moi", "", ""}).items.at(0).label.en == "Renamed");
  REQUIRE(tell("service.changed", "moi", {{"service_id", "moi-1"}, {"entity_id", "moi"}, {"code", "1"}, {"name", {{"ar", "خ"}, {"en", "Counter"}}}}).empty());
  CHECK(ask(analyst(), {programme_id, "service", "moi", "", ""}).items.at(0).label.en == "Counter");
}

TEST_CASE_METHOD(World, "I-10 client systems are confined to their entity, analysts to their programmes") {
  release_many("moi", 6, 0.5);
  const Actor system{"system", {"integration"}, "moe", "en", "", {}};
  CHECK(code_of(as(system, get_scores, GetScores{programme_id, "entity", "moi", "", ""})) == "NOT_FOUND");
  CHECK(results(system).items.empty());
  CHECK(code_of(as(Actor{"system", {"integration"}, "", "en", "", {}}, get_scores, GetScores{programme_id, "entity", "", "", ""})) == "FORBIDDEN");
  auto limited = analyst();
  limited.programmes["analyst"] = {"another"};
  CHECK(code_of(as(limited, get_scores, GetScores{programme_id, "entity", "", "", ""})) == "NOT_FOUND");
  CHECK(results(limited).items.empty());
  limited.programmes["analyst"].push_back(programme_id);
  CHECK(results(limited).items.size() == 6);
}
