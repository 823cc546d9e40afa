// What the use cases of this service share besides the transaction.
#pragma once

#include "evaluation/usecases/form_cache.h"
#include "platform/crypto/hash.h"

namespace shopper::evaluation {

struct Context {
  FormCache forms;
  crypto::Key pseudonym_key{};
  std::string evidence_directory;
};

}  // namespace shopper::evaluation
