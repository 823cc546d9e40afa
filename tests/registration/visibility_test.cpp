// What of an application is shown, masked or absent: every reader and every field.
#include <catch2/catch.hpp>

#include <fstream>
#include <map>
#include <sstream>

#include "registration/domain/visibility.h"

using namespace shopper;
using namespace shopper::registration;

namespace {

const std::vector<Reader> staff{Reader::administrator, Reader::administrator_in_list, Reader::interviewer, Reader::reviewer, Reader::auditor};

// What is promised, in the order of `staff`: Shown, Masked, Absent.
const std::map<std::string, std::string> promised{
    {"name_ar", "SMSAA"},        {"name_en", "SMSAA"},   {"qid", "SSSAA"},        {"date_of_birth", "SASSA"}, {"nationality", "SSSSS"},
    {"residency", "SSSSS"},      {"resident_since", "SSSSS"}, {"gender", "SSSSS"}, {"occupation", "SSSSS"},   {"employer", "SASSA"},
    {"employer_entity", "SSSSS"}, {"related_entities", "SSSSS"}, {"municipality", "SSSSS"}, {"address", "SAAAA"}, {"email", "SMAAA"},
    {"phone", "SMAAA"},          {"languages", "SSSSS"}, {"motivation", "SASSA"}, {"consent_notice_version", "SSSSS"}, {"declarations", "SSSSS"}};

Application full_application() {
  Application application;
  auto& d = application.details;
  d = {"مريم علي", "Maryam Ali", "290*****123", *Date::parse("1990-05-17"), "634", Residency::work, *Date::parse("2001-02-03"), Gender::female, "2", "A Company", "E1", {"E2"},
       "doha", "Street 1", "maryam@example.org", "+97455512345", {"ar"}, "Better services", "1", {true, true, true, true, true}};
  application.verdict.rules = {{"QID_STRUCTURE", RuleOutcome::passed, {{"qid", d.qid}, {"age_years", "34"}}, {}}, {"RESIDENCY_MINIMUM", RuleOutcome::passed, {{"residency", "work"}}, {}}};
  return application;
}

}  // namespace

TEST_CASE("I-11 every reader and every field of an application: shown, masked or absent, as promised") {
  const auto full = full_application();
  int cells = 0;
  ApplicationDetails::each_field([&](const char* name, auto member) {
    INFO(name);
    using Value = std::remove_reference_t<decltype(full.details.*member)>;
    REQUIRE(promised.contains(name));
    REQUIRE_FALSE(full.details.*member == std::remove_const_t<Value>{});   // else nothing is shown by it
    for (std::size_t i = 0; i < staff.size(); ++i) {
      ++cells;
      INFO(std::string(to_string(staff[i])));
      auto seen = full;
      show_to(staff[i], seen);
      const auto& value = seen.details.*member;
      switch (promised.at(name)[i]) {
        case 'S': CHECK(value == full.details.*member); break;
        case 'A': CHECK(value == std::remove_const_t<Value>{}); break;
        default:
          CHECK_FALSE(value == full.details.*member);
          CHECK_FALSE(value == std::remove_const_t<Value>{});
      }
    }
    auto own = full;
    show_to(Reader::owner, own);
    CHECK(own.details.*member == full.details.*member);
  });
  CHECK(cells == static_cast<int>(promised.size() * staff.size()));
  CHECK(field_sights().size() == promised.size());
  for (const auto reader : staff) CHECK(sight_of(reader, "a_field_of_tomorrow") == Sight::absent);
}

TEST_CASE("I-11 what a rule was given is shown as the detail is: no reviewer reads the QID in the verdict") {
  for (const auto reader : staff) {
    auto seen = full_application();
    show_to(reader, seen);
    INFO(std::string(to_string(reader)));
    CHECK(seen.verdict.rules[0].inputs.contains("qid") == (reader != Reader::reviewer && reader != Reader::auditor));
    CHECK(seen.verdict.rules[0].inputs.contains("age_years"));
    CHECK(seen.verdict.rules[1].inputs.contains("residency"));
  }
}

TEST_CASE("masks keep what tells two apart, and cut no character in two") {
  CHECK(initials("Maryam Ali") == "M. A.");
  CHECK(initials("  مريم   علي ") == "م. ع.");
  CHECK(initials("") == "");
  CHECK(masked_email("maryam@example.org") == "m***@example.org");
  CHECK(masked_email("م@example.org") == "م***@example.org");
  CHECK(masked_email("@x") == "***@x");
  CHECK(masked_email("nonsense") == "***");
  CHECK(masked_email("") == "");
  CHECK(masked_phone("+97455512345") == "***45");
  CHECK(masked_phone("123") == "***");
  CHECK(masked_phone("هاتف الجيران") == "***");
  CHECK(masked_phone("") == "");
}

TEST_CASE("PRV-07 docs/PRIVACY.md shows the table as it is") {
  std::ifstream file(std::string(SHOPPER_SOURCE_DIR) + "/docs/PRIVACY.md");
  std::ostringstream page;
  page << file.rdbuf();
  for (const auto& row : field_sights()) {
    const auto word = [](Sight sight) { return " | " + std::string(to_string(sight)); };
    const auto line = "| `" + std::string(row.field) + "`" + word(row.administrator) + word(row.administrator_in_list) + word(row.interviewer) + word(row.reviewer) + word(row.auditor) + " |\n";
    INFO(line);
    CHECK(page.str().find(line) != std::string::npos);
  }
}
