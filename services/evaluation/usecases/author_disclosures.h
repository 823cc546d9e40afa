// Who wrote a report, told in an emergency: asked for, confirmed by another person, read - each step audited, and told to administrators and auditors.
#pragma once

#include "evaluation/domain/author_disclosure.h"
#include "evaluation/usecases/evaluations.h"

namespace shopper::evaluation {

struct RequestDisclosure {
  std::string id;
  std::string evaluation_id;
  std::string reason;
  SHOPPER_FIELDS(RequestDisclosure, id, evaluation_id, reason)
};
struct DecideDisclosure {
  std::string id;
  std::string reason;
  std::int64_t expected_version = 0;
  SHOPPER_FIELDS(DecideDisclosure, id, reason, expected_version)
};
struct ListDisclosures {
  std::string programme_id;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListDisclosures, programme_id, limit, cursor)
};
struct DisclosedAuthor {
  std::string id;
  std::string evaluation_id;
  std::string shopper;
  std::string assignment_id;
  SHOPPER_FIELDS(DisclosedAuthor, id, evaluation_id, shopper, assignment_id)
};
using DisclosureView = WithActions<domain::AuthorDisclosure>;

Result<DisclosureView> request_author_disclosure(Unit& unit, const RequestDisclosure& in);
Result<DisclosureView> get_author_disclosure(Unit& unit, const ById& in);
Result<Page<DisclosureView>> list_author_disclosures(Unit& unit, const ListDisclosures& in);
Result<DisclosureView> confirm_author_disclosure(Unit& unit, const DecideDisclosure& in);
Result<DisclosureView> refuse_author_disclosure(Unit& unit, const DecideDisclosure& in);
Result<DisclosedAuthor> read_disclosed_author(Unit& unit, const ById& in);

}  // namespace shopper::evaluation
