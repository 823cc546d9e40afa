// Members on duty: what notices and changed conditions do to them, and that a command said twice has one effect.
#include <catch2/catch.hpp>

#include "platform/rpc/actor_context.h"
#include "platform/rpc/client.h"
#include "platform/rpc/errors.h"
#include "selection/rpc/bindings.h"
#include "shopper/selection/v1/selection.pb.h"
#include "tests/selection/world.h"

using namespace shopper;
using namespace shopper::selection;
using namespace shopper::selection::testing;
namespace pb = shopper::selection::v1;

TEST_CASE_METHOD(World, "a notice that suspends calls a replacement; one that adds ties, or says nothing new, does not") {
  for (const auto* name : {"a", "b"}) pool(name);
  const auto drawn = draw(1, 1, {});
  const auto id = drawn.panel[0];
  activate(id);
  REQUIRE(notice(id, "conflict", false, {{"conflicts", {"MOI"}}}).empty());
  REQUIRE(notice(id, "employer", false, {{"conflicts", {"MOPH", "MOI"}}}).empty());
  CHECK(state(id) == "active");
  CHECK(member(id).conflicts == Words{"MOI", "MOPH"});
  CHECK(candidate(id).conflicts == Words{"MOI", "MOPH"});
  CHECK(told("member.changed", id).back()["conflicts"] == Json{"MOI", "MOPH"});
  REQUIRE(notice(id, "contact", false).empty());
  CHECK(state(id) == "active");
  CHECK(called_for(id).empty());

  REQUIRE(notice(id, "residency", true).empty());
  CHECK(state(id) == "suspended");
  CHECK(member(id).reason == "NOTICE_residency");
  CHECK(told("member.changed", id).back()["state"] == "suspended");
  CHECK(told("member.changed", id).back()["certified"] == true);   // what was learnt stays learnt
  CHECK(called_for(id) == drawn.reserve);
  REQUIRE(notice(id, "health", true).empty());   // already suspended: noted, nothing else
  CHECK(state(id) == "suspended");
  CHECK(code_of(act(id, reinstate_member)) == "FIELDS_INVALID");
  REQUIRE(act(id, reinstate_member, "the permit was renewed").ok());
  CHECK(state(id) == "active");
  CHECK(told("member.changed", id).back()["certified"] == true);
}

TEST_CASE_METHOD(World, "a suspended member comes back to where she was, from every state") {
  pool("a");
  const auto id = draw(1, 0, {}).panel[0];
  REQUIRE(act(id, accept_offer).ok());
  REQUIRE(notice(id, "health", true).empty());
  REQUIRE(act(id, reinstate_member, "well again").ok());
  CHECK(state(id) == "accepted");
}

TEST_CASE_METHOD(World, "a place is filled once, also when its holder comes back and goes again") {
  for (const auto* name : {"a", "b", "c"}) pool(name);
  const auto drawn = draw(1, 2, {});
  const auto id = drawn.panel[0];
  activate(id);
  REQUIRE(notice(id, "residency", true).empty());
  REQUIRE(called_for(id).size() == 1);
  const auto replacement = called_for(id).front();
  REQUIRE(act(replacement, accept_offer).ok());
  REQUIRE(act(id, reinstate_member, "the permit was renewed").ok());
  REQUIRE(notice(id, "health", true).empty());
  CHECK(state(id) == "suspended");
  CHECK(called_for(id) == Words{replacement});   // who is still there
  REQUIRE(act(replacement, release_member, "moving abroad").ok());
  CHECK(called_for(id) == Words{replacement});
  CHECK(called_for(replacement).size() == 1);
}

TEST_CASE_METHOD(World, "an absence pauses; a long one suspends, and whoever is reinstated early is not absent any more") {
  pool("a");
  const auto id = draw(1, 0, {}).panel[0];
  activate(id);
  REQUIRE(notice(id, "absence", false, {{"from", "2022-08-01"}, {"to", "2022-08-05"}}).empty());
  CHECK(state(id) == "absent");
  CHECK(told("member.changed", id).back()["absent_to"] == "2022-08-05");
  REQUIRE(notice(id, "absence", false, {{"from", "2022-08-01"}, {"to", "2022-08-09"}}).empty());   // longer than thought
  CHECK(state(id) == "absent");
  CHECK(told("member.changed", id).back()["absent_to"] == "2022-08-09");
  const auto absent = member(id);
  CHECK(code_of(as(person("somebody"), return_member, MemberAction{id, absent.version, ""})) == "NOT_FOUND");
  REQUIRE(as(person(absent.shopper), return_member, MemberAction{id, absent.version, ""}).ok());
  CHECK_FALSE(member(id).absent_to);

  REQUIRE(notice(id, "absence", true, {{"from", "2022-08-10"}, {"to", "2022-10-10"}}).empty());
  CHECK(state(id) == "suspended");
  CHECK(told("member.changed", id).back()["absent_to"] == "2022-10-10");
  REQUIRE(act(id, reinstate_member, "the journey was called off").ok());
  CHECK(state(id) == "active");
  CHECK(told("member.changed", id).back()["absent_to"] == "");

  // Suspended while absent: still absent afterwards.
  REQUIRE(notice(id, "absence", false, {{"from", "2022-08-10"}, {"to", "2022-08-12"}}).empty());
  REQUIRE(act(id, suspend_member, "complaint").ok());
  REQUIRE(act(id, reinstate_member, "unfounded").ok());
  CHECK(state(id) == "absent");
  CHECK(member(id).absent_to == Date{2022, 8, 12});
}

