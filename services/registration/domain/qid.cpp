#include "registration/domain/qid.h"

namespace shopper::registration {

std::string normalised_qid(std::string_view text) {
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == ' ' || c == '-') continue;
    // U+0660..U+0669 is D9 A0..A9 in UTF-8; U+06F0..U+06F9 is DB B0..B9.
    if (i + 1 < text.size()) {
      const auto d = static_cast<unsigned char>(text[i + 1]);
      if (c == 0xd9 && d >= 0xa0 && d <= 0xa9) {
        digits += static_cast<char>('0' + d - 0xa0);
        ++i;
        continue;
      }
      if (c == 0xdb && d >= 0xb0 && d <= 0xb9) {
        digits += static_cast<char>('0' + d - 0xb0);
        ++i;
        continue;
      }
    }
    digits += text[i];
  }
  return digits;
}

std::optional<QidFacts> read_qid(std::string_view qid) {
  if (qid.size() != 11 || (qid[0] != '2' && qid[0] != '3')) return std::nullopt;
  for (const char c : qid)
    if (c < '0' || c > '9') return std::nullopt;
  const int two_digits = (qid[1] - '0') * 10 + (qid[2] - '0');
  return QidFacts{(qid[0] == '2' ? 1900 : 2000) + two_digits, std::string(qid.substr(3, 3))};
}

std::string masked_qid(std::string_view qid) {
  // Anything but digits is masked whole: cutting it could also cut a character in two.
  if (qid.empty()) return "";
  if (qid.size() != 11 || qid.find_first_not_of("0123456789*") != std::string_view::npos) return "***";
  return std::string(qid.substr(0, 3)) + "*****" + std::string(qid.substr(8));
}

}  // namespace shopper::registration
