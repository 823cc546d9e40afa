#include <catch2/catch.hpp>

#include "platform/crypto/hash.h"
#include "registration/events/reactions.h"
#include "tests/registration/world.h"

using namespace shopper;
using namespace shopper::registration;
using namespace shopper::registration::testing;
using Codes = std::vector<std::string>;

namespace {

class Privacy : public World {
 public:
  Result<Erasure> erase(const std::string& subject) {
    return write<Erasure>(person(subject), [&](Unit& unit) { return RequestErasureCase{keys}(unit, {}); });
  }
  // Another service's answer arrives.
  void answer(const Erasure& erasure, const std::string& service) {
    const std::vector<ErasureItem> items{{"thing", ErasureAction::retained, 3, "RECORD"}};
    const SubjectErased news{erasure.id, service, erasure.subject, {}, true, items, store::hash_of(items)};
    REQUIRE(write<Done>(staff("service"), [&](Unit& unit) { return collect_erasure(unit, Event{1, "e", subject_erased_event, erasure.id, now, codec::dump(news)}); }).ok());
  }
  template <class T>
  T one(const std::string& sql) {
    return *store.read<T>([&](store::Db& db) -> Result<T> { return db.one<T>(sql).value(); });
  }
  Result<LegalHold> hold(const std::string& subject) { return as(staff("administrator"), set_legal_hold, SetLegalHold{subject, "", "court order 12"}); }
  PurgeReport purged(bool dry_run) { return as(staff("administrator"), purge, Purge{dry_run}).value(); }
  static int due(const PurgeReport& report, const std::string& name) {
    for (const auto& c : report.classes)
      if (c.name == name) return c.due;
    return -1;
  }
};

}  // namespace

TEST_CASE_METHOD(Privacy, "I-27 an erasure leaves nothing of the person, says what it kept, and is complete when all have answered") {
  open_programme();
  const auto application = apply("p1", sample_details());
  const auto other = [] {
    auto details = sample_details();
    details.qid = "29063400456";
    details.email = "other@example.qa";
    return details;
  }();
  const auto kept = apply("p2", other);
  REQUIRE(as(person("p1"), record_notice, RecordNotice{application.id, NoticeKind::health, {2022, 6, 1}, {}, {}, "illness", false}).ok());
  REQUIRE(ask("", CreateInquiry{"", "Ahmed@example.QA", "Hours", "When?"}).ok());
  REQUIRE(ask("", CreateInquiry{"", "other@example.qa", "Hours", "When?"}).ok());
  const auto wrapped = one<std::string>("select wrapped from subject_key where subject = 'application/" + application.id + "'");
  REQUIRE(directory.contents().find(wrapped) != std::string::npos);

  const auto erasure = erase("p1");
  REQUIRE(erasure.ok());
  CHECK(erasure->state == ErasureState::running);
  CHECK(erasure->waiting_for == Codes{"selection", "identity", "evaluation", "recommendation"});
  CHECK(erasure->application_ids == Codes{application.id});
  CHECK(events().back() == "subject.erased");
  const auto told = events();
  CHECK(std::find(told.begin(), told.end(), "application.withdrawn") < std::find(told.begin(), told.end(), "subject.erased"));

  CHECK(code_of(as(person("p1"), get_application, ById{application.id})) == "NOT_FOUND");
  const auto gone = as(staff("administrator"), get_application, ById{application.id});
  REQUIRE(gone.ok());
  CHECK(gone->details == ApplicationDetails{});
  CHECK(gone->state == ApplicationState::withdrawn);
  CHECK(one<std::int64_t>("select count(*) from application where qid_hash = '' and person_key = '' and household_key = '' and employer_key = '' and features = '{}' and qid_birth_year = 0") == 1);
  CHECK(one<std::int64_t>("select count(*) from inquiry") == 1);
  CHECK(one<std::int64_t>("select count(*) from notice") == 0);
  CHECK(as(person("p2"), get_application, ById{kept.id})->details.email == "other@example.qa");
  // The wrapped key is in no file any more: what it sealed cannot be opened even with the service's keys.
  CHECK(shopper::testing::await([&] { return directory.contents().find(wrapped) == std::string::npos; }));

  for (const char* service : {"selection", "identity", "evaluation", "evaluation"}) answer(*erasure, service);
  CHECK(as(person("p1"), get_erasure, ById{erasure->id})->waiting_for == Codes{"recommendation"});
  CHECK(erase("p1")->id == erasure->id);   // still running: the same
  answer(*erasure, "recommendation");
  const auto receipt = as(person("p1"), get_erasure, ById{erasure->id});
  CHECK(receipt->state == ErasureState::complete);
  CHECK(receipt->completed_at == now);
  REQUIRE(receipt->reports.size() == 5);
  for (const auto& report : receipt->reports) CHECK(report.sha256 == store::hash_of(report.items));
  CHECK(one<std::string>("select change from audit where action = 'SubjectErased'") == receipt->reports.front().sha256);
  CHECK(code_of(as(person("p2"), get_erasure, ById{erasure->id})) == "NOT_FOUND");
  CHECK(as(staff("auditor"), get_erasure, ById{erasure->id}).ok());
  CHECK(as(person("p2"), list_erasures_page, ListErasures{})->items.empty());
  CHECK(as(staff("auditor"), list_erasures_page, ListErasures{})->items.size() == 1);
  // The person may come back as somebody new.
  CHECK(put(person("p1"), crypto::named_uuid("again"), sample_details()).ok());
  CHECK(erase("p1")->id != erasure->id);
}

