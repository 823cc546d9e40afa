#include <catch2/catch.hpp>

#include <fstream>

#include "evaluation/usecases/evidence_files.h"
#include "evaluation/usecases/evidence_sweep.h"
#include "evaluation/usecases/privacy.h"
#include "tests/evaluation/usecases/world.h"

using namespace shopper;
using namespace shopper::evaluation;
using namespace shopper::evaluation::testing;
using Fields = std::vector<std::string>;
using S = domain::EvaluationState;

namespace {

struct Furnished : World {
  Furnished() {
    furnish();
    tell(member("sara"));
  }
  Actor sara = shopper("sara");

  template <class F>
  EvaluationView step(F use_case, const EvaluationView& e, const std::string& reason = "because") {
    auto result = as(analyst(), use_case, ReviewStep{e.id, reason, e.version});
    INFO(code_of(result));
    REQUIRE(result.ok());
    return *result;
  }
  EvaluationView submitted(int n = 1) {
    auto result = put(sara, sheet(uuid(n)));
    INFO(code_of(result));
    for (const auto& f : fields_of(result)) UNSCOPED_INFO(f);
    REQUIRE(result.ok());
    return *result;
  }
  EvaluationView released(int n = 1) {
    return step(release_evaluation, step(approve_evaluation, step(take_up_evaluation, submitted(n))));
  }
};

}  // namespace

TEST_CASE_METHOD(Furnished, "one step: validated, scored, durable, and the same again is the first answer") {
  const auto first = submitted();
  CHECK(first.state == S::submitted);
  CHECK(first.score == Approx((1 + 2 * 0.75 + 0.75) / 4));
  CHECK(first.answers.text == R"({"welcome":"yes","satisfaction":4,"waited":15,"hours":0.25})");
  CHECK(first.form_version == 1);
  CHECK(first.actions == Fields{"take_up", "return_to_author"});
  now = now.plus(std::chrono::hours(48));
  open();   // also after a restart, and when the visit would by now be judged by another day
  auto again = sheet(uuid(1));
  again.visited_on = first.visited_on;
  const auto second = put(sara, again);
  REQUIRE(second.ok());
  CHECK(second->version == first.version);
  CHECK(second->submitted_at == first.submitted_at);
}

TEST_CASE_METHOD(Furnished, "other content under a submitted id is refused with the differences") {
  submitted();
  auto other = sheet(uuid(1));
  other.answers = {R"({"welcome": "no", "satisfaction": 4, "why": "rude"})"};
  other.channel = "web";
  other.branch_id.clear();
  const auto result = put(sara, other);
  CHECK(code_of(result) == "EVALUATION_DIFFERS");
  CHECK(fields_of(result) == Fields{"/branch_id DIFFERS", "/channel DIFFERS", "/answers DIFFERS"});
  CHECK(put(shopper("omar"), sheet(uuid(1))).error().kind == ErrorKind::not_found);
}

TEST_CASE_METHOD(Furnished, "a sheet's wrong fields come all at once and change nothing") {
  auto in = sheet(uuid(1));
  in.entity_id = "nowhere";
  in.visited_on = qatar_date(now).plus_days(1);
  in.answers = {R"({"welcome": "maybe", "waited": 1.5, "photo": ")" + std::string(64, 'a') + "\"}"};
  CHECK(fields_of(put(sara, in)) == Fields{"/entity_id ENTITY_UNKNOWN", "/visited_on VISIT_IN_FUTURE", "/answers/waited ANSWER_NOT_INTEGER", "/answers/welcome CHOICE_UNKNOWN",
                                           "/answers/satisfaction ANSWER_MISSING", "/answers/photo EVIDENCE_MISSING"});
  CHECK(as(sara, get_evaluation, ById{uuid(1)}).error().kind == ErrorKind::not_found);
}

