#include "identity/usecases/oauth.h"

namespace shopper::identity {

namespace {

std::string client_name(Unit& unit, const Flow& flow) {
  const auto client = unit.db.find<ApiClient>("id = :i", {flow.request.client_id});
  return client && !client->disabled ? client->name : std::string();
}

}  // namespace

Result<Done> ContinueAuthorizeCase::prepare(const Lookups& lookups, ContinueAuthorize& input) const {
  const auto form = read_parameters(input.content);
  if (!form) return Done{};
  input.form = *form;
  input.flow = open_flow(*context, value_of(*form, "flow"), lookups.now);
  if (!input.flow) return Done{};
  auto& flow = *input.flow;
  const auto take = [&](Result<Proof> proof) {
    if (proof.ok()) input.proof = std::move(*proof);
    else input.failure = proof.error();
  };
  switch (flow.step) {
    case Step::login: break;
    case Step::code: take(prove_by_code(*context, lookups, flow.login, value_of(*form, "code"))); break;
    case Step::password: take(prove_by_password(*context, lookups, flow.login, value_of(*form, "password"))); break;
    case Step::second_factor:
    case Step::set_up:
      if (auto proven = prove_second_factor(lookups, flow.account_id, value_of(*form, "second_factor"), flow.step == Step::set_up); proven.ok()) input.second_factor_given = true;
      else input.failure = proven.error();
      break;
  }
  return Done{};
}

Result<HttpAnswer> first_factor_given(Unit& unit, const Context& context, Flow flow, const Account& account, const std::string& language) {
  flow.account_id = account.id;
  if (!any_role_needs_second_factor(account) && !flow.request.second_factor_wanted) return finish(unit, context, flow, account, false);
  flow.step = account.has_second_factor() ? Step::second_factor : Step::set_up;
  PageView view{context, language, client_name(unit, flow), {}, {}};
  if (flow.step == Step::set_up) view.set_up = fresh_second_factor(unit, account);
  return sign_in_page(flow, view);
}

Result<HttpAnswer> finish(Unit& unit, const Context& context, const Flow& flow, const Account& account, bool second_factor_given) {
  Beginning beginning;
  beginning.client_id = flow.request.client_id;
  beginning.scopes = flow.request.scopes;
  beginning.methods = flow.methods;
  if (second_factor_given) beginning.methods.emplace_back("second_factor");
  beginning.second_factor_given = second_factor_given;
  const auto session = begin_session(unit, account, std::move(beginning));
  const auto code = random_token();
  unit.db.insert(AuthorisationCode{crypto::sha256_hex(code), session.id, flow.request.client_id, flow.request.redirect_uri, flow.request.code_challenge, flow.request.nonce,
                                   {unit.now.us + authorisation_code_lifetime_us}, {}});
  return go_back(flow.request, {{"code", code}}, context.issuer);
}

Result<HttpAnswer> ContinueAuthorizeCase::operator()(Unit& unit, const ContinueAuthorize& input) const {
  if (!input.flow) return error_page(input.language, {"انتهت مهلة صفحة الدخول؛ ارجع إلى التطبيق وابدأ من جديد", "This sign-in page has expired; go back to the app and begin again"});
  auto flow = *input.flow;
  const auto name = client_name(unit, flow);
  if (name.empty()) return error_page(input.language, {"هذا التطبيق لم يعد مسجلاً لدينا", "This app is no longer registered here"});
  const auto page = [&](Text error = {}) { return sign_in_page(flow, {*context, input.language, name, std::move(error), {}}); };
  const auto action = value_of(input.form, "action");
  if (action == "cancel") return go_back(flow.request, {{"error", "access_denied"}}, context->issuer);
  if (action == "back") {
    flow.step = Step::login;
    return page();
  }
  if (flow.step == Step::login && action.starts_with("outside:")) {
    const auto* issuer = context->find_outside(action.substr(8));
    if (!issuer) return page();
    flow.outside = issuer->id();
    flow.outside_nonce = random_token();
    flow.outside_verifier = random_token();
    flow.language = input.language;
    const auto url = issuer->authorization_url(seal_flow(*context, flow), flow.outside_nonce, flow.outside_verifier, context->issuer + "/v1/identity/callback");
    if (!url.ok()) return page({"هذه الجهة غير متاحة الآن", "That way to sign in is not available now"});
    return HttpAnswer{302, "", "", *url, ""};
  }
  if (input.failure && flow.step != Step::set_up) return page(input.failure->text);
  switch (flow.step) {
    case Step::login: {
      const auto login = read_login(value_of(input.form, "login"));
      flow.login = login ? login->value : value_of(input.form, "login").substr(0, 254);
      if (!login) return page({"اكتب عنوان بريد إلكتروني أو رقم هاتف بصيغته الدولية", "Write an e-mail address, or a phone number in international form"});
      flow.step = action == "password" ? Step::password : Step::code;
      if (flow.step == Step::code) send_code(unit, *context, *login);
      return page();
    }
    case Step::code:
    case Step::password: {
      flow.methods = {input.proof->method};
      const auto account = account_of(unit, *context, *input.proof);
      if (!account.ok()) return page(account.error().text);
      return first_factor_given(unit, *context, std::move(flow), *account, input.language);
    }
    case Step::second_factor:
    case Step::set_up: {
      auto account = load_account(unit, flow.account_id);
      if (!account.ok() || account->state != AccountState::active) return error_page(input.language, {"هذا الحساب موقوف", "This account is suspended"});
      if (input.failure) {   // the same secret again: the app has it already
        PageView view{*context, input.language, name, input.failure->text, {account->second_factor, ""}};
        return sign_in_page(flow, view);
      }
      if (flow.step == Step::set_up) {
        account->second_factor_confirmed = true;
        save(unit, *account);
      }
      return finish(unit, *context, flow, *account, true);
    }
  }
  return page();
}

}  // namespace shopper::identity
