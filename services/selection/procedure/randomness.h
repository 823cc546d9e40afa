// Randomness from outside: announced before the draw, so that nobody who runs it can choose the panel.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "platform/base/enums.h"
#include "platform/base/error.h"
#include "platform/base/time.h"

namespace shopper::selection::procedure {

// dice: ten-sided dice thrown in public, one for each digit of the panel's number. beacon: the random value that a public source publishes at
// a time named before (a round of drand, a pulse of NIST), in hexadecimal digits. dice_and_beacon: both, written `dice+beacon`; fair while
// either of them is.
SHOPPER_ENUM(SourceKind, unspecified, dice, beacon, dice_and_beacon)

struct RandomSource {
  SourceKind kind = SourceKind::unspecified;
  std::string name;   // in words: which beacon and round, where the dice are thrown
  Instant at;         // when the value comes about; nobody can know it before
  bool operator==(const RandomSource&) const = default;
  SHOPPER_FIELDS(RandomSource, kind, name, at)
};

// Wrong fields of the sources: all in the future, none further than a year ahead; the first preferred, the others for the case that those before fail. The last must be dice: they can always be thrown.
void check_sources(const std::vector<RandomSource>& sources, Instant now, FieldErrors& errors);

// The value as it is hashed and compared: without blanks, in lower case, Arabic-Indic digits as 0 to 9; nothing when it is no value of this kind for `panels` panels.
std::optional<std::string> canonical_value(SourceKind kind, const std::string& value, std::size_t panels);

// Of a beacon's value, or any seed: the first 8 bytes of SHA-256("shopper draw VALUE LIST_SHA256 ROUND"), ROUND counting from 0 until they are
// below the largest multiple of `panels`, modulo `panels`. The list is fixed before the value can tell anything.
std::size_t index_of(const std::string& value, const std::string& list_sha256, std::size_t panels);
// Of a canonical value: dice give the number itself, a beacon index_of, both together their sum modulo `panels`.
std::size_t index_of(SourceKind kind, const std::string& value, const std::string& list_sha256, std::size_t panels);

}  // namespace shopper::selection::procedure
