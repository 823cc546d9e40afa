#include "evaluation/usecases/answers_json.h"

#include <nlohmann/json.hpp>

#include "evaluation/domain/sheet.h"

namespace shopper::evaluation {

using domain::Answers;
using domain::AnswerValue;
using nlohmann::json;

Result<Answers> parse_answers(const RawJson& raw) {
  Answers answers;
  if (raw.empty()) return answers;
  const auto parsed = json::parse(raw.text, nullptr, false);
  FieldErrors errors;
  if (parsed.is_null()) return answers;
  if (!parsed.is_object()) {
    errors.add("/answers", "ANSWERS_NOT_OBJECT", {"الأجوبة كائن JSON", "The answers must be a JSON object"});
    return errors.result().error();
  }
  constexpr std::size_t max_answers = 1'000;
  if (parsed.size() > max_answers) {
    errors.add("/answers", "ANSWERS_TOO_MANY", {"الأجوبة أكثر من المسموح", "There are too many answers"});
    return errors.result().error();
  }
  answers.reserve(parsed.size());
  for (const auto& [name, value] : parsed.items()) {
    AnswerValue answer;
    if (value.is_string()) answer = value.get_ref<const std::string&>();
    else if (value.is_number()) answer = value.get<double>();
    else if (value.is_boolean()) answer = value.get<bool>();
    else if (value.is_array() && std::ranges::all_of(value, [](const json& item) { return item.is_string(); })) answer = value.get<std::vector<std::string>>();
    else if (!value.is_null()) errors.add("/answers/" + domain::pointer_token(name), "ANSWER_TYPE", {"الجواب عدد أو نص أو قائمة نصوص", "An answer is a number, a text or a list of texts"});
    answers.push_back({name, std::move(answer)});
  }
  if (!errors.empty()) return errors.result().error();
  return answers;
}

RawJson dump_answers(const Answers& answers) {
  const auto quoted = [](const std::string& text) { return json(text).dump(-1, ' ', false, json::error_handler_t::replace); };
  std::string out = "{";
  for (const auto& answer : answers) {
    if (out.size() > 1) out += ',';
    out += quoted(answer.name) + ':';
    if (const auto* number = std::get_if<double>(&answer.value)) out += domain::number_text(*number);
    else if (const auto* text = std::get_if<std::string>(&answer.value)) out += quoted(*text);
    else if (const auto* many = std::get_if<std::vector<std::string>>(&answer.value)) {
      out += '[';
      for (const auto& one : *many) out += (out.back() == '[' ? "" : ",") + quoted(one);
      out += ']';
    } else out += "null";
  }
  return {out + "}"};
}

}  // namespace shopper::evaluation
