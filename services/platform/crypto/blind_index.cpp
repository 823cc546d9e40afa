#include "platform/crypto/blind_index.h"

namespace shopper::crypto {

std::string normalised_email(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const auto first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  std::string email(text.substr(first, text.find_last_not_of(space) - first + 1));
  for (char& c : email)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return email;
}

std::string normalised_phone(std::string_view text, std::string_view country_code) {
  std::string digits;
  bool international = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    if (byte >= '0' && byte <= '9') digits += text[i];
    else if (byte == '+' && digits.empty()) international = true;
    else if (byte == 0xd9 && next >= 0xa0 && next <= 0xa9) digits += static_cast<char>('0' + next - 0xa0);   // U+0660..
    else if (byte == 0xdb && next >= 0xb0 && next <= 0xb9) digits += static_cast<char>('0' + next - 0xb0);   // U+06F0..
  }
  if (!international && digits.starts_with("00")) {
    international = true;
    digits.erase(0, 2);
  }
  return digits.empty() || international ? digits : std::string(country_code) + digits;
}

}  // namespace shopper::crypto
