// The files of an offline draw, as the field has them: respondents (a column for each category, a row for each person, an optional `id`) and
// categories (`category,feature,min,max[,min_flex,max_flex]`, or `feature,value,...`). Read in one pass; a million rows are no trouble.
#pragma once

#include <string>
#include <vector>

#include "selection/sortition/pool.h"
#include "table.h"

namespace shopperctl {

struct DrawQuota {
  std::string feature, value;
  shopper::sortition::Row bounds;
  shopper::sortition::Row loosest;   // min_flex, max_flex; without them anything goes
};

struct DrawInput {
  std::vector<DrawQuota> quotas;   // one a row of the problem, in this order; the pool knows what rows come after
  shopper::sortition::Pool pool{0, {}};
  // The person's id: from the column `id`, else her place in the file from 1.
  std::string id(std::size_t person) const { return ids.empty() ? std::to_string(person + 1) : ids.substr(id_starts[person], id_starts[person + 1] - id_starts[person]); }
  std::string ids;
  std::vector<std::size_t> id_starts;
};

// Columns of what people may share, "" for none.
struct DrawShared {
  std::string household;   // at most one of each in a panel
  std::string employer;    // at most `employer_max`
  int employer_max = 0;
};

// Every problem of both files; the input can be used when there is none.
DrawInput read_draw_files(const std::string& respondents, const std::string& categories, int seats, const DrawShared& shared, std::vector<FileProblem>& problems);

}  // namespace shopperctl
