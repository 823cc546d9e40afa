// Enumerations whose names are their text: in JSON, SQL and logs `on_loan` is State::on_loan.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace shopper {

namespace detail {
// The index-th name of a stringised enumerator list "a, b, c".
constexpr std::string_view enum_name(std::string_view names, std::size_t index) {
  for (;;) {
    const auto comma = names.find(',');
    if (index == 0) return names.substr(0, comma);
    if (comma == std::string_view::npos) return {};
    names.remove_prefix(comma + 1);
    while (!names.empty() && names.front() == ' ') names.remove_prefix(1);
    --index;
  }
}
constexpr std::size_t enum_count(std::string_view names) {
  std::size_t count = names.empty() ? 0 : 1;
  for (char c : names) count += c == ',';
  return count;
}
}  // namespace detail

// At namespace scope: an enum class with consecutive values from 0, its count, to_string and enum_from.
#define SHOPPER_ENUM(Name, ...)                                                                                  \
  enum class Name { __VA_ARGS__ };                                                                               \
  constexpr std::string_view enum_names(Name) { return #__VA_ARGS__; }                                           \
  constexpr std::string_view to_string(Name value) {                                                             \
    return ::shopper::detail::enum_name(#__VA_ARGS__, static_cast<std::size_t>(value));                          \
  }

template <class E>
concept NamedEnum = std::is_enum_v<E> && requires(E e) { enum_names(e); };

template <NamedEnum E>
constexpr std::size_t enum_size = detail::enum_count(enum_names(E{}));

// The value of that name, or nothing.
template <NamedEnum E>
constexpr std::optional<E> enum_from(std::string_view name) {
  for (std::size_t i = 0; i < enum_size<E>; ++i)
    if (detail::enum_name(enum_names(E{}), i) == name) return static_cast<E>(i);
  return std::nullopt;
}

template <NamedEnum E>
constexpr std::array<E, enum_size<E>> enum_values() {
  std::array<E, enum_size<E>> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<E>(i);
  return all;
}

}  // namespace shopper
