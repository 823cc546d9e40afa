#include "evaluation/domain/answers.h"

#include <charconv>
#include <cmath>

namespace shopper::evaluation::domain {

std::string number_text(double number) {
  char buffer[64];
  if (std::abs(number) < 1e15 && number == std::trunc(number)) {
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, static_cast<long long>(number)).ptr;
    return {buffer, end};
  }
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  return {buffer, end};
}

bool parse_number(std::string_view text, double& number) {
  char western[40];
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (size == sizeof western) return false;
    const auto first = static_cast<unsigned char>(text[i]);
    if (first == 0xD9 && i + 1 < text.size()) {  // U+0660..0669 are D9 A0..A9; the Arabic decimal separator is D9 AB
      const auto second = static_cast<unsigned char>(text[++i]);
      if (second >= 0xA0 && second <= 0xA9) western[size++] = static_cast<char>('0' + (second - 0xA0));
      else if (second == 0xAB) western[size++] = '.';
      else return false;
    } else {
      western[size++] = text[i];
    }
  }
  for (std::size_t i = 0; i < size; ++i)
    if ((western[i] < '0' || western[i] > '9') && western[i] != '.' && !(western[i] == '-' && i == 0)) return false;
  double parsed = 0;
  const auto [end, fault] = std::from_chars(western, western + size, parsed, std::chars_format::fixed);
  if (fault != std::errc{} || end != western + size || !std::isfinite(parsed)) return false;
  number = parsed;
  return true;
}

std::string raw_text(const AnswerValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return number_text(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  std::string joined;
  if (const auto* many = std::get_if<std::vector<std::string>>(&value))
    for (const auto& one : *many) joined += (joined.empty() ? "" : " ") + one;
  return joined;
}

}  // namespace shopper::evaluation::domain
