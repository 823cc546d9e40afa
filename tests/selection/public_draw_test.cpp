// The public draw through its use cases: two persons, nothing after the commitment, no second draw; and what its certificate and receipts show.
#include <catch2/catch.hpp>

#include <climits>

#include "platform/crypto/hash.h"
#include "selection/procedure/check.h"
#include "selection/procedure/merkle.h"
#include "tests/selection/world.h"

using namespace shopper;
using namespace shopper::selection;
using namespace shopper::selection::testing;
using procedure::Certificate;
using procedure::PublicProof;
using sortition::Check;

namespace {

class Draws : public World {
 public:
  Draws() {
    for (int i = 0; i < 6; ++i) pool("f" + std::to_string(i));
    for (int i = 0; i < 5; ++i) pool("m" + std::to_string(i), "male");
    pool("h1", "female", "home");
    pool("h2", "male", "home");
    REQUIRE(as(staff("administrator"), put_quota_plan, PutQuotaPlan{programme_id, 4, 3, {{"gender", "female", 2, 3}, {"gender", "male", 1, 2}}, 0}).ok());
  }
  template <class T>
  T read(const Actor& actor, Result<Document> (*use_case)(Unit&, const ById&), const std::string& id) {
    const auto document = as(actor, use_case, ById{id});
    REQUIRE(document.ok());
    std::string reason;
    auto value = codec::parse_exactly<T>(document->content, reason);
    INFO(reason);
    REQUIRE(value);
    return std::move(*value);
  }
  Certificate certificate(const std::string& id) { return read<Certificate>(Actor{}, get_draw_certificate, id); }
  PublicProof proof(const std::string& id) { return read<PublicProof>(staff("auditor"), get_draw_proof, id); }
  DrawView committed() {
    const auto prepared = prepare_draw();
    REQUIRE(prepared.ok());
    const auto draw = commit(*prepared);
    REQUIRE(draw.ok());
    return *draw;
  }
  DrawView drawn() {
    const auto draw = committed();
    now = now.plus(std::chrono::hours(1));
    const auto entered = reveal(draw, "first");
    REQUIRE(entered.ok());
    const auto done = reveal(*entered, "second");
    REQUIRE(done.ok());
    return *done;
  }
};

// Names of checks that fail; those that are only not shown are left out.
Words failing(const std::vector<Check>& checks) {
  Words names;
  for (const auto& check : checks)
    if (check.verdict == Check::Verdict::fails) names.push_back(check.name);
  return names;
}
bool all_hold(const std::vector<Check>& checks) {
  return std::all_of(checks.begin(), checks.end(), [](const Check& check) {
    UNSCOPED_INFO(check.name << ": " << check.detail);
    return check.verdict == Check::Verdict::holds;
  });
}

}  // namespace

