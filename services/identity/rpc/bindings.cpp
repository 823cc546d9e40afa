#include "identity/rpc/bindings.h"

#include "identity/usecases/oauth.h"
#include "shopper/common/v1/access.pb.h"
#include "shopper/common/v1/types.pb.h"
#include "shopper/identity/v1/identity.pb.h"

namespace shopper::identity {

namespace pb = shopper::identity::v1;
namespace common = shopper::common::v1;

namespace {

// A command whose proofs are judged before its transaction.
template <class Request, class Response, class Case>
void bind_proven(rpc::Binder& bind, const std::string& name, Case use_case) {
  bind.command<Request, Response>(name, [use_case](const Lookups& lookups, auto& input) { return use_case.prepare(lookups, input); }, use_case);
}

}  // namespace

void bind_provider(rpc::Binder& bind, const std::shared_ptr<const Context>& context) {
  bind.query<pb::GetDiscoveryRequest, common::Document>("GetDiscovery", GetDiscoveryCase{context});
  bind.query<pb::GetKeySetRequest, common::Document>("GetKeySet", get_key_set);
  bind.query<pb::AuthorizeRequest, common::HttpAnswer>("Authorize", AuthorizeCase{context});
  bind_proven<pb::ContinueAuthorizeRequest, common::HttpAnswer>(bind, "ContinueAuthorize", ContinueAuthorizeCase{context});
  bind_proven<pb::OutsideCallbackRequest, common::HttpAnswer>(bind, "OutsideCallback", OutsideCallbackCase{context});
  bind.command<pb::IssueTokenRequest, common::HttpAnswer>("IssueToken", IssueTokenCase{context});
  bind.command<pb::RevokeTokenRequest, common::HttpAnswer>("RevokeToken", RevokeTokenCase{context});
  bind.query<pb::GetUserInfoRequest, pb::UserInfo>("GetUserInfo", get_user_info);
  bind.query<pb::ListSigningKeysRequest, pb::SigningKeyList>("ListSigningKeys", list_signing_keys);
  bind.command<pb::RotateSigningKeysRequest, pb::SigningKeyList>("RotateSigningKeys", rotate_signing_keys);
}

void bind_sessions(rpc::Binder& bind, const std::shared_ptr<const Context>& context) {
  bind.command<pb::RequestCodeRequest, pb::CodeRequested>("RequestCode", RequestCodeCase{context});
  bind_proven<pb::SignInRequest, pb::Tokens>(bind, "SignIn", SignInCase{context});
  bind_proven<pb::StepUpRequest, pb::Tokens>(bind, "StepUp", StepUpCase{context});
  bind.command<pb::SignOutRequest, common::Empty>("SignOut", sign_out);
  bind.query<pb::ListOwnSessionsRequest, pb::ListOwnSessionsResponse>("ListOwnSessions", list_own_sessions);
  bind.command<pb::EndOwnSessionRequest, common::Empty>("EndOwnSession", end_own_session);
}

void bind_accounts(rpc::Binder& bind, const std::shared_ptr<const Context>& context) {
  bind.query<pb::GetOwnAccountRequest, pb::Account>("GetOwnAccount", get_own_account);
  bind.command<pb::PatchOwnAccountRequest, pb::Account>("PatchOwnAccount", patch_own_account);
  bind.command<pb::SetPasswordRequest, common::Empty>("SetPassword", prepare_password, set_password);
  bind.command<pb::BeginSecondFactorRequest, pb::SecondFactor>("BeginSecondFactor", prepare_second_factor, begin_second_factor);
  bind_proven<pb::ConfirmSecondFactorRequest, pb::Tokens>(bind, "ConfirmSecondFactor", ConfirmSecondFactorCase{context});
  bind.query<pb::ListAccountsRequest, pb::ListAccountsResponse>("ListAccounts", ListAccountsCase{context});
  bind.query<pb::GetAccountRequest, pb::Account>("GetAccount", get_account);
  bind.command<pb::PutAccountRequest, pb::Account>("PutAccount", PutAccountCase{context});
  bind.command<pb::GrantRoleRequest, pb::Account>("GrantRole", grant_role);
  bind.command<pb::WithdrawRoleRequest, pb::Account>("WithdrawRole", withdraw_role);
  bind.command<pb::SuspendAccountRequest, pb::Account>("SuspendAccount", suspend_account);
  bind.command<pb::ReinstateAccountRequest, pb::Account>("ReinstateAccount", reinstate_account);
  bind.command<pb::ResetCredentialsRequest, pb::Account>("ResetCredentials", reset_credentials);
  bind.query<pb::ListApiClientsRequest, pb::ListApiClientsResponse>("ListApiClients", list_clients_page);
  bind.query<pb::GetApiClientRequest, pb::ApiClient>("GetApiClient", get_client);
  bind.command<pb::PutApiClientRequest, pb::ApiClient>("PutApiClient", put_client);
  bind.command<pb::DisableApiClientRequest, pb::ApiClient>("DisableApiClient", disable_client);
}

void bind_access(rpc::Binder& bind) {
  bind.query<common::SigningKeysRequest, common::SigningKeySet>("SigningKeys", signing_key_set);
  bind.query<common::RevocationsRequest, common::RevocationList>("Revocations", list_revocations);
}

}  // namespace shopper::identity
