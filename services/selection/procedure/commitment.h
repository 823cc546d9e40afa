// What is published of a candidate before the draw: a hash that binds her application and her features and tells nobody either. It has two
// parts with a salt each, so that an auditor can be shown the features of every place in the list without learning whose they are.
#pragma once

#include <map>
#include <string>

#include "platform/crypto/hash.h"

namespace shopper::selection::procedure {

// What of a candidate counts in the draw.
struct Counted {
  std::map<std::string, std::string> features;
  int household = 0;   // a number that its members in this draw share; 0: alone
  int employer = 0;    // likewise, of employers with more candidates than one panel may hold
  bool operator==(const Counted&) const = default;
};

// Salts: 128 bits in hexadecimal digits, made of a secret of the draw; `purpose` names whose and which.
std::string salt_of(const crypto::Key& secret, const std::string& purpose);
bool is_salt(const std::string& text);
// SHA-256 over the canonical JSON {"application":...,"salt":...}: nothing in one text can be read as another.
std::string identity_commitment(const std::string& salt, const std::string& application_id);
// SHA-256 over the canonical JSON {"employer":N,"features":{...},"household":N,"salt":...}.
std::string features_commitment(const std::string& salt, const Counted& counted);
// The leaf: leaf_hash of both, as bytes.
std::string candidate_leaf(const std::string& identity, const std::string& features);

}  // namespace shopper::selection::procedure