TEST_CASE_METHOD(Furnished, "other refusals of a sheet") {
  const auto refused = [&](const std::function<void(PutEvaluation&)>& spoil, const Actor& actor) {
    auto in = sheet(uuid(1));
    spoil(in);
    const auto result = put(actor, in);
    return fields_of(result).empty() ? code_of(result) : fields_of(result).front();
  };
  const auto nothing = [](PutEvaluation&) {};
  CHECK(refused([](auto& in) { in.id = "1"; }, sara) == "/id ID_NOT_UUID");
  CHECK(refused([](auto& in) { in.form_id = "x"; }, sara) == "/form_id FORM_UNKNOWN");
  CHECK(refused([](auto& in) { in.form_version = 7; }, sara) == "/form_id FORM_UNKNOWN");
  CHECK(refused([](auto& in) { in.assignment_id = "x"; }, sara) == "/assignment_id ASSIGNMENT_UNKNOWN");
  CHECK(refused([](auto& in) { in.answers = {"[]"}; }, sara) == "/answers ANSWERS_NOT_OBJECT");
  CHECK(refused([](auto& in) { in.answers = {R"({"a":{}})"}; }, sara) == "/answers/a ANSWER_TYPE");
  CHECK(refused(nothing, shopper("stranger")) == "NOT_A_MEMBER");
  auto event = member("sara");
  event.conflicts = {"MOI"};
  tell(event);
  CHECK(refused(nothing, sara) == "CONFLICT_OF_INTEREST");
  event.state = domain::MemberState::suspended;
  tell(event);
  CHECK(refused(nothing, sara) == "MEMBER_NOT_ACTIVE");
  CHECK(refused([](auto& in) { in.submit = false; }, sara) == "MEMBER_NOT_ACTIVE");
  event.certified = false;
  tell(event);
  CHECK(refused(nothing, sara) == "MEMBER_NOT_CERTIFIED");
}

TEST_CASE_METHOD(Furnished, "a draft is kept, replaced, read by its author alone, and submitted") {
  auto in = sheet(uuid(1));
  in.submit = false;
  in.answers = {R"({"satisfaction": 4})"};
  const auto draft = put(sara, in);
  REQUIRE(draft.ok());
  CHECK(draft->state == S::draft);
  CHECK(put(sara, in)->version == 1);   // the same again is no change
  CHECK(as(analyst(), get_evaluation, ById{uuid(1)}).error().kind == ErrorKind::not_found);
  CHECK(as(analyst(), list_evaluations, ListEvaluations{})->items.empty());
  CHECK(as(sara, list_evaluations, ListEvaluations{})->items.size() == 1);
  CHECK(fields_of(as(sara, submit_evaluation, ByIdAndVersion{uuid(1), 1})) == Fields{"/answers/welcome ANSWER_MISSING"});
  in.answers = {R"({"satisfaction": 5, "welcome": "yes"})"};
  CHECK(put(sara, in)->version == 2);
  CHECK(code_of(as(sara, submit_evaluation, ByIdAndVersion{uuid(1), 1})) == "VERSION_STALE");
  CHECK(as(shopper("omar"), submit_evaluation, ByIdAndVersion{uuid(1), 2}).error().kind == ErrorKind::not_found);
  CHECK(as(sara, submit_evaluation, ByIdAndVersion{uuid(1), 2})->state == S::submitted);
  const auto twice = as(sara, submit_evaluation, ByIdAndVersion{uuid(1), 3});
  CHECK(code_of(twice) == "WRONG_STATE");
  CHECK(twice.error().actions == Fields{"take_up", "return_to_author"});
}

