// Recommendation on a real store with a clock of the test's own: use cases run as they do behind an rpc, the others' events as pulled.
#pragma once

#include "platform/store/store.h"
#include "recommendation/events/reactions.h"
#include "recommendation/usecases/recommendations.h"
#include "tests/support/feed.h"
#include "tests/support/results.h"
#include "tests/support/service_keys.h"
#include "tests/support/temporary.h"

namespace shopper::recommendation::testing {

using Json = nlohmann::json;
using shopper::testing::at;
using shopper::testing::code_of;
using shopper::testing::fields_of;
using shopper::testing::uuid;
using shopper::testing::Words;

inline Text both(const std::string& text) { return {"ع " + text, text}; }

class World {
 public:
  // Entities are shown every result at once, unless a test is about what they are not shown.
  explicit World(Disclosure policy = {1, 1, DisclosurePeriod::none}) : disclosure(policy) {
    react_to_registration(registration.consumer);
    react_to_evaluation(evaluation.consumer, disclosure);
    REQUIRE(registration.tell("programme.published", programme_id, now, {{"programme_id", programme_id}, {"code", "MS-2022"}, {"name", {{"ar", "ب"}, {"en", "Programme"}}}}).empty());
    for (const auto* entity : {"moi", "moe"}) {
      REQUIRE(tell("entity.changed", entity, {{"entity_id", entity}, {"code", entity}, {"name", {{"ar", entity}, {"en", entity}}}}).empty());
      REQUIRE(tell("service.changed", entity, {{"service_id", std::string(entity) + "-1"}, {"entity_id", entity}, {"code", "1"}, {"name", {{"ar", "خ"}, {"en", "Service"}}}}).empty());
    }
  }

  static Actor analyst(const std::string& name = "analyst") { return {name, {"analyst"}, "", "en", "", {}}; }
  static Actor officer(const std::string& entity) { return {"officer-" + entity, {"entity_officer"}, entity, "en", "", {}}; }

  template <class Out, class In>
  Result<Out> as(const Actor& actor, Result<Out> (*use_case)(Unit&, const In&), const In& in) {
    return store.write<Out>([&](store::Db& db) {
      Unit unit(db, now, actor);
      return use_case(unit, in);
    });
  }
  // What evaluation tells.
  std::string tell(const std::string& type, const std::string& subject, const Json& payload) { return evaluation.tell(type, subject, now, payload); }

  // A released evaluation: `score` of 0 to 1 in the dimension "waiting", by that volunteer.
  static Json result(const std::string& id, const std::string& entity, double score, const std::string& volunteer, int revision = 1) {
    return {{"evaluation_id", uuid(id)}, {"programme_id", programme_id}, {"entity_id", entity}, {"branch_id", ""}, {"service_id", entity + "-1"}, {"channel", "visit"}, {"mode", "mission"},
            {"purpose", "baseline"}, {"recommendation_id", ""}, {"volunteer", volunteer}, {"form_id", "f"}, {"form_version", 1}, {"visited_on", "2022-06"}, {"imported", false},
            {"items", {{{"name", "minutes"}, {"dimension", "waiting"}, {"score", score}}}}, {"score", score}, {"judged_score", score}, {"revision", revision}};
  }
  std::string release(const Json& payload) { return tell("evaluation.released", payload["evaluation_id"], payload); }
  std::string amend(const Json& payload) { return tell("evaluation.amended", payload["evaluation_id"], payload); }
  std::string annul(const std::string& id, int revision) { return tell("evaluation.annulled", uuid(id), {{"evaluation_id", uuid(id)}, {"programme_id", programme_id}, {"revision", revision}}); }
  // So many results of an entity, each by another volunteer.
  void release_many(const std::string& entity, int count, double score) {
    for (int i = 0; i < count; ++i) REQUIRE(release(result(entity + std::to_string(i), entity, score, entity + std::to_string(i))).empty());
  }
  Scores scores(const Actor& actor, const std::string& by = "entity", const std::string& entity = "") { return as(actor, get_scores, GetScores{programme_id, by, entity, "", ""}).value(); }
  Page<ReleasedResult> results(const Actor& actor, const std::string& entity = "") { return as(actor, list_results_page, ListResults{programme_id, entity, 0, ""}).value(); }

  // A weakness of the entity, with a draft recommendation on it.
  Result<RecommendationView> put(const Actor& author, const std::string& id, const std::string& entity, const Words& findings = {"finding"}) {
    PutRecommendation in;
    in.id = uuid(id);
    in.programme_id = programme_id;
    in.entity_id = entity;
    in.dimension = "waiting";
    in.title = both("Shorten the waiting");
    in.text = both("Open more counters");
    in.due_on = {2022, 12, 31};
    for (const auto& finding : findings) in.finding_ids.push_back(uuid(finding + " " + entity));
    return as(author, put_recommendation, in);
  }
  void found(const std::string& entity, const std::string& evidence) {
    REQUIRE(as(analyst(), put_finding, PutFinding{uuid("finding " + entity), programme_id, FindingKind::weakness, entity, "", "waiting", both("People wait"), {uuid(evidence)}}).ok());
  }
  RecommendationItem item(const std::string& id) {
    return *store.read<RecommendationItem>([&](store::Db& db) -> Result<RecommendationItem> { return db.find<RecommendationItem>("id = :i", {uuid(id)}).value(); });
  }
  std::string state(const std::string& id) { return std::string(to_string(item(id).state)); }
  Result<RecommendationView> act(const Actor& actor, const std::string& id, Result<RecommendationView> (*action)(Unit&, const Action&), const std::string& remark = "") {
    return as(actor, action, Action{uuid(id), item(id).version, remark});
  }
  Result<RecommendationView> respond(const Actor& actor, const std::string& id, RecommendationResponse response, const std::string& reason = "", const std::string& transfer_to = "") {
    return as(actor, respond_to_recommendation, Respond{uuid(id), item(id).version, response, reason, transfer_to});
  }
  // Written by "author", issued by "reviewer".
  void issue(const std::string& id, const std::string& entity) {
    REQUIRE(put(analyst("author"), id, entity).ok());
    REQUIRE(act(analyst("author"), id, send_to_review).ok());
    REQUIRE(act(analyst("reviewer"), id, issue_recommendation).ok());
  }
  // Payloads of what was told, in order.
  std::vector<Json> told(const std::string& type) {
    return *store.read<std::vector<Json>>([&](store::Db& db) -> Result<std::vector<Json>> {
      std::vector<Json> payloads;
      for (auto& [payload] : db.all<std::string>("select payload from outbox where type = :t order by sequence", {type})) payloads.push_back(Json::parse(payload));
      return payloads;
    });
  }

  const Disclosure disclosure;
  Instant now = at("2022-07-10T12:00:00+03:00");
  inline static const std::string programme_id = uuid("programme");
  shopper::testing::TemporaryDirectory directory;
  store::Store store{{directory.url("recommendation.db"), "recommendation", migrations(), shopper::testing::service_keys()}};
  shopper::testing::Feed registration{store, "registration"};
  shopper::testing::Feed evaluation{store, "evaluation"};
};

}  // namespace shopper::recommendation::testing
