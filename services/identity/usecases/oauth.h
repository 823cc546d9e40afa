// Use cases of the OpenID provider: the sign-in page's steps and the token endpoint.
#pragma once

#include <nlohmann/json.hpp>

#include "identity/usecases/accounts.h"
#include "identity/usecases/clients.h"
#include "platform/usecase/http_answer.h"

namespace shopper::identity {

struct Authorize {
  std::string raw_query;
  std::string language;
  SHOPPER_FIELDS(Authorize, raw_query, language)
};
struct AuthorizeCase {
  std::shared_ptr<const Context> context;
  Result<HttpAnswer> operator()(Unit& unit, const Authorize& input) const;
};

SHOPPER_ENUM(Step, login, code, password, second_factor, set_up)

// Where somebody is on the way through the sign-in page. It travels in the page, sealed: we keep no state before somebody is signed in.
struct Flow {
  AuthorizationRequest request;
  Step step = Step::login;
  std::string login;
  std::string account_id;              // of the first factor, once given
  std::vector<std::string> methods;
  std::int64_t expires_at_us = 0;
  // While away at an outside issuer.
  std::string outside;
  std::string outside_nonce;
  std::string outside_verifier;
  std::string language;
  SHOPPER_FIELDS(Flow, request, step, login, account_id, methods, expires_at_us, outside, outside_nonce, outside_verifier, language)
};
std::string seal_flow(const Context& context, const Flow& flow);
// Nothing when it was tampered with or has expired.
std::optional<Flow> open_flow(const Context& context, const std::string& sealed, Instant now);

struct PageView {
  const Context& context;
  std::string language;
  std::string client_name;
  Text error;                          // of the last try
  SecondFactor set_up;                 // for Step::set_up
};
HttpAnswer sign_in_page(const Flow& flow, const PageView& view);
// For requests that cannot go back to a client.
HttpAnswer error_page(const std::string& language, const Text& what);
// Back to the client.
HttpAnswer go_back(const AuthorizationRequest& request, Parameters parameters, const std::string& issuer);

struct ContinueAuthorize {
  std::string content;
  std::string language;
  SHOPPER_FIELDS(ContinueAuthorize, content, language)
  // Of prepare.
  Parameters form;
  std::optional<Flow> flow;
  std::optional<Proof> proof;
  bool second_factor_given = false;
  std::optional<Error> failure;
};
struct ContinueAuthorizeCase {
  std::shared_ptr<const Context> context;
  Result<Done> prepare(const Lookups& lookups, ContinueAuthorize& input) const;
  Result<HttpAnswer> operator()(Unit& unit, const ContinueAuthorize& input) const;
};
// After the first factor: on to the second where one is needed, or back to the client with a code.
Result<HttpAnswer> first_factor_given(Unit& unit, const Context& context, Flow flow, const Account& account, const std::string& language);
Result<HttpAnswer> finish(Unit& unit, const Context& context, const Flow& flow, const Account& account, bool second_factor_given);

struct OutsideCallback {
  std::string raw_query;
  std::string language;
  SHOPPER_FIELDS(OutsideCallback, raw_query, language)
  // Of prepare.
  std::optional<Flow> flow;
  std::optional<OutsidePerson> person;
  std::optional<Error> failure;
};
struct OutsideCallbackCase {
  std::shared_ptr<const Context> context;
  Result<Done> prepare(const Lookups& lookups, OutsideCallback& input) const;
  Result<HttpAnswer> operator()(Unit& unit, const OutsideCallback& input) const;
};

struct FormContent {
  std::string content;
  SHOPPER_FIELDS(FormContent, content)
};
struct IssueTokenCase {
  std::shared_ptr<const Context> context;
  Result<HttpAnswer> operator()(Unit& unit, const FormContent& input) const;
};
struct RevokeTokenCase {
  std::shared_ptr<const Context> context;
  Result<HttpAnswer> operator()(Unit& unit, const FormContent& input) const;
};
// The client that the form names and, where it has keys, proves to be by private_key_jwt (RFC 7523); or the error to answer.
struct ClientProof {
  std::optional<ApiClient> client;
  bool proven = false;                 // by its key
  HttpAnswer refusal;
};
ClientProof authenticate_client(Unit& unit, const Context& context, const Parameters& form);
HttpAnswer oauth_error(const std::string& error, const std::string& description);
HttpAnswer json_answer(int status, const nlohmann::json& body);

}  // namespace shopper::identity
