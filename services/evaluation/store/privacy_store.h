// The SQL of erasure, and what a person may read of the own data.
#pragma once

#include "evaluation/store/evaluation_store.h"
#include "platform/store/erasure.h"

namespace shopper::evaluation::stored {

// Deletes drafts and what ties the shopper to places; reports stay, as nobody's.
std::vector<ErasureItem> unlink_shopper(Db& db, const std::string& shopper, const std::string& nobody);

// Files whose last reference an erasure may have taken away; they are removed after its commit.
std::vector<std::string> orphaned_evidence(Db& db, int limit);
bool evidence_used(Db& db, const std::string& sha256);
void forget_orphan(Db& db, const std::string& sha256);

std::vector<domain::Member> memberships_of(Db& db, const std::string& shopper);
std::vector<domain::Assignment> assignments_of(Db& db, const std::string& shopper, int limit);
std::vector<domain::Recognition> recognitions_of(Db& db, const std::string& shopper);

}  // namespace shopper::evaluation::stored
