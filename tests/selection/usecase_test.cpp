#include <catch2/catch.hpp>

#include "selection/procedure/check.h"
#include "tests/selection/world.h"

using namespace shopper;
using namespace shopper::selection;
using namespace shopper::selection::testing;

TEST_CASE_METHOD(World, "two readers who agree decide phase 1; nobody reads twice; what comes late is refused") {
  eligible("a");
  const auto first = review(staff("reviewer", "r1"), "a", ReviewVerdict::pass);
  REQUIRE(first.ok());
  CHECK(review(staff("reviewer", "r1"), "a", ReviewVerdict::pass)->id == first->id);   // said again, not counted again
  CHECK(code_of(review(staff("reviewer", "r1"), "a", ReviewVerdict::fail, {"MOTIVATION_WEAK"})) == "REVIEW_EXISTS");
  CHECK(candidate(uuid("a")).reviews == 1);
  CHECK(candidate(uuid("a")).state == CandidateState::phase1_review);
  CHECK(fields_of(review(staff("reviewer", "r2"), "a", ReviewVerdict::fail)) == Words{"/reasons REQUIRED"});
  REQUIRE(review(staff("reviewer", "r2"), "a", ReviewVerdict::pass).ok());
  CHECK(candidate(uuid("a")).state == CandidateState::invited);
  CHECK(code_of(review(staff("reviewer", "r3"), "a", ReviewVerdict::pass)) == "WRONG_STATE");
  const auto told_of = told("candidate.state_changed", uuid("a"));
  REQUIRE(told_of.size() == 2);
  CHECK(told_of[0]["state"] == "phase1_review");
  CHECK(told_of[1]["state"] == "invited");
}

TEST_CASE_METHOD(World, "readers who differ need a third, whose word decides; an upheld appeal asks other readers") {
  eligible("a");
  const auto queue = [&](const Actor& reader) { return as(reader, list_review_queue, ListOfProgramme{programme_id, 0, ""})->items.size(); };
  REQUIRE(review(staff("reviewer", "r1"), "a", ReviewVerdict::pass).ok());
  REQUIRE(review(staff("reviewer", "r2"), "a", ReviewVerdict::fail, {"MOTIVATION_WEAK"}).ok());
  CHECK(candidate(uuid("a")).needs_adjudication);
  CHECK(queue(staff("reviewer", "r1")) == 0);
  CHECK(queue(staff("reviewer", "r3")) == 1);
  const auto third = review(staff("reviewer", "r3"), "a", ReviewVerdict::fail, {"UNAVAILABLE"});
  REQUIRE(third.ok());
  CHECK(third->adjudication);
  CHECK(candidate(uuid("a")).state == CandidateState::rejected);
  CHECK(told("candidate.state_changed", uuid("a")).back()["reasons"] == Json{"MOTIVATION_WEAK", "UNAVAILABLE"});

  REQUIRE(tell("application.appeal_upheld", uuid("a"), {{"application_id", uuid("a")}, {"programme_id", programme_id}, {"stage", "phase1"}}).empty());
  CHECK(candidate(uuid("a")).state == CandidateState::phase1_review);
  CHECK(candidate(uuid("a")).reviews == 0);
  CHECK(queue(staff("reviewer", "r1")) == 0);
  CHECK(code_of(review(staff("reviewer", "r1"), "a", ReviewVerdict::pass)) == "REVIEW_EXISTS");   // also with the verdict of then: it is set aside
  REQUIRE(review(staff("reviewer", "r4"), "a", ReviewVerdict::pass).ok());
  CHECK(candidate(uuid("a")).state == CandidateState::phase1_review);   // the verdicts set aside do not count
  REQUIRE(review(staff("reviewer", "r5"), "a", ReviewVerdict::pass).ok());
  CHECK(candidate(uuid("a")).state == CandidateState::invited);
}

TEST_CASE_METHOD(World, "a reader seconded from an entity keeps away from those with ties to it") {
  eligible("a", "female", {"MOI"});
  eligible("b");
  const auto seconded = staff("reviewer", "r1", "MOI");
  const auto queue = as(seconded, list_review_queue, ListOfProgramme{programme_id, 0, ""});
  REQUIRE(queue.ok());
  REQUIRE(queue->items.size() == 1);
  CHECK(queue->items[0].id == uuid("b"));
  CHECK(code_of(review(seconded, "a", ReviewVerdict::pass)) == "CONFLICT_OF_INTEREST");
  CHECK(review(staff("reviewer", "r1", "MOPH"), "a", ReviewVerdict::pass).ok());
}

