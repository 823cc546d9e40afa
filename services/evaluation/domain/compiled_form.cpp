#include "evaluation/domain/compiled_form.h"

#include <algorithm>
#include <cmath>

#include "evaluation/domain/evidence.h"
#include "evaluation/domain/name_check.h"
#include "evaluation/domain/sheet.h"

namespace shopper::evaluation::domain {
namespace {

Expression compile(const std::string& source, const std::unordered_map<std::string, std::size_t>& index, std::vector<std::size_t>* used) {
  auto expression = std::get<Expression>(Expression::parse(source));
  expression.bind([&](const std::string& name) {
    const auto slot = index.at(name);
    if (used) used->push_back(slot);
    return slot;
  });
  return expression;
}

Value as_value(const AnswerValue& answer) {
  if (const auto* number = std::get_if<double>(&answer)) return *number;
  if (std::holds_alternative<std::monostate>(answer)) return {};
  return raw_text(answer);
}

// What a calculation leaves behind: NaN and infinity are no answers.
AnswerValue as_answer(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return std::isfinite(*number) ? AnswerValue{*number} : AnswerValue{};
  auto text = to_text(value);
  return text.empty() ? AnswerValue{} : AnswerValue{std::move(text)};
}

bool empty(const AnswerValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return trimmed(*text).empty();
  if (const auto* many = std::get_if<std::vector<std::string>>(&value)) return many->empty();
  return std::holds_alternative<std::monostate>(value);
}

bool valid_time(std::string_view text) {
  const auto digit = [&](std::size_t i, char highest) { return text[i] >= '0' && text[i] <= highest; };
  return text.size() == 5 && digit(0, '2') && digit(1, text[0] == '2' ? '3' : '9') && text[2] == ':' && digit(3, '5') && digit(4, '9');
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from < text.size();) {
    const auto to = std::min(text.find(' ', from), text.size());
    if (to > from) out.emplace_back(text.substr(from, to - from));
    from = to + 1;
  }
  return out;
}

std::string pointer(std::string_view name) { return "/answers/" + pointer_token(name); }

}  // namespace

CompiledForm::CompiledForm(FormDefinition definition) : definition_(std::move(definition)), compiled_(definition_.questions.size()) {
  const auto& questions = definition_.questions;
  for (std::size_t i = 0; i < questions.size(); ++i) index_.emplace(questions[i].name, i);
  std::unordered_map<std::string, const Group*> groups;
  for (const auto& group : definition_.groups) groups.emplace(group.name, &group);

  std::vector<std::vector<std::size_t>> depends_on(questions.size());
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const auto& q = questions[i];
    auto& c = compiled_[i];
    if (!q.relevant.empty()) c.relevant.push_back(compile(q.relevant, index_, &depends_on[i]));
    for (auto group = groups.find(q.group); group != groups.end(); group = groups.find(group->second->parent))
      if (!group->second->relevant.empty()) c.relevant.push_back(compile(group->second->relevant, index_, &depends_on[i]));
    if (!q.calculation.empty()) c.calculation = compile(q.calculation, index_, &depends_on[i]);
    if (!q.constraint.empty()) c.constraint = compile(q.constraint, index_, nullptr);
    for (const auto& choice : definition_.choices)
      if (choice.list == q.list) c.choices.emplace(choice.name, &choice);
  }

  std::vector<bool> placed(questions.size());
  const auto place = [&](auto&& self, std::size_t i) -> void {
    if (placed[i]) return;
    placed[i] = true;
    for (const auto before : depends_on[i]) self(self, before);
    order_.push_back(i);
  };
  for (std::size_t i = 0; i < questions.size(); ++i) place(place, i);
}

