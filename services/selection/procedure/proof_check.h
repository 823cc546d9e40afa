// Whether an auditor's proof is a proof of this draw: each place's features are those committed, types and rows are made of them alone, and
// the engine's own checks (sortition/verify.h) hold for the list by types.
#pragma once

#include "selection/procedure/certificate.h"

namespace shopper::selection::procedure {

// Names: proof, list, chances, households, those of sortition::verify, and where a panel is drawn, reserve. `committed` has as many leaves as candidates.
std::vector<sortition::Check> check_proof(const Committed& committed, const PublicProof& proof, const std::optional<Revealed>& revealed);

}  // namespace shopper::selection::procedure