TEST_CASE_METHOD(Draws, "two persons draw: one prepares, another commits; one enters the value, another the same") {
  const auto prepared = prepare_draw();
  REQUIRE(prepared.ok());
  CHECK(prepared->state == DrawState::prepared);
  CHECK(prepared->actions == Words{"commit", "discard"});
  CHECK(prepared->candidates == 13);
  CHECK(prepared->exact);
  CHECK(prepared->lowest_chance > 0.2);
  CHECK(code_of(as(Actor{}, get_draw_certificate, ById{prepared->id})) == "NOT_FOUND");   // nothing is public yet
  CHECK(code_of(as(person("f0"), get_draw_receipt, ById{uuid("f0")})) == "NOT_IN_A_DRAW");
  CHECK(code_of(commit(*prepared, "first")) == "SECOND_PERSON_NEEDED");
  CHECK(code_of(reveal(*prepared, "second")) == "WRONG_STATE");
  const auto draw = commit(*prepared);
  REQUIRE(draw.ok());
  CHECK(draw->actions == Words{"reveal"});
  CHECK(code_of(reveal(*draw, "first")) == "RANDOMNESS_EARLY");
  now = now.plus(std::chrono::hours(1));
  CHECK(code_of(reveal(*draw, "first", "42")) == "FIELDS_INVALID");
  CHECK(code_of(reveal(*draw, "first", "042", 7)) == "FIELDS_INVALID");
  CHECK(code_of(reveal(*draw, "first", "042", 1)) == "RANDOMNESS_EARLY");   // the other source's time has not come
  auto entered = reveal(*draw, "first", "024");
  REQUIRE(entered.ok());
  CHECK(entered->state == DrawState::entered);
  CHECK(entered->panel.empty());
  const auto seen = as(Actor{}, get_public_draw, ById{programme_id});
  REQUIRE(seen.ok());
  CHECK(seen->state == DrawState::committed);
  CHECK(seen->value.empty());   // nobody hears of an entry before it is confirmed
  entered = reveal(*entered, "first", "042");   // she corrects herself
  REQUIRE(entered.ok());
  CHECK(entered->state == DrawState::entered);
  const auto other_view = as(staff("administrator", "second"), get_draw, ById{entered->id});
  CHECK((other_view->value.empty() && other_view->entered_by == "first"));   // whoever confirms looks for herself
  CHECK(code_of(reveal(*entered, "second", "043")) == "RANDOMNESS_DIFFERS");
  // The first may be gone for ever: another sets her entry aside, on record, and the value is entered anew.
  CHECK(code_of(as(staff("administrator", "first"), set_entry_aside, DiscardDraw{entered->id, entered->version, "mine"})) == "SECOND_PERSON_NEEDED");
  CHECK(code_of(as(staff("administrator", "second"), set_entry_aside, DiscardDraw{entered->id, entered->version, ""})) == "FIELDS_INVALID");
  const auto aside = as(staff("administrator", "second"), set_entry_aside, DiscardDraw{entered->id, entered->version, "She has left the bureau"});
  REQUIRE(aside.ok());
  CHECK(aside->state == DrawState::committed);
  CHECK(code_of(reveal(*entered, "second", "042")) == "VERSION_STALE");
  entered = reveal(*aside, "first", "042");
  REQUIRE(entered.ok());
  CHECK(code_of(reveal(*draw, "second", "042")) == "VERSION_STALE");
  const auto done = reveal(*entered, "second", "042");
  REQUIRE(done.ok());
  CHECK(done->state == DrawState::drawn);
  CHECK(done->drawn_index == 42);
  REQUIRE(done->superseded.size() == 2);
  CHECK((done->superseded[0].value == "024" && done->superseded[1].value == "042" && done->superseded[1].reason == "She has left the bureau"));
  CHECK(certificate(done->id).revealed->superseded == done->superseded);
  CHECK(as(Actor{}, get_public_draw, ById{programme_id})->value == "042");
  CHECK(done->panel.size() == 4);
  CHECK(done->reserve.size() == 3);
  CHECK(done->actions.empty());
  CHECK((done->prepared_by == "first" && done->committed_by == "second" && done->entered_by == "first" && done->confirmed_by == "second"));
  for (const auto& id : done->panel) CHECK(state(id) == "offered");
  for (const auto& id : done->reserve) CHECK(state(id) == "waiting");
  CHECK(one<std::int64_t>("select count(*) from candidate where state = 'not_selected'") == 6);
  // It is over: no second draw, no other quotas, no other value.
  CHECK(code_of(prepare_draw()) == "DRAW_DONE");
  CHECK(code_of(reveal(*done, "first", "043")) == "WRONG_STATE");
  CHECK(code_of(as(staff("administrator"), discard_draw, DiscardDraw{done->id, done->version, "a better one"})) == "WRONG_STATE");
  CHECK(code_of(as(staff("administrator"), put_quota_plan, PutQuotaPlan{programme_id, 4, 3, {}, 0})) == "DRAW_DONE");
}

