// The SQL of erasure, and what a person may read of the own data.
#pragma once

#include "platform/store/erasure.h"
#include "selection/store/selection_store.h"

namespace shopper::selection {

std::vector<Candidate> candidates_of(store::Db& db, const std::string& subject);
std::vector<Interview> interviews_of(store::Db& db, const std::string& application_id);
// Overwrites what is personal of the candidate and destroys its keys. The record of a public draw stays: it must remain verifiable.
std::vector<ErasureItem> erase_candidate(store::Db& db, const std::string& application_id, const std::string& nobody, Instant now);

}  // namespace shopper::selection
