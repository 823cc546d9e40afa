#include "registration/domain/names.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace shopper::registration {
namespace {

UChar32 unified(UChar32 c) {
  switch (c) {
    case 0x0622:
    case 0x0623:
    case 0x0625:
    case 0x0671: return 0x0627;   // alef with madda, hamza, wasla
    case 0x0649: return 0x064a;   // alef maqsura
    case 0x0629: return 0x0647;   // ta marbuta
    default: return c;
  }
}
bool dropped(UChar32 c) { return (c >= 0x064b && c <= 0x0652) || c == 0x0670 || c == 0x0640 || u_charType(c) == U_FORMAT_CHAR; }

}  // namespace

std::string folded(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* normaliser = icu::Normalizer2::getNFKCCasefoldInstance(status);
  auto source = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  if (U_SUCCESS(status)) source = normaliser->normalize(source, status);
  icu::UnicodeString out;
  bool gap = false;
  for (int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) {
    const UChar32 c = source.char32At(i);
    if (dropped(c)) continue;
    if (!u_isalnum(c)) {
      gap = out.length() > 0;
      continue;
    }
    if (gap) out.append(static_cast<UChar32>(' '));
    gap = false;
    out.append(unified(c));
  }
  std::string utf8;
  out.toUTF8String(utf8);
  return utf8;
}

}  // namespace shopper::registration
