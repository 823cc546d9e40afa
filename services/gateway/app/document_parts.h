// The rest of a document that a service gives in parts (docs/adr/0011-streamed-documents.md): each is asked for when the client has taken the one before.
#pragma once

#include <memory>
#include <string>

#include "gateway/app/exchange.h"
#include "gateway/call/backends.h"
#include "gateway/http/message.h"
#include "shopper/common/v1/types.pb.h"

namespace shopper::gateway::app {

class DocumentParts final : public http::Rest {
 public:
  // `request` is that of the first part, `cursor` what it said of the next.
  DocumentParts(const call::Backends& backends, const Exchange& exchange, std::unique_ptr<google::protobuf::Message> request, std::string purpose, std::string cursor);
  std::optional<std::string> next() override;

 private:
  const call::Backends& backends_;
  const routing::Operation& operation_;
  const std::unique_ptr<google::protobuf::Message> request_;
  const Actor actor_;
  const std::string traceparent_;
  const std::string request_id_;
  const std::string tracestate_;
  const std::string purpose_;
  const std::stop_token left_;
  std::string cursor_;
};

}  // namespace shopper::gateway::app
