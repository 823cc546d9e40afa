#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include "evaluation/domain/expression.h"
#include "evaluation/domain/form.h"

namespace shopper::evaluation::domain {
namespace {

constexpr std::size_t max_name_bytes = 64;

bool valid_name(std::string_view name) {
  if (name.empty() || name.size() > max_name_bytes || (name[0] >= '0' && name[0] <= '9') || name[0] == '-' || name[0] == '.') return false;
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  });
}

bool valid_choice_name(std::string_view name) {
  return !name.empty() && name.size() <= max_name_bytes && name.find_first_of(" \t\r\n") == std::string_view::npos;
}

struct Checker {
  const FormDefinition& form;
  const Locate& locate;
  FieldErrors& errors;
  std::unordered_map<std::string, std::size_t> questions;     // by name
  std::unordered_map<std::string, std::size_t> groups;
  std::vector<std::vector<std::size_t>> depends_on;           // question -> questions it is computed from

  void add(FormPart part, std::size_t i, std::string_view field, std::string code, Text text) {
    errors.add(locate(part, i, field), std::move(code), std::move(text));
  }

  // A label must exist in both languages; a hint or message in both or in none.
  void check_text(const Text& text, FormPart part, std::size_t i, const std::string& field, bool needed) {
    if (!needed && text.ar.empty() && text.en.empty()) return;
    if (text.ar.empty()) add(part, i, field + "/ar", "TRANSLATION_MISSING", {"النص العربي ناقص", "The Arabic text is missing"});
    if (text.en.empty()) add(part, i, field + "/en", "TRANSLATION_MISSING", {"النص الإنجليزي ناقص", "The English text is missing"});
    if (text.ar.size() > limits::max_label_bytes || text.en.size() > limits::max_label_bytes)
      add(part, i, field, "TEXT_TOO_LONG", {"النص أطول من المسموح", "The text is too long"});
  }

  // Parses one expression; `used`, if given, collects the questions it reads.
  void check_expression(const std::string& source, FormPart part, std::size_t i, std::string_view field, bool self_allowed, std::vector<std::size_t>* used) {
    if (source.empty()) return;
    auto parsed = Expression::parse(source);
    if (const auto* wrong = std::get_if<SyntaxError>(&parsed)) return add(part, i, field, wrong->code, wrong->text);
    const auto& expression = std::get<Expression>(parsed);
    if (expression.uses_self() && !self_allowed)
      add(part, i, field, "EXPRESSION_SELF", {"النقطة «.» مسموحة في القيود فقط", "\".\" may be used in a constraint only"});
    for (const auto& name : expression.variables()) {
      const auto found = questions.find(name);
      if (found == questions.end()) add(part, i, field, "VARIABLE_UNKNOWN", fill({"لا يوجد سؤال باسم {}", "There is no question named {}"}, {name}));
      else if (form.questions[found->second].type == QuestionType::note)
        add(part, i, field, "VARIABLE_HAS_NO_VALUE", fill({"{} ملاحظة بلا قيمة", "{} is a note and has no value"}, {name}));
      else if (used) used->push_back(found->second);
    }
  }

  void check_names() {
    if (form.questions.empty()) add(FormPart::settings, 0, "questions", "FORM_EMPTY", {"النموذج بلا أسئلة", "The form has no questions"});
    if (form.questions.size() > limits::max_questions || form.choices.size() > limits::max_choices || form.groups.size() > limits::max_groups)
      add(FormPart::settings, 0, "questions", "FORM_TOO_LARGE", {"النموذج أكبر من المسموح", "The form is too large"});
    if (!valid_name(form.code)) add(FormPart::settings, 0, "code", "NAME_INVALID", {"رمز النموذج غير صالح", "The code of the form is not valid"});
    check_text(form.title, FormPart::settings, 0, "title", true);
    const Text name_invalid{"الاسم يبدأ بحرف لاتيني ولا يحوي إلا حروفًا وأرقامًا و _ - .", "A name starts with a letter and holds only letters, digits, _ - ."};
    const Text name_repeated{"الاسم مستعمل من قبل", "The name is already used"};
    for (std::size_t i = 0; i < form.groups.size(); ++i) {
      const auto& group = form.groups[i];
      if (!valid_name(group.name)) add(FormPart::group, i, "name", "NAME_INVALID", name_invalid);
      if (!group.parent.empty() && !groups.contains(group.parent))
        add(FormPart::group, i, "parent", "GROUP_UNKNOWN", {"لا توجد مجموعة سابقة بهذا الاسم", "No group of this name comes before it"});
      if (!groups.emplace(group.name, i).second) add(FormPart::group, i, "name", "NAME_REPEATED", name_repeated);
    }
    for (std::size_t i = 0; i < form.questions.size(); ++i) {
      const auto& question = form.questions[i];
      if (!valid_name(question.name)) add(FormPart::question, i, "name", "NAME_INVALID", name_invalid);
      if (groups.contains(question.name) || !questions.emplace(question.name, i).second) add(FormPart::question, i, "name", "NAME_REPEATED", name_repeated);
    }
  }

