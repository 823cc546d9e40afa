#include <catch2/catch.hpp>

#include "registration/events/reactions.h"
#include "tests/registration/world.h"
#include "tests/support/feed.h"

using namespace shopper;
using namespace shopper::registration;
using namespace shopper::registration::testing;
using Events = std::vector<std::string>;

TEST_CASE_METHOD(World, "one appeal a stage; upheld, it opens the stage again") {
  open_programme();
  auto details = sample_details();
  details.date_of_birth = {2010, 1, 1};
  const auto application = apply("p1", details);
  REQUIRE(application.state == ApplicationState::ineligible);
  CHECK(fields_of(as(person("p1"), appeal_application, AppealApplication{application.id, ""})) == Events{"/grounds LENGTH"});
  const auto appeal = as(person("p1"), appeal_application, AppealApplication{application.id, "My birth date was mistyped"});
  REQUIRE(appeal.ok());
  CHECK(appeal->stage == "eligibility");
  CHECK(code_of(as(person("p1"), appeal_application, AppealApplication{application.id, "again"})) == "APPEAL_EXISTS");
  CHECK(code_of(as(person("p2"), appeal_application, AppealApplication{application.id, "x"})) == "NOT_FOUND");
  CHECK(as(person("p1"), get_application_status, ById{application.id})->actions == Events{"withdraw"});
  const auto decide = [&](std::int64_t version, const std::string& reason) { return as(staff("administrator"), decide_appeal, DecideAppeal{appeal->id, version, true, reason}); };
  CHECK(code_of(decide(9, "ok")) == "VERSION_STALE");
  CHECK(fields_of(decide(1, "")) == Events{"/reason REQUIRED"});
  REQUIRE(decide(1, "seen the passport").ok());
  CHECK(code_of(decide(2, "again")) == "WRONG_STATE");
  const auto after = as(person("p1"), get_application, ById{application.id});
  CHECK(after->state == ApplicationState::submitted);
  CHECK(after->verdict.eligible);
  CHECK(events() == Events{"programme.published", "application.eligible", "application.appeal_upheld"});
  CHECK(after->admission == 1);   // ineligible from the start: selection hears of it for the first time
}

TEST_CASE_METHOD(World, "a dismissed appeal changes nothing but the timeline") {
  open_programme();
  auto details = sample_details();
  details.consent_notice_version = "0";
  const auto application = apply("p1", details);
  const auto appeal = as(person("p1"), appeal_application, AppealApplication{application.id, "please"});
  REQUIRE(appeal.ok());
  REQUIRE(as(staff("administrator"), decide_appeal, DecideAppeal{appeal->id, 1, false, "the notice was not consented to"}).ok());
  CHECK(as(person("p1"), get_application, ById{application.id})->state == ApplicationState::ineligible);
  CHECK(as(person("p1"), get_application_status, ById{application.id})->timeline.back().reasons == Events{"APPEAL_DISMISSED"});
  CHECK(events() == Events{"programme.published"});
}

TEST_CASE_METHOD(World, "withdrawal is told to selection only when selection knew") {
  open_programme();
  const auto draft = put(person("p1"), crypto::named_uuid("p1"), sample_details());
  REQUIRE(as(person("p1"), withdraw_application, WithdrawApplication{draft->id, 1, ""}).ok());
  CHECK(events() == Events{"programme.published"});
  const auto application = apply("p2", sample_details());   // the withdrawn draft is no duplicate
  REQUIRE(application.state == ApplicationState::submitted);
  const auto gone = as(person("p2"), withdraw_application, WithdrawApplication{application.id, application.version, "moving"});
  REQUIRE(gone.ok());
  CHECK(code_of(as(person("p2"), withdraw_application, WithdrawApplication{application.id, gone->version, ""})) == "WRONG_STATE");
  CHECK(events().back() == "application.withdrawn");
}

