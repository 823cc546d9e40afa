#include "gateway/app/binding.h"

#include <algorithm>
#include <charconv>

#include "gateway/http/negotiate.h"
#include "gateway/http/url.h"
#include "gateway/limits.h"
#include "gateway/transcode/json_reader.h"

namespace shopper::gateway::app {

namespace {

using http::make_problem;
using http::Problem;
using routing::Operation;
using transcode::FieldPlan;
using transcode::Kind;
namespace pb = google::protobuf;

void set_text(pb::Message& message, const FieldPlan& field, std::string value) { message.GetReflection()->SetString(&message, field.field, std::move(value)); }

Problem fields_problem(int status, std::string code, Text detail, std::vector<FieldError> wrong) {
  auto problem = make_problem(status, std::move(code), std::move(detail));
  problem.errors = std::move(wrong);
  return problem;
}

std::optional<Problem> negotiate(Exchange& exchange, pb::Message& message) {
  const auto available = exchange.operation->produces();
  const auto chosen = http::negotiate_media_type(exchange.request.joined_header("accept"), available);
  if (chosen.empty()) {
    auto problem = make_problem(406, "NOT_ACCEPTABLE", {"لا تتوفر أي من الصيغ المطلوبة", "None of the formats asked for can be had"});
    problem.available.assign(available.begin(), available.end());
    return problem;
  }
  exchange.media_type = chosen;
  if (const auto* field = exchange.operation->accept_media_type) set_text(message, *field, exchange.media_type);
  if (const auto* field = exchange.operation->language) set_text(message, *field, exchange.language);
  return std::nullopt;
}

Problem unsupported_media_type(std::vector<std::string> accepted) {
  auto problem = make_problem(415, "MEDIA_TYPE_UNSUPPORTED", {"نوع محتوى الطلب غير مدعوم", "The media type of the body is not supported here"});
  problem.available = std::move(accepted);
  return problem;
}

std::optional<Problem> bind_upload(Exchange& exchange, pb::Message& message) {
  const auto& operation = *exchange.operation;
  const auto media_type = http::parse_media_type(exchange.request.header("content-type").value_or(""));
  const auto& accepted = operation.rule.upload();
  const bool known = std::any_of(accepted.begin(), accepted.end(), [&](const auto& type) { return http::same_ignoring_case(type, media_type.essence); });
  if (!known) return unsupported_media_type({accepted.begin(), accepted.end()});
  set_text(message, *operation.content, std::string(exchange.request.body));
  if (operation.content_type) set_text(message, *operation.content_type, std::string(media_type.essence));
  return std::nullopt;
}

std::optional<Problem> bind_json(Exchange& exchange, pb::Message& message, std::vector<FieldError>& wrong) {
  const auto& operation = *exchange.operation;
  const auto& request = exchange.request;
  const bool patch = operation.changes != nullptr;
  if (request.body.empty() && !patch) return std::nullopt;   // an action without arguments
  const auto media_type = http::parse_media_type(request.header("content-type").value_or(""));
  const bool json = http::same_ignoring_case(media_type.essence, "application/json") ||
                    (patch && http::same_ignoring_case(media_type.essence, "application/merge-patch+json"));
  if (!json || !media_type.utf8)
    return unsupported_media_type(patch ? std::vector<std::string>{"application/merge-patch+json", "application/json"} : std::vector<std::string>{"application/json"});

  Result<Done> outcome = Done{};
  if (patch) {
    const auto& reflection = *message.GetReflection();
    std::vector<std::string> changed;
    outcome = transcode::read_merge_patch(request.body, *operation.changes->message, *reflection.MutableMessage(&message, operation.changes->field), changed, wrong);
    for (auto& path : changed) reflection.AddString(&message, operation.changed_fields->field, std::move(path));
  } else {
    outcome = transcode::read_json(request.body, *operation.request, message, wrong, [&](std::string_view name) {
      return operation.reserved(operation.request->find(name));
    });
  }
  if (!outcome) return http::to_problem(outcome.error());
  return std::nullopt;
}

// The path names the thing; a body may repeat that name but not contradict it.
std::optional<Problem> bind_path(Exchange& exchange, pb::Message& message, std::vector<FieldError>& wrong) {
  const auto& operation = *exchange.operation;
  const auto& reflection = *message.GetReflection();
  for (std::size_t i = 0; i < operation.path_fields.size(); ++i) {
    const auto& field = *operation.path_fields[i];
    const auto& value = exchange.path_variables[i];
    if (field.kind == Kind::string) {
      const auto& given = reflection.GetString(message, field.field);
      if (!given.empty() && given != value)
        transcode::report(wrong, "/" + std::string(field.name), "PATH_MISMATCH", {"يخالف ما في العنوان", "This contradicts the address"});
    }
    // What cannot be such a value names nothing.
    if (!transcode::read_text(value, field, message)) return http::to_problem(errors::not_found(value));
  }
  return std::nullopt;
}

// Positive, at most page_max; nothing for anything else.
std::optional<std::int64_t> page_limit(std::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  std::int64_t value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{}) return limits::page_max;
  if (value == 0) return std::nullopt;
  return std::min(value, limits::page_max);
}

Problem cursor_invalid() {
  return make_problem(400, "CURSOR_INVALID", {"مؤشر الصفحة غير صالح أو انتهت صلاحيته أو تغيرت عوامل التصفية", "The cursor is invalid, too old, or belongs to other filters"});
}

std::optional<Problem> bind_query(Exchange& exchange, const CursorSeal& cursors, pb::Message& message) {
  const auto& operation = *exchange.operation;
  if (operation.raw_query) {
    set_text(message, *operation.raw_query, std::string(exchange.request.query));
    return std::nullopt;
  }
  const auto pairs = parse_query(exchange.request.query);
  if (!pairs) return make_problem(400, "QUERY_MALFORMED", {"معاملات العنوان غير صالحة", "The query of the address is malformed"});
  std::vector<FieldError> unknown;
  std::vector<FieldError> wrong;
  std::vector<std::string_view> seen;
  std::vector<std::string> filters;
  std::string_view cursor;
  std::int64_t limit = limits::page_default;
  for (const auto& [name, value] : *pairs) {
    const auto* field = operation.request->find(name);
    if (!field || !operation.bound_by_query(field)) {
      transcode::report(unknown, "?" + name, "UNKNOWN_PARAMETER", {"معامل غير معروف", "There is no such parameter"});
      continue;
    }
    if (!field->repeated && std::find(seen.begin(), seen.end(), name) != seen.end()) {
      transcode::report(wrong, "?" + name, "PARAMETER_REPEATED", {"معامل مكرر", "This parameter may be given once"});
      continue;
    }
    seen.push_back(name);
    if (field == operation.limit) {
      const auto parsed = page_limit(value);
      if (!parsed) transcode::report(wrong, "?" + name, "OUT_OF_RANGE", {"يجب أن يكون عددًا صحيحًا موجبًا", "This must be a positive whole number"});
      limit = parsed.value_or(limit);
    } else if (field == operation.cursor) {
      cursor = value;
    } else {
      filters.push_back(name + "=" + value);
      if (!transcode::read_text(value, *field, message))
        transcode::report(wrong, "?" + name, "WRONG_TYPE", {"قيمة غير صالحة لهذا المعامل", "This is no valid value of the parameter"});
    }
  }
  if (!unknown.empty()) return fields_problem(400, "UNKNOWN_PARAMETER", {"معامل غير معروف في العنوان", "The address has an unknown parameter"}, std::move(unknown));
  if (!wrong.empty()) return fields_problem(400, "PARAMETER_INVALID", {"معامل غير صالح في العنوان", "The address has an invalid parameter"}, std::move(wrong));
  if (!operation.takes_json_body() && operation.limit) transcode::read_text(std::to_string(limit), *operation.limit, message);
  if (!operation.next_cursor) return std::nullopt;

  std::sort(filters.begin(), filters.end());
  exchange.list = operation.grpc_path;
  for (const auto& part : exchange.path_variables) exchange.list.append("\n/").append(part);
  for (const auto& part : filters) exchange.list.append("\n").append(part);
  if (cursor.empty()) return std::nullopt;
  auto plain = cursors.open(cursor, exchange.list, exchange.now_us / 1'000'000);
  if (!plain || !operation.cursor) return cursor_invalid();
  set_text(message, *operation.cursor, std::move(*plain));
  return std::nullopt;
}

std::optional<Problem> bind_if_match(const Exchange& exchange, pb::Message& message) {
  const auto& operation = *exchange.operation;
  if (!operation.expected_version) return std::nullopt;
  const auto header = exchange.request.header("if-match");
  if (!header) {
    if (!operation.rule.if_match()) return std::nullopt;
    return make_problem(428, "IF_MATCH_REQUIRED", {"اذكر الإصدار الذي قرأته في If-Match", "Send If-Match with the ETag you read"});
  }
  // One strong tag as we wrote it; a weak one never matches (RFC 9110 13.1.1).
  const bool quoted = header->size() > 2 && header->front() == '"' && header->back() == '"';
  if (!quoted || !transcode::read_text(header->substr(1, header->size() - 2), *operation.expected_version, message))
    return make_problem(412, "IF_MATCH_INVALID", {"قيمة If-Match ليست ETag صالحة", "If-Match is not one of our strong ETags"});
  return std::nullopt;
}

std::optional<Problem> bind_idempotency_key(Exchange& exchange) {
  auto key = exchange.request.header("idempotency-key").value_or("");
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);   // an sf-string
  if (key.empty()) {
    if (!exchange.operation->rule.idempotency_key()) return std::nullopt;
    return make_problem(400, "IDEMPOTENCY_KEY_MISSING", {"يلزم Idempotency-Key حتى لا يُنفَّذ الطلب مرتين", "Send an Idempotency-Key, so that the request is never carried out twice"});
  }
  const bool visible = std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '\\'; });
  if (!visible || key.size() > limits::idempotency_key_bytes)
    return make_problem(400, "IDEMPOTENCY_KEY_INVALID", {"Idempotency-Key غير صالح", "An Idempotency-Key is 1 to 255 visible ASCII characters"});
  // Nobody's keys are everybody's: without an identity an answer is kept only where the operation asks for a key.
  const bool whose = !exchange.actor.subject.empty() || exchange.operation->rule.idempotency_key();
  const bool changes = exchange.request.method != http::Method::get && exchange.request.method != http::Method::head;
  if (changes && whose) exchange.idempotency_key = key;
  return std::nullopt;
}

}  // namespace

