// What somebody finds who takes the store's files without the keys.
#include <catch2/catch.hpp>

#include "tests/registration/world.h"

using namespace shopper;
using namespace shopper::registration;
using namespace shopper::registration::testing;

TEST_CASE_METHOD(World, "I-22 500 seeded personal values are in no file of the store, and read as they were given") {
  open_programme();
  std::vector<std::string> values;
  const auto value = [&](const std::string& what, int i) {
    values.push_back(what + std::to_string(7'654'321 + 13 * i));
    return values.back();
  };
  std::vector<Application> applications;
  for (int i = 0; i < 50; ++i) {
    auto details = sample_details();
    details.name_ar = value("مريم", i);
    details.name_en = value("Maryam", i);
    details.qid = std::to_string(29'063'400'000 + i * 7);
    values.push_back(details.qid);
    details.email = value("maryam", i) + "@example.qa";
    details.phone = "+974" + std::to_string(55'123'400 + i);
    values.push_back(details.phone);
    details.address = value("Zone", i);
    details.employer = value("Company", i);
    details.motivation = value("I want", i);
    const auto subject = "person-" + std::to_string(i);
    applications.push_back(apply(subject, details));
    REQUIRE(as(person(subject), record_notice, RecordNotice{applications.back().id, NoticeKind::health, {2022, 6, 1}, {}, {}, value("illness", i), false}).ok());
    const auto inquiry = ask("", CreateInquiry{"", value("asker", i) + "@example.qa", value("topic", i), value("question", i)});
    REQUIRE(inquiry.ok());
    REQUIRE(as(staff("administrator"), answer_inquiry, AnswerInquiry{inquiry->id, 1, value("answer", i)}).ok());
    CHECK(as(staff("administrator"), get_inquiry, GetInquiry{inquiry->id, ""})->answer == values.back());
    CHECK(as(person(subject), get_application, ById{applications.back().id})->details.name_ar == details.name_ar);
  }
  const auto refused = apply("refused", [] {
    auto details = sample_details();
    details.date_of_birth = {2010, 1, 1};
    return details;
  }());
  const auto appeal = as(person("refused"), appeal_application, AppealApplication{refused.id, value("grounds", 0)});
  REQUIRE(appeal.ok());
  REQUIRE(as(staff("administrator"), decide_appeal, DecideAppeal{appeal->id, 1, false, value("decision", 0)}).ok());
  REQUIRE(values.size() >= 500);

  const auto bytes = directory.contents();
  CHECK(bytes.find(applications.front().id) != std::string::npos);   // the search finds what is there
  for (const auto& text : values) {
    INFO(text);
    CHECK(bytes.find(text) == std::string::npos);
  }
}

TEST_CASE_METHOD(World, "I-22 one application's details do not open in another's row") {
  open_programme();
  const auto first = apply("p1", sample_details());
  auto details = sample_details();
  details.qid = "29063400456";
  const auto second = apply("p2", details);
  REQUIRE(write<Done>(staff("administrator"), [&](Unit& unit) -> Result<Done> {
    unit.db.execute("update application set details = (select details from application where id = :a) where id = :b", {first.id, second.id});
    return Done{};
  }).ok());
  const auto read = as(person("p2"), get_application, ById{second.id});
  CHECK(code_of(read) == "INTERNAL");
  CHECK(as(person("p1"), get_application, ById{first.id}).ok());
}
