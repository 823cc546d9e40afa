// What the use cases of this service share besides the transaction.
#pragma once

#include <functional>

#include "evaluation/domain/evidence.h"
#include "evaluation/usecases/form_cache.h"
#include "platform/crypto/hash.h"

namespace shopper::evaluation {

// Makes a picture anew from its pixels, so that nothing of its file is kept that tells of its author: place, time, device. See imaging/.
using CleanPicture = std::function<Result<domain::Picture>(std::string_view content)>;

struct Context {
  FormCache forms;
  crypto::Key pseudonym_key{};
  std::string evidence_directory;
  CleanPicture clean_picture;
};

}  // namespace shopper::evaluation
