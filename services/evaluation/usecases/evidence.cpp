#include "evaluation/usecases/evidence.h"

#include "evaluation/usecases/evidence_files.h"

namespace shopper::evaluation {

using namespace domain;

Result<Done> prepare_put_evidence(const Context& context, PutEvidence& in) {
  SHOPPER_CHECK(check_evidence(in.sha256, crypto::sha256_hex(in.content), in.content_type, in.content));
  SHOPPER_TRY(const auto picture, context.clean_picture(in.content));
  in.kept = {in.id, in.sha256, crypto::sha256_hex(picture.content), picture.content_type, static_cast<std::int64_t>(picture.content.size()), {}};
  SHOPPER_TRY(in.file, receive_file(context.evidence_directory, in.kept.stored_sha256, picture.content));
  return Done{};
}

Result<Evidence> put_evidence(Context& context, Unit& unit, const PutEvidence& in) {
  const auto e = stored::evaluation(unit.db, in.id);
  if (!e || e->shopper != unit.actor.subject) return errors::not_found(in.id);
  if (auto kept = stored::evidence(unit.db, in.id, in.sha256)) return std::move(*kept);
  if (e->state != EvaluationState::draft && e->state != EvaluationState::returned) return errors::wrong_state(std::string(to_string(e->state)), evaluation_lifecycle().legal(e->state));
  if (static_cast<std::int64_t>(stored::evidence(unit.db, in.id).size()) >= limits::max_evidence_files)
    return conflict("EVIDENCE_TOO_MANY", fill({"عدد الملفات لا يتجاوز {}", "No more than {} files can be attached"}, {std::to_string(limits::max_evidence_files)}));
  Evidence evidence = in.kept;
  evidence.at = unit.now;
  SHOPPER_CHECK(in.file->keep_as(evidence_path(context.evidence_directory, evidence.stored_sha256)));
  unit.db.insert(evidence);
  return evidence;
}

Result<EvidenceList> list_evidence(Unit& unit, const ById& in) {
  const auto e = stored::evaluation(unit.db, in.id);
  if (!e || !visible(unit.actor, *e)) return errors::not_found(in.id);
  return EvidenceList{stored::evidence(unit.db, in.id)};
}

Result<Document> get_evidence(const Context& context, Unit& unit, const GetEvidence& in) {
  const auto e = stored::evaluation(unit.db, in.id);
  const auto evidence = stored::evidence(unit.db, in.id, in.sha256);
  if (!e || !evidence || !visible(unit.actor, *e)) return errors::not_found(in.sha256);
  SHOPPER_TRY(auto content, read_file(evidence_path(context.evidence_directory, evidence->stored_sha256)));
  const auto slash = evidence->content_type.find('/');
  return Document{evidence->content_type, std::move(content), in.sha256.substr(0, 12) + "." + evidence->content_type.substr(slash + 1), 1};
}

}  // namespace shopper::evaluation
