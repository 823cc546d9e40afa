#include "tests/integration/operations.h"

#include <google/protobuf/message.h>

#include <algorithm>
#include <set>

#include "gateway/http/message.h"

namespace shopper::test {
namespace {

using gateway::transcode::FieldPlan;
using gateway::transcode::Kind;
using gateway::transcode::MessagePlan;

constexpr int depth_max = 6;   // messages that hold themselves

Json sample_message(const MessagePlan& plan, int depth);

Json sample_value(const FieldPlan& field, int depth) {
  switch (field.kind) {
    case Kind::boolean: return true;
    case Kind::int32:
    case Kind::int64:
    case Kind::uint32:
    case Kind::uint64: return 1;
    case Kind::float32:
    case Kind::float64: return 0.5;
    case Kind::string: return field.text_rule.shape == text::Shape::digits ? "2026-01-01" : "1";   // most of those are days
    case Kind::bytes: return "";
    case Kind::enumeration: return field.enumeration->numbers.begin()->first;
    case Kind::timestamp: return "2026-01-01T00:00:00Z";
    case Kind::subtree: return Json::object();
    case Kind::message: return sample_message(*field.message, depth + 1);
  }
  return {};
}

Json sample_message(const MessagePlan& plan, int depth) {
  Json body = Json::object();
  if (depth > depth_max) return body;
  std::set<const google::protobuf::OneofDescriptor*> chosen;
  for (const auto& field : plan.fields) {
    if (const auto* choice = field.field->real_containing_oneof(); choice && !chosen.insert(choice).second) continue;
    auto value = sample_value(field, depth);
    if (field.map) value = Json{{"1", value}};
    else if (field.repeated) value = Json::array({value});
    body[std::string(field.name)] = std::move(value);
  }
  return body;
}

}  // namespace

const std::vector<Operation>& operations() {
  static const gateway::routing::Catalogue catalogue(*google::protobuf::DescriptorPool::generated_pool(), *google::protobuf::MessageFactory::generated_factory(),
                                                     gateway::routing::file_names(gateway::routing::embedded_descriptors()));
  return catalogue.operations();
}

std::string method_of(const Operation& operation) { return std::string(gateway::http::to_string(operation.http_method)); }
std::string route_of(const Operation& operation) { return method_of(operation) + " " + operation.path_template; }

std::string collection_of(const Operation& operation) {
  const auto variable = operation.path_template.find("/{");
  if (variable == std::string::npos) return "";
  const auto slash = operation.path_template.rfind('/', variable - 1);
  return operation.path_template.substr(slash + 1, variable - slash - 1);
}

bool creates(const Operation& operation) {
  return operation.http_method == gateway::http::Method::put && operation.path_fields.size() == 1 && operation.path_template.ends_with('}');
}

std::string path_of(const Operation& operation, const std::vector<std::string>& values) {
  auto path = operation.path_template;
  std::size_t from = 0;
  for (const auto& value : values) {
    const auto open = path.find('{', from);
    path.replace(open, path.find('}', open) - open + 1, value);
    from = open + value.size();
  }
  return path;
}

bool reads(const Operation& operation) { return operation.http_method == gateway::http::Method::get; }

Json sample_body(const Operation& operation, const Json& known) {
  Json body = Json::object();
  if (!operation.takes_json_body()) return body;
  if (operation.changes) {
    body = sample_message(*operation.changes->message, 0);
  } else {
    body = sample_message(*operation.request, 0);
    for (const auto& field : operation.request->fields)
      if (operation.reserved(&field) || operation.bound_by_path(&field)) body.erase(std::string(field.name));
  }
  for (const auto& [name, value] : known.items())
    if (body.contains(name)) body[name] = value;
  return body;
}

Answer ask(Api& api, const Operation& operation, const std::string& path, const Json& body, const std::string& version) {
  if (!operation.takes_json_body()) return api.send(method_of(operation), path, "");
  Headers headers{{"Content-Type", operation.changes ? "application/merge-patch+json" : "application/json"}};
  if (operation.http_method == gateway::http::Method::post) headers["Idempotency-Key"] = new_id();
  if (operation.expected_version) headers["If-Match"] = "\"" + version + "\"";
  return api.send(method_of(operation), path, body.dump(), headers);
}

}  // namespace shopper::test