TEST_CASE_METHOD(Draws, "what is prepared can be discarded, what is committed cannot; attempts stay on record") {
  const auto first = prepare_draw();
  REQUIRE(first.ok());
  CHECK(code_of(prepare_draw()) == "DRAW_PREPARED");
  CHECK(code_of(as(staff("administrator"), put_quota_plan, PutQuotaPlan{programme_id, 4, 3, {}, 0})) == "DRAW_PREPARED");
  CHECK(code_of(as(staff("administrator"), discard_draw, DiscardDraw{first->id, first->version, ""})) == "FIELDS_INVALID");
  REQUIRE(as(staff("administrator"), discard_draw, DiscardDraw{first->id, first->version, "the dice come a day later"}).ok());
  CHECK(code_of(as(staff("auditor"), get_draw_proof, ById{first->id})) == "NOT_FOUND");
  CHECK(code_of(as(staff("analyst"), get_draw_report, GetDrawReport{first->id, "text/html", "en"})) == "NOT_FOUND");
  const auto second = prepare_draw();
  REQUIRE(second.ok());
  CHECK(second->id != first->id);
  CHECK(second->attempt == 2);
  // Whoever commits can look at the comparison before.
  const auto page = as(staff("analyst"), get_draw_report, GetDrawReport{second->id, "text/html", "en"});
  REQUIRE(page.ok());
  CHECK(page->content.find("<svg") != std::string::npos);
  const auto draw = commit(*second);
  REQUIRE(draw.ok());
  CHECK(certificate(draw->id).committed.attempt == 2);
  CHECK(code_of(as(staff("administrator"), discard_draw, DiscardDraw{draw->id, draw->version, "regret"})) == "WRONG_STATE");
  const auto all = as(staff("auditor"), list_draws, ById{programme_id});
  REQUIRE(all.ok());
  REQUIRE(all->items.size() == 2);
  CHECK(all->items[0].state == DrawState::discarded);
  CHECK(all->items[0].reason.find("the dice come a day later") != std::string::npos);
  // Not even with the store in hand.
  for (const char* change : {"update draw set state = 'discarded' where id = :i", "update draw set list_root = 'x' where id = :i", "update draw set sources = '[]' where id = :i"})
    CHECK_FALSE(store.write<Done>([&](store::Db& db) -> Result<Done> { return db.execute(change, {draw->id}), Done{}; }).ok());
}

TEST_CASE_METHOD(Draws, "a draw fits the pool it is committed for, and is committed before its dice are thrown") {
  auto draw = prepare_draw();
  REQUIRE(draw.ok());
  pool("late");
  CHECK(code_of(commit(*draw)) == "POOL_CHANGED");
  REQUIRE(as(staff("administrator"), discard_draw, DiscardDraw{draw->id, draw->version, "one more candidate"}).ok());
  draw = prepare_draw();
  REQUIRE(draw.ok());
  CHECK(draw->candidates == 14);
  now = now.plus(std::chrono::hours(1));
  CHECK(code_of(commit(*draw)) == "RANDOMNESS_PAST");
  // Nobody dates a live step back.
  Actor importer{"second", {"administrator"}, "", "en", "importer", now.plus(std::chrono::minutes(-50))};
  CHECK(code_of(as(importer, commit_draw, ByIdAndVersion{draw->id, draw->version})) == "IMPORT_MIXED");
  // Who comes into the pool after the commitment is not in the draw, and not told that she was left out by it.
  REQUIRE(as(staff("administrator"), discard_draw, DiscardDraw{draw->id, draw->version, "too late"}).ok());
  const auto late = committed();
  pool("later still");
  now = now.plus(std::chrono::hours(1));
  REQUIRE(reveal(*reveal(late, "first"), "second").ok());
  CHECK(candidate(uuid("later still")).state == CandidateState::not_selected);   // told, not left waiting for a draw that is over
}

TEST_CASE_METHOD(Draws, "the fallback source needs its time and a reason") {
  const auto draw = committed();
  now = now.plus(std::chrono::hours(26));
  RevealDraw input;
  input.id = draw.id;
  input.expected_version = draw.version;
  input.source = 1;
  input.value = "999";
  CHECK(code_of(as(staff("administrator", "first"), prepare_reveal_draw, reveal_draw, input)) == "FIELDS_INVALID");
  const auto entered = reveal(draw, "first", "999", 1);
  REQUIRE(entered.ok());
  CHECK(code_of(reveal(*entered, "second", "999", 0)) == "RANDOMNESS_DIFFERS");
  const auto done = reveal(*entered, "second", "999", 1);
  REQUIRE(done.ok());
  CHECK(done->drawn_index == 999);
  CHECK(certificate(draw.id).revealed->reason == "The first dice were lost");
  CHECK(failing(procedure::check_certificate(certificate(draw.id), proof(draw.id), "")).empty());
}

