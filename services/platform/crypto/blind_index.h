// Blind indexes: a value that may not stand in the store in clear can still be looked up and be unique there.
#pragma once

#include <string>
#include <string_view>

#include "platform/crypto/hash.h"

namespace shopper::crypto {

// One for each field, with a key of its own, so that equal values of two fields look different. Who holds the store sees which rows are
// equal, and no more: the key is not in it. Give it normalised values; they differ in writing alone otherwise.
class BlindIndex {
 public:
  BlindIndex(const Key& master, std::string_view field) : key_(derive(master, field)) {}
  // Full length (64 hexadecimal digits), fit for UNIQUE; "" for "", for absence is nothing to look up.
  std::string of(std::string_view normalised) const { return normalised.empty() ? std::string{} : keyed_hash_hex(key_, normalised); }

 private:
  Key key_;
};

// Without surrounding white space, in lower case.
std::string normalised_email(std::string_view text);
// Digits alone, Arabic-Indic and Persian ones as 0-9, with `country_code` before a number that has none ("00" and "+" tell that it has).
std::string normalised_phone(std::string_view text, std::string_view country_code = "974");

}  // namespace shopper::crypto
