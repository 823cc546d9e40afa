#include "gateway/openapi/generator.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "gateway/http/problem.h"
#include "gateway/limits.h"
#include "gateway/openapi/comments.h"
#include "gateway/routing/classification.h"

namespace shopper::gateway::openapi {

namespace {

using nlohmann::ordered_json;
using routing::Operation;
using transcode::FieldPlan;
using transcode::Kind;
using transcode::MessagePlan;

// "registration.Application" of shopper.registration.v1.Application.
std::string component_name(const std::string& full_name) {
  std::string name = full_name.starts_with("shopper.") ? full_name.substr(8) : full_name;
  if (const auto version = name.find(".v1."); version != std::string::npos) name.erase(version, 3);
  return name;
}

ordered_json text_list(const auto& values) {
  auto list = ordered_json::array();
  for (const auto& value : values) list.push_back(std::string(value));
  return list;
}

class Generator {
 public:
  Generator(const routing::Catalogue& catalogue, std::string_view descriptor_set) : catalogue_(catalogue), comments_(descriptor_set) {}

  std::string run() {
    ordered_json paths = ordered_json::object();
    std::set<std::string> tags;
    for (const auto& operation : catalogue_.operations()) {
      std::string method(to_string(operation.http_method));
      std::transform(method.begin(), method.end(), method.begin(), [](char c) { return static_cast<char>(c + 32); });
      paths[operation.path_template][method] = describe(operation);
      tags.insert(operation.service);
    }
    ordered_json document{
        {"openapi", "3.1.0"},
        {"info",
         {{"title", "Mystery Shopper"},
          {"version", "1"},
          {"description",
           "Errors are problem documents (RFC 9457) with a stable `code`. Lists page by `limit` and `cursor`. Changes name the version they saw in `If-Match`. "
           "Partial changes are JSON merge patches (RFC 7396). Texts come in Arabic and English; `Accept-Language` chooses the language of errors and documents. "
           "64-bit integers are JSON numbers; times are RFC 3339; null means absent."}}},
        {"servers", ordered_json::array({{{"url", "/"}}})},
        {"security", ordered_json::array({{{"bearer", ordered_json::array()}}})},
        {"tags", ordered_json::array()},
        {"paths", std::move(paths)},
        {"components",
         {{"securitySchemes", {{"bearer", {{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "at+jwt"}}}}},
          {"responses", {{"Problem", {{"description", "A problem document"}, {"content", {{"application/problem+json", {{"schema", reference("Problem")}}}}}}}}},
          {"schemas", nullptr}}}};
    for (const auto& tag : tags) document["tags"].push_back({{"name", tag}});
    schemas_["Problem"] = problem_schema();
    document["components"]["schemas"] = std::move(schemas_);
    return document.dump(1);
  }

 private:
  static ordered_json reference(const std::string& name) { return {{"$ref", "#/components/schemas/" + name}}; }

  static ordered_json problem_schema() {
    const ordered_json text{{"type", "string"}};
    return {{"type", "object"},
            {"required", {"type", "title", "status", "detail", "instance", "code", "trace_id"}},
            {"properties",
             {{"type", {{"type", "string"}, {"format", "uri-reference"}}},
              {"title", text},
              {"status", {{"type", "integer"}}},
              {"detail", text},
              {"instance", text},
              {"code", {{"type", "string"}, {"description", "Stable, UPPER_SNAKE"}}},
              {"errors",
               {{"type", "array"},
                {"maxItems", limits::reported_fields},
                {"items", {{"type", "object"}, {"required", {"pointer", "code", "detail"}}, {"properties", {{"pointer", text}, {"code", text}, {"detail", text}}}}}}},
              {"actions", {{"type", "array"}, {"items", text}, {"description", "What is legal in the present state"}}},
              {"available", {{"type", "array"}, {"items", text}}},
              {"error_id", text},
              {"trace_id", text}}}};
  }

