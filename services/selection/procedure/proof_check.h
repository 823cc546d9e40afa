// Whether an auditor's proof is a proof of this draw: each place's features are those committed, types and rows are made of them alone, and
// the engine's own checks (sortition/verify.h) hold for the list by types.
#pragma once

#include "selection/procedure/certificate.h"

namespace shopper::selection::procedure {

// Names: proof, households, then those of sortition::verify. The list's numbers must be in range.
std::vector<sortition::Check> check_proof(const Committed& committed, const PublicProof& proof);

}  // namespace shopper::selection::procedure
