#include "tests/integration/possessions.h"

#include "platform/crypto/hash.h"
#include "tests/harness/sign_in.h"

namespace shopper::test {
namespace {

const std::set<std::string> without_office{"nobody", "applicant", "shopper", "entity_officer", "integration"};
const std::set<std::string> all_but_administrators{"nobody", "applicant", "shopper", "entity_officer", "integration", "reviewer", "interviewer", "analyst", "auditor"};
const std::set<std::string> everybody{"nobody", "applicant", "shopper", "entity_officer", "integration", "reviewer", "interviewer", "analyst", "auditor", "administrator"};

}  // namespace

Possessions::Possessions(Harness& harness) : harness_(harness), field_(harness, 2), elsewhere_(harness), place_(field_.place()), other_place_(field_.place()) {
  applications();
  selection();
  fieldwork();
  results();
}

const Thing* Possessions::settled(const std::string& collection) const {
  const auto found = std::find_if(things_.begin(), things_.end(), [&](const Thing& thing) { return thing.collection == collection && thing.settled; });
  return found == things_.end() ? nullptr : &*found;
}

void Possessions::applications() {
  const auto& person = field_.person(0);
  add({"programmes", {field_.id()}, "", "", field_.id(), {}});
  add({"applications", {person.application}, person.subject, "", field_.id(), {}});
  const auto draft = elsewhere_.draft();
  add({"applications", {draft.application}, draft.subject, "", elsewhere_.id(), {"administrator", "reviewer", "interviewer", "auditor"}, false});
  const auto inquiry = expect(201, harness_.anyone().create("/v1/inquiries", {{"email", "asks@example.org"}, {"subject", "When"}, {"question", "When does it begin?"}})).json();
  add({"inquiries", {inquiry["id"]}, "", "", "", all_but_administrators});
  const auto goes = elsewhere_.draft();
  const auto erasure = expect(201, elsewhere_.applicant(goes).create("/v1/me/erasure", Json::object())).json();
  const auto receipt = "/v1/erasures/" + erasure["id"].get<std::string>();
  REQUIRE(await([&] { return field_.admin().get(receipt).json()["state"] == "complete"; }));
  add({"erasures", {erasure["id"]}, goes.subject, "", "", {}});
  const auto tokens = sign_in(harness_, "possessor@example.org");
  const auto sessions = expect(200, Api(harness_.url(), tokens["access_token"]).get("/v1/me/sessions")).json();
  add({"sessions", {sessions["items"][0]["id"]}, tokens["account_id"], "", "", everybody});
}

void Possessions::selection() {
  auto staff = field_.admin();
  const auto& person = field_.person(0);
  add({"candidates", {person.application}, person.subject, "", field_.id(), {}});
  add({"panel-members", {person.application}, person.subject, "", field_.id(), {}});
  const auto interviews = expect(200, staff.get("/v1/interviews?limit=200&programme_id=" + field_.id())).json();
  for (const auto& interview : interviews["items"])
    if (interview["application_id"] == person.application) add({"interviews", {interview["id"]}, person.subject, "", field_.id(), {}});
  const auto drawn = expect(200, staff.get("/v1/programmes/" + field_.id() + "/draws")).json();
  add({"draws", {drawn["items"][0]["id"]}, "", "", field_.id(), {}});
  // Prepared, but not committed: no public has heard of it.
  Procedure before(harness_);
  before.pooled();
  const Json sources = Json::array({{{"kind", "dice"}, {"name", "Three dice"}, {"at", moment(std::chrono::hours(1))}}});
  const auto prepared = expect(201, staff.create(before.path() + "/draws", {{"sources", sources}})).json();
  add({"draws", {prepared["id"]}, "", "", before.id(), without_office, false});
}

// An evaluation of the owner's with one file of evidence.
std::string Possessions::with_evidence(const Json& changes) {
  const auto& person = field_.person(0);
  const auto path = field_.put(person, field_.sheet(place_));
  expect(201, field_.shopper(person).send("PUT", path + "/evidence/" + crypto::sha256_hex(a_picture()), a_picture(), {{"Content-Type", "image/png"}}));
  if (!changes.empty()) expect(200, field_.shopper(person).put(path, field_.sheet(place_, true, changes)));
  return path;
}

void Possessions::fieldwork() {
  const auto& person = field_.person(0);
  const auto sha256 = crypto::sha256_hex(a_picture());
  add({"assignments", {id_of(field_.accepted(place_, person))}, person.subject, "", field_.id(), {}});
  add({"evaluations", {id_of(with_evidence({{"submit", true}})), sha256}, person.subject, "", field_.id(), {}});
  add({"evaluations", {id_of(with_evidence(Json::object())), sha256}, person.subject, "", field_.id(), {"analyst", "auditor"}, false});
  add({"forms", {field_.form(), "1"}, "", "", "", {}});
  const auto label = Json{{"ar", "سؤال"}, {"en", "A question"}};
  const Json definition{{"code", "draft-" + new_id().substr(28)}, {"title", label}, {"questions", {{{"name", "seen"}, {"type", "text"}, {"label", label}}}}};
  const auto form = expect(201, field_.analyst().create("/v1/forms", {{"definition", definition}})).json();
  add({"forms", {form["form_id"], "1"}, "", "", "", without_office, false});
}

void Possessions::results() {
  const auto finding = field_.finding(place_, {field_.released(field_.person(0), place_)});
  add({"findings", {finding}, "", place_.entity, field_.id(), {}});
  add({"recommendations", {id_of(field_.issued(place_, finding))}, "", place_.entity, field_.id(), {}});
  add({"recommendations", {id_of(field_.recommendation(place_, finding))}, "", place_.entity, field_.id(), {"entity_officer", "integration"}, false});
  const auto appealed = field_.released(field_.person(0), place_);
  field_.results(place_, 2);
  add({"appeals", {id_of(field_.appeal(place_, appealed))}, "", place_.entity, field_.id(), {}});
}

}  // namespace shopper::test
