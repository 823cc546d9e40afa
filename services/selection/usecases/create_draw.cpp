#include "platform/base/version.h"
#include "platform/crypto/hash.h"
#include "selection/domain/fair_list.h"
#include "selection/procedure/certificate.h"
#include "selection/procedure/merkle.h"
#include "selection/report/draw_report.h"
#include "selection/report/report_json.h"
#include "selection/sortition/fairness.h"
#include "selection/usecases/draws.h"

namespace shopper::selection {
namespace {

constexpr std::size_t reason_max_bytes = 2000;
// The reason is one text, read in both languages.
constexpr const char* usual_reason = "الطريقة المعتادة: ليكسيمن بسقف غولديلوكس - The usual method: leximin under the Goldilocks cap";
constexpr double cap_max = 1000;

// What of the store a draw is made of.
struct Facts {
  QuotaPlan plan;
  std::vector<Entrant> pool;
  int attempt = 1;
};

Result<Facts> facts_for(Unit& unit, const std::string& programme_id) {
  Facts facts;
  SHOPPER_TRY(facts.plan, load_plan(unit, programme_id));
  SHOPPER_CHECK(expect_no_draw(unit, programme_id));
  facts.pool = entrants(candidates_in(unit.db, programme_id, {CandidateState::pool}));
  facts.attempt = static_cast<int>(draws_of(unit.db, programme_id).size()) + 1;
  return facts;
}

Result<ListChoice> checked_choice(const CreateDraw& input, bool imported, Instant now) {
  FieldErrors errors;
  ListChoice choice;
  const auto method = procedure::method_named(input.method.empty() ? "leximin" : input.method);
  errors.check(method.has_value(), "/method", "UNKNOWN", {"leximin أو maximin أو nash أو goldilocks", "leximin, maximin, nash or goldilocks"});
  choice.method = method.value_or(choice.method);
  errors.check(input.cap == 0 || (input.cap >= 1 && input.cap <= cap_max), "/cap", "OUT_OF_RANGE", {"0، أو من 1 إلى 1000 ضعف size / candidates", "0, or from 1 to 1000 times size / candidates"});
  errors.check(!(input.uncapped && input.cap > 0), "/uncapped", "CONTRADICTION", {"إما سقف وإما بلا سقف", "Either a cap or none"});
  if (input.cap > 0) choice.cap = {sortition::Cap::Kind::fixed, input.cap};
  if (input.uncapped) choice.cap.kind = sortition::Cap::Kind::off;
  const bool usual = choice.method == sortition::Method::leximin && choice.cap.kind == sortition::Cap::Kind::automatic;
  errors.check(input.reason.size() <= reason_max_bytes, "/reason", "LENGTH", {"2000 بايت على الأكثر", "At most 2000 bytes"});
  errors.check(usual || !input.reason.empty(), "/reason", "REQUIRED", {"يُسجَّل سبب اختيار طريقة غير المعتادة", "Why it is not the usual method is put on record"});
  procedure::check_sources(input.sources, now, errors);
  errors.check(input.salt_secret.empty() || imported, "/salt_secret", "IMPORT_ONLY", {"السر يصنعه النظام؛ لا يُعطى إلا لسحب مستورد", "The system makes the secret; only an imported draw brings its own"});
  errors.check(input.salt_secret.empty() || crypto::from_hex(input.salt_secret).size() == crypto::Key{}.size(), "/salt_secret", "FORMAT", {"64 رقماً ست عشرياً", "64 hexadecimal digits"});
  SHOPPER_CHECK(errors.result());
  return choice;
}

Error no_panel(const std::vector<Entrant>& pool, const QuotaPlan& plan, NoPanel why) {
  if (why == NoPanel::not_resolved)
    return conflict("DRAW_NOT_RESOLVED", {"لم يصل السحب إلى نتيجة ضمن حدّه الزمني؛ وسّع الحصص الضيقة ثم أعد المحاولة",
                                          "The draw came to no result within its limit; widen the narrowest quotas and try again"});
  if (why == NoPanel::cap_impossible) return conflict("CAP_INFEASIBLE", {"لا توجد قرعة تحقق هذا السقف؛ ارفعه أو اتركه آلياً", "No lottery keeps this cap; give a higher one, or none for the automatic one"});
  auto error = conflict("QUOTAS_INFEASIBLE", {"لا توجد لجنة تحقق كل الحصص", "No panel keeps every quota"});
  if (why == NoPanel::too_few) {
    error.text = fill({"في المجموعة {} مرشحاً فقط ويلزم {}", "The pool has only {} candidates; {} are needed"}, {std::to_string(pool.size()), std::to_string(plan.panel_size)});
  } else if (const auto steps = smallest_relaxation(pool, plan); steps && !steps->empty()) {
    for (const auto& step : *steps) error.fields.push_back({"/quotas/" + step.feature + "/" + step.value + "/" + step.bound, "RELAX", step.text});
  } else {
    error.text = {"لا تكفي الأسر وجهات العمل المختلفة لملء المقاعد: شخص واحد من كل أسرة، ومن كل جهة عمل حتى حدّها", "The households or employers are too few for the seats: one person of a household is drawn, and of an employer no more than the limit"};
  }
  return error;
}

// Numbers that people of one household or employer share, from 1 in the order in which they come; 0 where there are no more than `harmless`.
std::vector<int> shared_numbers(const std::vector<Entrant>& entrants, std::string Entrant::*key, int harmless) {
  std::map<std::string, int> count, number;
  for (const auto& entrant : entrants) ++count[entrant.*key];
  std::vector<int> numbers;
  for (const auto& entrant : entrants) {
    const bool shared = !(entrant.*key).empty() && count[entrant.*key] > harmless;
    numbers.push_back(shared ? number.emplace(entrant.*key, static_cast<int>(number.size()) + 1).first->second : 0);
  }
  return numbers;
}

crypto::Key secret_of(const std::string& given) {
  auto secret = crypto::random_key();
  const auto bytes = crypto::from_hex(given);
  if (bytes.size() == secret.size()) std::copy(bytes.begin(), bytes.end(), secret.begin());
  return secret;
}

// Places in the order of their identity commitments: salted, the order tells nothing.
std::vector<std::pair<DrawPlace, Entrant>> placed(const std::string& draw_id, const std::vector<Entrant>& pool, const crypto::Key& secret) {
  std::vector<std::tuple<std::string, DrawPlace, Entrant>> drawn;
  for (const auto& entrant : pool) {
    DrawPlace place;
    place.id = place_id(draw_id, entrant.id);
    place.draw_id = draw_id;
    place.application_id = entrant.id;
    place.identity_salt = procedure::salt_of(secret, "identity " + place.id);
    place.features_salt = procedure::salt_of(secret, "features " + place.id);
    place.chance_salt = procedure::salt_of(secret, "chance " + place.id);
    place.features = entrant.features;
    auto identity = procedure::identity_commitment(place.identity_salt, entrant.id);
    drawn.emplace_back(std::move(identity), std::move(place), entrant);
  }
  std::sort(drawn.begin(), drawn.end(), [](const auto& a, const auto& b) { return std::get<0>(a) < std::get<0>(b); });
  std::vector<std::pair<DrawPlace, Entrant>> all;
  for (auto& [identity, place, entrant] : drawn) {
    place.number = static_cast<int>(all.size());
    all.emplace_back(std::move(place), std::move(entrant));
  }
  return all;
}

std::vector<procedure::QuotaCell> quota_cells(const QuotaPlan& plan, const std::vector<Entrant>& pool) {
  std::vector<procedure::QuotaCell> cells;
  for (const auto& quota : plan.quotas) {
    cells.push_back({quota.feature, quota.value, quota.min, quota.max, static_cast<int>(std::count_if(pool.begin(), pool.end(), [&](const Entrant& entrant) { return counts(quota, entrant); }))});
  }
  procedure::suppress_small_cells(cells);
  return cells;
}

std::string cap_kind(const ListChoice& choice) {
  // The balanced cap is the method's own where it has one.
  if (choice.method == sortition::Method::goldilocks || choice.cap.kind == sortition::Cap::Kind::automatic) return "automatic";
  return choice.cap.kind == sortition::Cap::Kind::fixed ? "fixed" : "off";
}

procedure::PublicProof public_proof(const std::vector<DrawPlace>& places, const FairList& list, const QuotaPlan& plan, sortition::Method method, const crypto::Key& secret) {
  procedure::PublicProof proof;
  proof.format = procedure::proof_format;
  std::vector<procedure::ProofRow> labels;
  for (const auto& quota : plan.quotas) labels.push_back({quota.feature, quota.value, 0, 0});
  proof.proof = procedure::proof_of(list.pool.problem(), method, list.lottery, procedure::with_limits(std::move(labels), list.pool));
  for (const auto& place : places)
    proof.places.push_back({procedure::identity_commitment(place.identity_salt, place.application_id), place.features_salt, place.features, place.household, place.employer,
                            list.pool.type_of(static_cast<std::size_t>(place.number)), place.chance_salt});
  for (const auto& panel : list.panels) {
    proof.panel_salts.push_back(procedure::salt_of(secret, "panel " + std::to_string(proof.panels.size())));
    proof.panels.emplace_back(panel.begin(), panel.end());
  }
  return proof;
}

// Fills in what the list gives, and writes both documents.
void describe(PreparedDraw& prepared, const FairList& list, const Facts& facts, sortition::Method method, const std::vector<Entrant>& entrants, const crypto::Key& secret, procedure::Committed committed) {
  auto& draw = prepared.draw;
  const auto proof = public_proof(prepared.places, list, facts.plan, method, secret);
  const auto& proof_text = prepared.documents["proof"] = codec::dump(proof);
  const double unit = facts.plan.panel_size / static_cast<double>(entrants.size());
  std::vector<sortition::Chance> chances;
  for (const int count : list.appearances) chances.push_back({count / static_cast<double>(list.panels.size()), 1});
  const auto fair = sortition::fairness(std::move(chances));
  std::vector<std::string> panel_leaves, chance_leaves;
  for (std::size_t j = 0; j < proof.panels.size(); ++j) panel_leaves.push_back(procedure::panel_leaf(proof.panels[j], proof.panel_salts[j]));
  for (const auto& place : prepared.places) chance_leaves.push_back(procedure::chance_leaf(place.number, place.appearances, place.chance_salt));
  committed.panels = draw.panels;
  committed.list_root = draw.list_root = procedure::merkle_root(panel_leaves);
  committed.chances_root = procedure::merkle_root(chance_leaves);
  committed.quotas = quota_cells(facts.plan, entrants);
  committed.cap_kind = proof.proof.cap ? draw.cap_kind : "off";   // where the search had to give the cap up
  committed.cap = proof.proof.cap;
  draw.cap = list.lottery.cap;
  committed.lowest_chance = draw.lowest_chance = fair.lowest;
  committed.highest_chance = draw.highest_chance = fair.highest;
  committed.gini = draw.gini = fair.gini;
  committed.bound = draw.bound = list.lottery.certificate.bound * unit;
  committed.exact = draw.exact = list.lottery.certificate.exact;
  committed.proof_sha256 = crypto::sha256_hex(proof_text);
  for (const auto& place : prepared.places)
    if (list.appearances[static_cast<std::size_t>(place.number)] == 0) draw.in_no_panel.push_back(place.application_id);
  const auto& committed_text = prepared.documents["committed"] = codec::dump(committed);
  draw.commitment_sha256 = crypto::sha256_hex(committed_text);
}

void report(PreparedDraw& prepared, const FairList& list, const Facts& facts, const ListChoice& choice, const std::string& seed) {
  const DrawReport report{compared_methods(list, facts.plan, choice, seed), prepared.draw.candidates, prepared.draw.size, seed, prepared.draw.reason};
  prepared.documents["report.json"] = draw_report_json(report);
  for (const char* language : {"ar", "en"}) prepared.documents[std::string("report.html.") + language] = draw_report_html(report, language);
}

}  // namespace

Result<Done> prepare_create_draw(const Lookups& lookups, CreateDraw& input) {
  SHOPPER_CHECK(lookups.read([&](Unit& unit) { return load_programme(unit, input.id); }));
  SHOPPER_TRY(const auto choice, checked_choice(input, lookups.actor.imported(), lookups.now));
  SHOPPER_TRY(const auto facts, lookups.read([&](Unit& unit) { return facts_for(unit, input.id); }));
  if (facts.pool.size() > static_cast<std::size_t>(entrants_max))
    return conflict("POOL_TOO_LARGE", fill({"في المجموعة أكثر من {} مرشح", "The pool has more than {} candidates"}, {std::to_string(entrants_max)}));
  auto prepared = std::make_shared<PreparedDraw>();
  auto& draw = prepared->draw;
  draw.id = crypto::named_uuid("draw " + input.id + " " + std::to_string(facts.attempt));
  draw.programme_id = input.id;
  draw.attempt = facts.attempt;
  draw.method = procedure::name_of(choice.method);
  draw.reason = input.reason.empty() ? usual_reason : input.reason;
  draw.imported = lookups.actor.imported();
  draw.cap_kind = cap_kind(choice);
  draw.candidates = static_cast<int>(facts.pool.size());
  draw.size = facts.plan.panel_size;
  draw.reserve_places = facts.plan.reserve_size;
  draw.panels = panels_in_list;
  draw.quota_plan_version = facts.plan.version;
  draw.input_sha256 = crypto::sha256_hex(canonical_input(facts.pool, facts.plan));
  draw.sources = input.sources;
  draw.prepared_by = lookups.actor.subject;
  draw.prepared_at = lookups.now;

  const auto secret = secret_of(input.salt_secret);
  procedure::Committed committed;
  std::vector<Entrant> entrants;
  for (auto& [place, entrant] : placed(draw.id, facts.pool, secret)) prepared->places.push_back(std::move(place)), entrants.push_back(std::move(entrant));
  const auto households = shared_numbers(entrants, &Entrant::household, 1), employers = shared_numbers(entrants, &Entrant::employer, facts.plan.employer_max > 0 ? facts.plan.employer_max : static_cast<int>(entrants.size()));
  for (std::size_t i = 0; i < entrants.size(); ++i) {
    auto& place = prepared->places[i];
    place.household = households[i];
    place.employer = employers[i];
    committed.leaves.push_back(procedure::candidate_leaf(procedure::identity_commitment(place.identity_salt, place.application_id), procedure::features_commitment(place.features_salt, place.counted())));
  }
  committed.draw_id = draw.id;
  committed.programme_id = draw.programme_id;
  committed.software = std::string("mystery-shopper ") + suite_version;
  committed.imported = draw.imported;
  committed.prepared_at = draw.prepared_at;
  committed.attempt = draw.attempt;
  committed.candidates = draw.candidates;
  committed.size = draw.size;
  committed.reserve_size = draw.reserve_places;
  committed.employer_max = facts.plan.employer_max;
  committed.method = draw.method;
  committed.reason = draw.reason;
  committed.root = procedure::merkle_root(committed.leaves);
  committed.sources = draw.sources;

  auto why = NoPanel::impossible;
  // Nobody chooses the list's seed: it follows from the candidates' commitments.
  const auto seed = "list of " + committed.root;
  const auto list = fair_list(entrants, facts.plan, choice, seed, &why);
  if (!list) return no_panel(facts.pool, facts.plan, why);
  for (auto& place : prepared->places) place.appearances = list->appearances[static_cast<std::size_t>(place.number)];
  describe(*prepared, *list, facts, choice.method, entrants, secret, std::move(committed));
  report(*prepared, *list, facts, choice, seed);
  input.prepared = std::move(prepared);
  return Done{};
}

Result<DrawView> create_draw(Unit& unit, const CreateDraw& input) {
  SHOPPER_TRY(const auto facts, facts_for(unit, input.id));
  const auto& prepared = *input.prepared;
  if (prepared.draw.attempt != facts.attempt || prepared.draw.input_sha256 != crypto::sha256_hex(canonical_input(facts.pool, facts.plan)))
    return conflict("POOL_CHANGED", {"تغيرت المجموعة أو الحصص أثناء الحساب؛ أعد المحاولة", "The pool or the quotas changed during the computation; try again"});
  unit.db.upsert(facts.plan);   // a programme without quotas of its own: the sizes that were used are on record
  unit.db.insert(prepared.draw);
  for (const auto& place : prepared.places) unit.db.insert(place);
  for (const auto& [kind, content] : prepared.documents) unit.db.insert(DrawDocument{prepared.draw.id + "/" + kind, prepared.draw.id, content});
  return view_of(unit, prepared.draw);
}

}  // namespace shopper::selection
