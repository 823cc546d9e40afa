// Described structs <-> JSON, by field name. Used for events and for nested columns.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/enums.h"
#include "platform/base/fields.h"
#include "platform/base/raw_json.h"
#include "platform/base/time.h"

namespace shopper::codec {

using Json = nlohmann::json;

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class T>
struct IsMap<std::map<std::string, T>> : std::true_type {};

// The JSON form: instants as RFC 3339, dates as ISO ("" for none), enums as their names, absent optionals as null.
template <class T>
Json to_json(const T& value) {
  if constexpr (NamedEnum<T>) return std::string(to_string(value));
  else if constexpr (std::is_same_v<T, Instant>) return value ? Json(value.rfc3339()) : Json(nullptr);
  else if constexpr (std::is_same_v<T, Date>) return value.iso();
  else if constexpr (std::is_same_v<T, RawJson>) return value.empty() ? Json(nullptr) : Json::parse(value.text, nullptr, false);
  else if constexpr (IsOptional<T>::value) return value ? to_json(*value) : Json(nullptr);
  else if constexpr (IsVector<T>::value) {
    auto array = Json::array();
    for (const auto& item : value) array.push_back(to_json(item));
    return array;
  } else if constexpr (IsMap<T>::value) {
    auto object = Json::object();
    for (const auto& [key, item] : value) object[key] = to_json(item);
    return object;
  } else if constexpr (Described<T>) {
    auto object = Json::object();
    T::each_field([&](const char* name, auto member) { object[name] = to_json(value.*member); });
    return object;
  } else {
    return value;
  }
}

// Reads what is there; absent, null or wrongly typed members leave the target as it is.
template <class T>
void from_json(const Json& json, T& value) {
  if constexpr (NamedEnum<T>) {
    if (json.is_string())
      if (auto parsed = enum_from<T>(json.get_ref<const std::string&>())) value = *parsed;
  } else if constexpr (std::is_same_v<T, Instant>) {
    if (json.is_string()) value = Instant::parse(json.get_ref<const std::string&>()).value_or(Instant{});
  } else if constexpr (std::is_same_v<T, Date>) {
    if (json.is_string()) value = Date::parse(json.get_ref<const std::string&>()).value_or(Date{});
  } else if constexpr (std::is_same_v<T, RawJson>) {
    value.text = json.is_null() ? std::string{} : json.dump();
  } else if constexpr (IsOptional<T>::value) {
    if (json.is_null()) value.reset();
    else from_json(json, value.emplace());
  } else if constexpr (IsVector<T>::value) {
    if (!json.is_array()) return;
    value.clear();
    for (const auto& item : json) from_json(item, value.emplace_back());
  } else if constexpr (IsMap<T>::value) {
    if (!json.is_object()) return;
    value.clear();
    for (const auto& [key, item] : json.items()) from_json(item, value[key]);
  } else if constexpr (Described<T>) {
    if (!json.is_object()) return;
    T::each_field([&](const char* name, auto member) {
      if (auto found = json.find(name); found != json.end()) from_json(*found, value.*member);
    });
  } else if constexpr (std::is_same_v<T, bool>) {
    if (json.is_boolean()) value = json.get<bool>();
  } else if constexpr (std::is_arithmetic_v<T>) {
    if (json.is_number()) value = json.get<T>();
  } else {
    if (json.is_string()) value = json.get<std::string>();
  }
}

template <class T>
std::string dump(const T& value) {
  return to_json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Text that is not JSON gives a default-constructed value: it was ours to write, so that is a bug the tests show.
template <class T>
T parse(const std::string& text) {
  T value{};
  if (const auto json = Json::parse(text, nullptr, false); !json.is_discarded()) from_json(json, value);
  return value;
}

// Where `given` first differs from `wanted`, in words; "" when it does not.
inline std::string first_difference(const Json& given, const Json& wanted, const std::string& path) {
  if (given.is_object() && wanted.is_object()) {
    for (const auto& [key, item] : given.items())
      if (!wanted.contains(key)) return path + "/" + key + ": there is no such member";
    for (const auto& [key, item] : wanted.items()) {
      if (!given.contains(key)) return path + "/" + key + ": this is missing";
      if (auto found = first_difference(given.at(key), item, path + "/" + key); !found.empty()) return found;
    }
    return "";
  }
  if (given.is_array() && wanted.is_array() && given.size() == wanted.size()) {
    for (std::size_t i = 0; i < given.size(); ++i)
      if (given[i] != wanted[i]) return first_difference(given[i], wanted[i], path + "/" + std::to_string(i));
    return "";
  }
  return given == wanted ? "" : path + ": this is of another type";
}

// Whether brackets nest no deeper; deeper text would only exhaust whoever walks it.
inline bool nests_at_most(const std::string& text, int depth_max) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') ++i;
    else if (c == '"') quoted = !quoted;
    else if (!quoted && (c == '[' || c == '{') && ++depth > depth_max) return false;
    else if (!quoted && (c == ']' || c == '}')) --depth;
  }
  return true;
}

// Reads text that must be just this shape, as a file from outside: nothing may be missing, of another type, or more. Nothing when it is not;
// `reason` then says where it first differs.
template <class T>
std::optional<T> parse_exactly(const std::string& text, std::string& reason) {
  constexpr int depth_max = 64;
  const auto json = nests_at_most(text, depth_max) ? Json::parse(text, nullptr, false) : Json();
  if (json.is_discarded() || !json.is_object()) {
    reason = "this is no JSON object";
    return std::nullopt;
  }
  T value{};
  from_json(json, value);
  reason = first_difference(json, to_json(value), "");
  if (reason.empty()) return value;
  return std::nullopt;
}

}  // namespace shopper::codec
