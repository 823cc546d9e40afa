#include "identity/usecases/accounts.h"

namespace shopper::identity {

Result<AccountView> patch_own_account(Unit& unit, const PatchOwnAccount& input) {
  SHOPPER_TRY(auto account, own_account(unit));
  SHOPPER_CHECK(expect_version(account.version, input.expected_version));
  OwnAccountChanges now{account.details.name, account.language};
  apply_changes(now, input.changes, input.changed_fields);
  FieldErrors errors;
  errors.check(now.name.size() <= 200, "/name", "LENGTH", {"الاسم طويل جداً", "A name of up to 200 bytes"});
  errors.check(now.language == "ar" || now.language == "en", "/language", "LANGUAGE_UNKNOWN", {"ar أو en", "ar or en"});
  SHOPPER_CHECK(errors.result());
  if (now.name != account.details.name) account.details.name_provenance = Provenance::declared;
  account.details.name = now.name;
  account.language = now.language;
  save(unit, account);
  return view_of(account, unit.actor);
}

}  // namespace shopper::identity
