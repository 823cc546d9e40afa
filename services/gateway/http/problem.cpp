#include "gateway/http/problem.h"

#include <algorithm>
#include <map>

#include "gateway/http/json_text.h"
#include "gateway/limits.h"

namespace shopper::gateway::http {

int http_status(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::malformed: return 400;
    case ErrorKind::invalid: return 422;
    case ErrorKind::unauthenticated: return 401;
    case ErrorKind::forbidden: return 403;
    case ErrorKind::not_found: return 404;
    case ErrorKind::conflict: return 409;
    case ErrorKind::stale: return 412;
    case ErrorKind::exhausted: return 429;
    case ErrorKind::unavailable: return 503;
    case ErrorKind::late: return 504;
    case ErrorKind::internal: return 500;
  }
  return 500;
}

Problem to_problem(const Error& error) {
  return {http_status(error.kind), error.code, error.text, error.fields, error.actions, {}, error.retry_after_s, {}, {}};
}

Problem make_problem(int status, std::string code, Text detail) { return {status, std::move(code), std::move(detail), {}, {}, {}, 0, {}, {}}; }

const Text& status_title(int status) {
  static const std::map<int, Text> titles{
      {400, {"طلب غير صالح", "Bad request"}},
      {401, {"يلزم تسجيل الدخول", "Sign in first"}},
      {403, {"غير مسموح", "Not allowed"}},
      {404, {"غير موجود", "Not found"}},
      {405, {"طريقة غير مسموحة", "Method not allowed"}},
      {406, {"لا يمكن تقديم هذه الصيغة", "Not available in that format"}},
      {408, {"انتهت مهلة الطلب", "The request took too long to arrive"}},
      {409, {"تعارض", "Conflict"}},
      {411, {"طول المحتوى مطلوب", "Length required"}},
      {412, {"تغيّر العنصر", "Precondition failed"}},
      {413, {"المحتوى كبير جدًا", "Content too large"}},
      {414, {"العنوان طويل جدًا", "Address too long"}},
      {415, {"نوع المحتوى غير مدعوم", "Unsupported media type"}},
      {417, {"توقع غير مدعوم", "Expectation failed"}},
      {422, {"حقول غير صحيحة", "Some fields are wrong"}},
      {428, {"يلزم ذكر الإصدار", "Name the version you saw"}},
      {429, {"طلبات كثيرة", "Too many requests"}},
      {431, {"ترويسات كبيرة جدًا", "Headers too large"}},
      {499, {"أُلغي الطلب", "Cancelled by the client"}},
      {500, {"خطأ داخلي", "Internal error"}},
      {501, {"غير مدعوم", "Not implemented"}},
      {503, {"الخدمة غير متاحة مؤقتًا", "Temporarily unavailable"}},
      {504, {"انتهت المهلة", "Took too long"}},
      {505, {"إصدار HTTP غير مدعوم", "HTTP version not supported"}},
  };
  static const Text other{"خطأ", "Error"};
  const auto found = titles.find(status);
  return found == titles.end() ? other : found->second;
}

Response problem_response(const Problem& problem, const ProblemContext& context) {
  Response response;
  response.status = problem.status;
  response.content_type = "application/problem+json";
  std::string& out = response.body;
  const auto member = [&](std::string_view name, std::string_view value) {
    out.append(out.size() > 1 ? ",\"" : "\"").append(name).append("\":");
    append_json_string(out, value);
  };
  const auto list = [&](std::string_view name, const std::vector<std::string>& values) {
    if (values.empty()) return;
    out.append(",\"").append(name).append("\":[");
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out.push_back(',');
      append_json_string(out, values[i]);
    }
    out.push_back(']');
  };
  out.push_back('{');
  member("type", problem.type.empty() ? "/problems/" + problem.code : std::string(problem.type));
  member("title", status_title(problem.status).in(context.language));
  out.append(",\"status\":").append(std::to_string(problem.status));
  member("detail", problem.detail.in(context.language));
  member("instance", context.instance);
  member("code", problem.code);
  if (!problem.errors.empty()) {
    out.append(",\"errors\":[");
    const auto shown = std::min(problem.errors.size(), limits::reported_fields);
    for (std::size_t i = 0; i < shown; ++i) {
      const auto& field = problem.errors[i];
      out.append(i > 0 ? ",{\"pointer\":" : "{\"pointer\":");
      append_json_string(out, field.pointer);
      out.append(",\"code\":");
      append_json_string(out, field.code);
      out.append(",\"detail\":");
      append_json_string(out, field.text.in(context.language));
      out.push_back('}');
    }
    out.push_back(']');
  }
  list("actions", problem.actions);
  list("available", problem.available);
  list("violated-policies", problem.violated_policies);
  if (!problem.error_id.empty()) member("error_id", problem.error_id);
  member("trace_id", context.trace_id);
  out.push_back('}');
  response.set("Content-Language", std::string(context.language));
  response.set("Vary", "Accept, Accept-Language, Origin");
  if (problem.retry_after_s > 0 || problem.status == 503 || problem.status == 429)
    response.set("Retry-After", std::to_string(std::max(1, problem.retry_after_s)));
  if (problem.status == 401)
    response.set("WWW-Authenticate", !problem.challenge.empty() ? "Bearer " + problem.challenge : problem.code == "TOKEN_MISSING" ? "Bearer" : "Bearer error=\"invalid_token\"");
  return response;
}

}  // namespace shopper::gateway::http
