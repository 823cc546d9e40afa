#include <catch2/catch.hpp>
#include <fstream>

#include "tests/registration/world.h"

using namespace shopper;
using namespace shopper::registration;
using namespace shopper::registration::testing;
using Events = std::vector<std::string>;

TEST_CASE_METHOD(World, "an application is put once; the same again is the same, another is a conflict that names the fields") {
  open_programme();
  const auto id = crypto::named_uuid("a");
  const auto first = put(person("p1"), id, sample_details());
  REQUIRE(first.ok());
  CHECK(first->state == ApplicationState::draft);
  CHECK(first->details.qid == "290*****123");
  CHECK(put(person("p1"), id, sample_details())->version == 1);
  auto other = sample_details();
  other.occupation = "3";
  other.email = "x@y.qa";
  const auto differs = put(person("p1"), id, other);
  CHECK(code_of(differs) == "APPLICATION_DIFFERS");
  CHECK(fields_of(differs) == Events{"/details/occupation DIFFERS", "/details/email DIFFERS"});
  other = sample_details();
  other.qid = "29063499123";   // the same mask, another person
  CHECK(code_of(put(person("p1"), id, other)) == "APPLICATION_DIFFERS");
  CHECK(code_of(put(person("p2"), id, sample_details())) == "NOT_FOUND");
  CHECK(code_of(put(person("p1"), crypto::named_uuid("b"), sample_details())) == "APPLICATION_EXISTS");
  CHECK(code_of(put(person("p1"), "no-uuid", sample_details())) == "ID_INVALID");
  now = at("2022-07-07T00:00:00+03:00");
  CHECK(code_of(put(person("p3"), crypto::named_uuid("c"), sample_details())) == "WINDOW_CLOSED");
}

TEST_CASE_METHOD(World, "a patch changes what it names, against the version its author saw") {
  open_programme();
  const auto draft = put(person("p1"), crypto::named_uuid("a"), sample_details());
  REQUIRE(draft.ok());
  ApplicationDetails changes;
  changes.occupation = "5";
  changes.qid = draft->details.qid;   // read back masked: nothing to change
  const auto patched = patch(person("p1"), *draft, changes, {"occupation", "qid"});
  REQUIRE(patched.ok());
  CHECK(patched->version == 2);
  CHECK(patched->details.occupation == "5");
  CHECK(patched->details.email == "ahmed@example.qa");
  CHECK(patched->qid_hash == draft->qid_hash);
  CHECK(code_of(patch(person("p1"), *draft, changes, {"occupation"})) == "VERSION_STALE");
  CHECK(code_of(patch(person("p2"), *patched, changes, {"occupation"})) == "NOT_FOUND");
  changes.occupation = "x";
  CHECK(fields_of(patch(person("p1"), *patched, changes, {"occupation"})) == Events{"/occupation CODE_INVALID"});
}

TEST_CASE_METHOD(World, "a submission is judged; the second application of one person is ineligible; a similar one is looked at") {
  open_programme();
  const auto first = apply("p1", sample_details());
  CHECK(first.state == ApplicationState::submitted);
  CHECK(first.verdict.eligible);
  CHECK(first.features.at("nationality") == "qatari");
  CHECK(code_of(submit(person("p1"), first)) == "WRONG_STATE");
  const auto duplicate = apply("p2", sample_details());
  CHECK(duplicate.state == ApplicationState::ineligible);
  auto similar = sample_details();
  similar.qid = "29063400999";
  similar.name_ar = "احمد  عَلي";   // the same name, written otherwise
  const auto third = apply("p3", similar);
  CHECK(third.state == ApplicationState::submitted);
  bool review = false;
  for (const auto& rule : third.verdict.rules) review |= rule.rule == "SIMILAR_PERSON" && rule.outcome == RuleOutcome::review;
  CHECK(review);
  CHECK(events() == Events{"programme.published", "application.eligible", "application.eligible"});
  const auto status = as(person("p2"), get_application_status, ById{duplicate.id});
  REQUIRE(status.ok());
  CHECK(status->timeline.size() == 3);
  CHECK(status->timeline.back().reasons == Events{"DUPLICATE_PERSON", "SIMILAR_PERSON"});
  CHECK(status->actions == Events{"withdraw", "appeal"});
  auto incomplete = sample_details();
  incomplete.motivation.clear();
  incomplete.qid = "29163400001";
  const auto draft = put(person("p4"), crypto::named_uuid("p4"), incomplete);
  REQUIRE(draft.ok());
  CHECK(fields_of(submit(person("p4"), *draft)) == Events{"/details/motivation REQUIRED"});
  now = at("2022-07-07T00:30:00+03:00");
  CHECK(code_of(submit(person("p4"), *draft)) == "WINDOW_CLOSED");
}

TEST_CASE_METHOD(World, "a correction is judged again and selection hears of it") {
  open_programme();
  const auto application = apply("p1", sample_details());
  ApplicationDetails changes;
  changes.nationality = "356";
  const auto corrected = patch(person("p1"), application, changes, {"nationality"});
  REQUIRE(corrected.ok());
  CHECK(corrected->state == ApplicationState::submitted);
  CHECK(corrected->features.at("nationality") == "other");
  changes.date_of_birth = {2010, 1, 1};
  const auto young = patch(person("p1"), *corrected, changes, {"date_of_birth"});
  REQUIRE(young.ok());
  CHECK(young->state == ApplicationState::ineligible);
  CHECK(events() == Events{"programme.published", "application.eligible", "application.features_changed", "application.withdrawn"});
  CHECK(code_of(patch(person("p1"), *young, changes, {"nationality"})) == "WRONG_STATE");
}

