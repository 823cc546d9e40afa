#include "evaluation/domain/name_check.h"

#include <algorithm>
#include <array>
#include <string>

namespace shopper::evaluation::domain {
namespace {

constexpr std::array<std::string_view, 10> english_titles{"mr", "mrs", "ms", "miss", "dr", "eng", "sheikh", "sheikha", "engineer", "officer"};
constexpr std::array<std::string_view, 12> arabic_titles{"السيد", "السيدة", "الأستاذ", "الأستاذة", "الاستاذ", "الاستاذة", "الدكتور", "الدكتورة", "الشيخ", "الشيخة", "المهندس", "المهندسة"};
// "His name is", "name tag said", "called": what follows with a capital, or in Arabic at all, is a name.
constexpr std::array<std::string_view, 6> english_cues{"named", "called", "name is", "name was", "tag said", "tag says"};
constexpr std::array<std::string_view, 6> arabic_cues{"اسمه", "اسمها", "يدعى", "تدعى", "واسمه", "واسمها"};
// Given names that are hardly anything else; those that are also words (سعيد, جميل, أمل, علي, نور) are not among them.
constexpr std::array<std::string_view, 24> english_given_names{"Mohammed", "Mohamed", "Muhammad", "Mohammad", "Ahmed", "Ahmad", "Abdullah", "Abdulrahman", "Abdulaziz", "Hamad", "Khalid", "Khaled",
                                                               "Youssef", "Yousef", "Ibrahim", "Mustafa", "Fatima", "Fatma", "Aisha", "Maryam", "Mariam", "Noora", "Hassan", "Hussein"};
constexpr std::array<std::string_view, 18> arabic_given_names{"محمد", "أحمد", "احمد", "عبدالله", "عبدالرحمن", "عبدالعزيز", "خالد", "يوسف", "إبراهيم", "ابراهيم", "مصطفى", "فاطمة", "فاطمه", "عائشة", "مريم", "حسين", "خديجة", "زينب"};
constexpr std::array<std::string_view, 13> english_self{"i work", "my job", "my husband", "my wife", "my son", "my daughter", "my mother", "my father", "my neighbour", "as a regular", "they know me", "i am a", "i always come"};
constexpr std::array<std::string_view, 12> arabic_self{"أعمل في", "اعمل في", "وظيفتي", "زوجي", "زوجتي", "ابني", "ابنتي", "والدتي", "والدي", "جارتي", "يعرفونني", "أنا موظف"};
// After a title, these begin an office rather than a name ("السيد المدير", "Mr. Manager").
constexpr std::string_view arabic_article = "ال";
constexpr int identifying_digits = 8;  // telephone numbers have 8, QIDs 11

bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// The next word without surrounding punctuation; advances `at` past it.
std::string_view next_word(std::string_view text, std::size_t& at) {
  while (at < text.size() && blank(text[at])) ++at;
  const auto start = at;
  while (at < text.size() && !blank(text[at])) ++at;
  auto word = text.substr(start, at - start);
  constexpr std::string_view punctuation = ".,;:!?()[]\"'";
  while (!word.empty() && punctuation.find(word.front()) != std::string_view::npos) word.remove_prefix(1);
  while (!word.empty() && punctuation.find(word.back()) != std::string_view::npos) word.remove_suffix(1);
  return word;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

bool is_english_title(std::string_view word) {
  if (word.empty() || word.front() < 'A' || word.front() > 'Z') return false;
  return std::ranges::find(english_titles, lower_case(word)) != english_titles.end();
}

bool is_english_cue(std::string_view before, std::string_view word) {
  const auto last = lower_case(word), both = lower_case(before) + " " + last;
  return std::ranges::any_of(english_cues, [&](std::string_view cue) { return cue.find(' ') == std::string_view::npos ? last == cue : both == cue; });
}

bool is_email(std::string_view word) {
  const auto at = word.find('@');
  return at != std::string_view::npos && at > 0 && word.find('.', at + 2) != std::string_view::npos;
}

// Digits in either script; spaces inside a number are ignored, dashes are not (2022-06-06 is a date).
bool has_long_number(std::string_view text) {
  int run = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= '0' && c <= '9') ++run;
    else if (c == 0xD9 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0xA0 && static_cast<unsigned char>(text[i + 1]) <= 0xA9) ++run, ++i;
    else if (c != ' ') run = 0;
    if (run >= identifying_digits) return true;
  }
  return false;
}

}  // namespace

bool names_person(std::string_view text) {
  if (has_long_number(text)) return true;
  bool after_english = false, after_arabic = false, after_arabic_cue = false;
  std::string_view before;
  for (std::size_t at = 0; at < text.size();) {
    const auto word = next_word(text, at);
    if (word.empty()) continue;
    if (after_english && word.size() > 1 && word.front() >= 'A' && word.front() <= 'Z') return true;
    if (after_arabic && static_cast<unsigned char>(word.front()) >= 0xD8 && !word.starts_with(arabic_article)) return true;
    if (after_arabic_cue && static_cast<unsigned char>(word.front()) >= 0xD8) return true;
    if (is_email(word)) return true;
    if (std::ranges::find(english_given_names, word) != english_given_names.end() || std::ranges::find(arabic_given_names, word) != arabic_given_names.end()) return true;
    after_english = is_english_title(word) || is_english_cue(before, word);
    after_arabic_cue = std::ranges::find(arabic_cues, word) != arabic_cues.end();
    before = word;
    after_arabic = std::ranges::find(arabic_titles, word) != arabic_titles.end();
  }
  return false;
}

bool tells_of_its_author(std::string_view text) {
  const auto lower = " " + lower_case(text) + " ";
  const auto says = [&](std::string_view phrase) { return lower.find(" " + std::string(phrase)) != std::string::npos; };
  return std::ranges::any_of(english_self, says) || std::ranges::any_of(arabic_self, says);
}

Text name_refused() {
  return {"لا تذكر أسماء أشخاص أو أرقامهم أو عناوينهم؛ صف الموقف فقط", "Do not name people, their numbers or addresses; describe the situation only"};
}

}  // namespace shopper::evaluation::domain