// Reads what was sent into the type of the question, or says what is wrong with it.
void CompiledForm::read(std::size_t question, const AnswerValue& given, AnswerValue& value, Assessment& out) const {
  const auto& q = definition_.questions[question];
  const auto wrong = [&](std::string code, Text text) { out.errors.add(pointer(q.name), std::move(code), std::move(text)); };
  const auto* text = std::get_if<std::string>(&given);
  const auto plain = text ? trimmed(*text) : std::string_view{};
  switch (q.type) {
    case QuestionType::integer:
    case QuestionType::decimal: {
      double number = 0;
      if (const auto* sent = std::get_if<double>(&given)) number = *sent;
      else if (!text || !parse_number(plain, number)) return wrong("ANSWER_NOT_NUMBER", {"الجواب يجب أن يكون عددًا", "The answer must be a number"});
      if (!std::isfinite(number) || std::abs(number) > 1e12) return wrong("ANSWER_OUT_OF_RANGE", {"العدد خارج المدى المسموح", "The number is out of range"});
      if (q.type == QuestionType::integer && number != std::trunc(number)) return wrong("ANSWER_NOT_INTEGER", {"الجواب يجب أن يكون عددًا صحيحًا", "The answer must be a whole number"});
      value = number;
      return;
    }
    case QuestionType::select_one: {
      auto chosen = text ? std::string(plain) : std::holds_alternative<double>(given) ? raw_text(given) : std::string();
      if (chosen.empty()) return wrong("ANSWER_NOT_CHOICE", {"الجواب يجب أن يكون اسم خيار", "The answer must be the name of a choice"});
      if (!compiled_[question].choices.contains(chosen)) return wrong("CHOICE_UNKNOWN", fill({"{} ليس من الخيارات", "{} is not one of the choices"}, {chosen}));
      value = std::move(chosen);
      return;
    }
    case QuestionType::select_multiple: {
      const auto* many = std::get_if<std::vector<std::string>>(&given);
      if (!many && !text) return wrong("ANSWER_NOT_CHOICES", {"الجواب يجب أن يكون قائمة خيارات", "The answer must be a list of choices"});
      const auto sent = many ? *many : words(plain);
      std::vector<std::string> chosen;
      for (const auto& choice : definition_.choices)  // canonical: the order of the form
        if (choice.list == q.list && std::ranges::find(sent, choice.name) != sent.end()) chosen.push_back(choice.name);
      for (const auto& name : sent)
        if (!compiled_[question].choices.contains(name)) return wrong("CHOICE_UNKNOWN", fill({"{} ليس من الخيارات", "{} is not one of the choices"}, {name}));
      if (chosen.size() != sent.size()) return wrong("CHOICE_REPEATED", {"خيار مذكور مرتين", "A choice is named twice"});
      value = std::move(chosen);
      return;
    }
    case QuestionType::date:
      if (!text || !Date::parse(plain)) return wrong("ANSWER_NOT_DATE", {"الجواب يجب أن يكون تاريخًا YYYY-MM-DD", "The answer must be a date YYYY-MM-DD"});
      break;
    case QuestionType::time:
      if (!text || !valid_time(plain)) return wrong("ANSWER_NOT_TIME", {"الجواب يجب أن يكون وقتًا HH:MM", "The answer must be a time HH:MM"});
      break;
    case QuestionType::evidence:
      if (!text || !valid_sha256(plain)) return wrong("ANSWER_NOT_EVIDENCE", {"الجواب يجب أن يكون بصمة SHA-256 لملف مرفق", "The answer must be the SHA-256 of an attached file"});
      break;
    default:
      if (!text) return wrong("ANSWER_NOT_TEXT", {"الجواب يجب أن يكون نصًا", "The answer must be a text"});
      if (plain.size() > limits::max_answer_bytes) return wrong("ANSWER_TOO_LONG", {"الجواب أطول من المسموح", "The answer is too long"});
      if (names_person(plain)) return wrong("TEXT_NAMES_PERSON", name_refused());
  }
  value = std::string(plain);
}

