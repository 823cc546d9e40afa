#include "identity/usecases/oauth.h"

namespace shopper::identity {

namespace {

Account outside_account(Unit& unit, const Context& context, const OutsideIssuer& issuer, const OutsidePerson& person) {
  const auto key = crypto::keyed_hash_hex(context.outside_key, issuer.issuer() + "\n" + person.subject);
  const auto claim = [&](const char* field) {
    const auto found = person.claims.find(issuer.claim_for(field));
    return found == person.claims.end() ? std::string() : found->second;
  };
  Account account;
  const auto id = account_of_outside_identity(unit.db, key);
  const auto known = id.empty() ? std::nullopt : unit.db.find<Account>("id = :i", {id});
  if (known) {
    account = *known;
  } else {
    account.id = unit.new_id();
    account.created_at = unit.now;
    // An address is taken over only when its issuer has verified it and nobody has it: nobody's word may open an account that is there, or
    // wait in one for its owner.
    for (const auto& address : {person.email_verified ? claim("email") : "", person.phone_verified ? claim("phone") : ""})
      if (const auto login = read_login(address); login && !account_by_key(unit.db, context.key_of(*login))) set_login(account, context, *login, Provenance::asserted);
    unit.db.insert(account);
    link_outside_identity(unit.db, key, account.id, issuer.issuer(), unit.now);
  }
  if (const auto name = claim("name"); !name.empty() && account.details.name_provenance != Provenance::verified) {
    account.details.name = name.substr(0, 200);
    account.details.name_provenance = Provenance::asserted;
  }
  std::erase_if(account.details.outside_claims, [&](const auto& kept) { return kept.issuer == issuer.issuer(); });
  for (const auto& [name, value] : person.claims) account.details.outside_claims.push_back({issuer.issuer(), name, value, unit.now});
  save(unit, account);
  return account;
}

}  // namespace

Result<Done> OutsideCallbackCase::prepare(const Lookups& lookups, OutsideCallback& input) const {
  const auto parameters = read_parameters(input.raw_query);
  if (!parameters) return Done{};
  const auto value = [&](const char* name) { return value_of(*parameters, name); };
  input.flow = open_flow(*context, value("state"), lookups.now);
  if (!input.flow) return Done{};
  const auto* issuer = context->find_outside(input.flow->outside);
  // RFC 9207: the answer must be that issuer's, where it says whose it is.
  if (!issuer || (parameters->contains("iss") && value("iss") != issuer->issuer()) || value("code").empty()) {
    input.failure = sign_in_failed();
    return Done{};
  }
  auto person = issuer->redeem(value("code"), input.flow->outside_nonce, input.flow->outside_verifier, context->issuer + "/v1/identity/callback", lookups.now.us / 1'000'000);
  if (person.ok()) input.person = std::move(*person);
  else input.failure = person.error();
  return Done{};
}

Result<HttpAnswer> OutsideCallbackCase::operator()(Unit& unit, const OutsideCallback& input) const {
  if (!input.flow) return error_page(input.language, {"انتهت مهلة صفحة الدخول؛ ارجع إلى التطبيق وابدأ من جديد", "This sign-in page has expired; go back to the app and begin again"});
  auto flow = *input.flow;
  const auto client = unit.db.find<ApiClient>("id = :i", {flow.request.client_id});
  if (!client || client->disabled) return error_page(flow.language, {"هذا التطبيق لم يعد مسجلاً لدينا", "This app is no longer registered here"});
  const auto* issuer = context->find_outside(flow.outside);
  flow.step = Step::login;
  if (!issuer || !input.person)
    return sign_in_page(flow, {*context, flow.language, client->name, {"تعذر الدخول عبر الجهة الأخرى؛ حاول مرة أخرى أو بطريقة أخرى", "Signing in over there did not work; try again, or another way"}, {}});
  // The answer counts once: the state is as good as the code it came with.
  if (!use_assertion(unit.db, "outside\n" + flow.outside_nonce, {flow.expires_at_us})) return error_page(flow.language, {"استُخدم هذا الدخول من قبل", "This sign-in was used before"});
  const auto account = outside_account(unit, *context, *issuer, *input.person);
  if (account.state != AccountState::active) return error_page(flow.language, {"هذا الحساب موقوف", "This account is suspended"});
  flow.methods = {"outside"};
  return first_factor_given(unit, *context, std::move(flow), account, flow.language);
}

}  // namespace shopper::identity
