// Every REST operation, read from the descriptors that are linked in: the route table, the permission table, the limits.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "gateway/http/message.h"
#include "gateway/transcode/schema.h"
#include "platform/overload/criticality.h"
#include "shopper/common/v1/rest.pb.h"

namespace shopper::gateway::routing {

// One rpc as REST sees it. Pointers are null where the message has no such field; they live as long as the Catalogue.
struct Operation {
  const google::protobuf::MethodDescriptor* method = nullptr;
  common::v1::RestRule rule;
  http::Method http_method = http::Method::get;
  std::string path_template;                 // "/v1/applications/{id}/submit"
  std::string grpc_path;                     // "/shopper.registration.v1.Registration/SubmitApplication"
  std::string service;                       // "registration"
  const google::protobuf::Message* request_prototype = nullptr;
  const google::protobuf::Message* response_prototype = nullptr;
  const transcode::MessagePlan* request = nullptr;
  const transcode::MessagePlan* response = nullptr;

  std::vector<const transcode::FieldPlan*> path_fields;   // in the order of the template
  // Fields the conventions of rest.proto give a meaning.
  const transcode::FieldPlan* changes = nullptr;
  const transcode::FieldPlan* changed_fields = nullptr;
  const transcode::FieldPlan* expected_version = nullptr;
  const transcode::FieldPlan* limit = nullptr;
  const transcode::FieldPlan* cursor = nullptr;
  const transcode::FieldPlan* accept_media_type = nullptr;
  const transcode::FieldPlan* language = nullptr;
  const transcode::FieldPlan* content = nullptr;
  const transcode::FieldPlan* content_type = nullptr;
  const transcode::FieldPlan* raw_query = nullptr;
  const transcode::FieldPlan* version = nullptr;           // of the response
  const transcode::FieldPlan* next_cursor = nullptr;       // of the response
  common::v1::Classification classification = common::v1::C3;   // of what it answers; what nobody labelled is treated as the most confidential
  bool answers_document = false;
  bool answers_parts = false;                              // a document, streamed
  bool answers_http = false;
  bool answers_nothing = false;
  bool open_to_anyone = false;
  bool open_to_signed_in = false;
  bool live_only = false;                                  // cannot be imported
  overload::Criticality criticality = overload::Criticality::interactive;
  std::size_t lane = 0;                                    // its service's number in Catalogue::services(), from 1

  std::size_t max_body_bytes = 0;
  std::chrono::milliseconds deadline{};

  bool takes_json_body() const { return rule.upload_size() == 0 && (http_method == http::Method::post || http_method == http::Method::put || http_method == http::Method::patch); }
  // Fields the gateway itself fills: no client may name them, in body or query.
  bool reserved(const transcode::FieldPlan* field) const {
    return field == changed_fields || field == expected_version || field == accept_media_type || field == language || field == raw_query ||
           (answers_parts && field == cursor) || (rule.upload_size() > 0 && (field == content || field == content_type));
  }
  bool bound_by_path(const transcode::FieldPlan* field) const;
  // May a query parameter set it?
  bool bound_by_query(const transcode::FieldPlan* field) const;
  std::vector<std::string_view> produces() const;
};

class Catalogue {
 public:
  // Reads the services of the named files. Throws std::runtime_error, naming the rpc, when a rule cannot be carried out.
  Catalogue(const Catalogue&) = delete;   // operations point into it
  Catalogue(const google::protobuf::DescriptorPool& pool, google::protobuf::MessageFactory& factory, const std::vector<std::string>& files);

  const std::vector<Operation>& operations() const { return operations_; }
  // The services that have operations, or that only answer to operators ("registration", ...), once each.
  const std::vector<std::string>& services() const { return services_; }

 private:
  Operation read(const google::protobuf::MethodDescriptor& method, google::protobuf::MessageFactory& factory);

  transcode::Schema schema_;
  std::vector<Operation> operations_;
  std::vector<std::string> services_;
};

// The descriptor set embedded at build time, with comments; and the names of its files.
std::string_view embedded_descriptors();
std::vector<std::string> file_names(std::string_view descriptor_set);

}  // namespace shopper::gateway::routing
