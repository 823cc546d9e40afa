// What proves how fair a list of panels is, as it is written to files: the pool by types, its rows, the fair chances, and the multipliers and
// weighted panels behind them (docs/DRAW.md explains why that is a proof).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/base/fields.h"
#include "selection/sortition/pool.h"
#include "selection/sortition/verify.h"

namespace shopper::selection::procedure {

// A quota, or a limit of households or employers (feature "household" or "employer").
struct ProofRow {
  std::string feature;
  std::string value;
  int min = 0;
  int max = 0;
  bool operator==(const ProofRow&) const = default;
  SHOPPER_FIELDS(ProofRow, feature, value, min, max)
};
// A limit has no value; a quota of a feature that happens to be called so has one.
inline bool is_limit(const ProofRow& row) { return row.value.empty() && (row.feature == "household" || row.feature == "employer"); }
struct ProofType {
  std::vector<int> rows;   // in which its people count, ascending
  int people = 0;
  int seats_max = 0;
  SHOPPER_FIELDS(ProofType, rows, people, seats_max)
};
struct ProofLevel {
  double level = 0;                  // in units of k/n
  std::vector<int> held;             // types that cannot have more
  std::vector<double> multipliers;   // one a row, and one for the size; none where the ceiling alone holds them
  SHOPPER_FIELDS(ProofLevel, level, held, multipliers)
};
struct Proof {
  std::string method;
  int size = 0;
  std::optional<double> cap;   // in units of k/n
  std::vector<ProofRow> rows;
  std::vector<ProofType> types;
  std::vector<int> in_no_panel;            // types
  std::vector<ProofLevel> nowhere;         // why: with these multipliers the held types have less than one seat
  std::vector<double> expected_seats;      // by type
  std::vector<ProofLevel> levels;
  std::vector<std::vector<int>> mixture;   // panels as [type, seats, type, seats, ...]; with `weights` the expected seats
  std::vector<double> weights;
  SHOPPER_FIELDS(Proof, method, size, cap, rows, types, in_no_panel, nowhere, expected_seats, levels, mixture, weights)
};

// The methods by their names in files and options; nothing for an unknown name.
std::optional<sortition::Method> method_named(const std::string& name);
std::string name_of(sortition::Method method);

// The quotas' labels, and those of the pool's limits after them.
std::vector<ProofRow> with_limits(std::vector<ProofRow> quotas, const sortition::Pool& pool);
// `labels`: the rows' features and values; bounds are the problem's.
Proof proof_of(const sortition::Problem& problem, sortition::Method method, const sortition::Lottery& lottery, const std::vector<ProofRow>& labels);
// The proof as the verifier takes it, with the list of panels; nothing when numbers do not fit together, and `reason` says which.
std::optional<sortition::Claim> claim_of(const Proof& proof, std::vector<sortition::Panel> list, std::string& reason);

std::vector<std::vector<int>> flat_panels(const std::vector<sortition::Panel>& panels);
std::vector<sortition::Panel> panels_of(const std::vector<std::vector<int>>& flat);

}  // namespace shopper::selection::procedure