TEST_CASE_METHOD(World, "an employer is one, however it is spelt, and by its code where it is an entity; selection learns a key, not the name") {
  open_programme();
  const auto employer_told = [&](const std::string& name, const std::string& employer, const std::string& entity) {
    auto details = sample_details();
    details.name_en = "Person " + name;
    details.employer = employer;
    details.employer_entity = entity;
    details.qid = "28863400" + name;
    const auto application = apply(name, details);
    return codec::Json::parse(*store.read<std::string>([&](store::Db& db) -> Result<std::string> {
      return db.one<std::string>("select payload from outbox where type = 'application.eligible' and subject = :s", {application.id}).value();
    }))["employer"].get<std::string>();
  };
  const auto school = employer_told("101", "Al Noor School", ""), spelt = employer_told("102", "  AL NOOR   school", ""), other = employer_told("103", "Another School", "");
  CHECK(school == spelt);
  CHECK(school != other);
  CHECK(school.find("noor") == std::string::npos);
  CHECK(employer_told("104", "Ministry of A", "MOA") == employer_told("105", "MoA", "MOA"));
  CHECK(employer_told("106", "", "") == "");
}

TEST_CASE_METHOD(World, "who sees what: reviewers no names, auditors no identities, others nothing at all") {
  open_programme();
  const auto draft = put(person("p1"), crypto::named_uuid("p1"), sample_details());
  REQUIRE(draft.ok());
  CHECK(code_of(as(staff("administrator"), get_application, ById{draft->id})) == "NOT_FOUND");   // a draft is its author's alone
  const auto application = submit(person("p1"), *draft);
  REQUIRE(application.ok());
  const auto seen_by = [&](const Actor& actor) { return as(actor, get_application, ById{application->id}); };
  CHECK(seen_by(person("p1"))->details.name_en == "Ahmed Ali");
  CHECK(code_of(seen_by(person("p2"))) == "NOT_FOUND");
  CHECK(code_of(seen_by({"", {}, "", "en", "", {}})) == "NOT_FOUND");
  CHECK(seen_by(staff("administrator"))->details.email == "ahmed@example.qa");
  const auto interviewer = seen_by(staff("interviewer"));
  CHECK(interviewer->details.name_en == "Ahmed Ali");
  CHECK(interviewer->details.email.empty());
  const auto reviewer = seen_by(staff("reviewer"));
  CHECK(reviewer->details.name_en.empty());
  CHECK(reviewer->details.name_ar.empty());
  CHECK(reviewer->details.qid.empty());
  CHECK(reviewer->details.address.empty());
  CHECK(reviewer->details.motivation == "I want better services");
  const auto auditor = seen_by(staff("auditor"));
  CHECK(auditor->details.name_en.empty());
  CHECK(auditor->details.motivation.empty());
  CHECK_FALSE(auditor->details.date_of_birth);
  for (const auto& role : {"reviewer", "auditor", "interviewer"}) {
    const auto list = as(staff(role), list_applications_page, ListApplications{programme_id, "", 0, ""});
    REQUIRE(list.ok());
    REQUIRE(list->items.size() == 1);
    CHECK(list->items[0].details.email.empty());
  }
  // Who works through the list of everybody sees less of each than who opens one.
  const auto listed = as(staff("administrator"), list_applications_page, ListApplications{programme_id, "", 0, ""});
  REQUIRE(listed->items.size() == 1);
  CHECK(listed->items[0].details.name_en == "A. A.");
  CHECK(listed->items[0].details.email == "a***@example.qa");
  CHECK(listed->items[0].details.motivation.empty());
  const auto own = as(person("p1"), list_applications_page, ListApplications{programme_id, "", 0, ""});
  REQUIRE(own->items.size() == 1);
  CHECK(own->items[0].details.name_en == "Ahmed Ali");
  CHECK(as(person("p2"), list_applications_page, ListApplications{programme_id, "", 0, ""})->items.empty());
}

TEST_CASE_METHOD(World, "a QID is never stored in clear: not in the tables, the events, the log of writes") {
  open_programme();
  auto details = sample_details();
  details.qid = "٢٩٠٦٣٤٠٠١٢٣";
  const auto application = apply("p1", details);
  ApplicationDetails changes;
  changes.qid = "290-634-00777";
  REQUIRE(patch(person("p1"), application, changes, {"qid"}).ok());
  std::string bytes;
  for (const char* suffix : {"", "-wal"}) {
    std::ifstream file(directory.file(std::string("registration.db") + suffix), std::ios::binary);
    REQUIRE(file);
    bytes.append(std::istreambuf_iterator<char>(file), {});
  }
  CHECK(bytes.find(application.id) != std::string::npos);   // the search would find what is there
  for (const char* secret : {"29063400123", "29063400777", "٢٩٠٦٣٤٠٠١٢٣", "63400123", "63400777", "634-00777"}) {
    INFO(secret);
    CHECK(bytes.find(secret) == std::string::npos);
  }
  // Nor under the seal: whoever has the keys, too, finds the mask.
  const auto details_now = *store.read<std::string>([&](store::Db& db) -> Result<std::string> {
    return db.vault().open({"application", "details", application.id}, db.one<std::string>("select details from application").value()).value();
  });
  CHECK(details_now.find("290*****777") != std::string::npos);
  CHECK(details_now.find("63400777") == std::string::npos);
  const auto payloads = *store.read<std::string>([](store::Db& db) -> Result<std::string> { return db.one<std::string>("select group_concat(payload) from outbox").value(); });
  for (const char* personal : {"Ahmed", "أحمد", "290634", "example.qa", "Zone"}) CHECK(payloads.find(std::string(personal) == "example.qa" ? "ahmed@example.qa" : personal) == std::string::npos);
}