  ordered_json value_schema(const FieldPlan& field) {
    switch (field.kind) {
      case Kind::boolean: return {{"type", "boolean"}};
      case Kind::int32: return {{"type", "integer"}, {"format", "int32"}};
      case Kind::int64: return {{"type", "integer"}, {"format", "int64"}};
      case Kind::uint32: return {{"type", "integer"}, {"minimum", 0}};
      case Kind::uint64: return {{"type", "integer"}, {"minimum", 0}};
      case Kind::float32:
      case Kind::float64: return {{"type", "number"}};
      case Kind::string: return {{"type", "string"}};
      case Kind::bytes: return {{"type", "string"}, {"contentEncoding", "base64"}};
      case Kind::timestamp: return {{"type", "string"}, {"format", "date-time"}};
      case Kind::subtree: return ordered_json::object();
      case Kind::enumeration: {
        auto names = ordered_json::array();
        for (int i = 0; i < enum_of(field)->value_count(); ++i) {
          const auto found = field.enumeration->names.find(enum_of(field)->value(i)->number());
          if (found != field.enumeration->names.end()) names.push_back(found->second);
        }
        return {{"type", "string"}, {"enum", names}};
      }
      case Kind::message: return message_reference(*field.message);
    }
    return {};
  }

  static const google::protobuf::EnumDescriptor* enum_of(const FieldPlan& field) {
    return field.map ? field.field->message_type()->map_value()->enum_type() : field.field->enum_type();
  }

  ordered_json field_schema(const FieldPlan& field) {
    ordered_json schema = value_schema(field);
    if (field.repeated) schema = {{"type", "array"}, {"items", std::move(schema)}};
    if (field.map) schema = {{"type", "object"}, {"additionalProperties", std::move(schema)}};
    if (auto comment = comments_.of_field(field.field->full_name()); !comment.empty()) schema["description"] = std::move(comment);
    return schema;
  }

  ordered_json object_schema(const MessagePlan& plan, const std::function<bool(const FieldPlan&)>& shown) {
    auto properties = ordered_json::object();
    for (const auto& field : plan.fields)
      if (shown(field)) properties[std::string(field.name)] = field_schema(field);
    return {{"type", "object"}, {"properties", std::move(properties)}};
  }

  // Adds the component on first use; the entry exists before its fields are visited, so recursion ends.
  ordered_json message_reference(const MessagePlan& plan) {
    const auto name = component_name(plan.descriptor->full_name());
    if (!schemas_.contains(name)) {
      schemas_[name] = ordered_json::object();
      auto schema = object_schema(plan, [](const FieldPlan&) { return true; });
      if (auto comment = comments_.of_message(plan.descriptor->full_name()); !comment.empty()) schema["description"] = std::move(comment);
      schemas_[name] = std::move(schema);
    }
    return reference(name);
  }

  static ordered_json header(const char* name, bool required, const char* description) {
    return {{"name", name}, {"in", "header"}, {"required", required}, {"description", description}, {"schema", {{"type", "string"}}}};
  }

  ordered_json parameters(const Operation& operation) {
    auto list = ordered_json::array();
    for (const auto* field : operation.path_fields)
      list.push_back({{"name", std::string(field->name)}, {"in", "path"}, {"required", true}, {"schema", field_schema(*field)}});
    for (const auto& field : operation.request->fields) {
      if (!operation.bound_by_query(&field)) continue;
      auto schema = field_schema(field);
      if (&field == operation.limit) {
        schema["minimum"] = 1;
        schema["default"] = limits::page_default;
        schema["description"] = "At most " + std::to_string(limits::page_max) + "; more is taken as that.";
      }
      list.push_back({{"name", std::string(field.name)}, {"in", "query"}, {"required", false}, {"schema", std::move(schema)}});
    }
    if (operation.expected_version) list.push_back(header("If-Match", operation.rule.if_match(), "The ETag of the version the change is based on"));
    if (operation.http_method != http::Method::get)
      list.push_back(header("Idempotency-Key", operation.rule.idempotency_key(), "1 to 255 visible ASCII characters; the same key gives the first answer again"));
    if (operation.rule.audited_readers_size() > 0)
      list.push_back(header("Shopper-Purpose", false, "Why staff read other people's data here, in one line of at most 200 bytes: it is written to the audit log (without it, the permission is)"));
    list.push_back(header("Accept-Language", false, "ar or en"));
    return list;
  }

