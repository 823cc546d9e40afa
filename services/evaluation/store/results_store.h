// What the table of all results reads: only the columns it shows, JSON as it lies.
#pragma once

#include <map>

#include "evaluation/store/evaluation_store.h"

namespace shopper::evaluation {

namespace domain {
struct ResultRow {
  std::string id;
  std::string result_id;
  std::string entity_id;
  std::string branch_id;
  std::string service_id;
  std::string channel;
  std::string form_id;
  std::int64_t form_version = 0;
  std::string state;
  std::string mode;
  std::string purpose;
  std::string recommendation_id;
  std::string visited_on;
  RawJson answers;
  std::optional<double> score;
  RawJson dimensions;
  RawJson flags;
  std::int64_t revision = 0;
  bool imported = false;
  Instant submitted_at;
  Instant released_at;
  SHOPPER_FIELDS(ResultRow, id, result_id, entity_id, branch_id, service_id, channel, form_id, form_version, state, mode, purpose, recommendation_id, visited_on, answers, score,
                 dimensions, flags, revision, imported, submitted_at, released_at)
};
}  // namespace domain

namespace stored {

struct ResultFilter {
  std::string programme_id;
  std::string entity_id;      // "" for all
  Instant as_of;              // handed in by then
};
// Whether anybody was ever on the programme's panel; nothing else of programmes is known here.
bool has_panel(Db& db, const std::string& programme_id);
// Handed in, by id.
std::vector<domain::ResultRow> results(Db& db, const ResultFilter& filter, const std::string& after, int limit);
// The published form versions that those answer, by form code and version: ids of rows.
std::vector<std::string> answered_form_versions(Db& db, const ResultFilter& filter);
struct Codes {
  std::map<std::string, std::string> entities;
  std::map<std::string, std::string> branches;
  std::map<std::string, std::string> services;
  std::map<std::string, std::string> forms;
};
// What people call things, by id.
Codes codes(Db& db);

}  // namespace stored
}  // namespace shopper::evaluation

template <>
struct shopper::store::Table<shopper::evaluation::domain::ResultRow> {
  static constexpr const char* name = "evaluation";
};
