// What somebody signs in with: an e-mail address or a phone, in the one form that is compared.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/base/enums.h"

namespace shopper::identity {

SHOPPER_ENUM(Channel, email, phone)

struct Login {
  Channel channel = Channel::email;
  std::string value;   // lower-case address; phone as +digits
};

// Nothing when it can be neither. Arabic-Indic digits, blanks and dashes in phones are understood; eight digits are a number in Qatar.
std::optional<Login> read_login(std::string_view text);

// The digits of a number or code in 0-9, whatever script they were typed in; nothing when there is more than digits, blanks, dots, dashes, brackets.
std::optional<std::string> plain_digits(std::string_view text);

// As somebody else may see it: "f•••@example.org", "+974••••34".
std::string masked_email(const std::string& email);
std::string masked_phone(const std::string& phone);

}  // namespace shopper::identity