TEST_CASE_METHOD(World, "the last place of a slot is given once, and comes back when its booking is called off") {
  for (const auto* name : {"a", "b", "c"}) invite(name);
  REQUIRE(slot("s", 2).ok());
  const auto first = book("a", "s");
  REQUIRE(first.ok());
  REQUIRE(book("b", "s").ok());
  CHECK(book("a", "s").ok());   // the same booking said again takes no place
  CHECK(one<std::int64_t>("select booked from interview_slot") == 2);
  CHECK(code_of(book("c", "s")) == "SLOT_FULL");
  CHECK(candidate(uuid("c")).state == CandidateState::invited);
  CHECK(code_of(slot("s", 5)) == "SLOT_BOOKED");
  CHECK(code_of(as(person("b"), cancel_interview, CancelInterview{first->id, 1, ""})) == "NOT_FOUND");
  REQUIRE(as(person("a"), cancel_interview, CancelInterview{first->id, 1, "ill"}).ok());
  CHECK(candidate(uuid("a")).state == CandidateState::invited);
  REQUIRE(book("c", "s").ok());
  CHECK(code_of(as(person("a"), put_interview, PutInterview{uuid("again"), uuid("a"), uuid("s")})) == "SLOT_FULL");

  // Who withdraws leaves her place to others.
  REQUIRE(tell("application.withdrawn", uuid("b"), {{"application_id", uuid("b")}, {"programme_id", programme_id}}).empty());
  CHECK(one<std::int64_t>("select booked from interview_slot") == 1);
  const auto cancelled = store.read<std::optional<Interview>>([](store::Db& db) -> Result<std::optional<Interview>> { return db.find<Interview>("application_id = :a", {uuid("b")}); });
  REQUIRE(*cancelled);
  CHECK((*cancelled)->state == InterviewState::cancelled);
  CHECK((*cancelled)->reason == "WITHDRAWN");
  now = at("2022-07-20T10:00:00+03:00");
  CHECK(code_of(as(person("a"), put_interview, PutInterview{uuid("again"), uuid("a"), uuid("s")})) == "SLOT_PAST");
}

TEST_CASE_METHOD(World, "a withdrawal that crosses with a rejection is taken, and can be undone") {
  eligible("a");
  for (const auto* reader : {"r1", "r2"}) REQUIRE(review(staff("reviewer", reader), "a", ReviewVerdict::fail, {"not convincing"}).ok());
  REQUIRE(candidate(uuid("a")).state == CandidateState::rejected);
  CHECK(tell("application.withdrawn", uuid("a"), {{"application_id", uuid("a")}, {"programme_id", programme_id}}).empty());
  CHECK(candidate(uuid("a")).state == CandidateState::withdrawn);
  eligible("a", "female", {}, "", "", 2);   // after all: the correction that had withdrawn it was appealed against
  CHECK(candidate(uuid("a")).state == CandidateState::phase1_review);
  // Each word says which admission it is about.
  std::vector<std::pair<std::string, int>> said;
  for (const auto& word : told("candidate.state_changed", uuid("a"))) said.emplace_back(word["state"], word["admission"]);
  CHECK(said == std::vector<std::pair<std::string, int>>{{"phase1_review", 1}, {"rejected", 1}, {"phase1_review", 2}});
}

