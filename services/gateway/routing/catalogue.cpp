#include "gateway/routing/catalogue.h"

#include "gateway/routing/classification.h"

#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <stdexcept>

#include "gateway/limits.h"
#include "platform/rpc/criticality.h"

namespace shopper::gateway::routing {

namespace pb = google::protobuf;

namespace {

[[noreturn]] void unusable(const pb::MethodDescriptor& method, const std::string& why) {
  throw std::runtime_error("rest option of " + method.full_name() + ": " + why);
}

// "registration" of package shopper.registration.v1.
std::string service_key(const std::string& package) {
  const auto first = package.find('.');
  const auto second = package.find('.', first + 1);
  return first == std::string::npos ? package : package.substr(first + 1, second - first - 1);
}

std::pair<http::Method, std::string> pattern_of(const common::v1::RestRule& rule) {
  using R = common::v1::RestRule;
  switch (rule.pattern_case()) {
    case R::kGet: return {http::Method::get, rule.get()};
    case R::kPut: return {http::Method::put, rule.put()};
    case R::kPost: return {http::Method::post, rule.post()};
    case R::kPatch: return {http::Method::patch, rule.patch()};
    case R::kDelete: return {http::Method::delete_, rule.delete_()};
    case R::PATTERN_NOT_SET: break;
  }
  return {http::Method::get, ""};
}

const transcode::FieldPlan* field_of_kind(const transcode::MessagePlan& plan, std::string_view name, transcode::Kind kind) {
  const auto* field = plan.find(name);
  return field && field->kind == kind && !field->repeated && !field->map ? field : nullptr;
}

Operation read_shape(const pb::MethodDescriptor& method, transcode::Schema& schema) {
  Operation operation;
  operation.method = &method;
  operation.rule = method.options().GetExtension(common::v1::rest);
  std::tie(operation.http_method, operation.path_template) = pattern_of(operation.rule);
  if (!operation.path_template.starts_with('/')) unusable(method, "no path");
  operation.grpc_path = "/" + method.service()->full_name() + "/" + method.name();
  operation.service = service_key(method.file()->package());
  operation.request = &schema.plan(method.input_type());
  operation.response = &schema.plan(method.output_type());
  return operation;
}

}  // namespace

bool Operation::bound_by_path(const transcode::FieldPlan* field) const {
  return std::find(path_fields.begin(), path_fields.end(), field) != path_fields.end();
}

bool Operation::bound_by_query(const transcode::FieldPlan* field) const {
  if (takes_json_body() || reserved(field) || bound_by_path(field) || field->map) return false;
  return field->kind != transcode::Kind::message && field->kind != transcode::Kind::subtree && field->kind != transcode::Kind::bytes;
}

std::vector<std::string_view> Operation::produces() const {
  if (!answers_document && !answers_parts && !answers_http) return {"application/json"};
  return {rule.produces().begin(), rule.produces().end()};
}

Operation Catalogue::read(const pb::MethodDescriptor& method, pb::MessageFactory& factory) {
  using transcode::Kind;
  Operation operation = read_shape(method, schema_);
  operation.request_prototype = factory.GetPrototype(method.input_type());
  operation.response_prototype = factory.GetPrototype(method.output_type());
  if (!operation.request_prototype || !operation.response_prototype) unusable(method, "its messages are not linked in");
  const auto& request = *operation.request;
  for (auto open = operation.path_template.find('{'); open != std::string::npos; open = operation.path_template.find('{', open + 1)) {
    const auto close = operation.path_template.find('}', open);
    if (close == std::string::npos) unusable(method, "unbalanced braces");
    const auto name = operation.path_template.substr(open + 1, close - open - 1);
    const auto* field = request.find(name);
    if (!field || field->repeated || field->map || field->kind == Kind::message) unusable(method, "{" + name + "} is no scalar field of its request");
    operation.path_fields.push_back(field);
  }
  operation.expected_version = field_of_kind(request, "expected_version", Kind::int64);
  operation.limit = request.find("limit");
  operation.cursor = field_of_kind(request, "cursor", Kind::string);
  operation.accept_media_type = field_of_kind(request, "accept_media_type", Kind::string);
  operation.language = field_of_kind(request, "language", Kind::string);
  operation.content = field_of_kind(request, "content", Kind::bytes);
  operation.content_type = field_of_kind(request, "content_type", Kind::string);
  operation.raw_query = field_of_kind(request, "raw_query", Kind::string);
  operation.version = field_of_kind(*operation.response, "version", Kind::int64);
  operation.next_cursor = field_of_kind(*operation.response, "next_cursor", Kind::string);
  if (const auto label = classification_of(method); label != common::v1::CLASSIFICATION_UNSPECIFIED) operation.classification = label;
  operation.answers_document = method.output_type()->full_name() == "shopper.common.v1.Document";
  operation.answers_parts = method.output_type()->full_name() == "shopper.common.v1.DocumentPart";
  operation.answers_http = method.output_type()->full_name() == "shopper.common.v1.HttpAnswer";
  operation.criticality = rpc::criticality_of(method);
  operation.live_only = method.service()->options().GetExtension(common::v1::live_only);
  operation.answers_nothing = method.output_type()->full_name() == "shopper.common.v1.Empty";
  if (operation.http_method == http::Method::patch) {
    operation.changes = field_of_kind(request, "changes", Kind::message);
    operation.changed_fields = request.find("changed_fields");
    if (!operation.changes || !operation.changed_fields) unusable(method, "a patch needs `changes` and `changed_fields`");
  }
  if (operation.rule.coalesce() && operation.http_method != http::Method::get && operation.http_method != http::Method::put)
    unusable(method, "only what may be repeated can travel with other calls");
  if (operation.rule.upload_size() > 0 && !operation.content) unusable(method, "an upload needs `bytes content`");
  if (operation.rule.if_match() && !operation.expected_version) unusable(method, "if_match needs `int64 expected_version`");
  if ((operation.answers_document || operation.answers_parts || operation.answers_http) && operation.rule.produces_size() == 0) unusable(method, "a document needs `produces`");
  if (operation.answers_parts && (!operation.cursor || operation.http_method != http::Method::get)) unusable(method, "a document in parts needs `string cursor`, and a GET");
  if (operation.answers_parts) operation.next_cursor = nullptr;   // nobody's but ours
  for (const auto& role : operation.rule.roles()) {
    operation.open_to_anyone |= role == "anyone";
    operation.open_to_signed_in |= role == "signed_in";
  }
  const auto declared = operation.rule.max_body_bytes();
  operation.max_body_bytes = declared > 0                          ? static_cast<std::size_t>(declared)
                             : operation.rule.upload_size() > 0    ? limits::upload_body_bytes
                             : operation.takes_json_body()         ? limits::json_body_bytes
                                                                   : 0;
  if (operation.max_body_bytes > limits::body_ceiling_bytes) unusable(method, "max_body_bytes is over the ceiling");
  operation.deadline = operation.rule.deadline_ms() > 0 ? std::chrono::milliseconds(operation.rule.deadline_ms()) : limits::call_deadline;
  return operation;
}

Catalogue::Catalogue(const pb::DescriptorPool& pool, pb::MessageFactory& factory, const std::vector<std::string>& files) {
  for (const auto& name : files) {
    const auto* file = pool.FindFileByName(name);
    if (!file || !file->package().starts_with("shopper.")) continue;
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto& method = *file->service(s)->method(m);
        if (!method.options().HasExtension(common::v1::rest)) continue;
        operations_.push_back(read(method, factory));
        auto& operation = operations_.back();
        if (std::find(services_.begin(), services_.end(), operation.service) == services_.end()) services_.push_back(operation.service);
        operation.lane = static_cast<std::size_t>(std::find(services_.begin(), services_.end(), operation.service) - services_.begin()) + 1;
      }
    }
  }
}

std::vector<std::string> file_names(std::string_view descriptor_set) {
  pb::FileDescriptorSet set;
  if (!set.ParseFromArray(descriptor_set.data(), static_cast<int>(descriptor_set.size()))) throw std::runtime_error("the descriptor set cannot be read");
  std::vector<std::string> names;
  for (const auto& file : set.file()) names.push_back(file.name());
  return names;
}

}  // namespace shopper::gateway::routing