  void check_choices() {
    std::set<std::pair<std::string, std::string>> seen;
    for (std::size_t i = 0; i < form.choices.size(); ++i) {
      const auto& choice = form.choices[i];
      if (choice.list.empty()) add(FormPart::choice, i, "list", "LIST_NAME_MISSING", {"اسم القائمة ناقص", "The name of the list is missing"});
      if (!valid_choice_name(choice.name)) add(FormPart::choice, i, "name", "NAME_INVALID", {"اسم الخيار من 1 إلى 64 حرفًا بلا مسافات", "The name of a choice has 1 to 64 characters and no spaces"});
      if (!seen.emplace(choice.list, choice.name).second) add(FormPart::choice, i, "name", "CHOICE_REPEATED", {"الخيار مكرر في القائمة", "The list has this choice twice"});
      check_text(choice.label, FormPart::choice, i, "label", true);
    }
  }

  void check_question(std::size_t i) {
    const auto& q = form.questions[i];
    check_text(q.label, FormPart::question, i, "label", q.type != QuestionType::calculate);
    check_text(q.hint, FormPart::question, i, "hint", false);
    check_text(q.constraint_message, FormPart::question, i, "constraint_message", false);
    if (!q.group.empty() && !groups.contains(q.group)) add(FormPart::question, i, "group", "GROUP_UNKNOWN", {"المجموعة غير موجودة", "There is no such group"});
    const bool select = q.type == QuestionType::select_one || q.type == QuestionType::select_multiple;
    const auto in_list = [&](const Choice& choice) { return choice.list == q.list; };
    if (select && std::ranges::none_of(form.choices, in_list))
      add(FormPart::question, i, "list", "CHOICE_LIST_MISSING", fill({"لا توجد قائمة خيارات باسم {}", "There is no list of choices named {}"}, {q.list}));
    if (q.type == QuestionType::calculate && q.calculation.empty())
      add(FormPart::question, i, "calculation", "CALCULATION_MISSING", {"الحقل المحسوب يحتاج إلى تعبير", "A calculated field needs an expression"});
    if (q.type != QuestionType::calculate && !q.calculation.empty())
      add(FormPart::question, i, "calculation", "CALCULATION_NOT_ALLOWED", {"التعبير الحسابي للحقول المحسوبة فقط", "Only calculated fields have a calculation"});
    check_scoring(q, i, select);
    check_expression(q.relevant, FormPart::question, i, "relevant", false, &depends_on[i]);
    check_expression(q.calculation, FormPart::question, i, "calculation", false, &depends_on[i]);
    check_expression(q.constraint, FormPart::question, i, "constraint", true, nullptr);
  }

  void check_scoring(const Question& q, std::size_t i, bool select) {
    if (!q.scored) {
      if (!q.dimension.empty() && q.type != QuestionType::note && q.type != QuestionType::text && q.type != QuestionType::evidence)
        add(FormPart::question, i, "dimension", "SCORE_MISSING", {"السؤال له بُعد بلا درجات", "The question names a dimension but has no scores"});
      return;
    }
    const bool numeric = q.type == QuestionType::integer || q.type == QuestionType::decimal || q.type == QuestionType::calculate;
    if (!select && !numeric) add(FormPart::question, i, "scored", "SCORE_NOT_ALLOWED", {"هذا النوع من الأسئلة لا يُحتسب له درجات", "A question of this type cannot be scored"});
    if (q.best == q.worst) add(FormPart::question, i, "best", "SCORE_RANGE_EMPTY", {"الدرجة العليا تساوي الدنيا", "The best and the worst score are equal"});
    if (!(q.weight > 0 && q.weight <= 1000)) add(FormPart::question, i, "weight", "WEIGHT_INVALID", {"الوزن بين 0 و1000", "The weight lies between 0 and 1000"});
    if (select && std::ranges::none_of(form.choices, [&](const Choice& choice) { return choice.list == q.list && choice.scored; }))
      add(FormPart::question, i, "list", "SCORE_MISSING", {"لا خيار في القائمة له درجة", "No choice of the list has a score"});
  }

  // A group's relevance is part of each of its questions.
  void inherit_groups() {
    std::vector<std::vector<std::size_t>> used(form.groups.size());
    for (std::size_t g = 0; g < form.groups.size(); ++g) {
      check_text(form.groups[g].label, FormPart::group, g, "label", false);
      check_expression(form.groups[g].relevant, FormPart::group, g, "relevant", false, &used[g]);
      const auto parent = groups.find(form.groups[g].parent);
      if (parent != groups.end() && parent->second < g) used[g].insert(used[g].end(), used[parent->second].begin(), used[parent->second].end());
    }
    for (std::size_t i = 0; i < form.questions.size(); ++i)
      if (const auto group = groups.find(form.questions[i].group); group != groups.end())
        depends_on[i].insert(depends_on[i].end(), used[group->second].begin(), used[group->second].end());
  }

