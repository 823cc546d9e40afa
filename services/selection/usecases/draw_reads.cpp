#include "platform/crypto/hash.h"
#include "selection/procedure/certificate.h"
#include "selection/procedure/merkle.h"
#include "selection/usecases/draws.h"

namespace shopper::selection {
namespace {

Document json_document(std::string content, std::int64_t version) { return {"application/json", std::move(content), "", version}; }

}  // namespace

Result<Draw> load_draw(Unit& unit, const std::string& id) {
  auto draw = unit.db.find<Draw>("id = :i", {id});
  if (!draw) return errors::not_found(id);
  return std::move(*draw);
}

Result<Draw> load_public_draw(Unit& unit, const std::string& id) {
  SHOPPER_TRY(auto draw, load_draw(unit, id));
  if (!is_public(draw.state)) return errors::not_found(id);
  return draw;
}

DrawView view_of(const Unit& unit, const Draw& draw) {
  DrawView view{draw, draw_lifecycle().legal(draw.state)};
  if (draw.state == DrawState::entered && draw.entered_by != unit.actor.subject) view.value = view.evidence = view.source_reason = "", view.source = 0;
  // Both are one operation: the second person's entry confirms.
  for (auto& action : view.actions)
    if (action == "enter" || action == "confirm") action = "reveal";
    else if (action == "set_aside") action = "set-aside";
  view.actions.erase(std::unique(view.actions.begin(), view.actions.end()), view.actions.end());
  return view;
}

std::string document_of(Unit& unit, const std::string& draw_id, const std::string& kind) {
  const auto document = unit.db.find<DrawDocument>("id = :i", {draw_id + "/" + kind});
  return document ? document->content : "null";
}

Result<Done> expect_no_draw(Unit& unit, const std::string& programme_id) {
  const auto draw = draw_of(unit.db, programme_id);
  if (!draw) return Done{};
  if (draw->state == DrawState::prepared)
    return conflict("DRAW_PREPARED", {"سحب هذا البرنامج معدّ؛ ألغه أولاً أو أتمّه", "This programme's draw is prepared; discard it first, or go on with it"});
  return conflict("DRAW_DONE", {"أُعلن سحب هذا البرنامج أو أُجري؛ لا سحب ثانياً ولا تغيير للحصص", "This programme's draw is committed or done; there is no second draw, and quotas do not change"});
}

Result<DrawView> get_draw(Unit& unit, const ById& input) {
  SHOPPER_TRY(const auto draw, load_draw(unit, input.id));
  return view_of(unit, draw);
}

Result<Page<DrawView>> list_draws(Unit& unit, const ById& input) {
  SHOPPER_CHECK(load_programme(unit, input.id));
  Page<DrawView> page;
  for (const auto& draw : draws_of(unit.db, input.id)) page.items.push_back(view_of(unit, draw));
  return page;
}

void write_certificate(Unit& unit, const Draw& draw, const DrawnPanel* drawn) {
  procedure::Certificate certificate;
  certificate.format = procedure::certificate_format;
  certificate.state = to_string(draw.state == DrawState::drawn ? DrawState::drawn : DrawState::committed);
  certificate.commitment_sha256 = draw.commitment_sha256;
  certificate.committed_at = draw.committed_at;
  certificate.committed = codec::parse<procedure::Committed>(document_of(unit, draw.id, "committed"));
  auto proof = codec::parse<procedure::PublicProof>(document_of(unit, draw.id, "proof"));
  if (procedure::is_anonymous(proof.proof)) certificate.proof = std::move(proof);
  if (drawn)
    certificate.revealed = procedure::Revealed{draw.source, draw.value, draw.evidence, draw.source_reason, draw.entered_at, draw.confirmed_at, draw.drawn_index, drawn->panel, drawn->salt, drawn->path,
                                               drawn->reserve, draw.superseded};
  unit.db.upsert(DrawDocument{draw.id + "/certificate", draw.id, codec::dump(certificate)});
}

Result<PublicDraw> get_public_draw(Unit& unit, const ById& input) {
  const auto draw = draw_of(unit.db, input.id);
  if (!draw || !is_public(draw->state)) return errors::not_found(input.id);
  return public_view(*draw);
}

Result<Document> get_draw_certificate(Unit& unit, const ById& input) {
  SHOPPER_TRY(const auto draw, load_public_draw(unit, input.id));
  return json_document(document_of(unit, draw.id, "certificate"), draw.version);
}

Result<Document> get_draw_proof(Unit& unit, const ById& input) {
  SHOPPER_TRY(const auto draw, load_draw(unit, input.id));
  if (draw.state == DrawState::discarded) return errors::not_found(input.id);
  return json_document(document_of(unit, draw.id, "proof"), draw.version);
}

Result<Document> get_draw_report(Unit& unit, const GetDrawReport& input) {
  SHOPPER_TRY(const auto draw, load_draw(unit, input.id));
  const bool known = unit.actor.acts_in({"administrator", "analyst", "auditor"}, draw.programme_id);
  if (!known || draw.state == DrawState::discarded) return errors::not_found(input.id);
  if (input.accept_media_type == "application/json") return json_document(document_of(unit, draw.id, "report.json"), draw.version);
  return Document{"text/html; charset=utf-8", document_of(unit, draw.id, input.language == "ar" ? "report.html.ar" : "report.html.en"), "", draw.version};
}

Result<Document> get_draw_receipt(Unit& unit, const ById& input) {
  SHOPPER_TRY(const auto candidate, load_candidate(unit, input.id));
  if (candidate.applicant != unit.actor.subject) return errors::not_found(input.id);
  const auto place = place_of(unit.db, input.id);
  if (!place) return refuse(ErrorKind::not_found, "NOT_IN_A_DRAW", {"هذا الطلب ليس ضمن سحب معلن", "This application is in no committed draw"});
  SHOPPER_TRY(const auto draw, load_draw(unit, place->draw_id));
  const auto committed = codec::parse<procedure::Committed>(document_of(unit, draw.id, "committed"));
  procedure::Receipt receipt;
  receipt.format = procedure::receipt_format;
  receipt.draw_id = draw.id;
  receipt.commitment_sha256 = draw.commitment_sha256;
  receipt.application_id = candidate.id;
  receipt.number = place->number;
  receipt.identity_salt = place->identity_salt;
  receipt.features_salt = place->features_salt;
  receipt.features = place->features;
  receipt.household = place->household;
  receipt.employer = place->employer;
  receipt.path = procedure::merkle_path(committed.leaves, static_cast<std::size_t>(place->number));
  std::vector<std::string> chances;
  for (const auto& other : places_of(unit.db, draw.id)) chances.push_back(procedure::chance_leaf(other.number, other.appearances, other.chance_salt));
  receipt.chance_salt = place->chance_salt;
  receipt.chance_path = procedure::merkle_path(chances, static_cast<std::size_t>(place->number));
  receipt.appearances = place->appearances;
  receipt.panels = draw.panels;
  const auto among = [&](const std::vector<std::string>& ids) { return std::find(ids.begin(), ids.end(), candidate.id) != ids.end(); };
  if (draw.state == DrawState::drawn) receipt.outcome = among(draw.panel) ? "panel" : among(draw.reserve) ? "reserve" : "not_drawn";
  return json_document(codec::dump(receipt), 0);
}

}  // namespace shopper::selection
