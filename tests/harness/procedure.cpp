#include "tests/harness/procedure.h"

namespace shopper::test {
namespace {

Json text(const std::string& en) { return {{"ar", "نص: " + en}, {"en", en}}; }

int next_number() {
  static int number = 0;
  return ++number;
}

// A citizen's QID: born in the century and year, of Qatar, and a number nobody else has.
std::string fresh_qid() {
  const auto number = std::to_string(next_number());
  return "290634" + std::string(5 - number.size(), '0') + number;
}

}  // namespace

Procedure::Procedure(Harness& harness, Sizes sizes) : harness_(harness) {
  const auto feature = [](const std::string& code, const std::string& source, Json values) {
    return Json{{"code", code}, {"label", text(code)}, {"source", source}, {"values", std::move(values)}};
  };
  const auto value = [](const std::string& code, Json members) { return Json{{"code", code}, {"label", text(code)}, {"members", std::move(members)}}; };
  const Json programme{{"code", "T-" + id_.substr(24)},
                       {"title", text("Test programme")},
                       {"summary", text("For a test")},
                       {"conditions", {text("Resident for two years")}},
                       {"responsibilities", {text("Visit and report")}},
                       {"opens_on", day(-1)},
                       {"closes_on", day(30)},
                       {"panel_size", sizes.panel},
                       {"reserve_size", sizes.reserve},
                       {"contact_email", "team@example.org"},
                       {"policy",
                        {{"version", 1}, {"minimum_age_years", 18}, {"minimum_residency_months", 24}, {"reference_day", "application"}, {"draft_grace_minutes", 60}, {"absence_suspends_after_days", 14}}},
                       {"consent_notice", {{"version", "1"}, {"text", text("We keep your data for the programme")}}},
                       {"features", {feature("gender", "gender", {value("female", {"female"}), value("male", {"male"})})}}};
  auto staff = admin();
  expect(200, staff.put(path(), programme));
  expect(200, staff.act(path() + "/publish", 1));
  // Selection has heard of it when it knows the rubric.
  REQUIRE(await([&] { return staff.get(path() + "/rubric").status == 200; }));
}

Json Procedure::details(const Json& changes) {
  const auto number = std::to_string(next_number());
  Json details{{"name_ar", "مريم علي " + number},
               {"name_en", "Maryam Ali " + number},
               {"qid", fresh_qid()},
               {"date_of_birth", "1990-05-17"},
               {"nationality", "634"},
               {"residency", "citizen"},
               {"gender", "female"},
               {"occupation", "2"},
               {"municipality", "doha"},
               {"address", "Street " + number},
               {"email", "person" + number + "@example.org"},
               {"languages", {"ar", "en"}},
               {"motivation", "Better services for everybody"},
               {"consent_notice_version", "1"},
               {"declarations", {{"truthful", true}, {"impartial", true}, {"confidential", true}, {"available_for_training", true}, {"conflicts_complete", true}}}};
  details.merge_patch(changes);
  return details;
}

Person Procedure::draft(const Json& changes) {
  Person person{"person-" + new_id(), new_id()};
  expect(200, applicant(person).put(person.path(), {{"programme_id", id_}, {"details", details(changes)}}));
  return person;
}

Person Procedure::submitted(const Json& changes) {
  auto person = draft(changes);
  expect(200, applicant(person).act(person.path() + "/submit", 1));
  return person;
}

Person Procedure::candidate(const Json& changes) {
  auto person = submitted(changes);
  await_state(person, "phase1_review");
  return person;
}

void Procedure::review(const Person& person, const std::string& reader, const std::string& verdict) {
  Json body{{"verdict", verdict}};
  if (verdict == "fail") body["reasons"] = {"MOTIVATION_WEAK"};
  expect(201, harness_.as("reviewer", reader).post(person.path() + "/reviews", body));
}

Person Procedure::invited(const Json& changes) {
  auto person = candidate(changes);
  review(person, "reader-1", "pass");
  review(person, "reader-2", "pass");
  await_state(person, "invited");
  return person;
}

std::string Procedure::slot() {
  if (slot_.empty()) {
    slot_ = new_id();
    expect(200, admin().put("/v1/interview-slots/" + slot_, {{"programme_id", id_},
                                                             {"starts_at", moment(std::chrono::hours(24))},
                                                             {"ends_at", moment(std::chrono::hours(25))},
                                                             {"place", "Room 1"},
                                                             {"capacity", 100},
                                                             {"committee", {"committee-1", "committee-2", "committee-3", "committee-4"}}}));
  }
  return slot_;
}

std::string Procedure::book(const Person& person) {
  const auto interview = "/v1/interviews/" + new_id();
  expect(200, applicant(person).put(interview, {{"application_id", person.application}, {"slot_id", slot()}}));
  return interview;
}

void Procedure::score(const std::string& interview, const std::string& committee_member, int points) {
  expect(201, harness_.as("interviewer", committee_member).post(interview + "/scores", {{"points", {{"credibility", points}, {"responsibility", points}, {"public_interest", points}}}}));
}

Person Procedure::scheduled(const Json& changes) {
  auto person = invited(changes);
  book(person);
  await_state(person, "interview_scheduled");
  return person;
}

Person Procedure::interviewed(const Json& changes) {
  auto person = invited(changes);
  const auto interview = book(person);
  for (const char* member : {"committee-1", "committee-2", "committee-3"}) score(interview, member, 5);
  await_state(person, "interviewed");
  return person;
}

Person Procedure::pooled(const Json& changes) {
  auto person = invited(changes);
  const auto interview = book(person);
  for (const char* member : {"committee-1", "committee-2", "committee-3"}) score(interview, member, 5);
  expect(200, admin().act_now(interview, "conclude", {{"outcome", "pass"}}));
  await_state(person, "pool");
  return person;
}

Json Procedure::draw(std::chrono::hours ago) {
  const auto staff = [&](const std::string& name, std::chrono::minutes before) { return harness_.importing("administrator", name, moment(-ago - before)); };
  const Json sources = Json::array({{{"kind", "dice"}, {"name", "Three dice"}, {"at", moment(-ago - std::chrono::minutes(5))}}});
  auto draw = expect(201, staff("first", std::chrono::minutes(10)).create(path() + "/draws", {{"sources", sources}})).json();
  const auto at = "/v1/draws/" + draw["id"].get<std::string>();
  draw = expect(200, staff("second", std::chrono::minutes(9)).act(at + "/commit", draw["version"])).json();
  for (const char* person : {"first", "second"}) draw = expect(200, staff(person, std::chrono::minutes(0)).act(at + "/reveal", draw["version"], {{"value", "042"}})).json();
  return draw;
}

void Procedure::sign(const Person& person) {
  auto staff = admin();
  expect(200, staff.put(path() + "/code-of-conduct", {{"code_version", "1"}, {"text", text("Be fair")}}));
  const auto code = staff.get(path() + "/code-of-conduct").json();
  expect(200, applicant(person).act_now(person.member(), "sign-code", {{"code_version", code["code_version"]}, {"sha256", code["sha256"]}}));
}

void Procedure::attend(const Person& person) {
  auto staff = admin();
  if (workshop_.empty()) {
    workshop_ = new_id();
    expect(200, staff.put("/v1/workshops/" + workshop_, {{"programme_id", id_}, {"title", text("Introduction")}, {"starts_at", moment(std::chrono::hours(1))},
                                                         {"minutes", 120}, {"minutes_needed", 90}, {"required", true}}));
  }
  expect(200, staff.post("/v1/workshops/" + workshop_ + "/attendance", {{"member_id", person.application}, {"minutes", 120}}));
}

Person Procedure::active_member() {
  auto person = offered();
  accept(person);
  sign(person);
  attend(person);
  certify(person);
  activate(person);
  await_state(person, "active");
  return person;
}

}  // namespace shopper::test
