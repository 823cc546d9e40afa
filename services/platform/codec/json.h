// Described structs <-> JSON, by field name. Used for events and for nested columns.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/enums.h"
#include "platform/base/fields.h"
#include "platform/base/raw_json.h"
#include "platform/base/time.h"

// Compiled once, in json.cpp: these would otherwise be made anew in every file that sees this one, the parser for the library's literals alone.
extern template class nlohmann::basic_json<>;
extern template nlohmann::json nlohmann::json::parse<const char*>(const char*, const char*, const nlohmann::json::parser_callback_t, bool, bool);

namespace shopper::codec {

using Json = nlohmann::json;

// The tree of a text; discarded (is_discarded) when it is no JSON.
Json tree_of(std::string_view text);
// Its text, in one line; bytes that are no UTF-8 become U+FFFD.
std::string text_of(const Json& tree);

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
  else if constexpr (std::is_same_v<T, RawJson>) return value.empty() ? Json(nullptr) : tree_of(value.text);
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
    value.text = json.is_null() ? std::string{} : text_of(json);
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

namespace detail {

void append_text(std::string& out, std::string_view text);
void append_number(std::string& out, std::int64_t value);
void append_number(std::string& out, double value);

// The fields' names with their places, in the order of the names: that of the library's objects.
template <Described T>
const std::array<std::pair<std::string_view, std::size_t>, field_count<T>()>& names_in_order() {
  static const auto names = [] {
    std::array<std::pair<std::string_view, std::size_t>, field_count<T>()> all;
    std::size_t place = 0;
    T::each_field([&](const char* name, auto) { all[place] = {name, place}, ++place; });
    std::sort(all.begin(), all.end());
    return all;
  }();
  return names;
}

// to_json(value).dump() without the tree in between, which the hot path would feel.
template <class T>
void append_json(std::string& out, const T& value) {
  if constexpr (NamedEnum<T>) append_text(out, to_string(value));
  else if constexpr (std::is_same_v<T, Date>) append_text(out, value.iso());
  else if constexpr (std::is_same_v<T, std::string>) append_text(out, value);
  else if constexpr (std::is_same_v<T, bool>) out += value ? "true" : "false";
  else if constexpr (std::is_integral_v<T>) {
    static_assert(std::is_signed_v<T> || sizeof(T) < sizeof(std::int64_t));
    append_number(out, static_cast<std::int64_t>(value));
  }
  else if constexpr (std::is_floating_point_v<T>) append_number(out, static_cast<double>(value));
  else if constexpr (IsOptional<T>::value) {
    if (value) append_json(out, *value);
    else out += "null";
  } else if constexpr (IsVector<T>::value) {
    out += '[';
    bool first = true;
    for (const auto& item : value) {
      if (!std::exchange(first, false)) out += ',';
      append_json(out, item);
    }
    out += ']';
  } else if constexpr (IsMap<T>::value) {
    out += '{';
    bool first = true;
    for (const auto& [key, item] : value) {
      if (!std::exchange(first, false)) out += ',';
      append_text(out, key);
      out += ':';
      append_json(out, item);
    }
    out += '}';
  } else if constexpr (Described<T>) {
    std::string values;
    std::array<std::size_t, field_count<T>() + 1> ends{};
    std::size_t place = 0;
    T::each_field([&](const char*, auto member) {
      append_json(values, value.*member);
      ends[++place] = values.size();
    });
    out += '{';
    bool first = true;
    for (const auto& [name, from] : names_in_order<T>()) {
      if (!std::exchange(first, false)) out += ',';
      append_text(out, name);
      out += ':';
      out.append(values, ends[from], ends[from + 1] - ends[from]);
    }
    out += '}';
  } else out += text_of(to_json(value));
}

}  // namespace detail

template <class T>
std::string dump(const T& value) {
  std::string out;
  detail::append_json(out, value);
  return out;
}

// Text that is not JSON gives a default-constructed value: it was ours to write, so that is a bug the tests show.
template <class T>
T parse(const std::string& text) {
  T value{};
  if (const auto json = tree_of(text); !json.is_discarded()) from_json(json, value);
  return value;
}

// Where `given` first differs from `wanted`, in words; "" when it does not.
std::string first_difference(const Json& given, const Json& wanted, const std::string& path);

// Whether brackets nest no deeper; deeper text would only exhaust whoever walks it.
bool nests_at_most(const std::string& text, int depth_max);

// Reads text that must be just this shape, as a file from outside: nothing may be missing, of another type, or more. Nothing when it is not;
// `reason` then says where it first differs.
template <class T>
std::optional<T> parse_exactly(const std::string& text, std::string& reason) {
  constexpr int depth_max = 64;
  const auto json = nests_at_most(text, depth_max) ? tree_of(text) : Json();
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
