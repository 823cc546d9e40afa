// Proving who somebody is. All of it happens before the command's transaction: tries are counted on their own, whatever follows, and slow
// hashing holds nobody up. Refusals are the same whether the account exists or not.
#pragma once

#include "identity/store/identity_store.h"
#include "identity/usecases/context.h"
#include "platform/usecase/lookups.h"

namespace shopper::identity {

Error sign_in_failed();              // SIGN_IN_FAILED
Error second_factor_wrong();         // SECOND_FACTOR_WRONG

// A first factor that was right.
struct Proof {
  Login login;
  std::string account_id;            // "": nobody yet; the code proves the address, so the account can be made
  std::string method;                // "code" or "password"
};

// The code that was sent to that address; it is used up.
Result<Proof> prove_by_code(const Context& context, const Lookups& lookups, const std::string& login, const std::string& code);
Result<Proof> prove_by_password(const Context& context, const Lookups& lookups, const std::string& login, const std::string& password);
// A code of the account's authenticator app; it counts once. `candidate`: also one that is not confirmed yet.
Result<Done> prove_second_factor(const Lookups& lookups, const std::string& account_id, const std::string& code, bool candidate);

}  // namespace shopper::identity
