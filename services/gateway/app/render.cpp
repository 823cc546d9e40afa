#include "gateway/app/render.h"

#include "gateway/http/negotiate.h"
#include "gateway/http/url.h"
#include "gateway/routing/classification.h"
#include "gateway/transcode/json_writer.h"
#include "shopper/common/v1/types.pb.h"

namespace shopper::gateway::app {

namespace {

using http::Method;
using http::Response;
namespace pb = google::protobuf;

bool reads(const http::Request& request) { return request.method == Method::get || request.method == Method::head; }

// Sets the ETag; true when the client has this very thing already. What is not public gets no other Cache-Control than the `no-store` of every answer.
bool tag(const http::Request& request, Response& response, std::string etag, bool is_public) {
  const bool known = reads(request) && http::etag_listed(request.joined_header("if-none-match"), etag);
  response.set("ETag", std::move(etag));
  if (is_public && reads(request)) response.set("Cache-Control", "private, no-cache");
  return known;
}

bool is_public(const routing::Operation& operation) { return operation.classification == common::v1::C0; }

// A file keeps its label when it is saved: "results.csv" becomes "results.C2.csv".
std::string labelled(const std::string& filename, const std::string& label) {
  const auto dot = filename.rfind('.');
  return dot == std::string::npos ? filename + "." + label : filename.substr(0, dot) + "." + label + filename.substr(dot);
}

Response not_modified(Response response) {
  response.status = 304;
  response.body.clear();
  response.content_type.clear();
  return response;
}

// What documents and the first parts of documents have in common.
template <class Document>
Response render_raw(const Exchange& exchange, const Document& document) {
  Response response;
  response.content_type = document.content_type().empty() ? exchange.media_type : document.content_type();
  for (const char c : response.content_type)
    if (c < 0x20 || c >= 0x7f) response.content_type = "application/octet-stream";
  response.body = document.content();
  response.set("Content-Language", exchange.language);
  if (!document.filename().empty())
    response.set("Content-Disposition", "attachment; filename*=UTF-8''" + percent_encode(labelled(document.filename(), routing::label_of(exchange.operation->classification))));
  return response;
}

Response render_part(const Exchange& exchange, const common::v1::DocumentPart& part) {
  auto response = render_raw(exchange, part);
  response.set("X-Accel-Buffering", "no");   // a proxy passes it on as it comes, and keeps this header to itself
  return response;
}

Response render_document(const Exchange& exchange, const common::v1::Document& document) {
  auto response = render_raw(exchange, document);
  if (document.version() > 0) {
    // The same version looks different in each language and format.
    const auto subtype = exchange.media_type.substr(exchange.media_type.find('/') + 1);
    if (tag(exchange.request, response, "\"" + std::to_string(document.version()) + "." + exchange.language + "." + subtype + "\"", is_public(*exchange.operation))) return not_modified(std::move(response));
  }
  return response;
}

Response render_http(const Exchange& exchange, const common::v1::HttpAnswer& answer) {
  Response response;
  response.status = answer.status();
  response.content_type = answer.content_type();
  response.body = answer.content();
  response.set("Cache-Control", "no-store");
  if (!answer.content_type().empty()) response.set("Content-Language", exchange.language);
  if (!answer.location().empty()) response.set("Location", answer.location());
  if (!answer.content_security_policy().empty()) response.set("Content-Security-Policy", answer.content_security_policy());
  return response;
}

// `<path?filters&cursor=...>; rel="next"`.
std::string next_link(const http::Request& request, const std::string& cursor) {
  std::string target(request.path);
  char separator = '?';
  for (std::string_view rest = request.query; !rest.empty();) {
    const auto end = rest.find('&');
    const auto part = rest.substr(0, end);
    if (!part.starts_with("cursor=") && !part.empty()) {
      target.push_back(std::exchange(separator, '&'));
      target.append(part);
    }
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  target.push_back(separator);
  return "<" + target + "cursor=" + cursor + ">; rel=\"next\"";
}

// Where a created thing is: the path itself for a PUT, below the collection for a POST.
void locate(const Exchange& exchange, const pb::Message& message, Response& response) {
  if (exchange.request.method == Method::put) response.set("Location", std::string(exchange.request.path));
  const auto* id = exchange.operation->response->find("id");
  if (exchange.request.method != Method::post || !id || id->kind != transcode::Kind::string || id->repeated) return;
  response.set("Location", std::string(exchange.request.path) + "/" + percent_encode(message.GetReflection()->GetString(message, id->field)));
}

Response answer_of(const Exchange& exchange, const CursorSeal& cursors, pb::Message& message) {
  const auto& operation = *exchange.operation;
  if (operation.answers_document) return render_document(exchange, static_cast<const common::v1::Document&>(message));
  if (operation.answers_parts) return render_part(exchange, static_cast<const common::v1::DocumentPart&>(message));
  if (operation.answers_http) return render_http(exchange, static_cast<const common::v1::HttpAnswer&>(message));
  Response response;
  response.status = operation.rule.success() != 0 ? operation.rule.success() : operation.answers_nothing ? 204 : 200;
  if (response.status == 204) return response;
  const auto& reflection = *message.GetReflection();
  response.content_type = "application/json";
  if (response.status == 201) locate(exchange, message, response);
  if (operation.version) {
    const auto version = reflection.GetInt64(message, operation.version->field);
    if (version > 0 && tag(exchange.request, response, "\"" + std::to_string(version) + "\"", is_public(operation))) return not_modified(std::move(response));
  }
  if (operation.next_cursor) {
    if (const auto plain = reflection.GetString(message, operation.next_cursor->field); !plain.empty()) {
      const auto sealed = cursors.seal(plain, exchange.list, exchange.now_us / 1'000'000);
      response.set("Link", next_link(exchange.request, sealed));
      reflection.SetString(&message, operation.next_cursor->field, sealed);
    }
  }
  response.body.reserve(512);
  transcode::write_json(message, *operation.response, response.body);
  return response;
}

}  // namespace

Response render(const Exchange& exchange, const CursorSeal& cursors, pb::Message& message) {
  auto response = answer_of(exchange, cursors, message);
  if (!exchange.operation->answers_nothing) response.set("Shopper-Classification", routing::label_of(exchange.operation->classification));
  return response;
}

Response render_static(const http::Request& request, std::string content_type, const std::string& body, const std::string& etag) {
  Response response;
  response.content_type = std::move(content_type);
  if (tag(request, response, etag, true)) return not_modified(std::move(response));
  response.body = body;
  return response;
}

}  // namespace shopper::gateway::app
