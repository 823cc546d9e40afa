#include "platform/jose/strict_object.h"

#include <set>
#include <string>
#include <vector>

namespace shopper::jose {

namespace {
constexpr int depth_max = 8;
}

nlohmann::json strict_object(std::string_view text) {
  using Event = nlohmann::json::parse_event_t;
  std::vector<std::set<std::string>> members;
  bool sound = true;
  // A second member of one name would be read one way here and another way there.
  const auto watch = [&](int depth, Event event, nlohmann::json& parsed) {
    if (depth > depth_max) sound = false;
    if (event == Event::object_start) members.emplace_back();
    if (event == Event::object_end && !members.empty()) members.pop_back();
    if (event == Event::key && !members.empty()) sound &= members.back().insert(parsed.get<std::string>()).second;
    return sound;
  };
  auto parsed = nlohmann::json::parse(text, watch, false);
  return sound && parsed.is_object() ? parsed : nlohmann::json(nullptr);
}

std::string text_member(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_text(const nlohmann::json& object, const char* name, std::string_view value) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() && found->get_ref<const std::string&>() == value;
}

}  // namespace shopper::jose
