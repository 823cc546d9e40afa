// The audit logs of all services, taken out and checked as an auditor would.
#include <fstream>

#include "tests/harness/procedure.h"
#include "tests/harness/process.h"
#include "tests/support/temporary.h"

using namespace shopper::test;

namespace {

const std::vector<std::string> audited{"registration", "selection", "evaluation", "recommendation", "identity"};

class Auditor {
 public:
  explicit Auditor(Harness& harness) : harness_(harness) { write_file(scratch_.file("token"), harness.suite().token("auditor", "auditor-1", "")); }
  int run(std::vector<std::string> words) {
    words.insert(words.begin(), {"--url", harness_.url(), "--token", "@" + scratch_.file("token"), "audit"});
    Process process(Harness::program("shopperctl"), std::move(words), scratch_.file("out"), scratch_.file("err"));
    const int code = process.wait();
    output = process.output();
    INFO(read_file(scratch_.file("err")));
    return code;
  }
  // The exports of all services; verify them.
  std::vector<std::string> take() {
    std::vector<std::string> files;
    for (const auto& service : audited) {
      files.push_back(scratch_.file(service + ".audit"));
      REQUIRE(run({"export", service, "--out", files.back()}) == 0);
    }
    return files;
  }
  int verify(std::vector<std::string> files) {
    files.insert(files.begin(), "verify");
    files.insert(files.end(), {"--keys", (harness_.suite().data() / "keys" / "audit-keys.txt").string()});
    return run(std::move(files));
  }
  std::string output;

 private:
  Harness& harness_;
  shopper::testing::TemporaryDirectory scratch_;
};

}  // namespace

TEST_CASE("I-26, ADM-02 staff's reads are in the exported log with their purpose, and all logs hold together") {
  Harness& harness = Harness::shared();
  Procedure procedure(harness);
  const auto person = procedure.candidate();
  expect(200, harness.as("reviewer", "reader-77").get(person.path(), {{"Shopper-Purpose", "phase 1 review"}}));
  expect(200, harness.as("administrator", "admin-77").get(person.path()));
  expect(200, procedure.applicant(person).get(person.path()));
  refused(403, "FORBIDDEN", harness.as("administrator").get("/v1/audit/registration"));
  refused(400, "PURPOSE_INVALID", harness.as("administrator").get(person.path(), {{"Shopper-Purpose", std::string(201, 'x')}}));

  Auditor auditor(harness);
  std::vector<std::string> files;
  const auto kept = [&](const std::string& holder, const std::string& of) { return read_file(files[holder == "selection" ? 1 : 0]).find("\nforeign {\"at\":") != std::string::npos && read_file(files[holder == "selection" ? 1 : 0]).find("\"service\":\"" + of + "\"") != std::string::npos; };
  REQUIRE(await([&] {
    files = auditor.take();
    return kept("selection", "registration") && kept("registration", "selection");
  }, std::chrono::seconds(60)));
  CHECK(auditor.verify(files) == 0);
  CHECK(auditor.output == "everything holds\n");

  const auto log = read_file(files[0]);
  const auto line_with = [&](const std::string& text) {
    const auto at = log.find(text);
    if (at == std::string::npos) return std::string();
    const auto begin = log.rfind('\n', at) + 1;
    return log.substr(begin, log.find('\n', at) - begin);
  };
  const auto read = line_with("\"actor\":\"reader-77\"");
  CHECK(read.find("\"action\":\"GetApplication\"") != std::string::npos);
  CHECK(read.find("\"reason\":\"phase 1 review\"") != std::string::npos);
  CHECK(read.find("\"subject\":\"" + person.application + "\"") != std::string::npos);
  CHECK(line_with("\"actor\":\"admin-77\"").find("\"reason\":\"applications.read\"") != std::string::npos);
  CHECK(log.find("\"action\":\"GetApplication\",\"actor\":\"" + person.subject) == std::string::npos);   // the own data

  // A record taken out of one log, and another's whole tail.
  auto text = log;
  const auto begin = text.find(read);
  text.erase(begin, read.size() + 1);
  write_file(files[0], text);
  CHECK(auditor.verify(files) == 1);
  CHECK(auditor.output.find("something was taken out") != std::string::npos);
  write_file(files[0], log.substr(0, log.size() / 2));
  CHECK(auditor.verify(files) == 1);
  CHECK(auditor.output.find("cut") != std::string::npos);
}

TEST_CASE("I-24 a running service takes up a new key, wraps its data keys anew and does without the old one") {
  Harness harness;
  Procedure procedure(harness);
  const auto person = procedure.draft({{"name_en", "Maryam of the two keys"}});
  const auto file = harness.suite().data() / "keys" / "registration.keys";
  auto ring = read_file(file);
  const auto mark = ring.find(" current");
  REQUIRE(mark != std::string::npos);
  ring.erase(mark, std::string(" current").size());
  const auto fresh = "k2 " + std::string(64, '7') + " current\n";
  write_file(file, ring + fresh);   // the file keeps its mode
  Auditor auditor(harness);
  REQUIRE(await([&] { return read_file(auditor.take().front()).find("\"action\":\"KeysRewrapped\"") != std::string::npos; }, std::chrono::seconds(60)));
  CHECK(procedure.applicant(person).get(person.path()).json()["details"]["name_en"] == "Maryam of the two keys");
  write_file(file, fresh);
  harness.restart("registration");
  CHECK(procedure.applicant(person).get(person.path()).json()["details"]["name_en"] == "Maryam of the two keys");
}

TEST_CASE("I-25 the audit chain goes on after a service was killed") {
  Harness& harness = Harness::shared();
  Procedure procedure(harness);
  Auditor auditor(harness);
  for (int i = 0; i < 3; ++i) {
    const auto person = procedure.draft();
    harness.restart("registration");
    CHECK(procedure.applicant(person).get(person.path()).status == 200);
  }
  CHECK(auditor.verify(auditor.take()) == 0);
}
