// A struct names its fields once; the store (columns), the events (JSON) and the rpc layer (protobuf) all read that list.
// The names are the same in C++, SQL, JSON, CSV and proto, so no layer needs a mapping of its own.
//
//   struct Person { std::string id; Date born; SHOPPER_FIELDS(Person, id, born) };
//   Person::each_field([](const char* name, auto member) { ... person.*member ... });
#pragma once

#include <algorithm>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#define SHOPPER_PARENS ()
#define SHOPPER_EXPAND(...) SHOPPER_EXPAND3(SHOPPER_EXPAND3(SHOPPER_EXPAND3(SHOPPER_EXPAND3(__VA_ARGS__))))
#define SHOPPER_EXPAND3(...) SHOPPER_EXPAND2(SHOPPER_EXPAND2(SHOPPER_EXPAND2(SHOPPER_EXPAND2(__VA_ARGS__))))
#define SHOPPER_EXPAND2(...) SHOPPER_EXPAND1(SHOPPER_EXPAND1(SHOPPER_EXPAND1(SHOPPER_EXPAND1(__VA_ARGS__))))
#define SHOPPER_EXPAND1(...) __VA_ARGS__
#define SHOPPER_FIELD_EACH(Struct, field, ...) \
  f(#field, &Struct::field);                   \
  __VA_OPT__(SHOPPER_FIELD_AGAIN SHOPPER_PARENS(Struct, __VA_ARGS__))
#define SHOPPER_FIELD_AGAIN() SHOPPER_FIELD_EACH

// Inside a struct: declares `each_field(f)`, which calls f(name, pointer to member) for each field in order.
#define SHOPPER_FIELDS(Struct, ...)                                        \
  template <class F>                                                       \
  static constexpr void each_field([[maybe_unused]] F&& f) {               \
    __VA_OPT__(SHOPPER_EXPAND(SHOPPER_FIELD_EACH(Struct, __VA_ARGS__)))    \
  }

namespace shopper {

namespace detail {
struct AnyField {
  template <class M>
  constexpr void operator()(const char*, M) const {}
};
}  // namespace detail

// A struct that lists its fields with SHOPPER_FIELDS.
template <class T>
concept Described = requires { T::each_field(detail::AnyField{}); };

template <Described T>
constexpr std::size_t field_count() {
  std::size_t count = 0;
  T::each_field([&](const char*, auto) { ++count; });
  return count;
}

// RFC 7396 in typed form: copies from `changes` to `target` the fields named in `paths` ("title", "title.ar").
// An unknown path is ignored here; the gateway has already refused it.
template <Described T>
void apply_changes(T& target, const T& changes, const std::vector<std::string>& paths) {
  T::each_field([&](std::string_view name, auto member) {
    std::vector<std::string> inner;
    bool whole = false;
    for (const auto& path : paths) {
      if (path == name) whole = true;
      if (path.size() > name.size() && path.starts_with(name) && path[name.size()] == '.') inner.push_back(path.substr(name.size() + 1));
    }
    using M = std::remove_reference_t<decltype(target.*member)>;
    if (whole) target.*member = changes.*member;
    else if constexpr (Described<M>) {
      if (!inner.empty()) apply_changes(target.*member, changes.*member, inner);
    } else if (!inner.empty()) {
      target.*member = changes.*member;
    }
  });
}

}  // namespace shopper
