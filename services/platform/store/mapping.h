// Described structs <-> table rows, by field name. The first field is the key.
//
//   template <> struct Table<Book> { static constexpr const char* name = "book"; };
//
// Columns that must not stand in the file in clear are sealed under the data key of their owner (store/vault.h); the first field is a text then:
//
//   template <> struct Table<Reader> {
//     static constexpr const char* name = "reader";
//     static constexpr std::array sealed = {"email", "address"};
//     static const std::string& owner(const Reader& row) { return row.subject; }
//   };
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "platform/codec/json.h"
#include "platform/store/value.h"

namespace shopper::store {

template <class T>
struct Table;
template <class T>
concept Mapped = Described<T> && requires { Table<T>::name; };
template <class T>
concept Sealed = Mapped<T> && requires(const T& row) {
  Table<T>::sealed;
  { Table<T>::owner(row) } -> std::convertible_to<std::string>;
};

template <class T>
constexpr Kind kind_of() {
  if constexpr (codec::IsOptional<T>::value) return kind_of<typename T::value_type>();
  else if constexpr (std::is_integral_v<T> || std::is_same_v<T, Instant>) return Kind::integer;
  else if constexpr (std::is_floating_point_v<T>) return Kind::real;
  else return Kind::text;
}

template <class T>
Value to_value(const T& value) {
  if constexpr (codec::IsOptional<T>::value) return value ? to_value(*value) : Value{};
  else if constexpr (std::is_same_v<T, Instant>) return value.us;
  else if constexpr (std::is_same_v<T, Date>) return value.iso();
  else if constexpr (std::is_same_v<T, RawJson>) return value.text;
  else if constexpr (NamedEnum<T>) return std::string(to_string(value));
  else if constexpr (std::is_integral_v<T>) return static_cast<std::int64_t>(value);
  else if constexpr (std::is_floating_point_v<T>) return static_cast<double>(value);
  else if constexpr (std::is_same_v<T, std::string>) return value;
  else return codec::dump(value);
}

// Throws std::logic_error when the database holds another kind than asked for: a bug.
template <class T>
void from_value(const Value& value, T& out) {
  if constexpr (codec::IsOptional<T>::value) {
    if (value.is_null()) out.reset();
    else from_value(value, out.emplace());
  } else if (value.is_null()) {
    out = T{};
  } else if constexpr (std::is_same_v<T, Instant>) {
    out.us = value.integer();
  } else if constexpr (std::is_same_v<T, Date>) {
    out = Date::parse(value.text()).value_or(Date{});
  } else if constexpr (std::is_same_v<T, RawJson>) {
    out.text = value.text();
  } else if constexpr (NamedEnum<T>) {
    out = enum_from<T>(value.text()).value_or(T{});
  } else if constexpr (std::is_integral_v<T>) {
    out = static_cast<T>(value.integer());
  } else if constexpr (std::is_floating_point_v<T>) {
    out = static_cast<T>(value.real());
  } else if constexpr (std::is_same_v<T, std::string>) {
    out = value.text();
  } else {
    out = codec::parse<T>(value.text());
  }
}

template <Described T>
std::vector<Value> column_values(const T& row) {
  std::vector<Value> values;
  values.reserve(field_count<T>());
  T::each_field([&](const char*, auto member) { values.push_back(to_value(row.*member)); });
  return values;
}

template <Described T>
const std::vector<Kind>& column_kinds() {
  static const std::vector<Kind> kinds = [] {
    std::vector<Kind> all;
    T::each_field([&](const char*, auto member) { all.push_back(kind_of<std::remove_cvref_t<decltype(std::declval<T&>().*member)>>()); });
    return all;
  }();
  return kinds;
}

// Which columns are sealed, and their names.
template <Sealed T>
const std::vector<const char*>& sealed_columns() {
  static const std::vector<const char*> names = [] {
    std::vector<const char*> all;
    std::size_t found = 0;
    T::each_field([&](const char* name, auto) {
      const bool sealed = std::any_of(Table<T>::sealed.begin(), Table<T>::sealed.end(), [&](std::string_view wanted) { return wanted == name; });
      if (sealed && column_kinds<T>()[all.size()] != Kind::text) throw std::logic_error(std::string("only texts can be sealed, not ") + name);
      all.push_back(sealed ? name : nullptr);
      found += sealed;
    });
    if (found != Table<T>::sealed.size()) throw std::logic_error(std::string("an unknown column is to be sealed in ") + Table<T>::name);
    return all;
  }();
  return names;
}

// Field names may be SQL keywords ("from", "to").
inline std::string quoted(const char* name) { return std::string("\"") + name + '"'; }

// The quoted column names, or `prefix` before each name.
template <Described T>
std::string column_list(const std::string& prefix = "") {
  std::string list;
  T::each_field([&](const char* name, auto) { list += (list.empty() ? "" : ", ") + (prefix.empty() ? quoted(name) : prefix + name); });
  return list;
}

template <Mapped T>
const std::string& select_sql() {
  static const std::string sql = "select " + column_list<T>() + " from " + Table<T>::name + " ";
  return sql;
}
template <Mapped T>
const std::string& insert_sql() {
  // Appended step by step: GCC 12 warns wrongly about a chain of operator+ here.
  static const std::string sql = [] {
    std::string text = "insert into ";
    text += Table<T>::name;
    text += " (";
    text += column_list<T>();
    text += ") values (";
    text += column_list<T>(":");
    text += ")";
    return text;
  }();
  return sql;
}
template <Mapped T>
const std::string& update_sql() {
  static const std::string sql = [] {
    std::string set, key;
    T::each_field([&](const char* name, auto) {
      if (key.empty()) key = quoted(name);
      if (!set.empty()) set += ", ";
      set += quoted(name);
      set += " = :";
      set += name;
    });
    std::string text = "update ";
    text += Table<T>::name;
    text += " set ";
    text += set;
    text += " where ";
    text += key;
    text += " = :key_";
    return text;
  }();
  return sql;
}

}  // namespace shopper::store
