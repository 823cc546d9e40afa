#include "identity/usecases/oauth.h"

namespace shopper::identity {

namespace {
constexpr std::int64_t flow_lifetime_us = 20 * minute_us;
}

Result<HttpAnswer> AuthorizeCase::operator()(Unit& unit, const Authorize& input) const {
  const auto parameters = read_parameters(input.raw_query);
  if (!parameters) return error_page(input.language, {"عنوان الدخول غير صالح", "The address of this sign-in page is malformed"});
  const auto id = parameters->find("client_id");
  const auto client = id == parameters->end() ? std::nullopt : unit.db.find<ApiClient>("id = :i", {id->second});
  if (!client || !redirect_allowed(*client, *parameters))
    return error_page(input.language, {"هذا التطبيق غير مسجل لدينا، أو عنوان العودة ليس له", "This app is not registered here, or the address to go back to is not its own"});
  Flow flow;
  if (const auto wrong = read_authorization(*client, *parameters, flow.request))
    return go_back(flow.request, {{"error", wrong->error}, {"error_description", wrong->description}}, context->issuer);
  flow.expires_at_us = unit.now.us + flow_lifetime_us;
  flow.language = input.language;
  if (read_login(flow.request.login_hint)) flow.login = flow.request.login_hint;
  return sign_in_page(flow, {*context, input.language, client->name, {}, {}});
}

}  // namespace shopper::identity