TEST_CASE_METHOD(World, "scores are locked and hidden; who is recused, tied or a stranger does not score; the quorum decides") {
  eligible("a", "female", {"MOI"});
  for (const auto* reader : {"r1", "r2"}) REQUIRE(review(staff("reviewer", reader), "a", ReviewVerdict::pass).ok());
  REQUIRE(slot("s").ok());
  const auto id = book("a", "s")->id;
  const auto seen_by = [&](const std::string& name) { return as(staff("interviewer", name), get_interview, ById{id}).value(); };
  REQUIRE(score(staff("interviewer", "m1"), id, 4).ok());
  CHECK(candidate(uuid("a")).state == CandidateState::interviewed);
  CHECK(score(staff("interviewer", "m1"), id, 4).ok());
  CHECK(code_of(score(staff("interviewer", "m1"), id, 5)) == "SCORES_LOCKED");
  CHECK(code_of(as(staff("interviewer", "m1"), recuse_from_interview, RecuseFromInterview{id, "a cousin"})) == "SCORES_LOCKED");
  CHECK(code_of(score(staff("interviewer", "stranger"), id, 4)) == "NOT_ON_COMMITTEE");
  CHECK(code_of(as(staff("interviewer", "stranger"), recuse_from_interview, RecuseFromInterview{id, "a cousin"})) == "NOT_ON_COMMITTEE");
  CHECK(code_of(score(staff("interviewer", "m3", "MOI"), id, 4)) == "RECUSED");
  REQUIRE(as(staff("interviewer", "m2"), recuse_from_interview, RecuseFromInterview{id, "a cousin"}).ok());
  CHECK(code_of(score(staff("interviewer", "m2"), id, 4)) == "RECUSED");
  CHECK(fields_of(score(staff("interviewer", "m3"), id, 6)).size() == 3);
  REQUIRE(score(staff("interviewer", "m3"), id, 3).ok());
  CHECK(code_of(conclude(id, InterviewOutcome::pass)) == "QUORUM_MISSING");
  CHECK(seen_by("m4").scores.empty());
  CHECK(seen_by("m4").share == 0);
  REQUIRE(seen_by("m3").scores.size() == 1);
  CHECK(seen_by("m3").scores[0].member == "m3");
  CHECK(store.write<Done>([&](store::Db& db) -> Result<Done> {
               db.execute("update interview_score set points = '{}'");
               return Done{};
             }).ok() == false);

  REQUIRE(score(staff("interviewer", "m4"), id, 1).ok());   // 24 of 45 points: between the hold and the pass share
  CHECK(fields_of(conclude(id, InterviewOutcome::pass)) == Words{"/reason REQUIRED"});
  REQUIRE(conclude(id, InterviewOutcome::hold).ok());
  CHECK(candidate(uuid("a")).state == CandidateState::interviewed);
  REQUIRE(conclude(id, InterviewOutcome::pass, "convincing in the discussion").ok());
  CHECK(candidate(uuid("a")).state == CandidateState::pool);
  CHECK(code_of(conclude(id, InterviewOutcome::fail, "after all")) == "WRONG_STATE");
  CHECK(seen_by("m4").scores.size() == 3);
  CHECK(seen_by("m4").share == Approx(24.0 / 45));
}

TEST_CASE_METHOD(World, "an offer stands to the end of its seventh day; then it lapses and a replacement has seven days of her own") {
  for (const auto* name : {"f1", "f2", "f3"}) pool(name);
  for (const auto* name : {"m1", "m2"}) pool(name, "male");
  const auto drawn = draw(2, 3, {{"gender", "female", 1, 1}, {"gender", "male", 1, 1}});
  REQUIRE(drawn.panel.size() == 2);
  REQUIRE(drawn.reserve.size() == 3);
  const auto deadline = at("2022-07-18T00:00:00+03:00");
  CHECK(member(drawn.panel[0]).offer_expires_at == deadline);
  CHECK(code_of(as(person("nobody"), accept_offer, MemberAction{drawn.panel[0], member(drawn.panel[0]).version, ""})) == "NOT_FOUND");
  now = {deadline.us - 1};
  CHECK(as(staff("administrator"), expire_offers, ById{programme_id})->expired == 0);
  REQUIRE(act(drawn.panel[0], accept_offer).ok());
  now = deadline;
  CHECK(code_of(act(drawn.panel[1], accept_offer)) == "OFFER_EXPIRED");
  CHECK(code_of(act(drawn.panel[1], decline_offer)) == "OFFER_EXPIRED");
  const auto swept = as(staff("administrator"), expire_offers, ById{""});
  REQUIRE(swept.ok());
  CHECK(swept->expired == 1);
  CHECK(swept->replaced == 1);
  CHECK(as(staff("administrator"), expire_offers, ById{""})->expired == 0);
  CHECK(state(drawn.panel[0]) == "accepted");
  CHECK(state(drawn.panel[1]) == "expired");
  CHECK(candidate(drawn.panel[1]).state == CandidateState::expired);
  const auto called = called_for(drawn.panel[1]);
  REQUIRE(called.size() == 1);
  CHECK(member(called[0]).features == member(drawn.panel[1]).features);
  CHECK(member(called[0]).seat == Seat::panel);
  CHECK(member(called[0]).offer_expires_at == at("2022-07-26T00:00:00+03:00"));
  CHECK(told("candidate.state_changed", called[0]).back()["state"] == "selected");
}

