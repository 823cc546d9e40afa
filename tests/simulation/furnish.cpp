// What every run begins with: a published programme, its catalogue, form, quotas, code and workshop, and the people's accounts.
#include "tests/simulation/people.h"
#include "tests/simulation/world.h"

namespace shopper::simulation {
namespace {

Json value(const std::string& code, const std::vector<std::string>& members) { return {{"code", code}, {"label", both(code)}, {"members", members}}; }

Json programme_request(const std::string& id) {
  Json request{{"id", id}, {"code", "MS-2022"}, {"title", both("Mystery Shopper")}, {"summary", both("Summary")}, {"opens_on", "2022-06-06"}, {"closes_on", "2022-07-06"}};
  request["conditions"] = {both("18 years or older")};
  request["responsibilities"] = {both("Be fair")};
  request["panel_size"] = panel_size;
  request["reserve_size"] = reserve_size;
  request["contact_email"] = "info@example.qa";
  request["consent_notice"] = {{"version", "1"}, {"text", both("Privacy")}};
  request["features"] = {{{"code", "gender"}, {"label", both("Gender")}, {"source", "FEATURE_SOURCE_GENDER"}, {"values", {value("female", {"female"}), value("male", {"male"})}}},
                         {{"code", "nationality"}, {"label", both("Nationality")}, {"source", "FEATURE_SOURCE_NATIONALITY"}, {"values", {value("qatari", {"634"}), value("other", {})}}}};
  return request;
}

Json form_request() {
  const auto choice = [](const char* name, double points) { return Json{{"list", "yes_no"}, {"name", name}, {"label", both(name)}, {"scored", true}, {"points", points}}; };
  Json welcome{{"name", "welcome"}, {"type", "QUESTION_TYPE_SELECT_ONE"}, {"list", "yes_no"}, {"label", both("Welcome?")}, {"required", true}, {"scored", true}, {"dimension", "staff"}, {"weight", 1}};
  Json satisfaction{{"name", "satisfaction"}, {"type", "QUESTION_TYPE_INTEGER"}, {"label", both("Satisfaction")}, {"required", true}, {"scored", true}, {"worst", 1}, {"best", 5},
                    {"weight", 2}, {"dimension", "satisfaction"}, {"constraint", ". >= 1 and . <= 5"}, {"constraint_message", both("From 1 to 5")}};
  return {{"definition", {{"code", "visit"}, {"title", both("Visit")}, {"questions", {welcome, satisfaction}}, {"choices", {choice("yes", 1), choice("no", 0)}}}}};
}

}  // namespace

void World::furnish() {
  weather = Weather::fair();
  const auto administrator = staff("administrator", "administrator-1"), analyst = staff("analyst", "analyst-1");
  for (int i = 0; i < residents; ++i) {
    ask("identity", "PutAccount", administrator, {{"id", resident(i)}, {"email", "resident" + std::to_string(i) + "@example.org"}, {"name", "Resident"}, {"language", "en"}});
  }
  ask("registration", "PutProgramme", administrator, programme_request(programme));
  ask("registration", "PublishProgramme", administrator, {{"id", programme}, {"expected_version", 1}});
  ask("evaluation", "ImportEntities", analyst, {{"content", catalogue_csv_base64}});
  ask("evaluation", "CreateForm", analyst, form_request());
  const auto form = all<std::string, std::int64_t>("evaluation", "select form_id, version from form_version");
  if (form.empty()) throw Violation("the form is furnished");
  ask("evaluation", "PublishForm", analyst, {{"form_id", std::get<0>(form.front())}, {"form_version", 1}, {"expected_version", std::get<1>(form.front())}});
  come_to_rest();
  ask("selection", "PutQuotaPlan", administrator, {{"id", programme}, {"panel_size", panel_size}, {"reserve_size", reserve_size},
      {"quotas", {{{"feature", "gender"}, {"value", "female"}, {"min", 1}, {"max", 2}}, {{"feature", "gender"}, {"value", "male"}, {"min", 1}, {"max", 2}}}}});
  ask("selection", "PutCodeOfConduct", administrator, {{"id", programme}, {"code_version", "1"}, {"text", both("Be fair")}});
  ask("selection", "PutWorkshop", administrator, {{"id", crypto::named_uuid("workshop")}, {"programme_id", programme}, {"title", both("Workshop")}, {"starts_at", "2022-08-01T06:00:00Z"},
      {"minutes", 120}, {"minutes_needed", 90}, {"required", true}});
  if (figures.refusals > 0) throw Violation("the programme can be furnished");
}

}  // namespace shopper::simulation
