// Files attached to evaluations, kept by content in the evidence directory.
#pragma once

#include <memory>

#include "evaluation/usecases/context.h"
#include "evaluation/usecases/shared.h"
#include "platform/usecase/document.h"

namespace shopper::evaluation {

class IncomingFile;

struct PutEvidence {
  std::string id;                  // of the evaluation
  std::string sha256;
  std::string content_type;
  std::string content;
  // Made by prepare_put_evidence: what is kept, and its file.
  domain::Evidence kept;
  std::shared_ptr<IncomingFile> file;
  SHOPPER_FIELDS(PutEvidence, id, sha256, content_type, content)
};
struct GetEvidence {
  std::string id;
  std::string sha256;
  SHOPPER_FIELDS(GetEvidence, id, sha256)
};
struct EvidenceList {
  std::vector<domain::Evidence> items;
  SHOPPER_FIELDS(EvidenceList, items)
};

// Verifies the content, has the picture made anew and brings that safely to disk, outside the transaction.
Result<Done> prepare_put_evidence(const Context& context, PutEvidence& in);
Result<domain::Evidence> put_evidence(Context& context, Unit& unit, const PutEvidence& in);
Result<EvidenceList> list_evidence(Unit& unit, const ById& in);
Result<Document> get_evidence(const Context& context, Unit& unit, const GetEvidence& in);

}  // namespace shopper::evaluation
