#include <algorithm>
#include <set>

#include "platform/base/time.h"
#include "run.h"

namespace shopperctl {
namespace {

using shopper::Instant;
using namespace std::chrono_literals;

const std::string reviews_file = "reviews.csv", interviews_file = "interviews.csv", programme_file = "programme.json", applicants_file = "applicants.csv";

Options administrator(const Run& run, const std::string& at) { return run.as("administrator", "bureau", at); }

// Every candidate selection knows, by id.
std::map<std::string, Json> candidates(Run& run, Http& http) {
  std::map<std::string, Json> found;
  for (auto& item : run.all(http, "/v1/candidates?programme_id=" + run.programme_id(), administrator(run, ""))) found.emplace(item["id"].get<std::string>(), item);
  return found;
}

// Selection has heard of every eligible application.
void await_candidates(Run& run) {
  run.await("selection knows the eligible", [&](Http& http) {
    const auto counts = run.must(http, "GET", "/v1/programmes/" + run.programme_id() + "/application-counts", nullptr, administrator(run, ""), programme_file, 0).json()["by_state"];
    return !counts.contains("submitted");
  });
}

std::map<std::string, std::string> applicants_by_id(const Run& run) {
  std::map<std::string, std::string> names;
  const auto& table = run.files().applicants;
  for (std::size_t i = 0; i < table.size(); ++i) names.emplace(run.application_id(table.row(i).text("applicant")), table.row(i).text("applicant"));
  return names;
}

void put_selection_rules(Run& run) {
  run.each("selection rules", 1, [&](Http& http, std::size_t) {
    const auto base = "/v1/programmes/" + run.programme_id();
    const auto& json = run.files().programme;
    const auto who = administrator(run, run.time_of("published_at"));
    run.await("selection knows the programme", [&](Http& other) { return other.get(base + "/rubric", who).ok(); });
    if (json.contains("rubric")) run.must(http, "PUT", base + "/rubric", json["rubric"], who, programme_file, 0);
    run.must(http, "PUT", base + "/code-of-conduct", json["code_of_conduct"], who, programme_file, 0);
    if (json.contains("workshops"))
      for (const auto& workshop : json["workshops"]) {
        auto body = workshop;
        body["programme_id"] = run.programme_id();
        run.must(http, "PUT", "/v1/workshops/" + run.named_id("workshop", workshop["title"].value("en", "")), body, who, programme_file, 0);
      }
    Json quotas = Json::array();
    const auto& table = run.files().quotas;
    for (std::size_t i = 0; i < table.size(); ++i)
      quotas.push_back({{"feature", table.row(i).text("feature")}, {"value", table.row(i).text("value")}, {"min", std::stoi(table.row(i).text("min"))}, {"max", std::stoi(table.row(i).text("max"))}});
    run.must(http, "PUT", base + "/quota-plan",
             {{"panel_size", json["programme"]["panel_size"]}, {"reserve_size", json["programme"].value("reserve_size", 0)}, {"quotas", quotas}}, who, "quotas.csv", 0);
  });
}

}  // namespace

void review_applications(Run& run) {
  put_selection_rules(run);
  await_candidates(run);
  std::map<std::string, Json> known;
  run.await("candidates", [&](Http& http) {
    known = candidates(run, http);
    return true;
  });
  // One applicant's reviews go in file order: the third reader adjudicates.
  std::map<std::string, std::vector<std::size_t>> by_applicant;
  const auto& table = run.files().reviews;
  for (std::size_t i = 0; i < table.size(); ++i) by_applicant[table.row(i).text("applicant")].push_back(i);
  std::vector<std::pair<std::string, std::vector<std::size_t>>> groups(by_applicant.begin(), by_applicant.end());
  run.each("reviews", groups.size(), [&](Http& http, std::size_t g) {
    const auto id = run.application_id(groups[g].first);
    const auto candidate = known.find(id);
    if (candidate == known.end() || candidate->second["state"] == "withdrawn") {
      run.count("reviews_skipped_not_in_phase_1", static_cast<std::int64_t>(groups[g].second.size()));
      return;
    }
    for (const auto i : groups[g].second) {
      const auto row = table.row(i);
      const Json body{{"verdict", row.text("verdict")}, {"reasons", split_list(row.text("reasons"))}, {"note", row.text("note")}};
      run.must(http, "POST", "/v1/applications/" + id + "/reviews", body, run.as("reviewer", "reader-" + row.text("reader"), row.text("at")), reviews_file, row.number());
      run.count("reviews");
    }
  });
}

namespace {

// All scores of one interview.
void hold_one(Run& run, Http& http, const std::vector<std::size_t>& rows) {
  const auto& table = run.files().interviews;
  const auto first = table.row(rows.front());
  const auto applicant = first.text("applicant");
  const auto application = run.application_id(applicant), id = run.named_id("interview", applicant), slot = run.named_id("slot", applicant);
  const auto booked_at = later(first.text("starts_at"), -24h);
  const auto admin = administrator(run, booked_at);
  Json committee = Json::array();
  for (const auto i : rows) committee.push_back("member-" + table.row(i).text("member"));
  auto ends_at = first.text("ends_at");
  if (ends_at.empty()) ends_at = later(first.text("starts_at"), 1h);
  const auto& file = interviews_file;
  run.must(http, "PUT", "/v1/interview-slots/" + slot,
           {{"programme_id", run.programme_id()}, {"starts_at", first.text("starts_at")}, {"ends_at", ends_at}, {"place", first.text("place")}, {"capacity", 1}, {"committee", committee}},
           admin, file, first.number());
  auto interview = run.must(http, "PUT", "/v1/interviews/" + id, {{"application_id", application}, {"slot_id", slot}}, run.as("applicant", run.subject(applicant), booked_at), file, first.number()).json();
  for (const auto i : rows) {
    const auto row = table.row(i);
    Json points = Json::object();
    for (const auto& criterion : table.further_columns())
      if (const auto cell = row.text(criterion); !cell.empty()) points[criterion] = std::stoi(cell);
    run.must(http, "POST", "/v1/interviews/" + id + "/scores", {{"points", points}, {"note", row.text("note")}},
             run.as("interviewer", "member-" + row.text("member"), later(first.text("starts_at"), 1h)), file, row.number());
  }
  const auto concluded = administrator(run, later(first.text("starts_at"), 2h));
  interview = run.must(http, "GET", "/v1/interviews/" + id, nullptr, concluded, file, first.number()).json();
  run.count("interviews");
  if (interview["state"] != "held") return;
  auto outcome = first.text("outcome");
  auto reason = first.text("reason");
  if (outcome.empty()) outcome = interview["rubric_outcome"].get<std::string>();
  if (outcome == "hold") {
    // On file everything is over: who was held and never passed has failed.
    outcome = "fail";
    reason = "On hold, and not passed afterwards";
  }
  run.act(http, "/v1/interviews/" + id + "/conclude", interview["version"], {{"outcome", outcome}, {"reason", reason}}, concluded, file, first.number());
}

}  // namespace

void hold_interviews(Run& run) {
  std::map<std::string, Json> known;
  run.await("candidates", [&](Http& http) {
    known = candidates(run, http);
    return true;
  });
  std::map<std::string, std::vector<std::size_t>> by_applicant;
  const auto& table = run.files().interviews;
  for (std::size_t i = 0; i < table.size(); ++i) by_applicant[table.row(i).text("applicant")].push_back(i);
  std::vector<std::vector<std::size_t>> groups;
  for (auto& [applicant, rows] : by_applicant) {
    const auto found = known.find(run.application_id(applicant));
    const auto state = found == known.end() ? "" : found->second["state"].get<std::string>();
    if (state == "invited" || state == "interview_scheduled" || state == "interviewed") groups.push_back(rows);
    else if (state == "phase1_review" || state == "rejected" || state == "withdrawn" || state.empty()) run.count("interviews_skipped_not_invited");
    else run.count("interviews");   // held in an earlier run
  }
  run.each("interviews", groups.size(), [&](Http& http, std::size_t g) { hold_one(run, http, groups[g]); });
}

namespace {

// The public procedure, from wherever an earlier run left it: prepared and committed a day before, the value entered by two people.
Json drawn(Run& run, Http& http) {
  const auto base = "/v1/programmes/" + run.programme_id();
  const auto& facts = run.files().programme["draw"];
  const auto drawn_at = run.time_of("drawn_at");
  auto committed_at = run.time_of("committed_at");
  if (committed_at.empty() && !drawn_at.empty()) committed_at = later(drawn_at, -24h);
  const auto second = [&](const std::string& at) { return run.as("administrator", "bureau-second", at); };
  Json draw;
  for (const auto& known : run.must(http, "GET", base + "/draws", nullptr, administrator(run, ""), programme_file, 0).json()["items"])
    if (known["state"] != "discarded") draw = known;
  if (draw.is_null()) {
    const auto thrown_at = drawn_at.empty() ? Instant{std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()}.plus(5s).rfc3339() : later(drawn_at, -1h);
    Json body{{"sources", Json::array({{{"kind", "dice"}, {"name", facts.value("source", "Three ten-sided dice, thrown in public")}, {"at", thrown_at}}})}};
    if (facts.contains("salt_secret") && !drawn_at.empty()) body["salt_secret"] = facts["salt_secret"];
    draw = run.must(http, "POST", base + "/draws", body, administrator(run, committed_at), "quotas.csv", 0).json();
  }
  const auto path = "/v1/draws/" + draw["id"].get<std::string>();
  if (draw["state"] == "prepared") draw = run.act(http, path + "/commit", draw["version"], Json::object(), second(committed_at), programme_file, 0);
  const Json value{{"source", 0}, {"value", facts["value"]}, {"evidence", facts.value("evidence", "")}};
  if (draw["state"] == "committed") {
    if (drawn_at.empty()) run.await("the dice are thrown", [&](Http&) { return std::chrono::system_clock::now().time_since_epoch() > std::chrono::microseconds(Instant::parse(draw["sources"][0]["at"].get<std::string>())->us); });
    draw = run.act(http, path + "/reveal", draw["version"], value, administrator(run, drawn_at), programme_file, 0);
  }
  if (draw["state"] == "entered") draw = run.act(http, path + "/reveal", draw["version"], value, second(drawn_at), programme_file, 0);
  return draw;
}

std::vector<Json> panel(Run& run, Http& http) { return run.all(http, "/v1/programmes/" + run.programme_id() + "/panel", administrator(run, "")); }

struct OnboardingFacts {
  std::map<std::string, std::string> names;                 // applicant by application id
  std::map<std::string, std::string> answers;               // accept, decline, ignore by applicant
  Json code;
  std::vector<Json> workshops;
  std::string drawn_at, certified_at;
};

// Takes one member a step or several further; true when something was done.
bool onboard(Run& run, Http& http, Json member, const OnboardingFacts& facts) {
  const auto id = member["id"].get<std::string>();
  const auto applicant = facts.names.at(id);
  const auto path = "/v1/panel-members/" + id;
  const auto self = run.subject(applicant);
  const auto expires_at = member.value("offer_expires_at", "");
  const auto answered_at = facts.drawn_at.empty() ? "" : later(expires_at, -48h);
  // Whoever is called later is certified later than the others.
  const auto accepted = Instant::parse(answered_at), planned = Instant::parse(facts.certified_at);
  const auto certified_at = accepted && planned && *planned < *accepted ? later(answered_at, 72h) : facts.certified_at;
  bool moved = false;
  const auto step = [&](const std::string& action, const Json& body, const Options& who) {
    member = run.act(http, path + action, member["version"], body, who, applicants_file, 0);
    moved = true;
  };
  if (member["state"] == "offered") {
    const auto answer = facts.answers.count(applicant) ? facts.answers.at(applicant) : "accept";
    if (answer == "ignore") return false;
    step(answer == "decline" ? "/decline" : "/accept", Json{{"reason", ""}}, run.as("applicant", self, answered_at));
    run.count(answer == "decline" ? "offers_declined" : "offers_accepted");
  }
  if (member["state"] == "accepted")
    step("/sign-code", {{"code_version", facts.code["code_version"]}, {"sha256", facts.code["sha256"]}}, run.as("applicant", self, later(answered_at, 1h)));
  if (member["state"] == "onboarding") {
    for (const auto& workshop : facts.workshops)
      run.must(http, "POST", "/v1/workshops/" + workshop["id"].get<std::string>() + "/attendance", {{"member_id", id}, {"minutes", workshop["minutes"]}},
               administrator(run, certified_at), programme_file, 0);
    step("/certify", Json{{"reason", ""}}, administrator(run, certified_at));
  }
  if (member["state"] == "certified") step("/activate", Json{{"reason", ""}}, administrator(run, certified_at));
  return moved;
}

// Offers are answered, ended and replaced until no more change.
void settle_offers(Run& run, const OnboardingFacts& facts) {
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  for (bool again = true; again;) {
    std::vector<Json> members;
    run.await("panel", [&](Http& http) {
      members = panel(run, http);
      return true;
    });
    std::erase_if(members, [&](const Json& m) {
      const auto state = m["state"].get<std::string>();
      return state != "offered" && state != "accepted" && state != "onboarding" && state != "certified";
    });
    again = false;
    if (members.empty()) return;
    std::atomic<bool> moved{false};
    run.each("offers and onboarding", members.size(), [&](Http& http, std::size_t i) {
      if (onboard(run, http, members[i], facts)) moved = true;
    });
    // Offers nobody answered: ended as soon as their time is over, if that lies in the past.
    std::string last;
    for (const auto& member : members)
      if (member["state"] == "offered" && facts.answers.count(facts.names.at(member["id"])) && facts.answers.at(facts.names.at(member["id"])) == "ignore")
        last = std::max(last, member.value("offer_expires_at", ""));
    if (const auto instant = Instant::parse(last); instant && instant->us < now) {
      Http http(run.settings());
      const auto answer = run.must(http, "POST", "/v1/programmes/" + run.programme_id() + "/expire-offers", nullptr, administrator(run, last), applicants_file, 0).json();
      run.count("offers_expired", answer.value("expired", 0));
      moved = moved || answer.value("expired", 0) > 0;
    }
    again = moved;
  }
}

void record_notices(Run& run) {
  const auto& table = run.files().applicants;
  std::map<std::string, std::string> states;
  run.await("panel", [&](Http& http) {
    for (const auto& member : panel(run, http)) states.emplace(member["id"].get<std::string>(), member["state"].get<std::string>());
    return true;
  });
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table.row(i).text("notice_kind").empty()) continue;
    if (states.contains(run.application_id(table.row(i).text("applicant")))) rows.push_back(i);
    else run.count("notices_skipped_not_a_member");
  }
  run.each("notices", rows.size(), [&](Http& http, std::size_t r) {
    const auto row = table.row(rows[r]);
    const auto id = run.application_id(row.text("applicant"));
    Json body{{"application_id", id}, {"kind", row.text("notice_kind")}, {"from", row.text("notice_from")}, {"to", row.text("notice_to")}};
    if (const auto conflicts = split_list(row.text("notice_conflicts")); !conflicts.empty()) body["conflicts"] = conflicts;
    const auto notice = run.must(http, "POST", "/v1/notices", body, run.as("shopper", run.subject(row.text("applicant")), row.text("notice_at")), applicants_file, row.number()).json();
    run.count("notices");
    const bool pauses = notice.value("suspends", false) || row.text("notice_kind") == "absence";
    if (!pauses) return;
    run.await("the notice takes effect", [&](Http& other) {
      const auto member = run.must(other, "GET", "/v1/panel-members/" + id, nullptr, administrator(run, ""), applicants_file, row.number()).json();
      return member["state"] != "active" && member["state"] != "certified" && member["state"] != "onboarding";
    });
  });
}

}  // namespace

