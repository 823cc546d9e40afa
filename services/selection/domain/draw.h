// Who is in a draw and under which quotas; what can be done when no panel keeps them, and who replaces whom.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/text.h"
#include "selection/sortition/pool.h"

namespace shopper::selection {

struct Quota {
  std::string feature;
  std::string value;
  int min = 0;
  int max = 0;
  SHOPPER_FIELDS(Quota, feature, value, min, max)
};

struct QuotaPlan {
  std::string id;   // the programme's
  std::int64_t version = 1;
  int panel_size = 0;
  int reserve_size = 0;
  std::vector<Quota> quotas;
  int employer_max = 0;   // at most so many of one employer in a panel; 0 for no limit
  SHOPPER_FIELDS(QuotaPlan, id, version, panel_size, reserve_size, quotas, employer_max)
};

struct Entrant {
  std::string id;
  std::map<std::string, std::string> features;
  std::string household;   // at most one of a household is drawn; "" for none
  std::string employer{};   // at most employer_max of one are drawn; "" for none
};

struct Relaxation {
  std::string feature;
  std::string value;
  std::string bound;   // "min" or "max"
  int from = 0;
  int to = 0;
  Text text;
  SHOPPER_FIELDS(Relaxation, feature, value, bound, from, to, text)
};

// Whether the quota counts the entrant.
bool counts(const Quota& quota, const Entrant& entrant);

// The entrants, in their order, as the engine sees them; one row for each quota, in the plan's order, and limits after them.
sortition::Pool engine_pool(const std::vector<Entrant>& entrants, const QuotaPlan& plan);

// How long the engine may look for a panel, and for the smallest relaxation.
inline constexpr double solver_limit_s = 20;

// Wrong fields of a plan; `known` are the programme's features and values.
Result<Done> check_plan(const QuotaPlan& plan, const std::map<std::string, std::vector<std::string>>& known);

// The smallest change of bounds that makes a panel possible, in words; empty when one is possible already.
// Costs of sortition.md 2.5: a lowered minimum weighs 1 + 2/min, a raised maximum 1. Nothing when even free quotas do not help (too few candidates).
std::optional<std::vector<Relaxation>> smallest_relaxation(const std::vector<Entrant>& pool, const QuotaPlan& plan);

// Entrants whom the quotas leave no place in any panel, though panels exist; nobody where none exists.
std::vector<std::string> in_no_panel(const std::vector<Entrant>& pool, const QuotaPlan& plan);

// Whether these members are no more than the panel has seats, keep every maximum and the employers' limit, and the free seats can still meet every minimum (for a full panel: every minimum is met).
bool keeps_quotas(const std::vector<Entrant>& panel, const QuotaPlan& plan);

// Who of `reserve` (in order of calling) takes the place that `leaver` left among `remaining`: of those who keep every quota the one who differs
// from the leaver in the fewest quotas, the first of several; nothing when nobody keeps them.
std::optional<std::string> choose_replacement(const Entrant& leaver, const std::vector<Entrant>& remaining, const std::vector<Entrant>& reserve, const QuotaPlan& plan);

// The text that the draw's input hash is taken of: sorted candidates with features, households and employers, and the quotas.
std::string canonical_input(const std::vector<Entrant>& pool, const QuotaPlan& plan);

}  // namespace shopper::selection