TEST_CASE_METHOD(Draws, "a choice that is not the usual one needs a reason; wrong choices are named") {
  const auto codes = [&](const CreateDraw& input) { return fields_of(as(staff("administrator"), prepare_create_draw, create_draw, input)); };
  auto input = create();
  input.method = "best";
  input.cap = 0.5;
  input.uncapped = true;
  input.sources.clear();
  CHECK(codes(input) == Words{"/method UNKNOWN", "/cap OUT_OF_RANGE", "/uncapped CONTRADICTION", "/reason REQUIRED", "/sources LENGTH"});
  input = create();
  input.salt_secret = std::string(64, 'a');
  CHECK(codes(input) == Words{"/salt_secret IMPORT_ONLY"});
  REQUIRE(as(staff("administrator"), put_quota_plan, PutQuotaPlan{programme_id, 4, 3, {{"gender", "female", 3, 3}}, 0}).ok());
  input = create();
  input.cap = 1;
  input.reason = "Nobody above the average";
  CHECK(code_of(as(staff("administrator"), prepare_create_draw, create_draw, input)) == "CAP_INFEASIBLE");
  for (const char* method : {"maximin", "nash", "goldilocks"}) {
    input = create();
    input.method = method;
    CHECK(codes(input) == Words{"/reason REQUIRED"});
    input.reason = "The committee compared the methods";
    const auto draw = as(staff("administrator", "first"), prepare_create_draw, create_draw, input);
    REQUIRE(draw.ok());
    CHECK(draw->method == method);
    REQUIRE(as(staff("administrator"), discard_draw, DiscardDraw{draw->id, draw->version, "the next"}).ok());
  }
}

TEST_CASE_METHOD(Draws, "who withdraws after the commitment keeps her place in the list; her seat goes to the reserve") {
  const auto draw = committed();
  for (const auto* name : {"f0", "f1", "f2", "m0"}) REQUIRE(tell("application.withdrawn", uuid(name), {{"application_id", uuid(name)}, {"programme_id", programme_id}}).empty());
  now = now.plus(std::chrono::hours(1));
  const auto value = dice_for(draw, {"f0"});
  const auto done = reveal(*reveal(draw, "first", value), "second", value);
  REQUIRE(done.ok());
  REQUIRE(std::find(done->panel.begin(), done->panel.end(), uuid("f0")) != done->panel.end());
  CHECK(state(uuid("f0")) == "released");
  CHECK(candidate(uuid("f0")).state == CandidateState::withdrawn);
  const auto called = called_for(uuid("f0"));
  const bool a_woman_waited = std::any_of(done->reserve.begin(), done->reserve.end(), [&](const auto& id) { return candidate(id).features.at("gender") == "female" && candidate(id).state != CandidateState::withdrawn; });
  CHECK(called.size() <= 1);
  if (a_woman_waited) CHECK(called.size() == 1);
  for (const auto& id : called) CHECK(state(id) == "offered");
  CHECK(failing(procedure::check_certificate(certificate(draw.id), proof(draw.id), draw.commitment_sha256)).empty());
}