  void check_cycles() {
    enum class Mark : char { fresh, open, done };
    std::vector<Mark> marks(form.questions.size(), Mark::fresh);
    const auto visit = [&](auto&& self, std::size_t i) -> void {
      marks[i] = Mark::open;
      for (const auto next : depends_on[i]) {
        if (marks[next] == Mark::open)
          add(FormPart::question, i, form.questions[i].calculation.empty() ? "relevant" : "calculation", "EXPRESSION_CYCLE",
              fill({"السؤال {} يعتمد على نفسه عبر {}", "{} depends on itself through {}"}, {form.questions[next].name, form.questions[i].name}));
        else if (marks[next] == Mark::fresh) self(self, next);
      }
      marks[i] = Mark::done;
    };
    for (std::size_t i = 0; i < form.questions.size(); ++i)
      if (marks[i] == Mark::fresh) visit(visit, i);
  }
};

}  // namespace

bool measures(const Question& question) {
  constexpr double widest_scale = 10;   // 0 to 10 is asked for judgements still
  if (question.type == QuestionType::decimal || question.type == QuestionType::calculate) return true;
  return question.type == QuestionType::integer && std::fabs(question.best - question.worst) > widest_scale;
}

void complete_scoring(FormDefinition& form) {
  for (auto& q : form.questions) {
    if (q.weight == 0) q.weight = 1;
    const bool select = q.type == QuestionType::select_one || q.type == QuestionType::select_multiple;
    if (!select || (q.scored && q.best != q.worst)) continue;
    std::optional<double> best;
    double sum = 0;
    for (const auto& choice : form.choices) {
      if (choice.list != q.list || !choice.scored) continue;
      best = best ? std::max(*best, choice.points) : choice.points;
      sum += std::max(choice.points, 0.0);
    }
    if (!best) continue;
    q.scored = true;
    q.best = q.type == QuestionType::select_one ? *best : sum;
  }
}

std::string locate_in_json(FormPart part, std::size_t index, std::string_view field) {
  constexpr std::array members{"", "/groups/", "/questions/", "/choices/"};
  const std::string prefix = members[static_cast<std::size_t>(part)];
  return (prefix.empty() ? "" : prefix + std::to_string(index)) + "/" + std::string(field);
}

void check_form(const FormDefinition& form, const Locate& locate, FieldErrors& errors) {
  Checker checker{form, locate, errors, {}, {}, std::vector<std::vector<std::size_t>>(form.questions.size())};
  checker.check_names();
  if (form.questions.size() > limits::max_questions) return;
  checker.check_choices();
  for (std::size_t i = 0; i < form.questions.size(); ++i) checker.check_question(i);
  checker.inherit_groups();
  checker.check_cycles();
}

std::vector<Advice> lint_form(const FormDefinition& form) {
  std::vector<Advice> advice;
  std::size_t asked = 0, free_text = 0, observable = 0, without_escape = 0;
  for (const auto& q : form.questions) {
    if (q.type == QuestionType::note || q.type == QuestionType::calculate) continue;
    ++asked;
    free_text += q.type == QuestionType::text;
    observable += q.type == QuestionType::integer || q.type == QuestionType::decimal || q.type == QuestionType::date || q.type == QuestionType::time ||
                  q.type == QuestionType::evidence || q.type == QuestionType::select_multiple;
    if (q.type != QuestionType::select_one) continue;
    std::size_t choices = 0, unscored = 0;
    for (const auto& choice : form.choices) {
      if (choice.list != q.list) continue;
      ++choices;
      unscored += !choice.scored;
    }
    observable += choices <= 3;  // yes/no(/not observed) asks for a fact, a longer scale for an opinion
    without_escape += q.scored && unscored == 0;
  }
  if (asked > limits::recommended_questions)
    advice.push_back({"FORM_LONG", fill({"عدد الأسئلة {} والموصى به 15", "{} questions; 15 are recommended"}, {std::to_string(asked)})});
  if (free_text > 2) advice.push_back({"FREE_TEXT_MANY", fill({"{} أسئلة مفتوحة والموصى به سؤالان", "{} open questions; two are recommended"}, {std::to_string(free_text)})});
  if (asked > 0 && observable * 2 < asked)
    advice.push_back({"OBSERVABLE_FEW", fill({"{} من {} أسئلة تصف ما يُلاحظ؛ الموصى به النصف على الأقل", "{} of {} questions ask for something observable; at least half should"},
                                             {std::to_string(observable), std::to_string(asked)})});
  if (without_escape > 0)
    advice.push_back({"NOT_OBSERVED_MISSING", fill({"{} أسئلة محتسبة بلا خيار «لم يُلاحظ»", "{} scored questions offer no \"not observed\" choice"}, {std::to_string(without_escape)})});
  return advice;
}

}  // namespace shopper::evaluation::domain