void draw_and_onboard(Run& run) {
  OnboardingFacts facts;
  facts.names = applicants_by_id(run);
  facts.drawn_at = run.time_of("drawn_at");
  facts.certified_at = run.time_of("certified_at");
  const auto& applicants = run.files().applicants;
  for (std::size_t i = 0; i < applicants.size(); ++i)
    if (const auto answer = applicants.row(i).text("offer_answer"); !answer.empty()) facts.answers.emplace(applicants.row(i).text("applicant"), answer);
  run.each("draw", 1, [&](Http& http, std::size_t) {
    const auto base = "/v1/programmes/" + run.programme_id();
    const auto draw = drawn(run, http);
    run.count("panel", static_cast<std::int64_t>(draw["panel"].size()));
    run.count("reserve", static_cast<std::int64_t>(draw["reserve"].size()));
    facts.code = run.must(http, "GET", base + "/code-of-conduct", nullptr, administrator(run, ""), programme_file, 0).json();
    const auto workshops = run.must(http, "GET", "/v1/workshops?programme_id=" + run.programme_id(), nullptr, administrator(run, ""), programme_file, 0).json();
    for (const auto& workshop : workshops["items"])
      if (workshop.value("required", false)) facts.workshops.push_back(workshop);
  });
  settle_offers(run, facts);
  record_notices(run);
  settle_offers(run, facts);
}

}  // namespace shopperctl
