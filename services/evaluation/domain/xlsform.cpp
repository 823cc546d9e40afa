#include "evaluation/domain/xlsform.h"

#include <array>

#include "evaluation/domain/answers.h"

namespace shopper::evaluation::domain {
namespace {

// Metadata that collecting apps add; the server knows better, so such rows are skipped.
constexpr std::array<std::string_view, 10> metadata_types{"start", "end", "today", "deviceid", "phonenumber", "username", "email", "audit", "subscriberid", "simserial"};

struct TypeName {
  std::string_view name;
  QuestionType type;
};
constexpr std::array type_names{
    TypeName{"text", QuestionType::text},       TypeName{"string", QuestionType::text},   TypeName{"integer", QuestionType::integer},
    TypeName{"int", QuestionType::integer},     TypeName{"decimal", QuestionType::decimal}, TypeName{"date", QuestionType::date},
    TypeName{"time", QuestionType::time},       TypeName{"note", QuestionType::note},     TypeName{"calculate", QuestionType::calculate},
    TypeName{"image", QuestionType::evidence},  TypeName{"file", QuestionType::evidence},
};

const Sheet* find_sheet(const std::vector<Sheet>& sheets, std::string_view name) {
  for (const auto& sheet : sheets)
    if (lowered(trimmed(sheet.name)) == name) return &sheet;
  return nullptr;
}

bool yes(std::string_view text) {
  const auto word = lowered(text);
  return word == "yes" || word == "true" || word == "true()" || word == "1";
}
bool no(std::string_view text) {
  const auto word = lowered(text);
  return word.empty() || word == "no" || word == "false" || word == "false()" || word == "0";
}

// "select_one  list or_other" -> its words.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t from = 0; from < text.size();) {
    const auto to = std::min(text.find_first_of(" \t", from), text.size());
    if (to > from) words.emplace_back(text.substr(from, to - from));
    from = to + 1;
  }
  return words;
}

class XlsForm {
 public:
  Result<FormDefinition> read(const std::vector<Sheet>& sheets) {
    const auto* survey = find_sheet(sheets, "survey");
    const auto* choices = find_sheet(sheets, "choices");
    const auto* settings = find_sheet(sheets, "settings");
    if (!survey || survey->rows.empty()) errors_.add("/survey", "SHEET_MISSING", {"ورقة survey ناقصة", "The sheet survey is missing"});
    if (!settings || settings->rows.size() < 2) errors_.add("/settings", "SHEET_MISSING", {"ورقة settings ناقصة", "The sheet settings is missing"});
    if (!errors_.empty()) return errors_.result().error();
    read_settings(*settings);
    if (choices) read_choices(*choices);
    read_survey(*survey);
    complete_scoring(form_);
    check_form(form_, [this](FormPart part, std::size_t i, std::string_view field) { return locate(part, i, field); }, errors_);
    if (!errors_.empty()) return errors_.result().error();
    return std::move(form_);
  }

 private:
  struct Columns {
    explicit Columns(const Sheet& sheet) : at(sheet) {}
    SheetColumns at;
    std::string text(const SheetRow& row, std::initializer_list<std::string_view> names) const { return std::string(at.cell(row, at.find(names))); }
    Text texts(const SheetRow& row, std::string_view base) const {
      return {std::string(at.cell(row, at.find_translation(base, "ar", "arabic"))), std::string(at.cell(row, at.find_translation(base, "en", "english")))};
    }
    // The heading as the author wrote it, or the name of a column that is not there.
    std::string heading(std::optional<std::size_t> column, std::string fallback) const { return column ? at.headings()[*column] : fallback; }
  };

  void add(std::string_view sheet, int row, std::string_view column, std::string code, Text text) {
    errors_.add("/" + std::string(sheet) + "/" + std::to_string(row) + "/" + pointer_token(column), std::move(code), std::move(text));
  }

  std::optional<double> number(std::string_view sheet, const SheetRow& row, const Columns& columns, std::initializer_list<std::string_view> names) {
    const auto text = columns.text(row, names);
    double value = 0;
    if (text.empty()) return std::nullopt;
    if (parse_number(text, value)) return value;
    add(sheet, row.number, *names.begin(), "NUMBER_EXPECTED", fill({"المتوقع عدد بدل «{}»", "Expected a number instead of \"{}\""}, {text}));
    return std::nullopt;
  }

  void read_settings(const Sheet& sheet) {
    const Columns columns(sheet);
    const auto& row = sheet.rows[1];
    settings_row_ = row.number;
    form_.code = columns.text(row, {"form_id", "id_string"});
    form_.title = columns.texts(row, "form_title");
    const auto untranslated = columns.text(row, {"form_title", "title"});
    if (form_.title.ar.empty()) form_.title.ar = untranslated;
    if (form_.title.en.empty()) form_.title.en = untranslated;
  }

  void read_choices(const Sheet& sheet) {
    choice_columns_.emplace(sheet);
    for (std::size_t i = 1; i < sheet.rows.size() && form_.choices.size() <= limits::max_choices; ++i) {
      const auto& row = sheet.rows[i];
      if (blank(row)) continue;
      Choice choice{choice_columns_->text(row, {"list_name", "list name"}), choice_columns_->text(row, {"name", "value"}), choice_columns_->texts(row, "label"), false, 0};
      const auto score = lowered(choice_columns_->text(row, {"score"}));
      if (!score.empty() && score != "na" && score != "n/a") {
        const auto points = number("choices", row, *choice_columns_, {"score"});
        choice.scored = points.has_value();
        choice.points = points.value_or(0);
      }
      form_.choices.push_back(std::move(choice));
      choice_rows_.push_back(row.number);
    }
  }

