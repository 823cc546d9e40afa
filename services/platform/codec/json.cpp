#include "platform/codec/json.h"

#include <charconv>
#include <cmath>

template class nlohmann::basic_json<>;
template nlohmann::json nlohmann::json::parse<const char*>(const char*, const char*, const nlohmann::json::parser_callback_t, bool, bool);

namespace shopper::codec {

Json tree_of(std::string_view text) { return Json::parse(text, nullptr, false); }
std::string text_of(const Json& tree) { return tree.dump(-1, ' ', false, Json::error_handler_t::replace); }

namespace detail {

void append_text(std::string& out, std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
  if (!plain) {
    out += text_of(text);
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

void append_number(std::string& out, std::int64_t value) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append_number(std::string& out, double value) {
  // Where the library writes no exponent, and the shortest digits are the same.
  const auto size = std::abs(value);
  if (value != 0 && !(size >= 1e-3 && size < 1e9)) {
    out += text_of(value);
    return;
  }
  char digits[40];
  auto* const end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed).ptr;
  out.append(digits, end);
  if (std::find(digits, end, '.') == end) out += ".0";
}

}  // namespace detail

std::string first_difference(const Json& given, const Json& wanted, const std::string& path) {
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

bool nests_at_most(const std::string& text, int depth_max) {
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

}  // namespace shopper::codec