Assessment CompiledForm::assess(const Answers& answers, Completeness completeness, Date today) const {
  Assessment out;
  const auto& questions = definition_.questions;
  std::vector<AnswerValue> values(questions.size());
  std::vector<Value> slots(questions.size());
  std::vector<bool> answered(questions.size()), faulty(questions.size());

  for (const auto& answer : answers) {
    const auto found = index_.find(answer.name);
    if (found == index_.end() || questions[found->second].type == QuestionType::note) {
      out.errors.add(pointer(answer.name), "QUESTION_UNKNOWN", {"النموذج لا يسأل هذا السؤال", "The form has no such question"});
      continue;
    }
    const auto i = found->second;
    if (answered[i]) out.errors.add(pointer(answer.name), "ANSWER_REPEATED", {"السؤال أجيب مرتين", "The question is answered twice"});
    answered[i] = true;
    // What a client calculated is not read: the server's result stands.
    if (questions[i].type == QuestionType::calculate || empty(answer.value)) continue;
    read(i, answer.value, values[i], out);
    faulty[i] = empty(values[i]);
    slots[i] = as_value(values[i]);
  }

  std::vector<bool> relevant(questions.size());
  for (const auto i : order_) {
    const auto& q = questions[i];
    const auto& c = compiled_[i];
    const Scope scope{slots, nullptr, today};
    relevant[i] = std::ranges::all_of(c.relevant, [&](const Expression& e) { return to_bool(e.evaluate(scope)); });
    if (c.calculation && relevant[i]) {
      values[i] = as_answer(c.calculation->evaluate(scope));
      slots[i] = as_value(values[i]);
    }
    if (completeness == Completeness::draft || faulty[i] || relevant[i] || empty(values[i])) continue;
    out.errors.add(pointer(q.name), "ANSWER_NOT_RELEVANT", {"هذا السؤال لا ينطبق بحسب الأجوبة الأخرى", "The question does not apply, given the other answers"});
    slots[i] = {};
  }

  for (std::size_t i = 0; i < questions.size(); ++i) {
    const auto& q = questions[i];
    if (completeness == Completeness::complete && relevant[i] && !faulty[i]) {
      if (q.required && empty(values[i]) && q.type != QuestionType::note && q.type != QuestionType::calculate)
        out.errors.add(pointer(q.name), "ANSWER_MISSING", {"هذا السؤال مطلوب", "An answer is required"});
      if (compiled_[i].constraint && !empty(values[i]) && !to_bool(compiled_[i].constraint->evaluate({slots, &slots[i], today})))
        out.errors.add(pointer(q.name), "CONSTRAINT_BROKEN", q.constraint_message.complete() ? q.constraint_message : Text{"الجواب لا يحقق قيد السؤال", "The answer breaks the constraint of the question"});
    }
    if (completeness == Completeness::complete && q.type != QuestionType::note && q.type != QuestionType::text && q.type != QuestionType::evidence &&
        q.type != QuestionType::date && q.type != QuestionType::time && relevant[i] && !empty(values[i]))
      out.items.push_back(rate(i, values[i]));
    if (!empty(values[i])) out.answers.push_back({q.name, std::move(values[i])});
  }
  total(out);
  return out;
}

Item CompiledForm::rate(std::size_t question, const AnswerValue& value) const {
  const auto& q = definition_.questions[question];
  Item item{q.name, q.dimension, std::nullopt, raw_text(value), measures(q)};
  if (!q.scored) return item;
  std::optional<double> points;
  const auto add = [&](const std::string& name) {
    const auto* choice = compiled_[question].choices.at(name);
    if (choice->scored) points = points.value_or(0) + choice->points;
  };
  if (const auto* many = std::get_if<std::vector<std::string>>(&value)) std::ranges::for_each(*many, add);
  else if (q.type == QuestionType::select_one) add(std::get<std::string>(value));
  else if (const auto* number = std::get_if<double>(&value)) points = *number;
  if (points) item.score = std::clamp((*points - q.worst) / (q.best - q.worst), 0.0, 1.0);
  return item;
}

// Weighted means over the applicable items: what was not applicable is in no denominator.
void CompiledForm::total(Assessment& out) const {
  struct Sum {
    double weighted = 0, weight = 0;
    std::int64_t items = 0;
  };
  Sum whole, judged;
  std::vector<std::pair<std::string, Sum>> by_dimension;
  for (const auto& item : out.items) {
    if (!item.score) continue;
    const auto weight = definition_.questions[index_.at(item.name)].weight;
    const auto count = [&](Sum& sum) {
      sum.weighted += weight * *item.score;
      sum.weight += weight;
      ++sum.items;
    };
    count(whole);
    if (!item.measured) count(judged);
    if (item.dimension.empty()) continue;
    auto found = std::ranges::find(by_dimension, item.dimension, &std::pair<std::string, Sum>::first);
    if (found == by_dimension.end()) found = by_dimension.insert(by_dimension.end(), {item.dimension, {}});
    count(found->second);
  }
  if (whole.items > 0) out.score = whole.weighted / whole.weight;
  if (judged.items > 0) out.judged_score = judged.weighted / judged.weight;
  for (const auto& [dimension, sum] : by_dimension) out.dimensions.push_back({dimension, sum.weighted / sum.weight, sum.items});
}

}  // namespace shopper::evaluation::domain
