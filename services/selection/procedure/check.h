// What anybody can check of a public draw, offline: hashes, counting and the arithmetic of the proof.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "selection/procedure/certificate.h"

namespace shopper::selection::procedure {

// Names, in this order: commitment, candidates, those of check_proof (or proof alone), times, randomness, drawn.
// `noted`: the commitment as somebody wrote it down before the draw, "" for none. `proof`: given apart; else the certificate's own.
std::vector<sortition::Check> check_certificate(const Certificate& certificate, const std::optional<PublicProof>& proof, const std::string& noted);

// Whether the receipt's owner is in the list with her own features, and with which chance: receipt, place, chance, outcome.
std::vector<sortition::Check> check_receipt(const Certificate& certificate, const Receipt& receipt);

}  // namespace shopper::selection::procedure