TEST_CASE_METHOD(Furnished, "return with queries, resubmit with replies; nothing that was submitted is lost") {
  const auto e = submitted();
  const std::vector<domain::AboutQuestion> queries{{"waited", "Is it 15 or 50?"}};
  CHECK(fields_of(as(analyst(), return_evaluation, ReturnEvaluation{e.id, "", queries, e.version})) == Fields{"/reason REASON_MISSING"});
  CHECK(fields_of(as(analyst(), return_evaluation, ReturnEvaluation{e.id, "unclear", {{"nothing", ""}}, e.version})) ==
        Fields{"/queries/0/question QUESTION_UNKNOWN", "/queries/0/text TEXT_MISSING"});
  const auto returned = as(analyst(), return_evaluation, ReturnEvaluation{e.id, "unclear", queries, e.version});
  REQUIRE(returned.ok());
  CHECK(returned->state == S::returned);
  auto trail = as(sara, list_reviews, ById{e.id});
  REQUIRE(trail->items.size() == 1);
  CHECK(trail->items[0].reviewer.empty());
  CHECK(trail->items[0].due_on == Date{2022, 6, 14});   // Thursday + 3 working days

  CHECK(fields_of(as(sara, resubmit_evaluation, ResubmitEvaluation{e.id, {}, {}, returned->version})) == Fields{"/replies REPLY_MISSING"});
  CHECK(fields_of(as(sara, resubmit_evaluation, ResubmitEvaluation{e.id, {}, {{"waited", "50"}, {"why", "x"}}, returned->version})) == Fields{"/replies/1/question QUERY_UNKNOWN"});
  const auto again = as(sara, resubmit_evaluation, ResubmitEvaluation{e.id, {R"({"welcome": "yes", "satisfaction": 4, "waited": 50})"}, {{"waited", "It was 50"}}, returned->version});
  REQUIRE(again.ok());
  CHECK(again->state == S::resubmitted);
  CHECK(again->revision == 2);
  CHECK(*again->score < *e.score);
  trail = as(analyst(), list_reviews, ById{e.id});
  CHECK(trail->items[0].queries[0].reply == "It was 50");
  CHECK(trail->items[1].action == "resubmit");
  read([&](store::Db& db) { CHECK(db.one<std::string>("select answers from revision where evaluation_id = :id and revision = 1", {e.id}) == e.answers.text); });
  CHECK(as(analyst(), return_evaluation, ReturnEvaluation{e.id, "again", {}, again->version})->state == S::returned);
}

