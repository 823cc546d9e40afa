#include "platform/text/clean.h"

#include <unicode/brkiter.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace shopper::text {
namespace {

Refusal too_long() { return {"TEXT_TOO_LONG", {"النص أطول من المسموح", "The text is longer than allowed"}}; }
Refusal forbidden() { return {"CHARACTER_FORBIDDEN", {"يحتوي النص على محرف غير مسموح", "The text has a character that is not allowed"}}; }
Refusal invisible() { return {"CHARACTER_INVISIBLE", {"يحتوي النص على محارف خفية أو محارف تغيّر اتجاهه", "The text has invisible characters, or some that change its direction"}}; }
Refusal line_break() { return {"LINE_BREAK_FORBIDDEN", {"يجب أن يكون النص سطراً واحداً", "The text must be a single line"}}; }
Refusal too_many_marks() { return {"MARKS_TOO_MANY", {"علامات كثيرة على حرف واحد", "There are too many marks on one letter"}}; }

constexpr char32_t not_a_character = 0xffffffff;

// The code point at `i`, which moves on; not_a_character for broken UTF-8.
char32_t next(std::string_view text, std::size_t& i) {
  std::int32_t at = static_cast<std::int32_t>(i);
  UChar32 c = 0;
  U8_NEXT(text.data(), at, static_cast<std::int32_t>(text.size()), c);
  i = static_cast<std::size_t>(at);
  return c < 0 ? not_a_character : static_cast<char32_t>(c);
}

// Letters, digits and punctuation that are in NFC wherever they stand and that no rule is about. One Arabic vowel mark on a letter is fine
// as well; two may have to change places.
bool is_plain(std::string_view text) {
  bool after_mark = true;
  for (std::size_t i = 0; i < text.size();) {
    const auto a = static_cast<unsigned char>(text[i]);
    if (a >= 0x20 && a < 0x7f) {
      ++i;
      after_mark = true;   // a mark on anything but an Arabic letter is for ICU
      continue;
    }
    if (i + 1 >= text.size()) return false;
    const auto b = static_cast<unsigned char>(text[i + 1]);
    if (a == 0xc3 && b >= 0x80 && b <= 0xbf) {   // U+00C0-00FF
      i += 2;
      after_mark = true;
      continue;
    }
    if ((a != 0xd8 && a != 0xd9) || (b & 0xc0) != 0x80) return false;
    const int c = (a - 0xd8) * 0x40 + 0x600 + (b & 0x3f);
    if (c >= 0x64b && c <= 0x652) {
      if (after_mark) return false;
      after_mark = true;
    } else if ((c >= 0x621 && c <= 0x63a) || (c >= 0x641 && c <= 0x64a)) {
      after_mark = false;
    } else if (c == 0x60c || c == 0x61b || c == 0x61f || c == 0x640 || (c >= 0x66a && c <= 0x66c)) {
      after_mark = true;
    } else {
      return false;   // digits too, because a number's shape translates them
    }
    i += 2;
  }
  return true;
}

bool is_line_end(char32_t c) { return c == '\n' || c == 0x2028 || c == 0x2029; }
bool is_embedding(char32_t c) { return c >= 0x202a && c <= 0x202e; }
bool is_isolate(char32_t c) { return c >= 0x2066 && c <= 0x2069; }
bool is_joiner(char32_t c) { return c == 0x200c || c == 0x200d; }
bool is_invisible(char32_t c) {
  return c == 0xad || c == 0x34f || c == 0x61c || c == 0x115f || c == 0x1160 || c == 0x180e || (c >= 0x200b && c <= 0x200f) || (c >= 0x2060 && c <= 0x2065) ||
         (c >= 0x206a && c <= 0x206f) || c == 0x3164 || c == 0xfeff || c == 0xffa0 || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff);
}
// Marks of direction that writers of Arabic use, and characters that only allow a break: harmless in what is written at length.
bool is_harmless_in_paragraphs(char32_t c) { return c == 0x61c || c == 0x200e || c == 0x200f || c == 0x200b || c == 0x2060 || c == 0xad; }

bool is_arabic_letter(char32_t c) {
  UErrorCode failure = U_ZERO_ERROR;
  return u_isalpha(static_cast<UChar32>(c)) && uscript_getScript(static_cast<UChar32>(c), &failure) == USCRIPT_ARABIC && U_SUCCESS(failure);
}
bool is_mark(char32_t c) {
  const auto type = u_charType(static_cast<UChar32>(c));
  return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
}
bool is_pictograph(char32_t c) { return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EXTENDED_PICTOGRAPHIC); }
bool modifies_pictograph(char32_t c) { return c == 0xfe0f || (c >= 0x1f3fb && c <= 0x1f3ff); }

