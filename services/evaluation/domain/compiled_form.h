// A form made ready for use: names resolved, expressions parsed and ordered. Immutable, so one object serves all threads.
#pragma once

#include <memory>
#include <unordered_map>

#include "evaluation/domain/answers.h"
#include "evaluation/domain/expression.h"
#include "evaluation/domain/form.h"

namespace shopper::evaluation::domain {

// How one coded question was answered; `score` lies in 0..1 and is absent when not applicable.
struct Item {
  std::string name;
  std::string dimension;
  std::optional<double> score;
  std::string raw;
  bool measured = false;
  SHOPPER_FIELDS(Item, name, dimension, score, raw, measured)
};

struct DimensionScore {
  std::string dimension;
  double score = 0;
  std::int64_t items = 0;
  SHOPPER_FIELDS(DimensionScore, dimension, score, items)
};

struct Assessment {
  FieldErrors errors;                       // at `/answers/<name>`
  Answers answers;                          // canonical: form order, typed, with calculations, without empty ones
  std::vector<Item> items;
  std::vector<DimensionScore> dimensions;   // in order of first appearance
  std::optional<double> score;              // absent when nothing was applicable
  std::optional<double> judged_score;       // of the items that are not measured
};

enum class Completeness { draft, complete };

class CompiledForm {
 public:
  // The definition must have passed check_form().
  explicit CompiledForm(FormDefinition definition);
  CompiledForm(const CompiledForm&) = delete;   // it points into itself
  CompiledForm& operator=(const CompiledForm&) = delete;

  // A draft is checked for types and choices only; a complete sheet also for relevance, required answers and constraints.
  Assessment assess(const Answers& answers, Completeness completeness, Date today) const;
  const FormDefinition& definition() const { return definition_; }

 private:
  struct Compiled {
    std::vector<Expression> relevant;       // own and of every enclosing group
    std::optional<Expression> constraint;
    std::optional<Expression> calculation;
    std::unordered_map<std::string, const Choice*> choices;
  };

  void read(std::size_t question, const AnswerValue& given, AnswerValue& value, Assessment& out) const;
  Item rate(std::size_t question, const AnswerValue& value) const;
  void total(Assessment& out) const;

  FormDefinition definition_;
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<Compiled> compiled_;
  std::vector<std::size_t> order_;          // every question after those it depends on
};

}  // namespace shopper::evaluation::domain
