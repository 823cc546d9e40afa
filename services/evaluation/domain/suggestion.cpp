#include "evaluation/domain/suggestion.h"

#include "evaluation/domain/name_check.h"

namespace shopper::evaluation::domain {

void check_suggestion(const Suggestion& suggestion, FieldErrors& errors) {
  constexpr std::size_t max_text_bytes = 4'000;
  const auto check = [&](const char* pointer, const std::string& text, bool needed) {
    errors.check(!needed || !text.empty(), pointer, "TEXT_MISSING", {"النص مطلوب", "The text is needed"});
    errors.check(text.size() <= max_text_bytes, pointer, "TEXT_TOO_LONG", {"النص أطول من المسموح", "The text is too long"});
    errors.check(!names_person(text), pointer, "TEXT_NAMES_PERSON", name_refused());
  };
  check("/problem", suggestion.problem, true);
  check("/cause", suggestion.cause, false);
  check("/idea", suggestion.idea, true);
  check("/expected_effect", suggestion.expected_effect, false);
}

}  // namespace shopper::evaluation::domain