TEST_CASE_METHOD(World, "a decision that a correction or a withdrawal has overtaken is not shown") {
  open_programme();
  shopper::testing::Feed selection{store, "selection"};
  react_to_selection(selection.consumer);
  const auto decide = [&](const Application& about, const char* state, int admission) {
    return selection.tell("candidate.state_changed", about.id, now, {{"application_id", about.id}, {"programme_id", programme_id}, {"state", state}, {"reasons", nlohmann::json::array()}, {"texts", nlohmann::json::array()}, {"admission", admission}});
  };
  const auto state = [&](const Application& of) { return as(person("p1"), get_application, ById{of.id})->state; };
  auto application = apply("p1", sample_details());
  auto changes = sample_details();
  changes.date_of_birth = {2010, 1, 1};
  application = patch(person("p1"), application, changes, {"date_of_birth"}).value();
  REQUIRE(application.state == ApplicationState::ineligible);
  // Selection decided so before it heard of the correction.
  for (const auto* stale : {"phase1_review", "invited"}) CHECK(decide(application, stale, 1).empty());
  CHECK(state(application) == ApplicationState::ineligible);
  const auto appeal = as(person("p1"), appeal_application, AppealApplication{application.id, "My birth date was mistyped"});
  REQUIRE(as(staff("administrator"), decide_appeal, DecideAppeal{appeal->id, 1, true, "seen the passport"}).ok());
  // What it says of the first admission comes after the second: none of it is shown, not even that a review began.
  for (const auto* stale : {"phase1_review", "invited", "interview_scheduled"}) CHECK(decide(application, stale, 1).empty());
  CHECK(state(application) == ApplicationState::submitted);
  CHECK(*store.read<std::vector<int>>([&](store::Db& db) -> Result<std::vector<int>> {
    std::vector<int> told;
    for (auto& [payload] : db.all<std::string>("select payload from outbox where type = 'application.eligible' order by sequence")) told.push_back(codec::Json::parse(payload)["admission"]);
    return told;
  }) == std::vector<int>{1, 2});
  for (const auto* word : {"phase1_review", "invited"}) CHECK(decide(application, word, 2).empty());
  CHECK(state(application) == ApplicationState::invited);
}

TEST_CASE_METHOD(World, "a notice is tried without effect, then recorded with its effects") {
  open_programme();
  const auto application = apply("p1", sample_details());
  RecordNotice in{application.id, NoticeKind::absence, {2022, 9, 1}, {2022, 11, 1}, {}, "travel", true};
  const auto tried = as(person("p1"), record_notice, in);
  REQUIRE(tried.ok());
  CHECK(tried->suspends);
  CHECK(events().back() == "application.eligible");
  in.dry_run = false;
  REQUIRE(as(person("p1"), record_notice, in).ok());
  CHECK(events().back() == "notice.recorded");
  CHECK(as(person("p1"), list_notices_page, ListNotices{application.id, "", 0, ""})->items.size() == 1);
  CHECK(as(person("p2"), list_notices_page, ListNotices{"", "", 0, ""})->items.empty());
  CHECK(code_of(as(person("p2"), record_notice, in)) == "NOT_FOUND");
  in.from = {2022, 12, 1};
  CHECK(fields_of(as(person("p1"), record_notice, in)) == Events{"/to RANGE_INVALID"});
}

TEST_CASE_METHOD(World, "an inquiry is read by its receipt alone, and answered once seen") {
  open_programme();
  const Actor nobody{"", {}, "", "en", "", {}};
  const auto asked = ask("", CreateInquiry{programme_id, "a@b.qa", "Hours", "When does it open?"});
  REQUIRE(asked.ok());
  REQUIRE_FALSE(asked->receipt.empty());
  CHECK(code_of(as(nobody, get_inquiry, GetInquiry{asked->id, "wrong"})) == "NOT_FOUND");
  CHECK(as(nobody, get_inquiry, GetInquiry{asked->id, asked->receipt})->question == "When does it open?");
  REQUIRE(as(staff("administrator"), answer_inquiry, AnswerInquiry{asked->id, asked->version, "On 6 June"}).ok());
  CHECK(as(nobody, get_inquiry, GetInquiry{asked->id, asked->receipt})->answer == "On 6 June");
}

