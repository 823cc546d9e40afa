// The people of a suite on one's own machine: one account a role, with password and second factor, and fresh tokens of theirs as files.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace shopper::tools {

// The roles there is an account for.
const std::vector<std::string>& account_roles();

// Makes keys/accounts.json (who they are, with their secrets) and keys/bootstrap.json (what the identity service reads) where they are missing.
void create_accounts(const std::filesystem::path& keys);

// An access token for each role, from its session: refreshed, or begun with password and second factor. Safe to call from two processes.
// Throws std::runtime_error when somebody cannot sign in.
nlohmann::json current_tokens(const std::filesystem::path& keys, const std::string& url);
// Makes the entity officer's account speak for that entity, by the administrator.
void appoint_officer(const std::filesystem::path& keys, const std::string& url, const std::string& entity_id);

}  // namespace shopper::tools