TEST_CASE_METHOD(Draws, "certificate, proof and receipts hold as they are, and show nobody") {
  const auto before = committed();
  const auto early = certificate(before.id);
  const auto full = proof(before.id);
  CHECK_FALSE(early.revealed);
  auto checks = procedure::check_certificate(early, full, before.commitment_sha256);
  CHECK(failing(checks).empty());
  now = now.plus(std::chrono::hours(1));
  const auto done = reveal(*reveal(before, "first"), "second");
  REQUIRE(done.ok());
  const auto after = certificate(before.id);
  CHECK(codec::dump(after.committed) == codec::dump(early.committed));
  CHECK(all_hold(procedure::check_certificate(after, full, before.commitment_sha256)));
  // A cell of this pool has fewer than five people: the public file has no features of places.
  CHECK_FALSE(after.proof);
  const auto text = codec::dump(after) + codec::dump(full);
  for (int i = 0; i < 6; ++i) CHECK(text.find(uuid("f" + std::to_string(i))) == std::string::npos);
  std::set<int> numbers;
  for (const auto* name : {"f0", "f3", "m0", "h1", "h2"}) {
    const auto receipt = read<procedure::Receipt>(person(name), get_draw_receipt, uuid(name));
    CHECK(numbers.insert(receipt.number).second);
    CHECK(all_hold(procedure::check_receipt(after, receipt)));
    CHECK((receipt.household > 0) == (std::string(name)[0] == 'h'));
    auto other = receipt;
    other.features["gender"] = receipt.features.at("gender") == "male" ? "female" : "male";
    CHECK(failing(procedure::check_receipt(after, other)) == Words{"place"});
    other = receipt;
    other.application_id = uuid("f5");
    CHECK(failing(procedure::check_receipt(after, other)) == Words{"place"});
    other = receipt;
    ++other.appearances;
    CHECK(failing(procedure::check_receipt(after, other)) == Words{"chance"});
    other = receipt;
    other.outcome = receipt.outcome == "panel" ? "reserve" : "panel";
    CHECK(failing(procedure::check_receipt(after, other)) == Words{"outcome"});
    other = receipt;
    other.number = 99;
    CHECK(failing(procedure::check_receipt(after, other)) == Words{"place"});
    CHECK(code_of(as(person("stranger"), get_draw_receipt, ById{uuid(name)})) == "NOT_FOUND");
  }
}