  ordered_json body(const Operation& operation) {
    auto content = ordered_json::object();
    if (operation.rule.upload_size() > 0) {
      for (const auto& type : operation.rule.upload()) content[type] = ordered_json::object();
    } else if (operation.changes) {
      content["application/merge-patch+json"]["schema"] = message_reference(*operation.changes->message);
    } else {
      auto schema = object_schema(*operation.request, [&](const FieldPlan& field) { return !operation.reserved(&field) && !operation.bound_by_path(&field); });
      schema["additionalProperties"] = false;
      content["application/json"]["schema"] = std::move(schema);
    }
    return {{"required", operation.rule.upload_size() > 0 || operation.changes != nullptr}, {"content", std::move(content)}};
  }

  ordered_json responses(const Operation& operation) {
    const int success = operation.rule.success() != 0 ? operation.rule.success() : operation.answers_nothing ? 204 : 200;
    ordered_json answer{{"description", success == 204 ? "Done" : "Success"}};
    if (success != 204)
      for (const auto type : operation.produces())
        answer["content"][std::string(type)] = operation.answers_document || operation.answers_parts || operation.answers_http ? ordered_json::object() : ordered_json{{"schema", message_reference(*operation.response)}};
    if (!operation.answers_nothing)
      answer["headers"]["Shopper-Classification"] = {{"description", "How confidential the answer is: C0 public to C3"}, {"schema", {{"type", "string"}, {"const", routing::label_of(operation.classification)}}}};
    if (operation.version) answer["headers"]["ETag"] = {{"schema", {{"type", "string"}}}};
    if (operation.next_cursor) answer["headers"]["Link"] = {{"description", "rel=next, when there is more"}, {"schema", {{"type", "string"}}}};
    ordered_json all{{std::to_string(success), std::move(answer)}};
    std::set<int> problems{400, 406, 500, 503, 504};
    if (!operation.open_to_anyone) problems.insert({401, 403});
    if (!operation.path_fields.empty()) problems.insert(404);
    if (operation.http_method != http::Method::get) problems.insert({409, 422});
    if (operation.takes_json_body() || operation.rule.upload_size() > 0) problems.insert({413, 415});
    if (operation.expected_version) problems.insert(412);
    if (operation.rule.if_match()) problems.insert(428);
    for (const int status : problems) all[std::to_string(status)] = {{"$ref", "#/components/responses/Problem"}};
    all["default"] = {{"$ref", "#/components/responses/Problem"}};
    return all;
  }

  ordered_json describe(const Operation& operation) {
    const auto comment = comments_.of_method(operation.method->full_name());
    ordered_json out{{"operationId", operation.service + "." + operation.method->name()}, {"tags", {operation.service}}};
    if (!comment.empty()) {
      out["summary"] = first_sentence(comment);
      out["description"] = comment;
    }
    out["parameters"] = parameters(operation);
    if (operation.takes_json_body() || operation.rule.upload_size() > 0) out["requestBody"] = body(operation);
    out["responses"] = responses(operation);
    if (operation.open_to_anyone) out["security"] = ordered_json::array({ordered_json::object(), {{"bearer", ordered_json::array()}}});
    out["x-permission"] = operation.rule.permission();
    out["x-roles"] = text_list(operation.rule.roles());
    if (!operation.answers_nothing) out["x-classification"] = routing::label_of(operation.classification);
    return out;
  }

  const routing::Catalogue& catalogue_;
  const Comments comments_;
  ordered_json schemas_ = ordered_json::object();
};

}  // namespace

std::string describe(const routing::Catalogue& catalogue, std::string_view descriptor_set) { return Generator(catalogue, descriptor_set).run(); }

}  // namespace shopper::gateway::openapi
