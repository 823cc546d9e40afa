// Merkle trees as in RFC 6962, section 2.1: one short hash commits to a whole list, and a path of log2(n) hashes shows that an entry is in it.
// Hashes are SHA-256, written in 64 hexadecimal digits.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace shopper::selection::procedure {

// The hash of an entry, apart from those of nodes: SHA-256(0x00 || bytes).
std::string leaf_hash(const std::string& bytes);
// The root over these leaves' hashes; that of nothing is SHA-256 of nothing.
std::string merkle_root(const std::vector<std::string>& leaves);
// The siblings from the leaf's level up to the root's.
std::vector<std::string> merkle_path(const std::vector<std::string>& leaves, std::size_t index);
// The root that this path gives for a leaf at `index` of `count`; "" when it is no path of that place.
std::string root_by_path(const std::string& leaf, std::size_t index, std::size_t count, const std::vector<std::string>& path);

}  // namespace shopper::selection::procedure
