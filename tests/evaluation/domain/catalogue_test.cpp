#include <catch2/catch.hpp>

#include <set>

#include "evaluation/domain/catalogue_import.h"

using namespace shopper;
using namespace shopper::evaluation::domain;

namespace {

const std::vector<std::string> columns{"entity_code", "entity_ar", "entity_en", "branch_code", "branch_ar", "branch_en", "service_code", "service_ar", "service_en", "channels"};

Result<Catalogue> read(std::vector<std::vector<std::string>> rows) {
  rows.insert(rows.begin(), columns);
  Sheet sheet{"entities", {}};
  for (auto& cells : rows) sheet.rows.push_back({static_cast<int>(sheet.rows.size()) + 1, std::move(cells)});
  return read_catalogue(sheet);
}

std::set<std::string> problems(std::vector<std::vector<std::string>> rows) {
  const auto result = read(std::move(rows));
  std::set<std::string> out;
  if (!result.ok())
    for (const auto& e : result.error().fields) out.insert(e.pointer + " " + e.code);
  return out;
}

std::set<std::string> codes(const FieldErrors& errors) {
  std::set<std::string> out;
  for (const auto& e : errors.all()) out.insert(e.pointer + " " + e.code);
  return out;
}

}  // namespace

TEST_CASE("entities.csv is joined by codes") {
  const auto result = read({{"MOI", "الداخلية", "Interior", "HQ", "المقر", "Headquarters", "PASS", "جواز", "Passport", "visit; web"},
                            {"MOI", "", "", "WK", "الوكرة", "Al Wakrah", "", "", "", ""},
                            {"MOI", "", "", "", "", "", "VISA", "تأشيرة", "Visa", "app"},
                            {"MOE", "التعليم", "Education"}});
  REQUIRE(result.ok());
  CHECK(result->entities.size() == 2);
  CHECK(result->branches.size() == 2);
  REQUIRE(result->services.size() == 2);
  CHECK(result->services[0].channels == std::vector<std::string>{"visit", "web"});
}

TEST_CASE("every wrong cell of entities.csv is reported") {
  CHECK(problems({{"MOI", "الداخلية", ""},
                  {"M I", "أ", "A"},
                  {"", "", "", "HQ", "المقر", "Headquarters"},
                  {"MOI", "أخرى", "Other", "", "", "", "P", "ج", "P", "visit;fax"},
                  {"MOI", "", "", "", "", "", "Q", "ج", "Q", ""}}) ==
        std::set<std::string>{"/2/entity_en TRANSLATION_MISSING", "/3/entity_code CODE_INVALID", "/4/entity_code ENTITY_MISSING", "/5/entity_code CODE_CONTRADICTS",
                              "/5/channels CHANNEL_UNKNOWN", "/6/channels CHANNELS_MISSING"});
  CHECK(problems({}) == std::set<std::string>{"/2 FILE_EMPTY"});
  CHECK(read_catalogue({"entities", {{1, {"entity_code"}}}}).error().fields.size() == 9);
  CHECK(problems({{"MOI", std::string(500, 'x'), "Interior"}}) == std::set<std::string>{"/2/entity_ar TEXT_TOO_LONG"});
  CHECK(problems(std::vector<std::vector<std::string>>(20'001, {"MOI", "أ", "A"})) == std::set<std::string>{"/20002 TOO_MANY_ROWS"});
}

TEST_CASE("a place must hang together") {
  const Entity entity{"e", "MOI", {"أ", "A"}, 1}, other{"o", "MOE", {"ب", "B"}, 1};
  const Branch branch{"b", "e", "HQ", {"ج", "C"}, 1}, foreign{"f", "o", "HQ", {"ج", "C"}, 1};
  const Service service{"s", "e", "P", {"د", "D"}, {"visit", "web"}, 1};
  const auto check = [](const Place& place) {
    FieldErrors errors;
    check_place(place, errors);
    return codes(errors);
  };
  CHECK(check({&entity, &branch, &service, "b", "visit"}).empty());
  CHECK(check({&entity, nullptr, &service, "", "web"}).empty());
  CHECK(check({nullptr, nullptr, nullptr, "", "web"}) == std::set<std::string>{"/entity_id ENTITY_UNKNOWN"});
  CHECK(check({&entity, nullptr, &service, "", "visit"}) == std::set<std::string>{"/branch_id BRANCH_MISSING"});
  CHECK(check({&entity, &foreign, &service, "f", "visit"}) == std::set<std::string>{"/branch_id BRANCH_UNKNOWN"});
  CHECK(check({&entity, &branch, &service, "b", "phone"}) == std::set<std::string>{"/channel CHANNEL_NOT_OFFERED"});
  CHECK(check({&other, &foreign, &service, "f", "visit"}) == std::set<std::string>{"/service_id SERVICE_UNKNOWN"});
}

TEST_CASE("catalogue entries are checked field by field") {
  CHECK(check_entity({"e", "MOI", {"أ", "A"}, 1}).ok());
  CHECK(check_entity({"e", "", {"", ""}, 1}).error().fields.size() == 3);
  CHECK(check_branch({"b", "e", "a b", {"أ", "A"}, 1}).error().fields.front().code == "CODE_INVALID");
  const auto result = check_service({"s", "e", "P", {"أ", std::string(401, 'x')}, {"fax", "web", "web"}, 1});
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().fields.size() == 3);
  CHECK(check_service({"s", "e", "P", {"أ", "A"}, {}, 1}).error().fields.front().code == "CHANNELS_MISSING");
}
