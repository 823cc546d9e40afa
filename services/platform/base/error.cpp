#include "platform/base/error.h"

namespace shopper {

Text fill(Text text, std::initializer_list<std::string> arguments) {
  for (std::string* side : {&text.ar, &text.en}) {
    std::size_t from = 0;
    for (const auto& argument : arguments) {
      const auto at = side->find("{}", from);
      if (at == std::string::npos) break;
      side->replace(at, 2, argument);
      from = at + argument.size();
    }
  }
  return text;
}

Result<Done> FieldErrors::result() const {
  if (errors_.empty()) return Done{};
  auto error = refuse(ErrorKind::invalid, "FIELDS_INVALID", {"بعض الحقول غير صحيحة", "Some fields are wrong"});
  error.fields = errors_;
  return error;
}

namespace errors {
Error not_found(const std::string& id) {
  return refuse(ErrorKind::not_found, "NOT_FOUND", fill({"لا يوجد شيء بالمعرّف {}", "There is nothing with the id {}"}, {id}));
}
Error forbidden() { return refuse(ErrorKind::forbidden, "FORBIDDEN", {"ليس لديك صلاحية لهذا الإجراء", "You are not allowed to do this"}); }
Error stale(long long current_version) {
  return refuse(ErrorKind::stale, "VERSION_STALE",
                fill({"تغيّر العنصر منذ قراءته؛ الإصدار الحالي هو {}", "It has changed since you read it; the current version is {}"},
                     {std::to_string(current_version)}));
}
Error wrong_state(const std::string& state, std::vector<std::string> legal_actions) {
  auto error = conflict("WRONG_STATE", fill({"هذا الإجراء غير ممكن في الحالة {}", "This is not possible in the state {}"}, {state}));
  error.actions = std::move(legal_actions);
  return error;
}
}  // namespace errors

}  // namespace shopper
