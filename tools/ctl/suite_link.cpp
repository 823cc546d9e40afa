#include "suite_link.h"

#include <filesystem>

#include "launch/suite.h"
#include "platform/base/actor.h"
#include "platform/config/config.h"
#include "platform/rpc/actor_context.h"
#include "platform/rpc/binder.h"
#include "platform/rpc/client.h"
#include "platform/rpc/errors.h"
#include "platform/rpc/feed.h"
#include "table.h"

namespace shopperctl {
namespace {

namespace fs = std::filesystem;
namespace rpc = shopper::rpc;

constexpr const char* process = "operator";
constexpr int call_deadline_ms = 30'000;

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

// Where the services' sockets lie: the launcher puts them elsewhere when the directory's path is too long.
fs::path sockets_of(const fs::path& data) {
  if (const auto text = read_file((data / "run.json").string()))
    if (const auto run = nlohmann::json::parse(*text, nullptr, false); run.is_object() && run.contains("sockets")) return run["sockets"].get<std::string>();
  return data / "sockets";
}

}  // namespace

SuiteLink::SuiteLink(const std::string& data) : services_(shopper::tools::Suite::services()) {
  shopper::Config config;
  const auto transport = data.empty() ? rpc::Transport::configured(config, process) : rpc::Transport();
  internal_key_ = shopper::crypto::read_key_file(data.empty() ? config.required("SHOPPER_INTERNAL_KEY_FILE", "the key all processes of the suite share; or give --data DIR") : (fs::path(data) / "keys" / "internal.key").string());
  for (const auto& service : services_) {
    const auto address = data.empty() ? config.required("SHOPPER_" + upper(service) + "_ADDRESS", "where the service listens; or give --data DIR")
                                      : "unix:" + (fs::absolute(sockets_of(data)) / (service + ".sock")).lexically_normal().string();
    channels_[service] = rpc::connect(address, service, transport);
  }
}

std::optional<shopper::Error> SuiteLink::run(const std::string& service, const std::string& method, const google::protobuf::MessageLite& request,
                                             google::protobuf::MessageLite& response) const {
  grpc::ClientContext context;
  rpc::set_deadline(context, call_deadline_ms);
  shopper::Actor actor;
  actor.subject = process;
  actor.roles = {rpc::service_role};
  context.AddMetadata(rpc::actor_metadata, rpc::seal_actor(internal_key_, actor, rpc::system_clock()));
  const auto status = rpc::call(*channels_.at(service), "/" + method, context, request, response);
  if (status.ok()) return std::nullopt;
  return rpc::to_error(status);
}

shopper::crypto::Key backup_key(const std::string& file, const std::string& data) {
  if (!file.empty()) return shopper::crypto::read_key_file(file);
  if (!data.empty()) return shopper::crypto::read_key_file((fs::path(data) / "keys" / "backup.key").string());
  shopper::Config config;
  return shopper::crypto::read_key_file(config.required("SHOPPER_BACKUP_KEY_FILE", "the key that seals backups; or give --key FILE"));
}

}  // namespace shopperctl
