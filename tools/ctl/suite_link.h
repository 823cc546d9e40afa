// An operator's way to the services themselves, beside the gateway: over their Unix sockets in the suite's directory, or, in containers, over
// TLS as the process "operator" with the settings that the services have too.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/error.h"
#include "platform/crypto/hash.h"

namespace shopperctl {

class SuiteLink {
 public:
  // `data`: the directory of a suite on this machine; "": SHOPPER_<SERVICE>_ADDRESS, SHOPPER_INTERNAL_KEY_FILE and SHOPPER_TLS_DIR.
  // Throws std::runtime_error with what is missing.
  explicit SuiteLink(const std::string& data);
  const std::vector<std::string>& services() const { return services_; }

  // One call; `method` is "package.Service/Method".
  template <class Response>
  shopper::Result<Response> call(const std::string& service, const std::string& method, const google::protobuf::MessageLite& request) const {
    Response response;
    if (auto error = run(service, method, request, response)) return std::move(*error);
    return response;
  }

 private:
  std::optional<shopper::Error> run(const std::string& service, const std::string& method, const google::protobuf::MessageLite& request, google::protobuf::MessageLite& response) const;
  std::vector<std::string> services_;
  shopper::crypto::Key internal_key_{};
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
};

// The backup key: `file`, or the one in the suite's directory, or SHOPPER_BACKUP_KEY_FILE.
shopper::crypto::Key backup_key(const std::string& file, const std::string& data);

}  // namespace shopperctl