  void read_survey(const Sheet& sheet) {
    survey_columns_.emplace(sheet);
    std::vector<std::string> open_groups;
    for (std::size_t i = 1; i < sheet.rows.size() && form_.questions.size() <= limits::max_questions; ++i) {
      const auto& row = sheet.rows[i];
      if (blank(row)) continue;
      auto type = words_of(survey_columns_->text(row, {"type"}));
      if (type.size() >= 2 && (type[0] == "begin" || type[0] == "end" || type[0] == "select")) type = joined(type);
      if (type.empty()) add("survey", row.number, "type", "TYPE_MISSING", {"نوع السؤال ناقص", "The type is missing"});
      else if (type[0] == "begin_group") open_group(row, open_groups);
      else if (type[0] == "end_group") close_group(row, open_groups);
      else if (std::ranges::find(metadata_types, type[0]) == metadata_types.end()) read_question(row, type, open_groups);
    }
    if (!open_groups.empty()) add("survey", sheet.rows.back().number, "type", "GROUP_NOT_CLOSED", fill({"المجموعة {} لم تُغلق", "The group {} is not closed"}, {open_groups.back()}));
  }

  // "begin group" is also written "begin_group", and "select one" "select_one".
  static std::vector<std::string> joined(std::vector<std::string> words) {
    words[0] += "_" + words[1];
    words.erase(words.begin() + 1);
    return words;
  }

  void open_group(const SheetRow& row, std::vector<std::string>& open_groups) {
    Group group{survey_columns_->text(row, {"name"}), open_groups.empty() ? "" : open_groups.back(), survey_columns_->texts(row, "label"), survey_columns_->text(row, {"relevant"})};
    open_groups.push_back(group.name);
    form_.groups.push_back(std::move(group));
    group_rows_.push_back(row.number);
  }

  void close_group(const SheetRow& row, std::vector<std::string>& open_groups) {
    if (open_groups.empty()) return add("survey", row.number, "type", "GROUP_NOT_OPEN", {"إغلاق مجموعة لم تُفتح", "No group is open here"});
    open_groups.pop_back();
  }

  void read_question(const SheetRow& row, const std::vector<std::string>& type, const std::vector<std::string>& open_groups) {
    const auto& columns = *survey_columns_;
    Question q;
    const bool select = type[0] == "select_one" || type[0] == "select_multiple";
    const auto known = std::ranges::find(type_names, std::string_view(type[0]), &TypeName::name);
    if (select && type.size() == 2) {
      q.type = type[0] == "select_one" ? QuestionType::select_one : QuestionType::select_multiple;
      q.list = type[1];
    } else if (!select && known != type_names.end() && type.size() == 1) {
      q.type = known->type;
    } else {
      add("survey", row.number, "type", "TYPE_UNKNOWN", fill({"نوع السؤال «{}» غير مدعوم", "The type \"{}\" is not supported"}, {columns.text(row, {"type"})}));
    }
    q.name = columns.text(row, {"name"});
    q.group = open_groups.empty() ? "" : open_groups.back();
    q.label = columns.texts(row, "label");
    q.hint = columns.texts(row, "hint");
    const auto required = columns.text(row, {"required"});
    q.required = yes(required);
    if (!q.required && !no(required)) add("survey", row.number, "required", "REQUIRED_NOT_BOOLEAN", {"القيمة yes أو no", "Write yes or no"});
    q.relevant = columns.text(row, {"relevant"});
    q.constraint = columns.text(row, {"constraint"});
    q.constraint_message = columns.texts(row, "constraint_message");
    q.calculation = columns.text(row, {"calculation"});
    q.appearance = columns.text(row, {"appearance"});
    q.dimension = columns.text(row, {"dimension"});
    const auto best = number("survey", row, columns, {"best", "max"});
    const auto worst = number("survey", row, columns, {"worst", "min"});
    const auto weight = number("survey", row, columns, {"weight"});
    q.scored = best.has_value();
    q.best = best.value_or(1);
    q.worst = worst.value_or(0);
    q.weight = weight.value_or(1);
    form_.questions.push_back(std::move(q));
    question_rows_.push_back(row.number);
  }

  std::string locate(FormPart part, std::size_t i, std::string_view field) const {
    if (part == FormPart::settings) return "/settings/" + std::to_string(settings_row_) + "/" + (field == "code" ? "form_id" : field == "title" || field.starts_with("title/") ? "form_title" : "form");
    const bool choice = part == FormPart::choice;
    const int row = choice ? choice_rows_[i] : part == FormPart::group ? group_rows_[i] : question_rows_[i];
    return std::string(choice ? "/choices/" : "/survey/") + std::to_string(row) + "/" + pointer_token(column_of(choice ? *choice_columns_ : *survey_columns_, field, choice));
  }

  // The column in which the author finds the field.
  static std::string column_of(const Columns& columns, std::string_view field, bool choice) {
    if (field == "list") return choice ? "list_name" : "type";
    if (field == "group" || field == "parent") return "type";
    if (field == "scored") return "best";
    const auto slash = field.find('/');
    if (slash == std::string_view::npos) return std::string(field);
    const auto base = field.substr(0, slash), tag = field.substr(slash + 1);
    const bool arabic = tag == "ar";
    return columns.heading(columns.at.find_translation(base, tag, arabic ? "arabic" : "english"), std::string(base) + (arabic ? "::Arabic (ar)" : "::English (en)"));
  }

  FormDefinition form_;
  FieldErrors errors_;
  std::optional<Columns> survey_columns_, choice_columns_;
  std::vector<int> question_rows_, group_rows_, choice_rows_;
  int settings_row_ = 2;
};

}  // namespace

Result<FormDefinition> read_xlsform(const std::vector<Sheet>& sheets) { return XlsForm().read(sheets); }

}  // namespace shopper::evaluation::domain
