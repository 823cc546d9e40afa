// Use cases of quotas and the draw: input shapes here, one operation per file.
#pragma once

#include <memory>

#include "platform/usecase/document.h"
#include "platform/usecase/lookups.h"
#include "selection/usecases/shared.h"

namespace shopper::selection {

struct PutQuotaPlan {
  std::string id;
  int panel_size = 0;
  int reserve_size = 0;
  std::vector<Quota> quotas;
  int employer_max = 0;
  SHOPPER_FIELDS(PutQuotaPlan, id, panel_size, reserve_size, quotas, employer_max)
};
struct GetPool {
  std::string id;
  bool forecast = false;
  SHOPPER_FIELDS(GetPool, id, forecast)
};
struct PoolCell {
  std::string feature;
  std::string value;
  int available = 0;
  int min = 0;
  int max = 0;
  SHOPPER_FIELDS(PoolCell, feature, value, available, min, max)
};
struct Pool {
  int candidates = 0;
  int panel_size = 0;
  bool feasible = false;
  std::vector<PoolCell> cells;
  std::vector<Relaxation> relaxations;
  std::vector<std::string> in_no_panel;
  SHOPPER_FIELDS(Pool, candidates, panel_size, feasible, cells, relaxations, in_no_panel)
};
// A draw as it was computed, before it is stored.
struct PreparedDraw {
  Draw draw;
  std::vector<DrawPlace> places;
  // Documents by kind: "committed" and "proof", canonical JSON; "report.json", "report.html.ar", "report.html.en".
  std::map<std::string, std::string> documents;
};
struct CreateDraw {
  std::string id;
  std::string method;     // "" for leximin
  double cap = 0;         // in units of size / candidates; 0 for the Goldilocks cap
  bool uncapped = false;
  std::string reason;
  std::vector<procedure::RandomSource> sources;
  std::string salt_secret;   // 64 hexadecimal digits; of an imported draw alone
  std::shared_ptr<const PreparedDraw> prepared;   // by prepare_create_draw
  SHOPPER_FIELDS(CreateDraw, id, method, cap, uncapped, reason, sources, salt_secret)
};
struct DiscardDraw {
  std::string id;
  std::int64_t expected_version = 0;
  std::string reason;
  SHOPPER_FIELDS(DiscardDraw, id, expected_version, reason)
};
// What a value draws, by number; the reserve in the order of calling.
struct DrawnPanel {
  std::vector<int> panel;
  std::string salt;
  std::vector<std::string> path;
  std::vector<int> reserve;
};
struct RevealDraw {
  std::string id;
  std::int64_t expected_version = 0;
  int source = 0;
  std::string value;
  std::string evidence;
  std::string reason;
  std::optional<DrawnPanel> drawn;   // by prepare_reveal_draw, when this entry completes the draw
  SHOPPER_FIELDS(RevealDraw, id, expected_version, source, value, evidence, reason)
};
struct GetDrawReport {
  std::string id;
  std::string accept_media_type;
  std::string language;
  SHOPPER_FIELDS(GetDrawReport, id, accept_media_type, language)
};
using DrawView = WithActions<Draw>;

Result<QuotaPlan> put_quota_plan(Unit& unit, const PutQuotaPlan& input);
Result<QuotaPlan> get_quota_plan(Unit& unit, const ById& input);
Result<Pool> get_pool(Unit& unit, const GetPool& input);
// Computes the list of panels; refused where there is none, with the smallest relaxation.
Result<Done> prepare_create_draw(const Lookups& lookups, CreateDraw& input);
Result<DrawView> create_draw(Unit& unit, const CreateDraw& input);
Result<DrawView> discard_draw(Unit& unit, const DiscardDraw& input);
Result<DrawView> commit_draw(Unit& unit, const ByIdAndVersion& input);
// Sets another person's entry aside, for a reason that is published.
Result<DrawView> set_entry_aside(Unit& unit, const DiscardDraw& input);
// Computes the reserve when this entry completes the draw.
Result<Done> prepare_reveal_draw(const Lookups& lookups, RevealDraw& input);
// Takes the value from outside; the second person's equal entry draws the panel and makes the offers.
Result<DrawView> reveal_draw(Unit& unit, const RevealDraw& input);
Result<DrawView> get_draw(Unit& unit, const ById& input);
Result<Page<DrawView>> list_draws(Unit& unit, const ById& input);
// The programme's draw as everybody may see it; hidden until it is committed.
Result<PublicDraw> get_public_draw(Unit& unit, const ById& input);
Result<Document> get_draw_certificate(Unit& unit, const ById& input);
Result<Document> get_draw_proof(Unit& unit, const ById& input);
// What each method would have given this pool, and why this one was chosen: chances, diversity, quotas; as a page or as JSON.
Result<Document> get_draw_report(Unit& unit, const GetDrawReport& input);
Result<Document> get_draw_receipt(Unit& unit, const ById& input);

Result<Draw> load_draw(Unit& unit, const std::string& id);
// Hidden from everybody until it is committed.
Result<Draw> load_public_draw(Unit& unit, const std::string& id);
// What one person has entered is shown to nobody else, so that whoever confirms looks for herself.
DrawView view_of(const Unit& unit, const Draw& draw);
// Writes what everybody may read of the draw: when it is committed, and when it is drawn.
void write_certificate(Unit& unit, const Draw& draw, const DrawnPanel* drawn = nullptr);
// The draw's document of that kind: PreparedDraw's, and "certificate" once it is committed.
std::string document_of(Unit& unit, const std::string& draw_id, const std::string& kind);
// Where the programme's quotas and pool are fixed: what is said of a draw that stands in the way of changes.
Result<Done> expect_no_draw(Unit& unit, const std::string& programme_id);

Result<QuotaPlan> load_plan(Unit& unit, const std::string& programme_id);
// The same, for those with a role in the programme alone.
Result<QuotaPlan> load_plan_for_staff(Unit& unit, const std::string& programme_id);

}  // namespace shopper::selection