std::optional<Problem> bind_request(Exchange& exchange, const CursorSeal& cursors, pb::Message& message) {
  const auto& operation = *exchange.operation;
  std::vector<FieldError> wrong;
  if (auto problem = negotiate(exchange, message)) return problem;
  if (operation.rule.upload_size() > 0) {
    if (auto problem = bind_upload(exchange, message)) return problem;
  } else if (operation.takes_json_body()) {
    if (auto problem = bind_json(exchange, message, wrong)) return problem;
  }
  if (auto problem = bind_path(exchange, message, wrong)) return problem;
  if (auto problem = bind_query(exchange, cursors, message)) return problem;
  if (auto problem = bind_if_match(exchange, message)) return problem;
  if (auto problem = bind_idempotency_key(exchange)) return problem;
  // What asks for something that does not exist is not understood; what is merely wrong is.
  const bool unknown = std::any_of(wrong.begin(), wrong.end(), [](const FieldError& error) { return error.code == "UNKNOWN_FIELD"; });
  if (unknown) return fields_problem(400, "UNKNOWN_FIELD", {"في الطلب حقل غير معروف", "The body has a field that does not exist"}, std::move(wrong));
  if (!wrong.empty()) return fields_problem(422, "FIELDS_INVALID", {"بعض الحقول غير صحيحة", "Some fields are wrong"}, std::move(wrong));
  return std::nullopt;
}

}  // namespace shopper::gateway::app
