// A person's right to be forgotten, over all processes: what is on the disk afterwards, what the receipt says, and that no kill stops it.
#include <fstream>

#include "tests/harness/fieldwork.h"
#include "tests/harness/process.h"
#include "tests/support/temporary.h"

using namespace shopper::test;

namespace {

// Every byte of every store, log and evidence file of the suite.
std::string bytes_of(Harness& harness) {
  std::string all;
  for (const char* part : {"store", "logs", "evidence"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(harness.suite().data() / part))
      if (entry.is_regular_file()) all += read_file(entry.path());
  return all;
}

// Values nobody else has.
Json distinct_details() {
  return {{"name_en", "Zarqa Unmistakable"}, {"name_ar", "زرقاء المميزة"}, {"email", "zarqa.unmistakable@example.qa"}, {"phone", "+97455998877"},
          {"address", "Zone 98, Street 7654, Unmistakable Tower"}, {"employer", "Unmistakable Trading"}, {"motivation", "My unmistakable motive"}};
}
const std::vector<std::string> traces{"Zarqa Un", "nmistakable", "زرقاء", "55998877", "Street 7654", "unmistakable motive"};

Json erase(Harness& harness, const Person& person) {
  return expect(201, harness.as("applicant", person.subject).create("/v1/me/erasure", Json::object())).json();
}
Json receipt_of(Harness& harness, const Person& person, const Json& erasure) {
  return expect(200, harness.as("applicant", person.subject).get("/v1/erasures/" + erasure["id"].get<std::string>())).json();
}
void await_complete(Harness& harness, const Person& person, const Json& erasure) {
  const bool complete = await([&] { return receipt_of(harness, person, erasure)["state"] == "complete"; }, std::chrono::seconds(60));
  INFO(receipt_of(harness, person, erasure).dump(1));
  REQUIRE(complete);
}

const Json* item(const Json& receipt, const std::string& service, const std::string& table, const std::string& action) {
  for (const auto& report : receipt["reports"])
    if (report["service"] == service)
      for (const auto& line : report["items"])
        if (line["table"] == table && line["action"] == action) return &line;
  return nullptr;
}

}  // namespace

TEST_CASE("I-27, PRV-04 an active shopper is erased everywhere: no file has a trace, the receipt is complete, the audit logs hold") {
  Harness& harness = Harness::shared();
  Fieldwork field(harness, 1, distinct_details());
  auto& procedure = field.procedure();
  const auto place = field.place();
  const auto person = field.person(0);
  REQUIRE(await([&] { return field.shopper(person).get("/v1/me/export/evaluation").json().value("memberships", Json::array()).size() == 1; }));
  const auto released = field.released(person, place);
  const auto draft = field.draft(person, place);
  expect(201, procedure.applicant(person).create("/v1/notices", {{"application_id", person.application}, {"kind", "health"}, {"remark", "an unmistakable illness"}}));
  expect(201, harness.anyone().create("/v1/inquiries", {{"email", "zarqa.unmistakable@example.qa"}, {"subject", "Unmistakable"}, {"question", "Where?"}}));
  // Who has it all in one's own export has it in none of the files.
  const auto own = expect(200, procedure.applicant(person).get("/v1/me/export/registration")).body;
  for (const auto& trace : traces) {
    INFO(trace);
    CHECK(own.find(trace) != std::string::npos);
    CHECK(bytes_of(harness).find(trace) == std::string::npos);
  }
  CHECK(expect(200, procedure.applicant(person).get("/v1/me/export/selection")).body.find(person.application) != std::string::npos);
  CHECK(bytes_of(harness).find(person.application) != std::string::npos);   // the search finds what is there

  refused(403, "FORBIDDEN", harness.as("reviewer").create("/v1/me/erasure", Json::object()));
  const auto erasure = erase(harness, person);
  await_complete(harness, person, erasure);
  const auto receipt = receipt_of(harness, person, erasure);
  REQUIRE(receipt["reports"].size() == 5);
  CHECK(receipt["waiting_for"].empty());
  REQUIRE(item(receipt, "registration", "application", "unlinked"));
  CHECK((*item(receipt, "registration", "application", "unlinked"))["rows"] == 1);
  CHECK((*item(receipt, "registration", "notice", "erased"))["rows"] == 1);
  CHECK((*item(receipt, "registration", "inquiry", "erased"))["rows"] == 1);
  CHECK((*item(receipt, "registration", "consent", "retained"))["reason"] == "PROOF_OF_CONSENT");
  CHECK((*item(receipt, "selection", "panel_member", "unlinked"))["rows"] == 1);
  CHECK((*item(receipt, "selection", "draw_place", "retained"))["reason"] == "PUBLIC_DRAW_RECORD");
  CHECK((*item(receipt, "evaluation", "evaluation", "erased"))["rows"] == 1);
  CHECK((*item(receipt, "evaluation", "evaluation", "unlinked"))["rows"] == 1);
  CHECK((*item(receipt, "recommendation", "fact", "retained"))["reason"] == "PSEUDONYMS_WITHOUT_KEY");

  for (const auto& trace : traces) {
    INFO(trace);
    CHECK(bytes_of(harness).find(trace) == std::string::npos);
  }
  for (const char* service : {"registration", "selection", "evaluation"}) {
    const auto left = expect(200, harness.as("shopper", person.subject).get(std::string("/v1/me/export/") + service)).json();
    for (const char* list : {"applications", "candidacies", "memberships", "assignments", "evaluations"}) CHECK(left.value(list, Json::array()).empty());
  }
  CHECK(procedure.applicant(person).get(person.path()).status == 404);
  CHECK(field.evaluation(released)["state"] == "released");   // the public record stays, as nobody's
  CHECK(field.analyst().get(draft).status == 404);
  CHECK(procedure.member_state(person) == "released");
  refused(404, "NOT_FOUND", harness.as("applicant", "somebody-else").get("/v1/erasures/" + erasure["id"].get<std::string>()));

  // The receipt's hashes are in the services' audit logs, which hold.
  const shopper::testing::TemporaryDirectory scratch;
  write_file(scratch.file("token"), harness.suite().token("auditor", "auditor-1", ""));
  std::vector<std::string> files;
  for (const auto& report : receipt["reports"]) {
    const auto service = report["service"].get<std::string>();
    files.push_back(scratch.file(service + ".audit"));
    Process exporting(Harness::program("shopperctl"), {"--url", harness.url(), "--token", "@" + scratch.file("token"), "audit", "export", service, "--out", files.back()}, scratch.file("log"));
    REQUIRE(exporting.wait() == 0);
    CHECK(read_file(files.back()).find("\"change\":\"" + report["sha256"].get<std::string>() + "\"") != std::string::npos);
  }
  files.insert(files.begin(), {"audit", "verify"});
  files.insert(files.end(), {"--keys", (harness.suite().data() / "keys" / "audit-keys.txt").string()});
  Process verifying(Harness::program("shopperctl"), files, scratch.file("log"));
  CHECK(verifying.wait() == 0);
}

TEST_CASE("I-27 an erasure goes on whichever service is killed, and ends once") {
  Harness& harness = Harness::shared();
  Procedure procedure(harness);
  for (const std::string victim : {"registration", "selection", "identity", "evaluation", "recommendation"}) {
    INFO(victim);
    const auto person = procedure.candidate(distinct_details());
    // Away while the others do their part, and killed again when it is back.
    if (victim != "registration") harness.kill(victim);
    const auto erasure = erase(harness, person);
    harness.restart(victim);
    harness.restart(victim);
    await_complete(harness, person, erasure);
    CHECK(receipt_of(harness, person, erasure)["reports"].size() == 5);
    CHECK(procedure.applicant(person).get(person.path()).status == 404);
  }
  for (const auto& trace : traces) {
    INFO(trace);
    CHECK(bytes_of(harness).find(trace) == std::string::npos);
  }
}

TEST_CASE("PRV-05 a legal hold over REST: set with a reason, in the way of erasure, lifted") {
  Harness& harness = Harness::shared();
  Procedure procedure(harness);
  const auto person = procedure.submitted();
  auto admin = harness.as("administrator");
  refused(403, "FORBIDDEN", harness.as("auditor").create("/v1/legal-holds", {{"subject", person.subject}, {"reason", "x"}}));
  const auto hold = expect(201, admin.create("/v1/legal-holds", {{"application_id", person.application}, {"reason", "court order"}})).json();
  const auto path = "/v1/legal-holds/" + hold["id"].get<std::string>();
  refused(409, "LEGAL_HOLD", procedure.applicant(person).create("/v1/me/erasure", Json::object()));
  refused(409, "HOLD_EXISTS", admin.create("/v1/legal-holds", {{"subject", person.subject}, {"reason", "again"}}));
  expect(200, admin.act_now(path, "lift", {{"reason", "the case is over"}}));
  const auto erasure = erase(harness, person);
  await_complete(harness, person, erasure);
  const auto report = expect(200, admin.create("/v1/retention/purge", {{"dry_run", true}})).json();
  CHECK(report["classes"].size() == 5);
}
