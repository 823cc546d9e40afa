// The reserve of a public draw: computed from what auditors have, so that they can compute it again.
#pragma once

#include "selection/procedure/certificate.h"
#include "selection/sortition/random.h"

namespace shopper::selection::procedure {

// Four words of SHA-256(text): where a draw's own order needs randomness, it follows from a text that is committed or announced.
sortition::Random::Seed seed_of(const std::string& text);

// The reserve of this panel in the order of calling, by number (docs/DRAW.md, "The reserve"): ties are broken by the value that drew the panel.
std::vector<int> drawn_reserve(const Committed& committed, const std::vector<PlaceProof>& places, const std::vector<int>& panel, const std::string& value);

}  // namespace shopper::selection::procedure
