// A small suite as the schema before the present one left it, kept as text in previous/: what an upgrade must go on with.
#pragma once

#include <filesystem>

#include "tests/harness/harness.h"

namespace shopper::test {

// Puts its stores and keys into that directory, as `store/` and `keys/`.
void lay_out_previous(const std::filesystem::path& data);
// What is known of it: paths of things by name.
Json previous_facts();
// Makes it anew from a suite that was stopped: the dump of each store, its keys, and what is known of it. For when a schema was released.
void keep_as_previous(const std::filesystem::path& data, const Json& facts);

}  // namespace shopper::test