TEST_CASE_METHOD(Draws, "whatever is changed in a certificate or proof is found") {
  const auto done = drawn();
  const auto good = certificate(done.id);
  const auto full = proof(done.id);
  REQUIRE(all_hold(procedure::check_certificate(good, full, "")));
  CHECK(failing(procedure::check_certificate(good, full, std::string(64, '0'))) == Words{"commitment"});
  // The forger publishes a new commitment of what she changed, so that only the checks of the contents can find it.
  const auto forged = [&](const std::function<void(Certificate&, PublicProof&)>& change) {
    auto certificate = good;
    auto proof = full;
    change(certificate, proof);
    auto& committed = certificate.committed;
    std::vector<std::string> panels, chances;
    for (std::size_t j = 0; j < proof.panels.size(); ++j) panels.push_back(procedure::panel_leaf(proof.panels[j], proof.panel_salts[j]));
    const bool counted = std::all_of(proof.panels.begin(), proof.panels.end(), [&](const auto& panel) { return procedure::is_panel_of(panel, committed); });
    const auto appearances = counted ? procedure::appearances_in(proof.panels, full.places.size()) : std::vector<int>(full.places.size(), 0);
    for (std::size_t i = 0; i < proof.places.size(); ++i) chances.push_back(procedure::chance_leaf(static_cast<int>(i), appearances[i], proof.places[i].chance_salt));
    committed.list_root = procedure::merkle_root(panels);
    committed.chances_root = procedure::merkle_root(chances);
    if (certificate.revealed && certificate.revealed->index < static_cast<int>(panels.size())) certificate.revealed->path = procedure::merkle_path(panels, static_cast<std::size_t>(certificate.revealed->index));
    committed.proof_sha256 = crypto::sha256_hex(codec::dump(proof));
    certificate.commitment_sha256 = crypto::sha256_hex(codec::dump(committed));
    return failing(procedure::check_certificate(certificate, proof, ""));
  };
  CHECK(forged([](auto&, auto&) {}).empty());
  CHECK(forged([](auto& c, auto&) { c.committed.leaves[0] = c.committed.leaves[1]; }) == Words{"candidates"});
  CHECK(forged([](auto& c, auto&) { c.committed.leaves.pop_back(); }) == Words{"candidates"});
  CHECK(forged([](auto& c, auto&) { c.committed.candidates = INT_MAX; }) == Words{"candidates"});
  CHECK(forged([](auto& c, auto&) { c.committed.sources.clear(); }) == Words{"candidates"});
  CHECK(forged([](auto& c, auto&) { c.committed.leaves[0] = std::string(64, 'a'); })[0] == "candidates");
  // A list of fewer panels, or of panels that are none.
  CHECK(forged([](auto& c, auto& p) { p.panels.resize(1), p.panel_salts.resize(1), c.committed.panels = 1; }) == Words{"candidates"});
  CHECK(forged([](auto&, auto& p) { p.panels[3][0] = p.panels[3][1]; })[0] == "proof");
  CHECK(forged([](auto&, auto& p) { p.panels[3].pop_back(); })[0] == "proof");
  CHECK(forged([](auto&, auto& p) { p.panels[3][3] = 99; })[0] == "proof");
  CHECK(forged([](auto&, auto& p) { p.panel_salts[3] = "short"; })[0] == "proof");
  // A friend who sits in everybody's place of her type: the types' shares are as before.
  CHECK(forged([](auto&, auto& p) {
          const auto most = std::max_element(p.proof.types.begin(), p.proof.types.end(), [](const auto& a, const auto& b) { return a.people < b.people; });
          const int type = static_cast<int>(most - p.proof.types.begin());
          const int friend_of = static_cast<int>(std::find_if(p.places.begin(), p.places.end(), [&](const auto& place) { return place.type == type; }) - p.places.begin());
          for (auto& panel : p.panels) {
            if (std::find(panel.begin(), panel.end(), friend_of) != panel.end()) continue;
            const auto other = std::find_if(panel.begin(), panel.end(), [&](int number) { return p.places[static_cast<std::size_t>(number)].type == type; });
            if (other == panel.end()) continue;
            *other = friend_of;
            std::sort(panel.begin(), panel.end());
          }
        })[0] == "chances");
  CHECK(forged([](auto& c, auto&) { c.committed.lowest_chance += 0.01; }) == Words{"chances"});
  CHECK(forged([](auto& c, auto&) { c.committed.bound += 0.01; }) == Words{"proof"});
  CHECK(forged([](auto& c, auto&) { c.committed.quotas[0].max = 4; }) == Words{"proof"});
  CHECK(forged([](auto& c, auto&) { c.committed.method = "maximin"; }) == Words{"proof"});
  CHECK(forged([](auto& c, auto&) { c.committed.cap_kind = "off"; }) == Words{"proof"});
  CHECK(forged([](auto&, auto& p) { p.places[0].features["gender"] = p.places[0].features["gender"] == "male" ? "female" : "male"; }) == Words{"proof"});
  // Features that hide in a salt.
  CHECK(forged([](auto&, auto& p) { p.places[0].salt += "\ngender=" + p.places[0].features["gender"]; p.places[0].features.clear(); }) == Words{"proof"});
  CHECK(forged([](auto&, auto& p) { p.places[0].identity = p.places[1].identity; }) == Words{"proof"});
  CHECK(forged([](auto&, auto& p) { p.places[0].household = 7; }) == Words{"proof"});
  CHECK(forged([](auto&, auto& p) { p.places[0].type = 99; }) == Words{"proof"});
  CHECK(forged([](auto&, auto& p) { p.places.pop_back(); }) == Words{"proof"});
  CHECK(forged([](auto&, auto& p) { p.proof.types[0].people += 1; }) == Words{"proof"});
  CHECK(forged([](auto&, auto& p) { p.proof.types[0].seats_max -= 1; }) == Words{"proof"});
  CHECK(forged([](auto&, auto& p) { p.proof.rows.back().max = 0; }) == Words{"proof"});   // a household's limit that forbids all of them
  // Multipliers so large that they overflow, or round away what they should show.
  CHECK(forged([](auto&, auto& p) { p.proof.levels[0].multipliers.assign(p.proof.rows.size() + 1, -1.7e308); }) == Words{"proof"});
  CHECK(forged([](auto&, auto& p) { p.proof.in_no_panel = {0}, p.proof.nowhere = {{0, {0, 0}, std::vector<double>(p.proof.rows.size() + 1, 7e306)}}; }) == Words{"proof"});
  CHECK(!forged([](auto&, auto& p) { p.proof.expected_seats[0] += 0.1; }).empty());
  CHECK(!forged([](auto&, auto& p) { p.proof.levels[0].level *= 0.9; }).empty());
  CHECK(!forged([](auto&, auto& p) { p.proof.levels.clear(); }).empty());
  CHECK(forged([](auto& c, auto&) { c.revealed->index = 43; }) == Words{"randomness", "drawn"});
  CHECK(!forged([](auto& c, auto&) { c.revealed->value = "043"; }).empty());   // by the reserve, or, where two panels of the list are the same, by the dice
  CHECK(forged([](auto& c, auto&) { c.revealed->source = 1; }) == Words{"randomness"});
  CHECK(forged([](auto& c, auto&) { c.committed_at = c.revealed->entered_at; }) == Words{"times"});
  CHECK(forged([](auto& c, auto&) { c.committed_at = c.committed.prepared_at.plus(std::chrono::minutes(-1)); }) == Words{"times"});
  CHECK(forged([](auto& c, auto&) { c.revealed->entered_at = c.committed_at; }) == Words{"randomness"});
  // A panel of the same make-up has the same reserve.
  const auto other_panel = forged([](auto& c, auto& p) { c.revealed->panel = p.panels[7] == c.revealed->panel ? p.panels[8] : p.panels[7]; });
  CHECK(std::find(other_panel.begin(), other_panel.end(), "drawn") != other_panel.end());
  CHECK(forged([](auto& c, auto&) { std::swap(c.revealed->reserve[0], c.revealed->reserve[1]); }) == Words{"reserve"});
  CHECK(forged([](auto& c, auto&) { c.revealed->reserve[0] = c.revealed->panel[0]; }) == Words{"reserve", "drawn"});
  // A proof that is not the committed one.
  auto other = full;
  other.places[0].salt = std::string(32, 'b');
  CHECK(failing(procedure::check_certificate(good, other, "")) == Words{"proof"});
  // Without the proof, what it would show is not shown, and nothing fails.
  const auto without = procedure::check_certificate(good, std::nullopt, "");
  CHECK(failing(without).empty());
  CHECK(std::any_of(without.begin(), without.end(), [](const Check& check) { return check.name == "proof" && check.verdict == Check::Verdict::not_shown; }));
}

