#include "tests/simulation/people.h"

namespace shopper::simulation {
namespace {

const Actor author = World::staff("analyst", "analyst-1"), reviewer = World::staff("analyst", "analyst-2");
Actor officer_of(const std::string& entity) { return World::staff("entity_officer", "officer of " + entity, entity); }

bool find_weakness(World& world) {
  const auto fact = world.some<std::string, std::string>("recommendation", "select evaluation_id, entity_id from fact where annulled = 0 order by evaluation_id");
  if (!fact) return false;
  const auto& [evaluation, entity] = *fact;
  world.ask("recommendation", "PutFinding", author, {{"id", crypto::named_uuid("finding " + evaluation)}, {"programme_id", world.programme}, {"kind", "FINDING_KIND_WEAKNESS"}, {"entity_id", entity},
            {"dimension", "satisfaction"}, {"claim", both("People wait")}, {"evidence", {evaluation}}});
  return true;
}

bool recommend(World& world) {
  const auto finding = world.some<std::string, std::string>("recommendation", "select id, entity_id from finding f where not exists (select 1 from recommendation where instr(finding_ids, f.id) > 0) order by id");
  if (!finding) return false;
  const auto& [id, entity] = *finding;
  world.ask("recommendation", "PutRecommendation", author, {{"id", crypto::named_uuid("recommendation " + id)}, {"programme_id", world.programme}, {"entity_id", entity}, {"dimension", "satisfaction"},
            {"title", both("Shorten the waiting")}, {"text", both("Open more counters")}, {"finding_ids", {id}}, {"due_on", world.today().plus_months(6).iso()}});
  return true;
}

bool respond(World& world, const std::string& id, std::int64_t version, const std::string& entity) {
  const int lot = world.dice.between(0, 9);
  Json response{{"id", id}, {"expected_version", version}, {"reason", "Considered"}};
  response["response"] = lot < 6 ? "RECOMMENDATION_RESPONSE_ACCEPTED" : lot < 8 ? "RECOMMENDATION_RESPONSE_PARTLY" : lot < 9 ? "RECOMMENDATION_RESPONSE_REJECTED" : "RECOMMENDATION_RESPONSE_TRANSFERRED";
  if (lot == 9) response["transfer_to"] = std::get<0>(*world.some<std::string>("recommendation", "select entity_id from entity where entity_id <> :e order by entity_id", {entity}));
  world.ask("recommendation", "RespondToRecommendation", officer_of(entity), response);
  return true;
}

bool go_on_with_recommendation(World& world) {
  const auto item = world.some<std::string, std::int64_t, std::string, std::string, std::string>("recommendation", "select id, version, state, entity_id, commitments from recommendation where state <> 'closed' order by id");
  if (!item) return false;
  const auto& [id, version, state, entity, commitments] = *item;
  const Json step{{"id", id}, {"expected_version", version}, {"remark", "Done so"}};
  const auto ask = [&, &id = id](const char* method, const Actor& actor, const Json& request) {
    world.ask("recommendation", method, actor, request);
    return true;
  };
  if (state == "draft") return ask("SendToReview", author, step);
  if (state == "peer_review") return ask(world.dice.chance(850) ? "IssueRecommendation" : "ReturnToDraft", reviewer, step);
  if (state == "issued") return ask("AcknowledgeRecommendation", officer_of(entity), step);
  if (state == "acknowledged") return respond(world, id, version, entity);
  if (state == "transferred") return ask("IssueRecommendation", reviewer, step);
  if ((state == "accepted" || state == "partly" || state == "reopened") && commitments == "[]")
    return ask("AddCommitment", officer_of(entity), {{"id", id}, {"expected_version", version}, {"owner", "The director"}, {"measure", "Two more counters"}, {"due_on", world.today().plus_months(1).iso()}});
  if (state == "accepted" || state == "partly" || state == "reopened") return ask("StartRecommendation", officer_of(entity), step);
  if (state == "in_progress") return ask("ClaimDone", officer_of(entity), step);
  if (state == "claimed_done" || (state == "inconclusive" && world.dice.chance(300)))
    return ask("RequestRemeasurement", author, {{"id", id}, {"expected_version", version}, {"visits", 10}, {"due_on", world.today().plus_days(world.dice.between(5, 30)).iso()}, {"channel", ""}});
  if (state == "re_measuring") return ask("VerifyRecommendation", author, step);
  if (state == "not_fixed" && world.dice.chance(600)) return ask("ReopenRecommendation", author, step);
  return ask("CloseRecommendation", author, step);
}

bool appeal_result(World& world) {
  const auto fact = world.some<std::string, std::string>("recommendation", "select evaluation_id, entity_id from fact f where annulled = 0 and not exists (select 1 from result_appeal where evaluation_id = f.evaluation_id) order by evaluation_id");
  if (!fact || !world.dice.chance(400)) return false;
  world.ask("recommendation", "FileAppeal", officer_of(std::get<1>(*fact)), {{"evaluation_id", std::get<0>(*fact)}, {"grounds", "The branch was closed that day"}});
  return true;
}

bool decide_result_appeal(World& world) {
  const auto open = world.some<std::string, std::int64_t>("recommendation", "select id, version from result_appeal where state = 'open' order by id");
  if (!open) return false;
  Json decision{{"id", std::get<0>(*open)}, {"expected_version", std::get<1>(*open)}, {"reason", "Looked into"}};
  const int lot = world.dice.between(0, 9);
  decision["outcome"] = lot < 4 ? "RESULT_APPEAL_STATE_UPHELD" : lot < 7 ? "RESULT_APPEAL_STATE_ANNULLED" : "RESULT_APPEAL_STATE_AMENDED";
  // Now and then a correction that the form does not take: the decision cannot be carried out.
  if (lot >= 7) decision["corrections"] = {{"satisfaction", lot < 9 ? "4" : "9"}};
  world.ask("recommendation", "DecideResultAppeal", reviewer, decision);
  return true;
}

bool detect(World& world) {
  if (world.count("recommendation", "fact") < 5) return false;
  world.ask("recommendation", "DetectFindings", author, {{"programme_id", world.programme}});
  return true;
}

}  // namespace

std::vector<Activity> government() {
  return {{"find weakness", 10, find_weakness}, {"recommend", 20, recommend}, {"recommendation", 50, go_on_with_recommendation}, {"appeal result", 10, appeal_result, true}, {"decide result appeal", 16, decide_result_appeal}, {"detect", 2, detect}};
}

}  // namespace shopper::simulation