TEST_CASE_METHOD(World, "a programme is put once, extended and closed, and its code is its own") {
  open_programme();
  PutProgramme in;
  static_cast<ProgrammeDetails&>(in) = sample_programme();
  in.id = programme_id;
  const auto admin = staff("administrator");
  const auto same = as(admin, put_programme, in);
  REQUIRE(same.ok());
  in.panel_size = 49;
  CHECK(fields_of(as(admin, put_programme, in)) == Events{"/panel_size DIFFERS"});
  in.id = crypto::named_uuid("other");
  CHECK(code_of(as(admin, put_programme, in)) == "PROGRAMME_CODE_TAKEN");
  const auto extended = as(admin, extend_programme, ExtendProgramme{programme_id, same->version, {2022, 7, 20}, "more time"});
  REQUIRE(extended.ok());
  CHECK_FALSE(as(admin, extend_programme, ExtendProgramme{programme_id, extended->version, {2022, 7, 1}, "less time"}).ok());
  now = at("2022-07-20T23:59:59+03:00");
  CHECK(as(person("p"), get_programme, ById{programme_id})->open);
  const auto closed = as(admin, close_programme, CloseProgramme{programme_id, extended->version, "enough"});
  REQUIRE(closed.ok());
  CHECK_FALSE(as(person("p"), get_programme, ById{programme_id})->open);
  CHECK(events() == Events{"programme.published", "programme.closed"});
}

TEST_CASE_METHOD(World, "I-10 a reader limited to other programmes finds nothing here") {
  open_programme();
  const auto application = apply("p1", sample_details());
  for (const auto* role : {"reviewer", "interviewer"}) {
    auto limited = staff(role);
    limited.roles.push_back("applicant");   // as everybody is
    limited.programmes[role] = {"another"};
    CHECK(code_of(as(limited, get_application, ById{application.id})) == "NOT_FOUND");
    CHECK(code_of(as(limited, get_application_status, ById{application.id})) == "NOT_FOUND");
    CHECK(code_of(as(limited, get_application_counts, ById{programme_id})) == "NOT_FOUND");
    CHECK(as(limited, list_applications_page, ListApplications{})->items.empty());
    limited.programmes[role].push_back(programme_id);
    CHECK(as(limited, get_application, ById{application.id}).ok());
    CHECK(as(limited, list_applications_page, ListApplications{})->items.size() == 1);
  }
}

TEST_CASE_METHOD(World, "I-10 notices are read by their owner, administrators, and auditors without remarks") {
  open_programme();
  const auto application = apply("p1", sample_details());
  REQUIRE(as(person("p1"), record_notice, RecordNotice{application.id, NoticeKind::health, {2022, 6, 1}, {}, {}, "illness", false}).ok());
  for (const auto* role : {"reviewer", "interviewer"}) CHECK(as(staff(role), list_notices_page, ListNotices{application.id, "", 0, ""})->items.empty());
  CHECK(as(staff("administrator"), list_notices_page, ListNotices{application.id, "", 0, ""})->items.at(0).remark == "illness");
  CHECK(as(staff("auditor"), list_notices_page, ListNotices{application.id, "", 0, ""})->items.at(0).remark.empty());
}

TEST_CASE_METHOD(World, "I-14 nobody decides an appeal of their own") {
  open_programme();
  auto details = sample_details();
  details.date_of_birth = {2010, 1, 1};
  const auto application = apply("p1", details);
  const auto appeal = as(person("p1"), appeal_application, AppealApplication{application.id, "mistyped"});
  REQUIRE(appeal.ok());
  auto both = person("p1");
  both.roles.push_back("administrator");
  CHECK(code_of(as(both, decide_appeal, DecideAppeal{appeal->id, 1, true, "mine"})) == "OWN_APPLICATION");
}
