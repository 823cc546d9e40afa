#include "selection/procedure/merkle.h"

#include <bit>
#include <span>

#include "platform/crypto/hash.h"

namespace shopper::selection::procedure {
namespace {

using Hashes = std::span<const std::string>;

// SHA-256(0x01 || left || right), over the bytes that the digits stand for.
std::string node_hash(const std::string& left, const std::string& right) { return crypto::sha256_hex("\x01" + crypto::from_hex(left) + crypto::from_hex(right)); }

// A tree of n leaves has the largest power of two below n on its left.
std::size_t left_part(std::size_t count) { return std::bit_floor(count - 1); }

std::string root_of(Hashes leaves) {
  if (leaves.size() == 1) return leaves[0];
  const auto left = left_part(leaves.size());
  return node_hash(root_of(leaves.first(left)), root_of(leaves.subspan(left)));
}

void append_path(Hashes leaves, std::size_t index, std::vector<std::string>& path) {
  if (leaves.size() <= 1) return;
  const auto left = left_part(leaves.size());
  const bool is_left = index < left;
  append_path(is_left ? leaves.first(left) : leaves.subspan(left), is_left ? index : index - left, path);
  path.push_back(root_of(is_left ? leaves.subspan(left) : leaves.first(left)));
}

// `path` is used from its end, the root's side.
std::string climb(const std::string& leaf, std::size_t index, std::size_t count, std::span<const std::string> path) {
  if (count == 1) return path.empty() ? leaf : "";
  if (path.empty()) return "";
  const auto left = left_part(count);
  const bool is_left = index < left;
  const auto below = climb(leaf, is_left ? index : index - left, is_left ? left : count - left, path.first(path.size() - 1));
  if (below.empty()) return "";
  return is_left ? node_hash(below, path.back()) : node_hash(path.back(), below);
}

}  // namespace

std::string leaf_hash(const std::string& bytes) { return crypto::sha256_hex(std::string(1, '\0') + bytes); }

std::string merkle_root(const std::vector<std::string>& leaves) { return leaves.empty() ? crypto::sha256_hex("") : root_of(leaves); }

std::vector<std::string> merkle_path(const std::vector<std::string>& leaves, std::size_t index) {
  std::vector<std::string> path;
  append_path(leaves, index, path);
  return path;
}

std::string root_by_path(const std::string& leaf, std::size_t index, std::size_t count, const std::vector<std::string>& path) {
  return index < count ? climb(leaf, index, count, path) : "";
}

}  // namespace shopper::selection::procedure
