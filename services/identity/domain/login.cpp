#include "identity/domain/login.h"

#include <algorithm>

namespace shopper::identity {

namespace {

constexpr std::size_t email_bytes_max = 254;   // RFC 5321
constexpr std::size_t phone_digits_min = 7, phone_digits_max = 15;   // E.164
constexpr std::size_t national_digits = 8;
constexpr std::string_view country_code = "974";

bool address_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos; }

bool domain_name(std::string_view text) {
  if (text.find('.') == std::string_view::npos) return false;
  char before = '.';
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!plain && c != '.' && c != '-') return false;
    if (!plain && (before == '.' || (before == '-' && c == '.'))) return false;
    before = c;
  }
  return before != '.' && before != '-';
}

std::optional<Login> read_email(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c); });
  const auto at = text.rfind('@');
  const auto local = std::string_view(text).substr(0, at);
  const bool sound = !local.empty() && local.size() <= 64 && local.front() != '.' && local.back() != '.' && local.find("..") == std::string_view::npos &&
                     std::all_of(local.begin(), local.end(), address_character) && domain_name(std::string_view(text).substr(at + 1)) && text.size() <= email_bytes_max;
  return sound ? std::optional(Login{Channel::email, std::move(text)}) : std::nullopt;
}

std::optional<Login> read_phone(std::string_view text) {
  const bool plus = text.starts_with('+');
  if (text.starts_with('+')) text.remove_prefix(1);
  auto digits = plain_digits(text);
  if (!digits) return std::nullopt;
  const bool international = plus || digits->starts_with("00");
  if (digits->starts_with("00")) digits->erase(0, 2);
  if (!international && digits->size() != national_digits && !digits->starts_with(country_code)) return std::nullopt;
  if (digits->size() < phone_digits_min || digits->size() > phone_digits_max || digits->front() == '0') return std::nullopt;
  Login login{Channel::phone, "+"};
  if (!international && digits->size() == national_digits) login.value.append(country_code);
  login.value.append(*digits);
  return login;
}

}  // namespace

std::optional<std::string> plain_digits(std::string_view text) {
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    if (c >= '0' && c <= '9') digits += text[i];
    else if (c == 0xd9 && next >= 0xa0 && next <= 0xa9) digits += static_cast<char>('0' + next - 0xa0), ++i;   // U+0660..U+0669
    else if (c == 0xdb && next >= 0xb0 && next <= 0xb9) digits += static_cast<char>('0' + next - 0xb0), ++i;   // U+06F0..U+06F9
    else if (std::string_view(" -().").find(text[i]) == std::string_view::npos) return std::nullopt;
  }
  return digits;
}

std::optional<Login> read_login(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.find('@') != std::string_view::npos) return read_email(std::string(text));
  return read_phone(text);
}

std::string masked_email(const std::string& email) {
  const auto at = email.rfind('@');
  return at == std::string::npos || at == 0 ? "" : email.substr(0, 1) + "•••" + email.substr(at);
}

std::string masked_phone(const std::string& phone) {
  if (phone.size() < 8) return "";
  auto masked = phone;
  masked.replace(4, phone.size() - 6, "••••");
  return masked;
}

}  // namespace shopper::identity
