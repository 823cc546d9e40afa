#include "gateway/app/gateway.h"

#include <sodium.h>

#include <algorithm>
#include <cstdio>

#include "gateway/app/binding.h"
#include "gateway/app/document_parts.h"
#include "gateway/app/identify.h"
#include "gateway/app/render.h"
#include "gateway/http/url.h"
#include "gateway/limits.h"
#include "platform/fault/fail_point.h"
#include "platform/log/log.h"
#include "platform/overload/refusal.h"
#include "platform/trace/span.h"

namespace shopper::gateway::app {

namespace {

using http::make_problem;
using http::Method;
using http::Problem;
using http::Response;

constexpr std::string_view reduced_capacity = "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity";

std::int64_t steady_ns() { return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// Nobody is to come back at the same moment as everybody else.
int jittered(std::int64_t wait_s) { return static_cast<int>(wait_s + randombytes_uniform(static_cast<std::uint32_t>(wait_s / 5 + 2))); }

// Too much of one caller is the caller's doing; too much of all together is our want of capacity.
std::optional<Problem> violation(const throttle::Standing& standing) {
  const auto scope = standing.violated();
  if (!scope) return std::nullopt;
  auto problem = *scope == throttle::Scope::global
                     ? make_problem(503, "OVERLOADED", overload::overloaded().text)
                     : make_problem(429, "RATE_LIMITED", {"طلبات كثيرة؛ انتظر ثم حاول مرة أخرى", "Too many requests; wait, then try again"});
  if (*scope == throttle::Scope::global) {
    problem.type = reduced_capacity;
  } else {
    problem.type = "https://iana.org/assignments/http-problem-types#quota-exceeded";
    problem.violated_policies = {std::string(to_string(*scope))};
  }
  problem.retry_after_s = jittered(standing.wait_s());
  return problem;
}

std::int64_t now_us() { return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

Response no_content(std::string allow) {
  Response response;
  response.status = 204;
  response.set("Allow", std::move(allow));
  return response;
}

// Why somebody reads other people's data, for the audit log; nothing when the header is none.
std::optional<std::string_view> purpose_of(const http::Request& request) {
  const auto text = request.header("shopper-purpose").value_or("");
  const bool fits = text.size() <= limits::purpose_bytes && valid_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  return fits ? std::optional(text) : std::nullopt;
}

}  // namespace

Gateway::Gateway(const routing::Catalogue& catalogue, const call::Backends& backends, auth::TokenVerifier& verifier, GatewaySettings settings)
    : router_(catalogue),
      backends_(backends),
      verifier_(verifier),
      settings_(std::move(settings)),
      cursors_(settings_.internal_key),
      pages_(catalogue, backends, settings_.pages),
      first_operation_(catalogue.operations().data()),
      limiter_(settings_.throttle),
      open_class_(limiter_.class_number("open")),
      lanes_(catalogue.services().size() + 1) {
  for (const auto criticality : enum_values<overload::Criticality>())
    shed_[overload::index_of(criticality)] = &telemetry::counter("shopper_overload_refusals_total", "What was refused because too much waited already",
                                                                 {{"queue", "requests"}, {"criticality", std::string(to_string(criticality))}});
  const auto add_meter = [this](const std::string& route, std::string_view method) {
    Meter meter;
    for (std::size_t i = 1; i < meter.by_class.size(); ++i)
      meter.by_class[i] = &telemetry::counter("shopper_http_requests_total", "Requests answered.",
                                              {{"route", route}, {"method", std::string(method)}, {"status_class", std::to_string(i) + "xx"}});
    meter.duration = &telemetry::histogram("shopper_http_request_duration_seconds", "Time from a complete request to its answer.",
                                           {{"route", route}, {"method", std::string(method)}});
    meters_.push_back(meter);
  };
  for (const auto& operation : catalogue.operations()) {
    add_meter(operation.path_template, to_string(operation.http_method));
    const auto& named = operation.rule.rate_class();
    rate_classes_.push_back(limiter_.class_number(!named.empty() ? named : operation.open_to_anyone ? "open" : "general"));
  }
  add_meter("other", "any");
}

const Gateway::Meter& Gateway::meter(const routing::Operation* operation) const {
  return operation ? meters_[number_of(*operation)] : meters_.back();
}

std::size_t Gateway::body_limit(const http::Request& request) {
  const auto match = router_.match(request.path);
  const auto* operation = match.resource ? match.resource->find(request.method) : nullptr;
  // Nothing reads such a body; small ones are let through so that the answer can say what is wrong.
  return operation && operation->max_body_bytes > 0 ? operation->max_body_bytes : limits::json_body_bytes;
}

std::optional<http::Weight> Gateway::weigh(const http::Request& request) {
  constexpr std::size_t ourselves = 0;
  using overload::Criticality;
  if (request.path == "/healthz") return std::nullopt;   // we live, whoever else does
  if (request.path == "/readyz" || request.path == "/metrics") return http::Weight{Criticality::probe, ourselves};
  if (!request.path.starts_with("/v1/") && !request.path.starts_with("/.well-known/")) return http::Weight{Criticality::list, ourselves};
  const auto match = router_.match(request.path);
  const auto* operation = match.resource ? match.resource->find(request.method) : nullptr;
  return operation ? std::optional(http::Weight{operation->criticality, operation->lane}) : std::nullopt;
}

Response Gateway::shed(const http::Request& request, overload::Criticality criticality) {
  shed_[overload::index_of(criticality)]->add();
  auto exchange = begin_exchange(request, now_us(), settings_.default_language);
  const trace::Scope traced(exchange.traceparent);
  auto problem = make_problem(503, "OVERLOADED", overload::overloaded().text);
  problem.type = reduced_capacity;
  problem.retry_after_s = jittered(1);
  const auto match = router_.match(request.path);
  exchange.operation = match.resource ? match.resource->find(request.method) : nullptr;
  return finish(exchange, refuse_with(exchange, problem));
}

Response Gateway::handle(const http::Request& request) {
  auto exchange = begin_exchange(request, now_us(), settings_.default_language);
  const trace::Scope traced(exchange.traceparent);
  exchange.from = throttle::client_address(request, limiter_.trusted_proxies());
  Response response;
  try {
    response = route(exchange);
  } catch (const std::exception& e) {
    response = broken(exchange, e);
  }
  return finish(exchange, std::move(response));
}

Response Gateway::finish(const Exchange& exchange, Response response) const {
  add_common_headers(exchange, response);
  account(exchange, response, exchange.request.arrived);
  return response;
}

Response Gateway::refuse(const http::Refusal& refusal, const http::Request& request) {
  auto exchange = begin_exchange(request, now_us(), settings_.default_language);
  const trace::Scope traced(exchange.traceparent);
  auto response = refuse_with(exchange, make_problem(refusal.status, std::string(refusal.code), refusal.text));
  if (refusal.status == 405) response.set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  response.close = true;
  add_common_headers(exchange, response);
  // What the server says by itself is made once, at start, and counts nothing.
  if (refusal.status != 408 && refusal.status != 503) account(exchange, response, std::chrono::steady_clock::now());
  return response;
}

Response Gateway::refuse_with(const Exchange& exchange, const Problem& problem) const {
  auto response = http::problem_response(problem, exchange.problem_context());
  if (problem.status == 415 && !problem.available.empty()) {
    std::string accepted;
    for (const auto& type : problem.available) accepted.append(accepted.empty() ? "" : ", ").append(type);
    response.set(exchange.request.method == Method::patch ? "Accept-Patch" : "Accept-Post", std::move(accepted));
  }
  return response;
}

// What broke is for the log; the client gets the number to quote.
Response Gateway::failed_call(const Exchange& exchange, const grpc::Status& status) const {
  auto problem = call::status_problem(status);
  const bool changes = exchange.operation && exchange.operation->http_method != Method::get;
  if (changes && call::unanswered(status) && problem.status == 504)
    problem = make_problem(504, "OUTCOME_UNKNOWN", {"لم يصل الرد في الوقت المحدد وقد يكون الطلب نُفّذ؛ أعد إرساله بالمعرّف نفسه أو بمفتاح Idempotency-Key نفسه",
                                                    "The answer did not come in time, and it may have been done: send it again with the same id or Idempotency-Key"});
  if (problem.status == 500) {
    problem.error_id = exchange.trace_id;
    log::error("call failed", {{"route", exchange.operation ? exchange.operation->path_template : ""},
                               {"status", std::to_string(status.error_code())},
                               {"message", status.error_message()}});
  }
  return refuse_with(exchange, problem);
}

// For want of memory it may go another time; whether it was done is not known here.
Response Gateway::broken(const Exchange& exchange, const std::exception& failure) const {
  log::error("unexpected failure", {{"error", failure.what()}});
  const bool memory = dynamic_cast<const std::bad_alloc*>(&failure) != nullptr;
  return failed_call(exchange, grpc::Status(memory ? grpc::StatusCode::UNAVAILABLE : grpc::StatusCode::INTERNAL, ""));
}

std::optional<Problem> Gateway::throttle_arrival(Exchange& exchange, std::size_t rate_class, std::int64_t cost) {
  if (limiter_.exempt(exchange.from)) return std::nullopt;
  limiter_.arrive(exchange.standing, rate_class, exchange.from, cost, steady_ns());
  return violation(exchange.standing);
}

std::optional<Problem> Gateway::throttle_known(Exchange& exchange, std::size_t rate_class, std::int64_t cost) {
  if (limiter_.exempt(exchange.from)) return std::nullopt;
  limiter_.identified(exchange.standing, rate_class, exchange.actor.subject, exchange.client, cost, steady_ns());
  return violation(exchange.standing);
}

Response Gateway::route(Exchange& exchange) {
  const auto& request = exchange.request;
  // Probes are asked for all the time, by machines of ours, and cost nothing.
  const bool probe = request.path == "/healthz" || request.path == "/readyz" || request.path == "/metrics";
  if (!probe && !request.path.starts_with("/v1/"))
    if (const auto problem = throttle_arrival(exchange, open_class_, 1)) return refuse_with(exchange, *problem);
  if (request.target == "*") return no_content("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  if (request.method == Method::get || request.method == Method::head)
    if (auto page = pages_.answer(request, exchange.now_us)) return std::move(*page);

  auto match = router_.match(request.path);
  exchange.operation = match.resource ? match.resource->find(request.method) : nullptr;
  if (!exchange.operation && request.path.starts_with("/v1/"))
    if (const auto problem = throttle_arrival(exchange, open_class_, 1)) return refuse_with(exchange, *problem);
  if (match.outcome == routing::Match::Outcome::bad_path)
    return refuse_with(exchange, make_problem(400, "PATH_INVALID", {"العنوان غير صالح", "The address has a part that is not allowed"}));
  if (match.outcome == routing::Match::Outcome::no_such_path) {
    if (request.method != Method::get && request.method != Method::head)   // our own pages are only read
      if (http::Request as_get = request; as_get.method = Method::get, pages_.answer(as_get, exchange.now_us)) {
        if (request.method == Method::options) return no_content("GET, HEAD, OPTIONS");
        auto response = refuse_with(exchange, make_problem(405, "METHOD_NOT_ALLOWED", {"هذه الطريقة غير مسموحة هنا", "This method is not allowed here"}));
        response.set("Allow", "GET, HEAD, OPTIONS");
        return response;
      }
    return refuse_with(exchange, make_problem(404, "ROUTE_NOT_FOUND", {"لا يوجد شيء في هذا العنوان", "There is nothing at this address"}));
  }
  if (request.method == Method::options) return no_content(match.resource->allow());
  if (!exchange.operation) {
    auto response = refuse_with(exchange, make_problem(405, "METHOD_NOT_ALLOWED", {"هذه الطريقة غير مسموحة هنا", "This method is not allowed here"}));
    response.set("Allow", match.resource->allow());
    return response;
  }
  exchange.path_variables = std::move(match.variables);
  return perform(exchange);
}

std::optional<Response> Gateway::prepare(Exchange& exchange, Prepared& prepared) {
  const auto& operation = *exchange.operation;
  const auto rate_class = rate_classes_[number_of(operation)];
  const std::int64_t cost = std::max(1, operation.rule.rate_cost());
  const auto crowded = throttle_arrival(exchange, rate_class, cost);
  // Whoever is not limited at all may come through a crowded address; nobody else is looked at any further.
  if (crowded && !limiter_.has_exempt_clients()) return refuse_with(exchange, *crowded);
  const auto unknown = identify(exchange, verifier_);
  if (limiter_.exempt(exchange.actor.subject, exchange.client)) exchange.standing.forget();
  else if (crowded) return refuse_with(exchange, *crowded);
  else if (!unknown)
    if (const auto problem = throttle_known(exchange, rate_class, cost)) return refuse_with(exchange, *problem);
  if (unknown) return refuse_with(exchange, *unknown);
  prepared.request.reset(operation.request_prototype->New());
  if (const auto problem = bind_request(exchange, cursors_, *prepared.request)) return refuse_with(exchange, *problem);

  const auto purpose = purpose_of(exchange.request);
  if (!purpose) return refuse_with(exchange, make_problem(400, "PURPOSE_INVALID", {"Shopper-Purpose نص من 200 بايت على الأكثر في سطر واحد", "Shopper-Purpose is a text of at most 200 bytes in one line"}));
  prepared.purpose = *purpose;
  prepared.answer.reset(operation.response_prototype->New());
  fault::fail_point("gateway.calling", operation.path_template);
  return std::nullopt;
}

call::CallRequest Gateway::call_for(const Exchange& exchange, const Prepared& prepared) const {
  const auto& operation = *exchange.operation;
  const bool changes = operation.http_method != Method::get, repeatable = !changes || operation.http_method == Method::put;
  // The time of the whole request: what it has waited is over.
  const auto deadline = std::chrono::ceil<std::chrono::milliseconds>(exchange.request.arrived + operation.deadline - std::chrono::steady_clock::now());
  return {operation.service, operation.grpc_path, *prepared.request, exchange.actor, exchange.traceparent, exchange.request_id, exchange.idempotency_key, deadline, repeatable, prepared.purpose, exchange.tracestate,
          changes ? std::stop_token() : exchange.request.left};
}

Response Gateway::conclude(const Exchange& exchange, Prepared& prepared, const call::CallResult& result) const {
  fault::fail_point("gateway.answered", exchange.operation->path_template);
  if (!result.status.ok()) return failed_call(exchange, result.status);
  auto response = render(exchange, cursors_, *prepared.answer);
  if (result.replayed) response.set("Idempotency-Replayed", "true");
  if (exchange.operation->answers_parts)
    if (auto cursor = static_cast<const common::v1::DocumentPart&>(*prepared.answer).next_cursor(); !cursor.empty())
      response.rest = std::make_shared<DocumentParts>(backends_, exchange, std::move(prepared.request), std::string(prepared.purpose), std::move(cursor));
  return response;
}

Response Gateway::perform(Exchange& exchange) {
  Prepared prepared;
  if (auto refused = prepare(exchange, prepared)) return std::move(*refused);
  return conclude(exchange, prepared, backends_.call(call_for(exchange, prepared), *prepared.answer));
}

// What travels with others needs no thread to wait for it. A token that is not known yet does: somebody may have to be asked for keys.
bool Gateway::begin(const http::Request& request, http::Asker& asker) {
  auto match = router_.match(request.path);
  const auto* operation = match.resource ? match.resource->find(request.method) : nullptr;
  if (!operation || !operation->rule.coalesce() || !backends_.takes(operation->service) || !token_remembered(request, now_us() / 1'000'000, verifier_)) return false;
  struct Begun {
    Exchange exchange;
    Prepared prepared;
  };
  const auto begun = std::make_shared<Begun>(Begun{begin_exchange(request, now_us(), settings_.default_language), {}});
  auto& exchange = begun->exchange;
  const trace::Scope traced(exchange.traceparent);
  exchange.from = throttle::client_address(request, limiter_.trusted_proxies());
  exchange.operation = operation;
  exchange.path_variables = std::move(match.variables);
  const auto safely = [this](const Exchange& of, auto&& produce) {
    const trace::Scope answering(of.traceparent);
    try {
      return finish(of, produce());
    } catch (const std::exception& e) {
      return finish(of, broken(of, e));
    }
  };
  std::optional<Response> refused;
  try {
    refused = prepare(exchange, begun->prepared);
  } catch (const std::exception& e) {
    refused = broken(exchange, e);
  }
  if (refused) {
    asker.answer(finish(exchange, std::move(*refused)));
    return true;
  }
  backends_.begin(call_for(exchange, begun->prepared), [this, begun, &asker, safely](const std::optional<call::CallResult>& outcome, const std::string& bytes) {
    if (!outcome) return asker.needs_worker();
    asker.answer(safely(begun->exchange, [&] {
      auto result = *outcome;
      if (result.status.ok() && !begun->prepared.answer->ParseFromString(bytes)) result.status = {grpc::StatusCode::INTERNAL, "the answer cannot be read"};
      return conclude(begun->exchange, begun->prepared, result);
    }));
  });
  return true;
}

bool Gateway::allowed_origin(std::string_view origin) const {
  return std::find(settings_.cors_origins.begin(), settings_.cors_origins.end(), origin) != settings_.cors_origins.end();
}

void Gateway::add_common_headers(const Exchange& exchange, Response& response) const {
  response.set("X-Request-Id", exchange.request_id);
  response.set("traceparent", exchange.traceparent);
  const bool varies = std::any_of(response.headers.begin(), response.headers.end(), [](const auto& header) { return header.first == "Vary"; });
  if (!varies) response.set("Vary", "Accept, Accept-Language, Origin");
  if (exchange.from.secure) response.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  if (auto policy = exchange.standing.policy(); !policy.empty()) {
    response.set("RateLimit-Policy", std::move(policy));
    response.set("RateLimit", exchange.standing.usage());
  }
  const auto origin = exchange.request.header("origin");
  if (!origin || !allowed_origin(*origin)) return;
  response.set("Access-Control-Allow-Origin", std::string(*origin));
  response.set("Access-Control-Expose-Headers", "ETag, Link, Location, X-Request-Id, Idempotency-Replayed, Retry-After, RateLimit, RateLimit-Policy, Shopper-Classification");
  if (exchange.request.method != Method::options) return;
  response.set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE");
  response.set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Accept-Language, Shopper-Purpose, traceparent, tracestate, X-Request-Id");
  response.set("Access-Control-Max-Age", "600");
}

// The request as others see it: its route and how it ended.
void Gateway::hand_over_span(const Exchange& exchange, const Response& response, double seconds) {
  const auto end_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  const std::string method(to_string(exchange.request.method));
  trace::Finished span;
  span.trace_id = exchange.trace_id;
  span.span_id = trace::span_id_of(exchange.traceparent);
  span.parent_id = exchange.parent_span;
  span.state = exchange.tracestate;
  span.name = method + " " + exchange.operation->path_template;
  span.kind = trace::Kind::server;
  span.start_ns = end_ns - static_cast<std::int64_t>(seconds * 1e9);
  span.end_ns = end_ns;
  span.attributes = {{"http.request.method", method}, {"http.route", exchange.operation->path_template}, {"http.response.status_code", std::int64_t{response.status}}};
  span.failed = response.status >= 500;
  trace::hand_over(std::move(span));
}

// One line and two metrics per request; never a query, a body, a token or a name.
void Gateway::account(const Exchange& exchange, const Response& response, std::chrono::steady_clock::time_point arrived) const {
  const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - arrived).count();
  const auto& meter = this->meter(exchange.operation);
  meter.by_class[static_cast<std::size_t>(std::clamp(response.status / 100, 1, 5))]->add();
  meter.duration->observe(seconds);
  if (exchange.operation && exchange.sampled && trace::exporting()) hand_over_span(exchange, response, seconds);
  if (!settings_.access_log) return;
  char duration[32];
  std::snprintf(duration, sizeof duration, "%.6f", seconds);
  const auto& subject = exchange.actor.subject;
  log::info("request", {{"route", exchange.operation ? exchange.operation->path_template : "other"},
                        {"method", std::string(to_string(exchange.request.method))},
                        {"status", std::to_string(response.status)},
                        {"dur_s", duration},
                        {"principal", subject.empty() ? "" : crypto::keyed_hash_hex(settings_.internal_key, subject).substr(0, 16)}});
}

}  // namespace shopper::gateway::app
