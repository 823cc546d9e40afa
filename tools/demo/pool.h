// A pool of candidates to measure draws on: any number of people, five skewed features, quotas that lean towards the rare.
#pragma once

#include <cstdint>
#include <string>

namespace shopper::demo {

// Writes respondents.csv and categories.csv (docs/DRAW.md) for a panel of pool_seats.
constexpr int pool_seats = 50;
void write_pool(const std::string& directory, std::uint64_t seed, int people);

}  // namespace shopper::demo
