// Large pools are drawn in two stages, for a list of 1,000 panels has no place for everybody. The first stage draws a shortlist in which each
// person is with a chance proportional to her fair chance; the second is the draw as always, on the shortlist, where all should have alike.
//
// Systematic sampling (Madow 1949): the types lie on a line in a fixed order, each member as long as her chance of being shortlisted, and every
// unit from a random start is drawn. So a type's number is its expected one rounded down or up, and as types that differ in the last features
// only lie together, the rows come out nearly proportional. All in whole numbers: anybody gets the same shortlist on any machine.
#pragma once

#include "selection/sortition/pool.h"

namespace shopper::sortition {

constexpr std::int64_t inclusion_unit = std::int64_t{1} << 40;
constexpr int shortlist_max = 100'000;

// By type, the chance of each member of being shortlisted, in parts of inclusion_unit: `wanted` people, in proportion to expected / people; whoever
// would have more than certainty is certain, and the others share what is left.
std::vector<std::int64_t> inclusion_of(const Problem& problem, const std::vector<double>& expected, int wanted);

// How many of each type, for a start from 0 to inclusion_unit - 1. Types in the order of their rows, then of their places.
std::vector<int> shortlist_counts(const Problem& problem, const std::vector<std::int64_t>& inclusion, std::int64_t start);

// These people as a pool of their own: the quotas stay, limits of employers and households are made anew, for members may be missing.
Pool shortlisted(const Pool& pool, const std::vector<std::uint32_t>& people);

}  // namespace shopper::sortition