TEST_CASE_METHOD(World, "a declined offer goes to the first of the reserve who keeps the quotas, or to nobody") {
  pool("f1");
  for (const auto* name : {"m1", "m2", "m3"}) pool(name, "male");
  const auto drawn = draw(2, 2, {{"gender", "female", 1, 2}, {"gender", "male", 0, 1}});
  const auto woman = uuid("f1");
  const auto man = drawn.panel[0] == woman ? drawn.panel[1] : drawn.panel[0];
  REQUIRE(act(woman, decline_offer, "a new job").ok());
  CHECK(candidate(woman).state == CandidateState::declined);
  CHECK(called_for(woman).empty());   // only men wait, and one man is the most
  CHECK(state(drawn.reserve[0]) == "waiting");
  CHECK(code_of(act(woman, accept_offer)) == "WRONG_STATE");
  REQUIRE(act(man, decline_offer).ok());
  CHECK(called_for(man) == Words{drawn.reserve[0]});   // in the order of calling
  CHECK(state(drawn.reserve[1]) == "waiting");
  CHECK(candidate(drawn.reserve[1]).state == CandidateState::reserve);
}

TEST_CASE_METHOD(World, "nobody is called whose household is on the panel") {
  pool("a");
  pool("b", "female", "home");
  pool("c", "female", "home");
  const auto drawn = draw(2, 1, {});   // a, and one of the two
  REQUIRE(drawn.reserve.size() == 1);
  const auto waiting = drawn.reserve[0], seated = waiting == uuid("b") ? uuid("c") : uuid("b");
  REQUIRE(act(uuid("a"), decline_offer).ok());
  CHECK(called_for(uuid("a")).empty());
  CHECK(state(waiting) == "waiting");
  REQUIRE(act(seated, decline_offer).ok());
  CHECK(called_for(seated) == Words{waiting});
}

TEST_CASE_METHOD(World, "a place nobody could take is filled when the panel has become another one") {
  pool("a");
  pool("b", "female", "home", "ministry");
  pool("c", "female", "home");
  pool("d", "female", "", "ministry");
  const auto drawn = draw(2, 2, {}, 1, {"a", "b"});
  REQUIRE(act(uuid("a"), decline_offer).ok());
  CHECK(called_for(uuid("a")).empty());   // c shares b's household, d her employer
  REQUIRE(act(uuid("b"), decline_offer).ok());
  auto called = called_for(uuid("a"));
  for (const auto& id : called_for(uuid("b"))) called.push_back(id);
  std::sort(called.begin(), called.end());
  auto both = Words{uuid("c"), uuid("d")};
  std::sort(both.begin(), both.end());
  CHECK(called == both);
}

TEST_CASE_METHOD(World, "no more of one employer are drawn, or called, than the plan allows") {
  for (const auto* name : {"a", "b", "c", "d"}) pool(name, "female", "", "ministry");
  for (const auto* name : {"e", "f"}) pool(name);
  CHECK(code_of(as(staff("administrator"), put_quota_plan, PutQuotaPlan{programme_id, 3, 3, {}, -1})) == "FIELDS_INVALID");
  const auto drawn = draw(3, 3, {}, 1);
  const auto colleagues = [&](const std::string& states) { return one<std::int64_t>("select count(*) from panel_member where employer = 'ministry' and state in (" + states + ")"); };
  CHECK(colleagues("'offered'") == 1);
  // e and f are on the panel; who waits are colleagues of the one who sits.
  REQUIRE(act(uuid("e"), decline_offer).ok());
  CHECK(called_for(uuid("e")).empty());
  CHECK(colleagues("'offered'") == 1);
  const auto first = *std::find_if(drawn.panel.begin(), drawn.panel.end(), [](const auto& id) { return id != uuid("e") && id != uuid("f"); });
  REQUIRE(act(first, decline_offer).ok());
  CHECK(called_for(first).size() == 1);
  CHECK(colleagues("'offered'") == 1);
  const auto committed = codec::parse<procedure::Committed>(one<std::string>("select content from draw_document where id = :i", {drawn.id + "/committed"}));
  CHECK(committed.employer_max == 1);
  const auto certificate = codec::parse<procedure::Certificate>(as(Actor{}, get_draw_certificate, ById{drawn.id})->content);
  const auto proof = codec::parse<procedure::PublicProof>(as(staff("auditor"), get_draw_proof, ById{drawn.id})->content);
  for (const auto& check : procedure::check_certificate(certificate, proof, "")) {
    INFO(check.name << ": " << check.detail);
    CHECK(check.verdict == sortition::Check::Verdict::holds);
  }
  CHECK(std::any_of(proof.places.begin(), proof.places.end(), [](const auto& place) { return place.employer > 0; }));
}

