// The certificate of a draw: a JSON file with everything that proves it and nothing about single people, and its reading back.
#pragma once

#include <optional>
#include <string>

#include "draw_files.h"
#include "http.h"
#include "selection/sortition/verify.h"

namespace shopperctl {

// The methods of a lottery by their names on the command line and in certificates; nothing for an unknown name.
std::optional<shopper::sortition::Method> method_named(const std::string& name);

struct DrawCertificate {
  shopper::sortition::Claim claim;
  std::string seed;          // "" when the number was given
  std::size_t index = 0;     // of the panel drawn
  std::string list_sha256;   // of the list as it stands in the file
};

// The number of the panel that a seed draws from a list: the first 8 bytes of SHA-256("shopper draw SEED LIST_SHA256 ROUND"), ROUND counting
// from 0 until they are below the largest multiple of `panels`, modulo `panels`. The list is fixed before the seed can tell anything.
std::size_t index_of(const std::string& seed, const std::string& list_sha256, std::size_t panels);
std::string list_sha256(const std::vector<shopper::sortition::Panel>& list);

Json certificate_json(const DrawCertificate& certificate, const DrawInput& input, const std::string& respondents, const std::string& categories);
// Nothing when it is no such certificate; `reason` then says why.
std::optional<DrawCertificate> read_certificate(const std::string& text, std::string& reason);

// `shopperctl draw verify FILE`: the exit code: 0 everything holds, 1 something does not, 3 no certificate.
int draw_verify(const std::string& file, bool json);

}  // namespace shopperctl