TEST_CASE_METHOD(World, "a feature may be called as a limit is: its quotas are quotas") {
  REQUIRE(tell("programme.published", programme_id, {{"programme_id", programme_id}, {"code", "MS-2022"}, {"panel_size", 2}, {"reserve_size", 4}, {"features", {{{"code", "employer"}, {"values", {"public", "private"}}}}}}).empty());
  for (int i = 0; i < 6; ++i) {
    const auto name = "p" + std::to_string(i);
    pool(name);
    REQUIRE(tell("application.features_changed", uuid(name), {{"application_id", uuid(name)}, {"programme_id", programme_id}, {"features", {{"employer", i % 2 ? "public" : "private"}}}}).empty());
  }
  const auto done = draw(2, 1, {{"employer", "public", 1, 1}, {"employer", "private", 1, 1}});
  const auto certificate = codec::parse<Certificate>(as(Actor{}, get_draw_certificate, ById{done.id})->content);
  const auto proof = codec::parse<PublicProof>(as(staff("auditor"), get_draw_proof, ById{done.id})->content);
  CHECK(all_hold(procedure::check_certificate(certificate, proof, done.commitment_sha256)));
}

TEST_CASE_METHOD(World, "where every cell is large, the certificate holds its own proof") {
  for (int i = 0; i < 5; ++i) pool("f" + std::to_string(i)), pool("m" + std::to_string(i), "male");
  const auto done = draw(2, 1, {{"gender", "female", 1, 1}, {"gender", "male", 1, 1}});
  const auto document = as(Actor{}, get_draw_certificate, ById{done.id});
  REQUIRE(document.ok());
  const auto certificate = codec::parse<Certificate>(document->content);
  REQUIRE(certificate.proof);
  CHECK(all_hold(procedure::check_certificate(certificate, std::nullopt, done.commitment_sha256)));
}