TEST_CASE_METHOD(World, "who withdraws leaves the panel, and a replacement is called") {
  for (const auto* name : {"a", "b"}) pool(name);
  const auto drawn = draw(1, 1, {});
  REQUIRE(act(drawn.panel[0], accept_offer).ok());
  REQUIRE(tell("application.withdrawn", drawn.panel[0], {{"application_id", drawn.panel[0]}, {"programme_id", programme_id}}).empty());
  REQUIRE(tell("application.withdrawn", drawn.panel[0], {{"application_id", drawn.panel[0]}, {"programme_id", programme_id}}).empty());
  CHECK(state(drawn.panel[0]) == "released");
  CHECK(candidate(drawn.panel[0]).state == CandidateState::withdrawn);
  CHECK(called_for(drawn.panel[0]) == Words{drawn.reserve[0]});
  CHECK(told("member.changed", drawn.panel[0]).back()["state"] == "released");
  // Who has declined before can withdraw all the same: registration may take the application up again.
  REQUIRE(act(drawn.reserve[0], decline_offer).ok());
  CHECK(tell("application.withdrawn", drawn.reserve[0], {{"application_id", drawn.reserve[0]}, {"programme_id", programme_id}}).empty());
  CHECK(candidate(drawn.reserve[0]).state == CandidateState::withdrawn);
  CHECK(state(drawn.reserve[0]) == "declined");
}

TEST_CASE_METHOD(World, "I-10 readers and interviewers limited to other programmes find nothing here") {
  invite("a");
  REQUIRE(slot("s").ok());
  const auto interview = book("a", "s");
  REQUIRE(interview.ok());
  auto reader = staff("reviewer", "r9");
  reader.programmes["reviewer"] = {"another"};
  CHECK(code_of(review(reader, "a", ReviewVerdict::pass)) == "NOT_FOUND");
  CHECK(code_of(as(reader, list_reviews, ById{uuid("a")})) == "NOT_FOUND");
  eligible("b");
  CHECK(as(reader, list_review_queue, ListOfProgramme{programme_id, 0, ""})->items.empty());
  auto member = staff("interviewer", "m1");
  member.programmes["interviewer"] = {"another"};
  CHECK(code_of(as(member, get_candidate, ById{uuid("a")})) == "NOT_FOUND");
  CHECK(code_of(as(member, get_interview, ById{interview->id})) == "NOT_FOUND");
  CHECK(code_of(score(member, interview->id, 5)) == "NOT_FOUND");
  member.programmes["interviewer"] = {programme_id};
  CHECK(score(member, interview->id, 5).ok());
}

TEST_CASE_METHOD(World, "I-14 nobody reads, scores or concludes the own application") {
  eligible("r1");
  CHECK(code_of(review(staff("reviewer", "r1"), "r1", ReviewVerdict::pass)) == "OWN_APPLICATION");
  CHECK(as(staff("reviewer", "r1"), list_review_queue, ListOfProgramme{programme_id, 0, ""})->items.empty());
  invite("m1");
  REQUIRE(slot("s").ok());
  const auto interview = book("m1", "s");
  REQUIRE(interview.ok());
  CHECK(code_of(score(staff("interviewer", "m1"), interview->id, 5)) == "OWN_APPLICATION");
  CHECK(code_of(as(staff("administrator", "m1"), conclude_interview, ConcludeInterview{interview->id, interview->version, InterviewOutcome::pass, ""})) == "OWN_APPLICATION");
}
