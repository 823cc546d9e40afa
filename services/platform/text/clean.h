// The one policy for text that people or files bring in (conventions S-06): NFC, no control, unassigned or disguising characters, bounded.
// Plain ASCII and plain Arabic pass without ICU being asked.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/text.h"

namespace shopper::text {

// line: a name, a code, a title. paragraphs: what people write at length; line breaks and tabs stay. digits: a line in which Arabic-Indic,
// Persian and full-width digits mean the European ones.
enum class Shape { line, paragraphs, digits };

inline constexpr std::size_t line_bytes_max = 4'096, line_graphemes_max = 1'000;
inline constexpr std::size_t paragraphs_bytes_max = 32'768, paragraphs_graphemes_max = 16'000;
inline constexpr int marks_in_a_row_max = 10;   // on one letter; more is no language, and draws over its neighbours

struct Rule {
  Shape shape = Shape::line;
  std::size_t bytes_max = 0;       // 0: that of the shape
  std::size_t graphemes_max = 0;
};

struct Refusal {
  const char* code;
  Text text;
};

// Brings `text` (valid UTF-8) into its normal form in place, or says why it is refused: TEXT_TOO_LONG, CHARACTER_FORBIDDEN,
// CHARACTER_INVISIBLE, LINE_BREAK_FORBIDDEN, MARKS_TOO_MANY.
std::optional<Refusal> clean(std::string& text, const Rule& rule);

}  // namespace shopper::text
