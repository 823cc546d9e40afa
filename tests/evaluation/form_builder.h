// Small forms for tests.
#pragma once

#include "evaluation/domain/compiled_form.h"

namespace shopper::evaluation::testing {

using namespace domain;

inline Question question(std::string name, QuestionType type) {
  Question q;
  q.name = name;
  q.type = type;
  q.label = {"سؤال " + name, "Question " + name};
  return q;
}

inline Choice choice(std::string list, std::string name, std::optional<double> points = {}) {
  return {std::move(list), name, {"خيار " + name, "Choice " + name}, points.has_value(), points.value_or(0)};
}

// welcome (yes/no/na, scored, staff), satisfaction (1..5, scored, satisfaction), waited (minutes, 60 worst, 0 best, time),
// documents (several), why (if not welcomed), comment, photo (evidence), hours (calculated).
inline FormDefinition sample_form() {
  FormDefinition form;
  form.code = "visit";
  form.title = {"زيارة", "Visit"};
  form.choices = {choice("yes_no", "yes", 1), choice("yes_no", "no", 0), choice("yes_no", "na"), choice("docs", "id"), choice("docs", "lease"), choice("docs", "bill")};
  auto welcome = question("welcome", QuestionType::select_one);
  welcome.list = "yes_no";
  welcome.required = welcome.scored = true;
  welcome.dimension = "staff";
  auto satisfaction = question("satisfaction", QuestionType::integer);
  satisfaction.required = satisfaction.scored = true;
  satisfaction.worst = 1;
  satisfaction.best = 5;
  satisfaction.weight = 2;
  satisfaction.dimension = "satisfaction";
  satisfaction.constraint = ". >= 1 and . <= 5";
  satisfaction.constraint_message = {"من 1 إلى 5", "From 1 to 5"};
  auto waited = question("waited", QuestionType::integer);
  waited.scored = true;
  waited.worst = 60;
  waited.best = 0;
  waited.dimension = "time";
  auto documents = question("documents", QuestionType::select_multiple);
  documents.list = "docs";
  auto why = question("why", QuestionType::text);
  why.relevant = "${welcome} = 'no'";
  why.required = true;
  auto hours = question("hours", QuestionType::calculate);
  hours.calculation = "round(${waited} div 60, 2)";
  form.questions = {welcome, satisfaction, waited, documents, why, question("comment", QuestionType::text), question("photo", QuestionType::evidence), hours};
  return form;
}

}  // namespace shopper::evaluation::testing