TEST_CASE_METHOD(Furnished, "quality control: reasons, separation, wrong states") {
  auto e = submitted();
  CHECK(code_of(as(analyst(), approve_evaluation, ReviewStep{e.id, "", e.version})) == "WRONG_STATE");
  CHECK(code_of(as(analyst(), take_up_evaluation, ReviewStep{e.id, "", 9})) == "VERSION_STALE");
  CHECK(as(analyst(), take_up_evaluation, ReviewStep{uuid(9), "", 1}).error().kind == ErrorKind::not_found);
  CHECK(code_of(as(Actor{"sara", {"analyst"}, "", "en", "", {}}, take_up_evaluation, ReviewStep{e.id, "", e.version})) == "OWN_EVALUATION");
  e = step(take_up_evaluation, e, "");
  CHECK(fields_of(as(analyst(), hold_evaluation, ReviewStep{e.id, "", e.version})) == Fields{"/reason REASON_MISSING"});
  CHECK(fields_of(as(analyst(), reject_evaluation, ReviewStep{e.id, "", e.version})) == Fields{"/reason REASON_MISSING"});
  CHECK(fields_of(as(analyst(), exclude_evaluation, ReviewStep{e.id, std::string(2'001, 'x'), e.version})) == Fields{"/reason TEXT_TOO_LONG"});
  e = step(take_up_evaluation, step(hold_evaluation, e));
  CHECK(step(reject_evaluation, e).state == S::rejected);
  CHECK(step(exclude_evaluation, step(take_up_evaluation, submitted(2))).state == S::excluded);
  const auto summary = as(analyst(), quality_summary, OfProgramme{programme});
  REQUIRE(summary.ok());
  CHECK(summary->evaluations.size() == 2);
  CHECK(fields_of(as(analyst(), quality_summary, OfProgramme{})) == Fields{"/programme_id PROGRAMME_MISSING"});
}

TEST_CASE_METHOD(Furnished, "a release tells scored items, a month and a pseudonym - and neither the shopper nor a text") {
  const auto e = released();
  CHECK(e.state == S::released);
  const auto told = events("evaluation.released");
  REQUIRE(told.size() == 1);
  const auto& payload = told[0].second;
  CHECK(told[0].first == e.result_id);
  CHECK(payload["evaluation_id"] == e.result_id);
  CHECK(e.result_id != e.id);
  CHECK(payload.dump().find(e.id) == std::string::npos);   // a client's id carries the millisecond in which it was made
  CHECK(payload["visited_on"] == "2022-06");
  CHECK(payload["mode"] == "organic");
  CHECK(payload["purpose"] == "baseline");
  CHECK(payload["score"].get<double>() == Approx(*e.score));
  CHECK(payload["items"].size() == 4);
  CHECK(payload["items"][0]["raw"] == "yes");
  CHECK(payload["items"][3]["score"].is_null());
  CHECK(payload.dump().find("sara") == std::string::npos);

  tell(member("omar"));
  auto of_omar = sheet(uuid(3));
  REQUIRE(put(shopper("omar"), of_omar).ok());
  CHECK(e.shopper.empty());   // quality control does not see who wrote it
  domain::Evaluation same = e, elsewhere = e, other = e;
  same.shopper = elsewhere.shopper = "sara";
  elsewhere.entity_id = other_entity_id;
  other.shopper = "omar";
  CHECK(payload["volunteer"] == pairwise_pseudonym(context, same));
  CHECK(pairwise_pseudonym(context, elsewhere) != pairwise_pseudonym(context, same));
  CHECK(pairwise_pseudonym(context, other) != pairwise_pseudonym(context, same));
  CHECK(step(lock_evaluation, e).state == S::locked);
}

TEST_CASE_METHOD(Furnished, "appeals: upheld, annulled, amended") {
  const Actor service{"recommendation", {"service"}, "", "en", "", {}};
  // The codes that recommendation is told when an appeal or its decision cannot be carried out, "" when it can.
  const auto refusal_of = [&](auto reaction, const auto& event) {
    const auto before = events("appeal.refused").size();
    REQUIRE(as(service, reaction, event).ok());
    const auto told = events("appeal.refused");
    return told.size() == before ? "" : told.back().second["refusal"].template get<std::string>();
  };
  const auto decide = [&](int n, const std::string& outcome, const std::string& corrections) {
    const auto e = released(n);
    CHECK(refusal_of(apply_appeal_decided, AppealDecided{"a", e.result_id, outcome, {corrections}}) == "WRONG_STATE");
    REQUIRE(as(service, apply_appeal_filed, AppealFiled{"a", e.result_id}).ok());
    const auto refusal = refusal_of(apply_appeal_decided, AppealDecided{"a", e.result_id, outcome, {corrections}});
    return std::pair(refusal, *as(analyst(), get_evaluation, ById{e.id}));
  };
  CHECK(decide(1, "upheld", "").second.state == S::upheld);
  const auto annulled = decide(2, "annulled", "{}").second;
  CHECK(annulled.state == S::annulled);
  CHECK(events("evaluation.annulled")[0].second["revision"] == 2);
  const auto amended = decide(3, "amended", R"({"waited": "0"})").second;
  CHECK(amended.state == S::amended);
  CHECK(amended.revision == 2);
  CHECK(events("evaluation.amended")[0].second["items"][2]["score"] == 1.0);
  const auto [refusal, untouched] = decide(4, "amended", R"({"waited": "long"})");
  CHECK(refusal == "FIELDS_INVALID: /answers/waited ANSWER_NOT_NUMBER");
  CHECK(untouched.state == S::appealed);
  CHECK(untouched.revision == 1);
  CHECK(refusal_of(apply_appeal_decided, AppealDecided{"a", untouched.result_id, "perhaps", {}}) == "OUTCOME_UNKNOWN");
  CHECK(refusal_of(apply_appeal_filed, AppealFiled{"a", "none"}) == "NOT_FOUND");
  CHECK(step(lock_evaluation, amended).state == S::locked);
  CHECK(events("evaluation.locked")[0].first == amended.result_id);
  CHECK(refusal_of(apply_appeal_filed, AppealFiled{"b", amended.result_id}) == "WRONG_STATE");
}

TEST_CASE_METHOD(Furnished, "an imported evaluation carries its own time and mode") {
  Actor importer = sara;
  importer.imported_by = "importer-1";
  auto in = sheet(uuid(1));
  in.mode = domain::Mode::mission;
  const auto e = put(importer, in);
  REQUIRE(e.ok());
  CHECK(e->imported);
  CHECK(e->mode == domain::Mode::mission);
}

TEST_CASE_METHOD(Furnished, "R-19 what an upload left behind that was cut short is removed, and nothing that an evaluation has") {
  const std::string png("\x89PNG\r\n\x1A\n and pixels", 19);
  auto in = sheet(uuid(1));
  in.submit = false;
  REQUIRE(put(sara, in).ok());
  REQUIRE(attach(sara, {uuid(1), crypto::sha256_hex(png), "image/png", png, {}, {}}).ok());
  const auto kept = as(sara, list_evidence, ById{uuid(1)})->items[0].stored_sha256, lost = crypto::sha256_hex("nobody's");
  const auto incoming = context.evidence_directory + "/incoming/";
  // As a process leaves them that ends before the row is committed, after it, or in the middle of the file.
  std::filesystem::create_directories(std::filesystem::path(evidence_path(context.evidence_directory, lost)).parent_path());
  for (const auto& path : {incoming + lost + ".a1b2c3", evidence_path(context.evidence_directory, lost), incoming + kept + ".d4e5f6", incoming + kept + ".d4e5f6.kept", incoming + "XyZabc"}) std::ofstream(path) << "bytes";
  REQUIRE(write<Done>(analyst(), [&](Unit& unit) { return remove_interrupted_uploads(context, unit); }).ok());
  CHECK(std::filesystem::is_empty(incoming));
  CHECK_FALSE(std::filesystem::exists(evidence_path(context.evidence_directory, lost)));
  CHECK(write<Document>(sara, [&](Unit& unit) { return get_evidence(context, unit, {uuid(1), crypto::sha256_hex(png)}); })->content == png + " made anew");
}

TEST_CASE_METHOD(Furnished, "evidence: verified, kept by content, needed at submission") {
  const std::string png("\x89PNG\r\n\x1A\n and pixels", 19);
  const auto sha = crypto::sha256_hex(png);
  CHECK(attach(sara, {uuid(1), sha, "image/png", png, {}, {}}).error().kind == ErrorKind::not_found);
  auto in = sheet(uuid(1));
  in.answers = {R"({"welcome": "yes", "satisfaction": 4, "photo": ")" + sha + "\"}"};
  CHECK(fields_of(put(sara, in)) == Fields{"/answers/photo EVIDENCE_MISSING"});
  in.submit = false;
  REQUIRE(put(sara, in).ok());
  CHECK(fields_of(attach(sara, {uuid(1), std::string(64, 'a'), "image/png", png, {}, {}})) == Fields{"/sha256 EVIDENCE_HASH_MISMATCH"});
  CHECK(fields_of(attach(sara, {uuid(1), "x", "image/png", png, {}, {}})) == Fields{"/sha256 SHA256_INVALID", "/sha256 EVIDENCE_HASH_MISMATCH"});
  CHECK(fields_of(attach(sara, {uuid(1), sha, "image/jpeg", png, {}, {}})) == Fields{"/content EVIDENCE_TYPE_WRONG"});
  CHECK(fields_of(attach(sara, {uuid(1), crypto::sha256_hex(""), "image/png", "", {}, {}})) == Fields{"/content CONTENT_MISSING", "/content EVIDENCE_TYPE_WRONG"});
  const auto big = "\xFF\xD8\xFF" + std::string(5u << 20, 'x');
  CHECK(fields_of(attach(sara, {uuid(1), crypto::sha256_hex(big), "image/jpeg", big, {}, {}})) == Fields{"/content EVIDENCE_TOO_LARGE"});
  const std::string document = "%PDF-1.4", vectors = "<svg/>";
  CHECK(fields_of(attach(sara, {uuid(1), crypto::sha256_hex(document), "application/pdf", document, {}, {}})) == Fields{"/content EVIDENCE_TYPE_WRONG"});
  CHECK(fields_of(attach(sara, {uuid(1), crypto::sha256_hex(vectors), "image/svg+xml", vectors, {}, {}})) == Fields{"/content EVIDENCE_TYPE_WRONG"});
  REQUIRE(attach(sara, {uuid(1), sha, "image/png", png, {}, {}}).ok());
  REQUIRE(attach(sara, {uuid(1), sha, "image/png", png, {}, {}}).ok());   // the same again
  CHECK(as(sara, list_evidence, ById{uuid(1)})->items.size() == 1);
  const auto file = write<Document>(sara, [&](Unit& unit) { return get_evidence(context, unit, {uuid(1), sha}); });
  REQUIRE(file.ok());
  CHECK(file->content == png + " made anew");
  const auto listed = as(sara, list_evidence, ById{uuid(1)})->items[0];
  CHECK(listed.sha256 == sha);
  CHECK(listed.stored_sha256 == crypto::sha256_hex(file->content));
  CHECK(listed.size_bytes == static_cast<std::int64_t>(file->content.size()));
  CHECK(file->filename.ends_with(".png"));
  CHECK(write<Document>(shopper("omar"), [&](Unit& unit) { return get_evidence(context, unit, {uuid(1), sha}); }).error().kind == ErrorKind::not_found);
  REQUIRE(sweep_evidence(context, *store, [] { return false; }).ok());   // what has a row is no file to go
  CHECK(std::filesystem::is_empty(context.evidence_directory + "/incoming"));
  CHECK(write<Document>(sara, [&](Unit& unit) { return get_evidence(context, unit, {uuid(1), sha}); }).ok());
  in.submit = true;
  REQUIRE(put(sara, in).ok());
  const auto late = png + "2";
  CHECK(code_of(attach(sara, {uuid(1), crypto::sha256_hex(late), "image/png", late, {}, {}})) == "WRONG_STATE");
  CHECK(std::filesystem::is_empty(context.evidence_directory + "/incoming"));

  auto crowded = sheet(uuid(2));
  crowded.submit = false;
  REQUIRE(put(sara, crowded).ok());
  for (int i = 0; i < domain::limits::max_evidence_files; ++i) {
    const auto content = png + std::to_string(i);
    REQUIRE(attach(sara, {uuid(2), crypto::sha256_hex(content), "image/png", content, {}, {}}).ok());
  }
  CHECK(code_of(attach(sara, {uuid(2), sha, "image/png", png, {}, {}})) == "EVIDENCE_TOO_MANY");
}

TEST_CASE_METHOD(Furnished, "suggestions are checked, told and listed") {
  const CreateSuggestion good{programme, entity_id, service_id, "Long queue", "One counter", "Open a second counter", "Shorter waiting"};
  CHECK(as(sara, create_suggestion, good).ok());
  CHECK(events("suggestion.recorded")[0].second["idea"] == "Open a second counter");
  auto bad = good;
  bad.entity_id = "x";
  bad.problem = "Mr. Khalid is slow";
  bad.idea.clear();
  bad.cause = std::string(4'001, 'x');
  CHECK(fields_of(as(sara, create_suggestion, bad)) == Fields{"/entity_id ENTITY_UNKNOWN", "/service_id SERVICE_UNKNOWN", "/problem TEXT_NAMES_PERSON", "/cause TEXT_TOO_LONG", "/idea TEXT_MISSING"});
  CHECK(code_of(as(shopper("stranger"), create_suggestion, good)) == "NOT_A_MEMBER");
  CHECK(as(analyst(), list_suggestions, ListSuggestions{})->items.size() == 1);
  CHECK(as(shopper("omar"), list_suggestions, ListSuggestions{})->items.empty());
}

TEST_CASE_METHOD(Furnished, "I-10 an analyst limited to other programmes finds nothing here") {
  const auto e = submitted();
  auto limited = analyst();
  limited.programmes["analyst"] = {"another"};
  CHECK(code_of(as(limited, get_evaluation, ById{e.id})) == "NOT_FOUND");
  CHECK(code_of(as(limited, take_up_evaluation, ReviewStep{e.id, "", e.version})) == "NOT_FOUND");
  CHECK(as(limited, list_evaluations, ListEvaluations{})->items.empty());
  limited.programmes["analyst"] = {programme};
  CHECK(as(limited, get_evaluation, ById{e.id}).ok());
  CHECK(as(limited, take_up_evaluation, ReviewStep{e.id, "", e.version}).ok());
}
