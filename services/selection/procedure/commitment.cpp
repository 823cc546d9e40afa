#include "selection/procedure/commitment.h"

#include "platform/codec/json.h"
#include "selection/procedure/merkle.h"

namespace shopper::selection::procedure {

std::string salt_of(const crypto::Key& secret, const std::string& purpose) { return crypto::keyed_hash_hex(secret, "shopper draw salt\n" + purpose).substr(0, 32); }

bool is_salt(const std::string& text) { return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == text.npos; }

std::string identity_commitment(const std::string& salt, const std::string& application_id) {
  return crypto::sha256_hex(codec::Json{{"application", application_id}, {"salt", salt}}.dump());
}

std::string features_commitment(const std::string& salt, const Counted& counted) {
  return crypto::sha256_hex(codec::Json{{"salt", salt}, {"features", counted.features}, {"household", counted.household}, {"employer", counted.employer}}.dump());
}

std::string candidate_leaf(const std::string& identity, const std::string& features) { return leaf_hash(crypto::from_hex(identity) + crypto::from_hex(features)); }

}  // namespace shopper::selection::procedure
