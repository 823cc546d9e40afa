// A service's inside on a real store, with a clock of our own: use cases run as they do behind an rpc, without the wire.
#pragma once

#include <filesystem>

#include "evaluation/store/evaluation_store.h"
#include "evaluation/usecases/assignments.h"
#include "evaluation/usecases/catalogue.h"
#include "evaluation/usecases/evaluations.h"
#include "evaluation/usecases/evidence.h"
#include "evaluation/usecases/forms.h"
#include "evaluation/usecases/reactions.h"
#include "evaluation/usecases/suggestions.h"
#include "platform/store/store.h"
#include "tests/evaluation/form_builder.h"
#include "tests/support/service_keys.h"

namespace shopper::evaluation::testing {

inline const std::string programme = "programme-1";

class World {
 public:
  World() {
    std::string path = (std::filesystem::temp_directory_path() / "shopper-evaluation-XXXXXX").string();
    directory = ::mkdtemp(path.data());
    open();
    context.evidence_directory = directory + "/evidence";
    // As the worker does: what is kept differs from what was sent.
    context.clean_picture = [](std::string_view content) -> Result<domain::Picture> { return domain::Picture{std::string(domain::sniff_media_type(content)), std::string(content) + " made anew"}; };
    context.pseudonym_key = crypto::random_key();
  }
  ~World() {
    store.reset();
    std::filesystem::remove_all(directory);
  }
  void open() {
    store.reset();
    store = std::make_unique<store::Store>(store::StoreOptions{"sqlite://" + directory + "/evaluation.db", "evaluation", migrations(), shopper::testing::service_keys()});
  }

  static Actor shopper(const std::string& subject) { return {subject, {"shopper"}, "", "en", "", {}}; }
  static Actor analyst() { return {"analyst-1", {"analyst"}, "", "en", "", {}}; }

  template <class Out>
  Result<Out> write(const Actor& actor, const std::function<Result<Out>(Unit&)>& run) {
    return store->write<Out>([&](store::Db& db) {
      Unit unit(db, now, actor);
      return run(unit);
    });
  }
  template <class Out, class In>
  Result<Out> as(const Actor& actor, Result<Out> (*use_case)(Unit&, const In&), const In& in) {
    return write<Out>(actor, [&](Unit& unit) { return use_case(unit, in); });
  }
  template <class Out, class In>
  Result<Out> as(const Actor& actor, Result<Out> (*use_case)(Context&, Unit&, const In&), const In& in) {
    return write<Out>(actor, [&](Unit& unit) { return use_case(context, unit, in); });
  }
  Result<EvaluationView> put(const Actor& actor, PutEvaluation in) {
    if (auto ready = prepare_put_evaluation(actor, in); !ready.ok()) return ready.error();
    return as(actor, put_evaluation, in);
  }
  Result<domain::Evidence> attach(const Actor& actor, PutEvidence in) {
    if (auto ready = prepare_put_evidence(context, in); !ready.ok()) return ready.error();
    return as(actor, put_evidence, in);
  }

  // One entity MOI with branches HQ and WK and a service by visit or web; another, MOE; the sample form, published.
  void furnish() {
    ImportEntities in{"entity_code,entity_ar,entity_en,branch_code,branch_ar,branch_en,service_code,service_ar,service_en,channels\n"
                      "MOI,الداخلية,Interior,HQ,المقر,Headquarters,PASS,جواز,Passport,visit;web\n"
                      "MOI,,,WK,الوكرة,Al Wakrah,,,,\n"
                      "MOE,التعليم,Education,HQ,المقر,Headquarters,CERT,شهادة,Certificate,visit\n",
                      {}};
    REQUIRE(prepare_import_entities(analyst(), in).ok());
    REQUIRE(as(analyst(), import_entities, in).ok());
    const auto draft = as(analyst(), create_form, CreateForm{sample_form()});
    REQUIRE(draft.ok());
    REQUIRE(as(analyst(), publish_form, PublishForm{draft->form_id, 1, draft->version}).ok());
    form_id = draft->form_id;
    read([&](store::Db& db) {
      entity_id = stored::entity_by_code(db, "MOI")->id;
      other_entity_id = stored::entity_by_code(db, "MOE")->id;
      branch_id = stored::branch_by_code(db, entity_id, "HQ")->id;
      other_branch_id = stored::branch_by_code(db, entity_id, "WK")->id;
      service_id = stored::service_by_code(db, entity_id, "PASS")->id;
    });
  }
  static MemberChanged member(const std::string& subject) {
    MemberChanged event;
    event.member_id = "member-" + subject;
    event.programme_id = programme;
    event.shopper = subject;
    event.state = domain::MemberState::active;
    event.certified = true;
    return event;
  }
  void tell(const MemberChanged& event) { REQUIRE(as(Actor{"selection", {"service"}, "", "en", "", {}}, apply_member_changed, event).ok()); }

  PutEvaluation sheet(const std::string& id) const {
    PutEvaluation in;
    in.id = id;
    in.programme_id = programme;
    in.entity_id = entity_id;
    in.branch_id = branch_id;
    in.service_id = service_id;
    in.channel = "visit";
    in.form_id = form_id;
    in.visited_on = qatar_date(now);
    in.answers = {R"({"welcome": "yes", "satisfaction": 4, "waited": 15})"};
    in.submit = true;
    return in;
  }
  CreateAssignment mission(const std::string& subject) const {
    return {programme, entity_id, branch_id, service_id, "visit", form_id, subject, {}, qatar_date(now), qatar_date(now).plus_days(10)};
  }

  void read(const std::function<void(store::Db&)>& look) {
    REQUIRE(store->read<Done>([&](store::Db& db) -> Result<Done> {
                   look(db);
                   return Done{};
                 }).ok());
  }
  std::vector<std::pair<std::string, nlohmann::json>> events(const std::string& type) {
    std::vector<std::pair<std::string, nlohmann::json>> found;
    read([&](store::Db& db) {
      for (auto& [subject, payload] : db.all<std::string, std::string>("select subject, payload from outbox where type = :type order by sequence", {type}))
        found.emplace_back(subject, nlohmann::json::parse(payload));
    });
    return found;
  }

  std::string directory;
  std::unique_ptr<store::Store> store;
  Context context;
  Instant now = *Instant::parse("2022-06-09T12:00:00+03:00");
  std::string form_id, entity_id, other_entity_id, branch_id, other_branch_id, service_id;
};

template <class T>
std::string code_of(const Result<T>& result) {
  return result.ok() ? "" : result.error().code;
}
template <class T>
std::vector<std::string> fields_of(const Result<T>& result) {
  std::vector<std::string> out;
  if (!result.ok())
    for (const auto& e : result.error().fields) out.push_back(e.pointer + " " + e.code);
  return out;
}

// Ids of evaluations in tests.
inline std::string uuid(int n) { return crypto::named_uuid("evaluation " + std::to_string(n)); }

}  // namespace shopper::evaluation::testing
