#include "selection/procedure/commitment.h"

#include "selection/procedure/merkle.h"

namespace shopper::selection::procedure {

std::string salt_of(const crypto::Key& secret, const std::string& purpose) { return crypto::keyed_hash_hex(secret, "shopper draw salt\n" + purpose).substr(0, 32); }

std::string identity_commitment(const std::string& salt, const std::string& application_id) {
  return crypto::sha256_hex("shopper draw identity\n" + salt + "\n" + application_id + "\n");
}

std::string features_commitment(const std::string& salt, const Counted& counted) {
  auto text = "shopper draw features\n" + salt + "\n";
  for (const auto& [feature, value] : counted.features) text += feature + "=" + value + "\n";
  return crypto::sha256_hex(text + "household=" + std::to_string(counted.household) + "\nemployer=" + std::to_string(counted.employer) + "\n");
}

std::string candidate_leaf(const std::string& identity, const std::string& features) { return leaf_hash(crypto::from_hex(identity) + crypto::from_hex(features)); }

}  // namespace shopper::selection::procedure
