// The evaluations of a programme as one table (API-04): a row each, the same columns for all, whichever versions of which forms they answered.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evaluation/domain/form.h"

namespace shopper::evaluation::domain {

class ResultsTable {
 public:
  // Columns: what every evaluation has, its dimensions' scores ("dimension.<name>"), then a column for each question ("<form code>.<question>"), in the
  // order of `forms` and their questions. Versions of one form share the column of a question of one name.
  explicit ResultsTable(const std::vector<FormDefinition>& forms);

  const std::vector<std::string>& heading() const { return heading_; }
  std::optional<std::size_t> dimension_column(std::string_view dimension) const { return column(dimension_prefix, dimension); }
  std::optional<std::size_t> answer_column(std::string_view form_code, std::string_view question) const { return column(form_code, question); }

  // The columns that every evaluation has, in this order.
  enum Column : std::size_t { id, state, mode, purpose, entity, branch, service, channel, form, form_version, visited_on, submitted_at, released_at, score, flags, revision, imported, recommendation_id, result_id, fixed_columns };

 private:
  static constexpr std::string_view dimension_prefix = "dimension";
  void add(std::string_view prefix, std::string_view name);
  std::optional<std::size_t> column(std::string_view prefix, std::string_view name) const;

  std::vector<std::string> heading_;
  std::map<std::string, std::size_t, std::less<>> places_;
};

}  // namespace shopper::evaluation::domain
