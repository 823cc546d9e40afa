#include "platform/otlp/encode.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace shopper::otlp {
namespace {

using Json = nlohmann::ordered_json;

constexpr int status_error = 2;

// 64-bit integers are strings in protobuf's JSON.
Json value_of(const std::variant<std::string, std::int64_t>& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return {{"stringValue", *text}};
  return {{"intValue", std::to_string(std::get<std::int64_t>(value))}};
}

Json attribute(std::string_view key, const std::variant<std::string, std::int64_t>& value) { return {{"key", key}, {"value", value_of(value)}}; }

Json as_json(const trace::Finished& span) {
  Json json{{"traceId", span.trace_id}, {"spanId", span.span_id}};
  if (!span.state.empty()) json["traceState"] = span.state;
  if (!span.parent_id.empty()) json["parentSpanId"] = span.parent_id;
  json["name"] = span.name;
  json["kind"] = static_cast<int>(span.kind);
  json["startTimeUnixNano"] = std::to_string(span.start_ns);
  json["endTimeUnixNano"] = std::to_string(span.end_ns);
  auto attributes = Json::array();
  for (const auto& [key, value] : span.attributes) attributes.push_back(attribute(key, value));
  json["attributes"] = std::move(attributes);
  json["status"] = span.failed ? Json{{"code", status_error}} : Json::object();
  return json;
}

}  // namespace

std::string encode(const Resource& resource, std::span<const trace::Finished> spans) {
  auto all = Json::array();
  for (const auto& span : spans) all.push_back(as_json(span));
  Json scope{{"scope", {{"name", "shopper"}, {"version", resource.version}}}, {"spans", std::move(all)}};
  Json of{{"attributes", Json::array({attribute("service.name", "shopper-" + resource.service), attribute("service.namespace", std::string("shopper")),
                                      attribute("service.version", resource.version), attribute("service.instance.id", resource.instance)})}};
  Json from{{"resource", std::move(of)}, {"scopeSpans", Json::array({std::move(scope)})}};
  const Json request{{"resourceSpans", Json::array({std::move(from)})}};
  return request.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::int64_t rejected_spans(const std::string& answer) {
  const auto json = nlohmann::json::parse(answer, nullptr, false);
  if (!json.is_object() || !json.contains("partialSuccess") || !json["partialSuccess"].is_object()) return 0;
  const auto& told = json["partialSuccess"].contains("rejectedSpans") ? json["partialSuccess"]["rejectedSpans"] : nlohmann::json();
  if (told.is_number_integer()) return std::max<std::int64_t>(0, told.get<std::int64_t>());
  std::int64_t count = 0;
  if (told.is_string()) {
    const auto& text = told.get_ref<const std::string&>();
    std::from_chars(text.data(), text.data() + text.size(), count);
  }
  return std::max<std::int64_t>(0, count);
}

}  // namespace shopper::otlp
