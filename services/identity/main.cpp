// shopper-identity: wiring only.
#include "identity/delivery/courier.h"
#include "identity/events/events.h"
#include "identity/outside/oidc_issuer.h"
#include "identity/rpc/bindings.h"
#include "identity/usecases/bootstrap.h"
#include "platform/config/environment.h"
#include "platform/lifecycle/service_main.h"

namespace {

using namespace shopper;

std::vector<std::string> words(const std::string& list) { return identity::split_words(list); }

std::vector<std::shared_ptr<const identity::OutsideIssuer>> outside_issuers(const std::string& file, const std::string& private_origins, bool production) {
  std::vector<std::shared_ptr<const identity::OutsideIssuer>> all;
  if (!private_origins.empty() && production) throw std::runtime_error("SHOPPER_OUTSIDE_PRIVATE_ORIGINS is for development only");
  if (file.empty()) return all;
  outgoing::Options options;
  options.total_timeout_ms = 5'000;
  options.destinations.allowed_private_origins = words(private_origins);
  const auto client = std::make_shared<const outgoing::Client>(options);
  for (auto& settings : identity::read_outside_settings(file)) all.push_back(std::make_shared<const identity::OidcIssuer>(std::move(settings), client));
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  std::shared_ptr<identity::Context> context;
  std::unique_ptr<identity::MailFolder> mail;
  return run_service(argc, argv, {"identity", identity::migrations(), [&](ServiceHost& host) {
    auto& config = host.config;
    const auto key = crypto::read_key_file(config.required("SHOPPER_PERSONAL_KEY_FILE", "file with the key of personal hashes; never change it while the store lives"));
    const auto public_url = config.required("SHOPPER_PUBLIC_URL", "where people reach the suite; also the issuer of access tokens");
    context = std::make_shared<identity::Context>(key, public_url);
    const bool production = in_production(config);
    check_public_url(public_url, production);
    const auto outside_file = config.text("SHOPPER_OUTSIDE_ISSUERS_FILE", "", "OpenID providers elsewhere whose sign-in is accepted (docs/IDENTITY.md)");
    context->outside = outside_issuers(outside_file, config.text("SHOPPER_OUTSIDE_PRIVATE_ORIGINS", "", "development only: origins on this machine that such a provider may have"), production);
    mail = std::make_unique<identity::MailFolder>(config.required("SHOPPER_MAIL_DIR", "directory for messages to people, one file each, for a mail and SMS system to pick up"));
    const auto bootstrap_file = config.text("SHOPPER_BOOTSTRAP_FILE", "", "accounts and clients to make at the start where they are missing (docs/IDENTITY.md)");
    rpc::Binder& bind = host.bind("shopper.identity.v1.Identity");
    identity::bind_provider(bind, context);
    identity::bind_sessions(bind, context);
    identity::bind_accounts(bind, context);
    identity::bind_access(host.bind("shopper.common.v1.Access"));
    identity::react_to_selection(host.consume("selection"));
    identity::react_to_evaluation(host.consume("evaluation"));
    host.every(std::chrono::seconds(60), "sweep", [](Unit& unit) -> Result<Done> {
      identity::sweep(unit.db, unit.now);
      return Done{};
    });
    host.beside(std::chrono::milliseconds(200), [&] { identity::deliver_waiting(host.store, *mail); });
    host.beside(std::chrono::minutes(10), [&] { mail->remove_older_than(identity::uncollected_messages_kept); });
    host.at_start([&, bootstrap_file](Unit& unit) -> Result<Done> {
      SHOPPER_CHECK(identity::apply_bootstrap(unit, *context, bootstrap_file.empty() ? identity::Bootstrap{} : identity::read_bootstrap(bootstrap_file)));
      return Done{};
    });
  }});
}