TEST_CASE_METHOD(Privacy, "PRV-05 a legal hold stops erasure and purge until it is lifted, with reasons") {
  open_programme();
  const auto application = apply("p1", sample_details());
  CHECK(fields_of(as(staff("administrator"), set_legal_hold, SetLegalHold{"p1", application.id, ""})) == Codes{"/reason LENGTH", "/subject ONE_OF"});
  CHECK(code_of(as(staff("administrator"), set_legal_hold, SetLegalHold{"", crypto::named_uuid("x"), "why"})) == "NOT_FOUND");
  const auto hold = as(staff("administrator"), set_legal_hold, SetLegalHold{"", application.id, "court order 12"});
  REQUIRE(hold.ok());
  CHECK(hold->subject == "p1");
  CHECK(code_of(this->hold("p1")) == "HOLD_EXISTS");
  CHECK(code_of(erase("p1")) == "LEGAL_HOLD");
  CHECK(as(person("p1"), get_application, ById{application.id}).ok());
  CHECK(directory.contents().find("court order 12") == std::string::npos);
  CHECK(as(staff("auditor"), list_legal_holds_page, ListLegalHolds{true, 0, ""})->items.front().reason == "court order 12");
  CHECK(code_of(as(staff("administrator"), lift_legal_hold, LiftLegalHold{hold->id, 9, "over"})) == "VERSION_STALE");
  CHECK(fields_of(as(staff("administrator"), lift_legal_hold, LiftLegalHold{hold->id, 1, ""})) == Codes{"/reason LENGTH"});
  REQUIRE(as(staff("administrator"), lift_legal_hold, LiftLegalHold{hold->id, 1, "over"}).ok());
  CHECK(code_of(as(staff("administrator"), lift_legal_hold, LiftLegalHold{hold->id, 2, "over"})) == "WRONG_STATE");
  CHECK(as(staff("auditor"), list_legal_holds_page, ListLegalHolds{true, 0, ""})->items.empty());
  CHECK(erase("p1").ok());
}

TEST_CASE_METHOD(Privacy, "PRV-05 a purge erases what was kept for its time; a dry run only counts") {
  open_programme();
  auto young = sample_details();
  young.date_of_birth = {2010, 1, 1};
  const auto refused = apply("p1", young);
  REQUIRE(refused.state == ApplicationState::ineligible);
  auto second = young;
  second.qid = "29063400456";
  apply("p2", second);
  REQUIRE(hold("p2").ok());
  const auto inquiry = ask("", CreateInquiry{"", "a@example.qa", "Hours", "When?"});
  REQUIRE(as(staff("administrator"), answer_inquiry, AnswerInquiry{inquiry->id, 1, "At nine"}).ok());
  now.us += 364LL * 86'400'000'000;
  CHECK(due(purged(true), "ineligible") == 0);
  now.us += 2LL * 86'400'000'000;
  const auto dry = purged(true);
  CHECK(due(dry, "ineligible") == 1);
  CHECK(due(dry, "inquiry") == 1);
  CHECK(due(dry, "draft") == 0);
  for (const auto& c : dry.classes) CHECK(c.held == (c.name == "ineligible" ? 1 : 0));
  CHECK(dry.erasure_ids.empty());
  CHECK(as(staff("administrator"), get_application, ById{refused.id})->details.email == "ahmed@example.qa");
  const auto done = purged(false);
  REQUIRE(done.erasure_ids.size() == 1);
  CHECK(as(staff("auditor"), get_erasure, ById{done.erasure_ids.front()})->cause == ErasureCause::retention);
  CHECK(as(staff("administrator"), get_application, ById{refused.id})->details.email.empty());
  CHECK(one<std::int64_t>("select count(*) from inquiry") == 0);
  CHECK(due(purged(false), "ineligible") == 0);
}

TEST_CASE_METHOD(Privacy, "PRV-04 consent is withdrawn with the application; the export has everything of the person alone") {
  open_programme();
  const auto application = apply("p1", sample_details());
  auto details = sample_details();
  details.qid = "29063400456";
  details.motivation = "somebody else's";
  apply("p2", details);
  const auto own = as(person("p1"), export_own_data, NoInput{});
  REQUIRE(own.ok());
  for (const char* text : {"Ahmed Ali", "ahmed@example.qa", "I want better services", "\"notice_version\":\"1\"", "AGE_MINIMUM"}) CHECK(own->content.find(text) != std::string::npos);
  CHECK(own->content.find("somebody else's") == std::string::npos);
  CHECK(as(person("p3"), export_own_data, NoInput{})->content.find("Ahmed") == std::string::npos);

  CHECK(code_of(as(person("p2"), withdraw_consent, ByIdAndVersion{application.id, application.version})) == "NOT_FOUND");
  CHECK(code_of(as(person("p1"), withdraw_consent, ByIdAndVersion{application.id, 77})) == "VERSION_STALE");
  const auto withdrawn = as(person("p1"), withdraw_consent, ByIdAndVersion{application.id, application.version});
  REQUIRE(withdrawn.ok());
  CHECK(withdrawn->state == ApplicationState::withdrawn);
  CHECK(one<std::int64_t>("select withdrawn_at from consent where application_id = '" + application.id + "'") == now.us);
  CHECK(events().back() == "application.withdrawn");
  const auto draft = put(person("p4"), crypto::named_uuid("d"), [] {
    auto bare = sample_details();
    bare.consent_notice_version.clear();
    return bare;
  }());
  REQUIRE(draft.ok());
  CHECK(code_of(as(person("p4"), withdraw_consent, ByIdAndVersion{draft->id, draft->version})) == "CONSENT_NOT_GIVEN");
}