// Both joiners between Arabic letters (a mark may stand between), the zero width joiner between the parts of an emoji.
bool joins(const std::vector<char32_t>& text, std::size_t at) {
  if (at == 0 || at + 1 >= text.size()) return false;
  auto before = at - 1;
  while (before > 0 && (is_mark(text[before]) || modifies_pictograph(text[before]))) --before;
  if (is_arabic_letter(text[before]) && is_arabic_letter(text[at + 1])) return true;
  return text[at] == 0x200d && is_pictograph(text[before]) && is_pictograph(text[at + 1]);
}

// Isolates and embeddings must end in the line they begin in, or they rearrange what follows; overrides write letters backwards.
class Directions {
 public:
  bool take(char32_t c) {
    if (c == 0x202d || c == 0x202e) return false;
    if (c == 0x202a || c == 0x202b || (c >= 0x2066 && c <= 0x2068)) open_.push_back(c);
    if (c == 0x202c || c == 0x2069) {
      if (open_.empty() || (open_.back() >= 0x2066) != (c == 0x2069)) return false;
      open_.pop_back();
    }
    return !is_line_end(c) || open_.empty();
  }
  bool closed() const { return open_.empty(); }

 private:
  std::vector<char32_t> open_;
};

std::optional<Refusal> check(const std::vector<char32_t>& text, bool paragraphs) {
  Directions directions;
  int marks = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = text[i];
    if (c == not_a_character) return forbidden();
    if (is_line_end(c) && !paragraphs) return line_break();
    if ((c < 0x20 || (c >= 0x7f && c <= 0x9f)) && !(paragraphs && (c == '\n' || c == '\t'))) return c == '\r' && !paragraphs ? line_break() : forbidden();
    if (c < 0x7f) {
      marks = 0;
      if (paragraphs && !directions.take(c)) return invisible();
      continue;
    }
    if (u_charType(static_cast<UChar32>(c)) == U_UNASSIGNED && !is_invisible(c)) return forbidden();   // noncharacters are unassigned as well
    if (is_embedding(c) || is_isolate(c) || is_line_end(c)) {
      if (!paragraphs || !directions.take(c)) return invisible();
    } else if (is_joiner(c)) {
      if (!joins(text, i)) return invisible();
    } else if (is_invisible(c) && !(paragraphs && is_harmless_in_paragraphs(c))) {
      return invisible();
    }
    marks = is_mark(c) ? marks + 1 : 0;
    if (marks > marks_in_a_row_max) return too_many_marks();
  }
  if (!directions.closed()) return invisible();
  return std::nullopt;
}

// "\r\n" of forms and files is a line break like any other.
void unify_line_breaks(std::string& text) {
  for (auto at = text.find("\r\n"); at != std::string::npos; at = text.find("\r\n", at)) text.erase(at, 1);
}

char digit_of(char32_t c) {
  for (const char32_t zero : {U'\u0660', U'\u06f0', U'\uff10'})
    if (c >= zero && c <= zero + 9) return static_cast<char>('0' + (c - zero));
  return 0;
}

void europeanise_digits(std::string& text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto from = i;
    const auto c = next(text, i);
    if (const char digit = digit_of(c)) out.push_back(digit);
    else out.append(text, from, i - from);
  }
  text = std::move(out);
}

bool normalise(std::string& text) {
  UErrorCode failure = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(failure);
  const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
  if (U_FAILURE(failure)) return false;
  if (nfc->isNormalizedUTF8(piece, failure)) return U_SUCCESS(failure);
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  nfc->normalizeUTF8(0, piece, sink, nullptr, failure);
  text = std::move(out);
  return U_SUCCESS(failure);
}

bool within_graphemes(const std::string& text, std::size_t most) {
  // A grapheme has a byte at least.
  if (text.size() <= most) return true;
  UErrorCode failure = U_ZERO_ERROR;
  thread_local const std::unique_ptr<icu::BreakIterator> breaks(icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), failure));
  if (!breaks) return false;
  breaks->setText(icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))));
  std::size_t count = 0;
  while (breaks->next() != icu::BreakIterator::DONE)
    if (++count > most) return false;
  return true;
}

}  // namespace

std::optional<Refusal> clean(std::string& text, const Rule& rule) {
  const bool paragraphs = rule.shape == Shape::paragraphs;
  const auto bytes_max = rule.bytes_max ? rule.bytes_max : paragraphs ? paragraphs_bytes_max : line_bytes_max;
  const auto graphemes_max = rule.graphemes_max ? rule.graphemes_max : paragraphs ? paragraphs_graphemes_max : line_graphemes_max;
  if (text.size() > bytes_max) return too_long();
  if (!is_plain(text)) {
    if (rule.shape == Shape::digits) europeanise_digits(text);
    if (paragraphs) unify_line_breaks(text);
    std::vector<char32_t> characters;
    characters.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) characters.push_back(next(text, i));
    if (auto refusal = check(characters, paragraphs)) return refusal;
    if (!normalise(text)) return forbidden();
    if (text.size() > bytes_max) return too_long();
  }
  if (!within_graphemes(text, graphemes_max)) return too_long();
  return std::nullopt;
}

}  // namespace shopper::text
