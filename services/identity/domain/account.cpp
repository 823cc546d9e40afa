#include "identity/domain/account.h"

#include <algorithm>
#include <array>

namespace shopper::identity {

namespace {

using S = AccountState;
using C = AccountCommand;
constexpr std::array<Transition<S, C>, 4> table{{
    {S::active, C::suspend, S::suspended},
    {S::active, C::erase, S::erased},
    {S::suspended, C::reinstate, S::active},
    {S::suspended, C::erase, S::erased},
}};

constexpr std::array<std::string_view, 8> staff_roles{"reviewer", "interviewer", "analyst", "entity_officer", "administrator", "auditor", "importer", "integration"};
// Roles that mean the same everywhere: limiting them to a programme would promise what no service keeps.
constexpr std::array<std::string_view, 3> programme_roles{"reviewer", "interviewer", "analyst"};

constexpr std::size_t password_min = 12, password_max = 128;   // characters; NIST SP 800-63B asks for length, not for kinds of characters
constexpr std::array<std::string_view, 12> tried_by_everybody{"password", "passw0rd", "qwerty", "123456789", "987654321", "letmein", "welcome", "administrator",
                                                              "iloveyou", "abcdef", "mystery", "shopper"};

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c); });
  return text;
}

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// What is left of the password without the words everybody tries is too short to be worth anything.
bool guessable(const std::string& password, const PersonalDetails& details) {
  auto rest = lowered(password);
  const auto without = [&](std::string_view word) {
    for (auto at = rest.find(word); word.size() >= 4 && at != std::string::npos; at = rest.find(word)) rest.erase(at, word.size());
  };
  without(lowered(details.email.substr(0, details.email.find('@'))));
  without(lowered(details.name));
  if (!details.phone.empty()) without(details.phone.substr(1));
  for (const auto word : tried_by_everybody) without(word);
  const bool one_character = !rest.empty() && rest.find_first_not_of(rest[0]) == std::string::npos;
  return rest.size() < password_min / 2 || one_character;
}

}  // namespace

const Lifecycle<AccountState, AccountCommand>& account_lifecycle() {
  static const Lifecycle<AccountState, AccountCommand> lifecycle(table);
  return lifecycle;
}

bool grantable(const std::string& role) { return std::find(staff_roles.begin(), staff_roles.end(), role) != staff_roles.end(); }

bool needs_second_factor(const std::string& role) { return role != "applicant" && role != "shopper"; }

bool needs_two_people(const std::string& role) { return role == "administrator" || role == "importer"; }

bool counts(const RoleGrant& grant) { return !needs_two_people(grant.role) || !grant.confirmed_by.empty(); }

bool any_role_needs_second_factor(const Account& account) {
  return std::any_of(account.grants.begin(), account.grants.end(), [](const auto& grant) { return needs_second_factor(grant.role); });
}

Powers powers_of(const Account& account, bool second_factor_given, const std::string& entity_id) {
  Powers powers;
  if (account.state != AccountState::active) return powers;
  powers.roles.emplace_back("applicant");
  std::vector<std::string> everywhere;
  for (const auto& grant : account.grants) {
    if (!counts(grant) || (needs_second_factor(grant.role) && !second_factor_given)) continue;
    if (!grant.entity_id.empty()) {
      if (!powers.entity_id.empty() || (!entity_id.empty() && grant.entity_id != entity_id)) continue;
      powers.entity_id = grant.entity_id;
    }
    if (std::find(powers.roles.begin(), powers.roles.end(), grant.role) == powers.roles.end()) powers.roles.push_back(grant.role);
    if (grant.programme_id.empty()) everywhere.push_back(grant.role);
    else powers.programmes[grant.role].push_back(grant.programme_id);
  }
  for (const auto& role : everywhere) powers.programmes.erase(role);
  return powers;
}

Result<Done> check_grant(const RoleGrant& grant) {
  const bool officer = grant.role == "entity_officer";
  const bool per_programme = std::find(programme_roles.begin(), programme_roles.end(), grant.role) != programme_roles.end();
  FieldErrors errors;
  errors.check(grantable(grant.role), "/role", "ROLE_UNKNOWN", {"لا يوجد دور يُمنح بهذا الاسم", "There is no role of that name that can be granted"});
  errors.check(!officer || !grant.entity_id.empty(), "/entity_id", "ENTITY_REQUIRED", {"يتحدث هذا الدور باسم جهة واحدة؛ اذكرها", "An officer speaks for one entity; name it"});
  errors.check(officer || grant.role == "integration" || grant.entity_id.empty(), "/entity_id", "ENTITY_NOT_EXPECTED", {"هذا الدور لا يتعلق بجهة", "This role is not tied to an entity"});
  errors.check(per_programme || grant.programme_id.empty(), "/programme_id", "PROGRAMME_NOT_EXPECTED", {"هذا الدور لا يقتصر على برنامج", "This role cannot be limited to a programme"});
  return errors.result();
}

bool same_grant(const RoleGrant& a, const RoleGrant& b) { return a.role == b.role && a.programme_id == b.programme_id && a.entity_id == b.entity_id; }

Result<Done> check_password(const std::string& password, const PersonalDetails& details) {
  FieldErrors errors;
  const auto length = characters(password);
  errors.check(length >= password_min && length <= password_max, "/new_password", "PASSWORD_LENGTH", {"كلمة المرور من 12 إلى 128 حرفاً", "A password has 12 to 128 characters"});
  errors.check(length < password_min || !guessable(password, details), "/new_password", "PASSWORD_GUESSABLE", {"كلمة المرور سهلة التخمين", "This password is easily guessed: it is mostly your name, your address, or a word everybody tries"});
  return errors.result();
}

}  // namespace shopper::identity
