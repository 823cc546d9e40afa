#include "evaluation/domain/results_table.h"

namespace shopper::evaluation::domain {
namespace {

bool answered(const Question& question) { return question.type != QuestionType::note; }

std::string joined(std::string_view prefix, std::string_view name) {
  std::string both(prefix);
  both += '.';
  both += name;
  return both;
}

}  // namespace

ResultsTable::ResultsTable(const std::vector<FormDefinition>& forms)
    : heading_{"id", "state", "mode", "purpose", "entity", "branch", "service", "channel", "form", "form_version", "visited_on", "submitted_at", "released_at", "score", "flags", "revision",
               "imported", "recommendation_id", "result_id"} {
  for (const auto& form : forms)
    for (const auto& question : form.questions)
      if (!question.dimension.empty()) add(dimension_prefix, question.dimension);
  for (const auto& form : forms)
    for (const auto& question : form.questions)
      if (answered(question)) add(form.code, question.name);
}

void ResultsTable::add(std::string_view prefix, std::string_view name) {
  auto title = joined(prefix, name);
  if (places_.try_emplace(title, heading_.size()).second) heading_.push_back(std::move(title));
}

std::optional<std::size_t> ResultsTable::column(std::string_view prefix, std::string_view name) const {
  const auto found = places_.find(joined(prefix, name));
  return found == places_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace shopper::evaluation::domain
