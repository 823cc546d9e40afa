#include "gateway/app/document_parts.h"

#include "platform/log/log.h"
#include "platform/trace/context.h"

namespace shopper::gateway::app {

DocumentParts::DocumentParts(const call::Backends& backends, const Exchange& exchange, std::unique_ptr<google::protobuf::Message> request, std::string purpose, std::string cursor)
    : backends_(backends),
      operation_(*exchange.operation),
      request_(std::move(request)),
      actor_(exchange.actor),
      traceparent_(exchange.traceparent),
      request_id_(exchange.request_id),
      tracestate_(exchange.tracestate),
      purpose_(std::move(purpose)),
      left_(exchange.request.left),
      cursor_(std::move(cursor)) {}

std::optional<std::string> DocumentParts::next() {
  const trace::Scope traced(traceparent_);
  std::string content;
  while (content.empty() && !cursor_.empty()) {   // an empty part is not the end
    request_->GetReflection()->SetString(request_.get(), operation_.cursor->field, cursor_);
    common::v1::DocumentPart part;
    const auto result = backends_.call({operation_.service, operation_.grpc_path, *request_, actor_, traceparent_, request_id_, "", operation_.deadline, true, purpose_, tracestate_, left_}, part);
    if (result.status.error_code() == grpc::StatusCode::CANCELLED) return std::nullopt;   // nobody is left to read it
    if (!result.status.ok()) {
      log::warn("a document broke off", {{"route", operation_.path_template}, {"status", std::to_string(result.status.error_code())}});
      return std::nullopt;
    }
    content = std::move(*part.mutable_content());
    cursor_ = std::move(*part.mutable_next_cursor());
  }
  return content;
}

}  // namespace shopper::gateway::app
