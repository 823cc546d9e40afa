// What shoppers propose, and that they were recognised somewhere.
#pragma once

#include "platform/base/error.h"
#include "platform/base/fields.h"
#include "platform/base/time.h"

namespace shopper::evaluation::domain {

struct Suggestion {
  std::string id;
  std::string programme_id;
  std::string shopper;
  std::string entity_id;
  std::string service_id;          // "" for the entity as a whole
  std::string problem;
  std::string cause;
  std::string idea;
  std::string expected_effect;
  Instant created_at;
  SHOPPER_FIELDS(Suggestion, id, programme_id, shopper, entity_id, service_id, problem, cause, idea, expected_effect, created_at)
};

// Problem and idea are needed; no text names people.
void check_suggestion(const Suggestion& suggestion, FieldErrors& errors);

// The pair is never matched again; without a branch, the whole entity.
struct Recognition {
  std::string id;
  std::string shopper;
  std::string entity_id;
  std::string branch_id;
  std::string assignment_id;
  Instant at;
  SHOPPER_FIELDS(Recognition, id, shopper, entity_id, branch_id, assignment_id, at)
};

}  // namespace shopper::evaluation::domain
