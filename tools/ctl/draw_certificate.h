// The certificate of an offline draw: a JSON file with everything that proves it and nothing about single people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "draw_files.h"
#include "selection/procedure/proof.h"

namespace shopperctl {

struct FileHashes {
  std::string respondents_sha256;
  std::string categories_sha256;
  SHOPPER_FIELDS(FileHashes, respondents_sha256, categories_sha256)
};
struct DrawnNumber {
  int index = 0;             // of the panel drawn
  std::string list_sha256;   // of the list as it stands in the file
  std::string seed;          // "" when the number was drawn outside
  SHOPPER_FIELDS(DrawnNumber, index, list_sha256, seed)
};
struct OfflineCertificate {
  std::string format;
  FileHashes files;
  shopper::selection::procedure::Proof proof;
  std::vector<std::vector<int>> list;   // panels by type, as in the proof's mixture
  DrawnNumber drawn;
  SHOPPER_FIELDS(OfflineCertificate, format, files, proof, list, drawn)
};
inline constexpr const char* offline_certificate_format = "shopper-draw-certificate/1";

// The SHA-256 of a list of panels by type, as it stands in a certificate.
std::string list_sha256(const std::vector<std::vector<int>>& list);

FileHashes hashes_of(const std::string& respondents, const std::string& categories);

// The rows' labels: the file's quotas, and the limits of this pool of its people.
std::vector<shopper::selection::procedure::ProofRow> labels_of(const DrawInput& input, const shopper::sortition::Pool& pool);

OfflineCertificate offline_certificate(const DrawInput& input, shopper::sortition::Method method, const shopper::sortition::Lottery& lottery, DrawnNumber drawn, const FileHashes& files);

// That the panel drawn is the one which list and seed give.
shopper::sortition::Check check_drawn(const std::vector<std::vector<int>>& list, const DrawnNumber& drawn);

// The checks of such a certificate; nothing when its numbers do not fit together, and `reason` says which.
std::optional<std::vector<shopper::sortition::Check>> check_offline(const OfflineCertificate& certificate, std::string& reason);

}  // namespace shopperctl