TEST_CASE_METHOD(World, "an absence declared ahead outlives a suspension for another reason") {
  pool("a");
  const auto id = draw(1, 0, {}).panel[0];
  REQUIRE(act(id, accept_offer).ok());
  REQUIRE(notice(id, "absence", false, {{"from", "2022-08-01"}, {"to", "2022-08-20"}}).empty());
  REQUIRE(notice(id, "employer", true).empty());
  CHECK(state(id) == "suspended");
  REQUIRE(act(id, reinstate_member, "no conflict after all").ok());
  CHECK(state(id) == "accepted");
  CHECK(member(id).absent_to == Date{2022, 8, 20});
  CHECK(told("member.changed", id).back()["absent_from"] == "2022-08-01");
}

TEST_CASE_METHOD(World, "evaluation hears of nobody who has not accepted") {
  for (const auto* name : {"a", "b"}) pool(name);
  const auto drawn = draw(1, 1, {});
  for (const auto& id : {drawn.panel[0], drawn.reserve[0]}) {
    REQUIRE(notice(id, "conflict", false, {{"conflicts", {"MOI"}}}).empty());
    CHECK(member(id).conflicts == Words{"MOI"});
    CHECK(told("member.changed", id).empty());
  }
  REQUIRE(act(drawn.panel[0], decline_offer).ok());
  CHECK(told("member.changed", drawn.panel[0]).empty());
  CHECK(told("member.changed", drawn.reserve[0]).empty());
  REQUIRE(act(drawn.reserve[0], accept_offer).ok());
  CHECK(told("member.changed", drawn.reserve[0]).back()["conflicts"] == Json{"MOI"});
}

TEST_CASE_METHOD(World, "a reinstated member and her replacement both stay; the next to leave is not replaced") {
  for (const auto* name : {"a", "b", "c"}) pool(name);
  const auto drawn = draw(1, 2, {});
  activate(drawn.panel[0]);
  REQUIRE(act(drawn.panel[0], suspend_member, "complaint").ok());
  REQUIRE(called_for(drawn.panel[0]) == Words{drawn.reserve[0]});
  REQUIRE(act(drawn.panel[0], reinstate_member, "unfounded").ok());
  REQUIRE(act(drawn.reserve[0], decline_offer).ok());
  CHECK(called_for(drawn.reserve[0]).empty());   // the panel is full without her
  CHECK(state(drawn.reserve[1]) == "waiting");
}

TEST_CASE_METHOD(World, "a command repeated under its key is answered again and has no second effect") {
  for (const auto* name : {"a", "b", "c"}) pool(name);
  const auto drawn = draw(1, 2, {});
  const auto key = crypto::random_key();
  rpc::Server server({directory.socket("s"), 4, 16, key});
  rpc::Binder binder(server, store, "shopper.selection.v1.Selection", [this] { return now; });
  bind_operations(binder);
  server.start();
  const auto channel = rpc::connect(directory.socket("s"));
  struct Reply {
    std::string code;
    pb::PanelMember member;
    bool replayed;
  };
  const auto decline = [&](std::int64_t version, const std::string& idempotency_key, const std::string& reason) {
    pb::MemberActionRequest request;
    request.set_id(drawn.panel[0]);
    request.set_expected_version(version);
    request.set_reason(reason);
    grpc::ClientContext context;
    rpc::set_deadline(context, 20'000);
    context.AddMetadata(rpc::actor_metadata, rpc::seal_actor(key, person(member(drawn.panel[0]).shopper), rpc::system_clock()));
    if (!idempotency_key.empty()) context.AddMetadata(rpc::idempotency_metadata, idempotency_key);
    Reply reply;
    const auto status = rpc::call(*channel, "/shopper.selection.v1.Selection/DeclineOffer", context, request, reply.member);
    reply.code = status.ok() ? "" : rpc::to_error(status).code;
    reply.replayed = context.GetServerTrailingMetadata().count(rpc::replayed_metadata) > 0;
    return reply;
  };
  const auto version = member(drawn.panel[0]).version;
  const auto first = decline(version, "key-1", "a new job");
  REQUIRE(first.code.empty());
  CHECK_FALSE(first.replayed);
  CHECK(first.member.state() == pb::MEMBER_STATE_DECLINED);
  now = now.plus(std::chrono::hours(24));
  const auto again = decline(version, "key-1", "a new job");
  REQUIRE(again.code.empty());
  CHECK(again.replayed);
  CHECK(again.member.SerializeAsString() == first.member.SerializeAsString());
  CHECK(decline(version, "key-1", "another reason").code == "IDEMPOTENCY_KEY_REUSED");
  CHECK(decline(version, "key-2", "a new job").code == "VERSION_STALE");
  CHECK(called_for(drawn.panel[0]) == Words{drawn.reserve[0]});
  CHECK(state(drawn.reserve[1]) == "waiting");
  CHECK(one<std::int64_t>("select count(*) from audit where action = 'DeclineOffer'") == 1);
  server.stop(1000);
}
