#include "identity/usecases/accounts.h"
#include "platform/crypto/hash.h"

namespace shopper::identity {

Result<AccountView> PutAccountCase::operator()(Unit& unit, const PutAccount& input) const {
  const auto email = read_login(input.email);
  const auto phone = read_login(input.phone);
  FieldErrors errors;
  errors.check(crypto::is_uuid(input.id), "/id", "ID_INVALID", {"يلزم معرّف UUID", "The id must be a UUID"});
  errors.check(input.email.empty() || (email && email->channel == Channel::email), "/email", "EMAIL_INVALID", {"عنوان البريد غير صحيح", "The e-mail address is not valid"});
  errors.check(input.phone.empty() || (phone && phone->channel == Channel::phone), "/phone", "PHONE_INVALID", {"رقم الهاتف غير صحيح", "The phone number is not valid"});
  errors.check(!input.email.empty() || !input.phone.empty(), "/email", "LOGIN_REQUIRED", {"يلزم بريد أو هاتف", "An e-mail address or a phone number is needed"});
  errors.check(input.name.size() <= 200, "/name", "LENGTH", {"الاسم طويل جداً", "A name of up to 200 bytes"});
  errors.check(input.language.empty() || input.language == "ar" || input.language == "en", "/language", "LANGUAGE_UNKNOWN", {"ar أو en", "ar or en"});
  SHOPPER_CHECK(errors.result());
  Account fresh;
  fresh.id = input.id;
  fresh.created_at = unit.now;
  fresh.details.name = input.name;
  if (!input.language.empty()) fresh.language = input.language;
  if (email) set_login(fresh, *context, *email, Provenance::declared);
  if (phone) set_login(fresh, *context, *phone, Provenance::declared);
  if (const auto known = unit.db.find<Account>("id = :i", {input.id})) {
    // A repeated invitation; who somebody is they change themselves.
    const bool same = known->email_key == fresh.email_key && known->phone_key == fresh.phone_key;
    if (!same) return conflict("ACCOUNT_EXISTS", {"يوجد حساب بهذا المعرّف ببيانات أخرى", "There is an account of that id with other addresses"});
    return view_of(*known, unit.actor);
  }
  for (const auto& key : {fresh.email_key, fresh.phone_key})
    if (account_by_key(unit.db, key)) return conflict("LOGIN_TAKEN", {"لهذا العنوان حساب آخر", "Another account has this address"});
  unit.db.insert(fresh);
  return view_of(fresh, unit.actor);
}

}  // namespace shopper::identity
