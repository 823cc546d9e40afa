// A form ("model"): questions in order, their groups and choices, in both languages, and how answers become scores.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/enums.h"
#include "platform/base/error.h"
#include "platform/base/fields.h"
#include "platform/base/time.h"

namespace shopper::evaluation::domain {

namespace limits {
inline constexpr std::size_t max_questions = 300;
inline constexpr std::size_t max_choices = 3'000;
inline constexpr std::size_t max_groups = 60;
inline constexpr std::size_t max_label_bytes = 4'000;
inline constexpr std::size_t max_answer_bytes = 10'000;
inline constexpr std::size_t recommended_questions = 15;
}  // namespace limits

SHOPPER_ENUM(QuestionType, text, integer, decimal, select_one, select_multiple, date, time, note, calculate, evidence)

struct Question {
  std::string name;
  QuestionType type = QuestionType::text;
  std::string list;                // of select_one and select_multiple
  std::string group;               // innermost, "" for none
  Text label;
  Text hint;
  bool required = false;
  std::string relevant;
  std::string constraint;
  Text constraint_message;
  std::string calculation;
  std::string appearance;
  std::string dimension;           // what the score counts for, "" for nothing but the whole
  bool scored = false;
  double worst = 0;                // points (or the number) worth 0
  double best = 1;                 // points (or the number) worth 1; may be below `worst`
  double weight = 1;
  SHOPPER_FIELDS(Question, name, type, list, group, label, hint, required, relevant, constraint, constraint_message, calculation,
                 appearance, dimension, scored, worst, best, weight)
};
// Asks for a quantity, such as minutes or counters, and not for a judgement on a scale: the entity's own records tell it too, and name the visitor.
bool measures(const Question& question);

struct Group {
  std::string name;
  std::string parent;
  Text label;
  std::string relevant;
  SHOPPER_FIELDS(Group, name, parent, label, relevant)
};

struct Choice {
  std::string list;
  std::string name;
  Text label;
  bool scored = false;             // in a scored question, an unscored choice means "not applicable"
  double points = 0;
  SHOPPER_FIELDS(Choice, list, name, label, scored, points)
};

struct FormDefinition {
  std::string code;                // stable over versions
  Text title;
  std::vector<Group> groups;
  std::vector<Question> questions;
  std::vector<Choice> choices;
  SHOPPER_FIELDS(FormDefinition, code, title, groups, questions, choices)
};

SHOPPER_ENUM(FormState, draft, published)

// One version of a form; once published it never changes.
struct FormVersion {
  std::string id;                  // of this version
  std::string form_id;
  std::int64_t form_version = 1;
  std::string code;
  Text title;
  FormState state = FormState::draft;
  FormDefinition definition;
  Instant created_at;
  Instant published_at;
  std::int64_t version = 1;        // of the row
  SHOPPER_FIELDS(FormVersion, id, form_id, form_version, code, title, state, definition, created_at, published_at, version)
};

// Fills what an author may leave out: a weight of 1, and the score of a select question from its choices.
void complete_scoring(FormDefinition& form);

// Where a problem of a form lies: in JSON `/questions/3/relevant`, in a workbook `/survey/5/relevant`.
enum class FormPart { settings, group, question, choice };
using Locate = std::function<std::string(FormPart part, std::size_t index, std::string_view field)>;
std::string locate_in_json(FormPart part, std::size_t index, std::string_view field);

// Every defect that would make answers ambiguous or texts unreadable: names, translations, lists, expressions, cycles, scores.
void check_form(const FormDefinition& form, const Locate& locate, FieldErrors& errors);

// Advice of the form linter (R-19, R-36, FRM-07); never blocks.
struct Advice {
  std::string code;
  Text text;
  SHOPPER_FIELDS(Advice, code, text)
};
std::vector<Advice> lint_form(const FormDefinition& form);

}  // namespace shopper::evaluation::domain
