// Use cases of findings: input shapes here, one operation per file.
#pragma once

#include "recommendation/usecases/analysis.h"

namespace shopper::recommendation {

struct DetectFindings {
  std::string programme_id;
  SHOPPER_FIELDS(DetectFindings, programme_id)
};
struct PutFinding {
  std::string id;
  std::string programme_id;
  FindingKind kind = FindingKind::unspecified;
  std::string entity_id;
  std::string service_id;
  std::string dimension;
  Text claim;
  std::vector<std::string> evidence;
  SHOPPER_FIELDS(PutFinding, id, programme_id, kind, entity_id, service_id, dimension, claim, evidence)
};
struct ListFindings {
  std::string programme_id;
  std::string entity_id;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListFindings, programme_id, entity_id, limit, cursor)
};

Result<Page<Finding>> detect_findings(Unit& unit, const DetectFindings& input);
Result<Finding> put_finding(Unit& unit, const PutFinding& input);
Result<Finding> get_finding(Unit& unit, const ById& input);
Result<Page<Finding>> list_findings_page(Unit& unit, const ListFindings& input);

}  // namespace shopper::recommendation
