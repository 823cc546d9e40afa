#include "platform/rpc/errors.h"

#include "shopper/common/v1/error.pb.h"

namespace shopper::rpc {
namespace {

using grpc::StatusCode;
namespace pb = shopper::common::v1;

StatusCode code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::malformed: return StatusCode::INVALID_ARGUMENT;
    case ErrorKind::invalid: return StatusCode::INVALID_ARGUMENT;
    case ErrorKind::unauthenticated: return StatusCode::UNAUTHENTICATED;
    case ErrorKind::forbidden: return StatusCode::PERMISSION_DENIED;
    case ErrorKind::not_found: return StatusCode::NOT_FOUND;
    case ErrorKind::conflict: return StatusCode::FAILED_PRECONDITION;
    case ErrorKind::stale: return StatusCode::ABORTED;
    case ErrorKind::exhausted: return StatusCode::RESOURCE_EXHAUSTED;
    case ErrorKind::unavailable: return StatusCode::UNAVAILABLE;
    case ErrorKind::late: return StatusCode::DEADLINE_EXCEEDED;
    case ErrorKind::internal: return StatusCode::INTERNAL;
  }
  return StatusCode::INTERNAL;
}

Error generic(StatusCode code) {
  switch (code) {
    case StatusCode::INVALID_ARGUMENT:
    case StatusCode::OUT_OF_RANGE: return refuse(ErrorKind::malformed, "MALFORMED", {"الطلب غير مفهوم", "The request cannot be understood"});
    case StatusCode::UNAUTHENTICATED: return refuse(ErrorKind::unauthenticated, "UNAUTHENTICATED", {"يلزم تسجيل الدخول", "Sign in first"});
    case StatusCode::PERMISSION_DENIED: return errors::forbidden();
    case StatusCode::NOT_FOUND: return refuse(ErrorKind::not_found, "NOT_FOUND", {"غير موجود", "Not found"});
    case StatusCode::ALREADY_EXISTS:
    case StatusCode::FAILED_PRECONDITION: return conflict("CONFLICT", {"تعارض مع الحالة الراهنة", "This conflicts with the current state"});
    case StatusCode::ABORTED: return refuse(ErrorKind::stale, "VERSION_STALE", {"تغيّر العنصر منذ قراءته", "It has changed since you read it"});
    case StatusCode::RESOURCE_EXHAUSTED: return refuse(ErrorKind::exhausted, "TOO_MANY", {"طلبات كثيرة؛ حاول لاحقاً", "Too many requests; try again later"});
    case StatusCode::UNAVAILABLE: return Error{ErrorKind::unavailable, "SERVICE_UNAVAILABLE", {"الخدمة غير متاحة مؤقتاً", "The service is temporarily unavailable"}, {}, {}, 1};
    case StatusCode::DEADLINE_EXCEEDED:
    case StatusCode::CANCELLED: return refuse(ErrorKind::late, "DEADLINE_EXCEEDED", {"استغرق الطلب وقتاً أطول من المسموح", "The request took longer than allowed"});
    default: return refuse(ErrorKind::internal, "INTERNAL", {"خطأ داخلي", "Internal error"});
  }
}

void put(pb::Text& out, const Text& text) {
  out.set_ar(text.ar);
  out.set_en(text.en);
}

}  // namespace

grpc::Status to_status(const Error& error) {
  pb::ErrorDetail detail;
  detail.set_code(error.code);
  put(*detail.mutable_text(), error.text);
  detail.set_retry_after_s(error.retry_after_s);
  detail.set_understood(error.kind == ErrorKind::invalid);
  for (const auto& action : error.actions) detail.add_actions(action);
  for (const auto& field : error.fields) {
    auto& violation = *detail.add_fields();
    violation.set_pointer(field.pointer);
    violation.set_code(field.code);
    put(*violation.mutable_text(), field.text);
  }
  return {code_of(error.kind), error.code, detail.SerializeAsString()};
}

Error to_error(const grpc::Status& status) {
  auto error = generic(status.error_code());
  pb::ErrorDetail detail;
  if (status.error_details().empty() || !detail.ParseFromString(status.error_details())) return error;
  error.code = detail.code();
  error.text = {detail.text().ar(), detail.text().en()};
  error.retry_after_s = detail.retry_after_s();
  error.actions.assign(detail.actions().begin(), detail.actions().end());
  for (const auto& field : detail.fields()) error.fields.push_back({field.pointer(), field.code(), {field.text().ar(), field.text().en()}});
  if (error.kind == ErrorKind::malformed && detail.understood()) error.kind = ErrorKind::invalid;
  return error;
}

}  // namespace shopper::rpc
