#include "evaluation/domain/catalogue.h"

#include <algorithm>
#include <set>

namespace shopper::evaluation::domain {
namespace {

constexpr std::size_t max_code_bytes = 32;
constexpr std::size_t max_name_bytes = 400;

const Text code_invalid{"الرمز من 1 إلى 32 حرفًا لاتينيًا أو رقمًا أو . _ -", "A code is 1 to 32 of A-Z, a-z, 0-9, . _ -"};
const Text name_incomplete{"الاسم مطلوب بالعربية والإنجليزية", "The name is needed in Arabic and English"};
const Text name_too_long{"الاسم أطول من المسموح", "The name is too long"};

void check_code(const std::string& code, FieldErrors& errors) { errors.check(valid_code(code), "/code", "CODE_INVALID", code_invalid); }

void check_name(const Text& name, FieldErrors& errors) {
  errors.check(!name.ar.empty(), "/name/ar", "TRANSLATION_MISSING", name_incomplete);
  errors.check(!name.en.empty(), "/name/en", "TRANSLATION_MISSING", name_incomplete);
  errors.check(name.ar.size() <= max_name_bytes, "/name/ar", "TEXT_TOO_LONG", name_too_long);
  errors.check(name.en.size() <= max_name_bytes, "/name/en", "TEXT_TOO_LONG", name_too_long);
}

}  // namespace

bool valid_code(std::string_view code) {
  return !code.empty() && code.size() <= max_code_bytes && std::ranges::all_of(code, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
}

Result<Done> check_entity(const Entity& entity) {
  FieldErrors errors;
  check_code(entity.code, errors);
  check_name(entity.name, errors);
  return errors.result();
}

Result<Done> check_branch(const Branch& branch) {
  FieldErrors errors;
  check_code(branch.code, errors);
  check_name(branch.name, errors);
  return errors.result();
}

Result<Done> check_service(const Service& service) {
  FieldErrors errors;
  check_code(service.code, errors);
  check_name(service.name, errors);
  errors.check(!service.channels.empty(), "/channels", "CHANNELS_MISSING", {"يلزم ذكر قناة واحدة على الأقل", "At least one channel is needed"});
  std::set<std::string> seen;
  for (std::size_t i = 0; i < service.channels.size(); ++i) {
    const auto& channel = service.channels[i];
    const auto pointer = "/channels/" + std::to_string(i);
    errors.check(enum_from<Channel>(channel).has_value(), pointer, "CHANNEL_UNKNOWN",
                 fill({"القناة {} غير معروفة؛ القنوات: visit, phone, web, app, email, kiosk", "The channel {} is unknown; channels are visit, phone, web, app, email, kiosk"}, {channel}));
    errors.check(seen.insert(channel).second, pointer, "CHANNEL_REPEATED", {"القناة مكررة", "The channel is listed twice"});
  }
  return errors.result();
}

void check_place(const Place& place, FieldErrors& errors) {
  if (!place.entity) {
    errors.add("/entity_id", "ENTITY_UNKNOWN", {"لا توجد جهة بهذا المعرّف", "There is no such entity"});
    return;
  }
  if (!place.service || place.service->entity_id != place.entity->id) {
    errors.add("/service_id", "SERVICE_UNKNOWN", {"لا تقدم الجهة خدمة بهذا المعرّف", "The entity has no such service"});
  } else if (std::ranges::find(place.service->channels, place.channel) == place.service->channels.end()) {
    errors.add("/channel", "CHANNEL_NOT_OFFERED", fill({"الخدمة لا تقدَّم عبر القناة «{}»", "The service is not offered through the channel \"{}\""}, {place.channel}));
  }
  const bool needs_branch = place.channel == to_string(Channel::visit) || place.channel == to_string(Channel::kiosk);
  if (place.branch_id.empty()) {
    errors.check(!needs_branch, "/branch_id", "BRANCH_MISSING", {"الزيارة تحتاج إلى فرع", "A visit needs a branch"});
  } else if (!place.branch || place.branch->entity_id != place.entity->id) {
    errors.add("/branch_id", "BRANCH_UNKNOWN", {"لا يوجد للجهة فرع بهذا المعرّف", "The entity has no such branch"});
  }
}

}  // namespace shopper::evaluation::domain
