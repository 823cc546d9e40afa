// The record of a draw in two stages: a seeded shortlist from a large pool, and the draw from the shortlist. Who has the expected seats by type and
// the seed can work out the shortlist's numbers by whole-number arithmetic, and everybody her own place in her type's order.
#pragma once

#include <cstdint>

#include "selection/procedure/proof.h"

namespace shopper::selection::procedure {

struct Shortlist {
  int wanted = 0;                         // people
  std::string seed;
  std::string pool_sha256;                // of the pool's proof as it stands in the file
  std::int64_t start = 0;                 // of the sample, in 2^-40 of a person
  std::vector<std::int64_t> inclusion;    // by type of the pool, each member's chance of being shortlisted, in 2^-40
  std::vector<int> people;                // by type of the pool: how many were
  std::vector<std::vector<int>> places;   // [type of the pool, type of the shortlist, people]
  SHOPPER_FIELDS(Shortlist, wanted, seed, pool_sha256, start, inclusion, people, places)
};

std::string sha256_of(const Proof& pool);
// SHA-256("shopper shortlist SEED POOL_SHA256"), in hexadecimal digits. Its first ten are the start of the sample.
std::string shortlist_key(const std::string& seed, const std::string& pool_sha256);
std::int64_t shortlist_start(const std::string& key);
// The order within a type, lowest first: the first 8 bytes of SHA-256("KEY ID").
std::uint64_t shortlist_turn(const std::string& key, const std::string& id);

// Of the pool: that its expected seats keep the quotas and no lottery has better chances (pool_point, pool_cap, pool_in_no_panel, pool_bound,
// pool_levels). Of the shortlist: `shortlist`, that its numbers follow from the seed; `places`, that its types and quotas are the pool's. Then the
// draw from the shortlist as any other. Nothing when numbers do not fit together, and `reason` says which.
std::optional<std::vector<sortition::Check>> check_two_stages(const Proof& pool, const Shortlist& shortlist, const Proof& proof, std::vector<sortition::Panel> list, std::string& reason);

}  // namespace shopper::selection::procedure
