#include "platform/trace/context.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

namespace shopper::trace {
namespace {

// "00-" trace id "-" span id "-" flags
constexpr std::size_t trace_at = 3, trace_digits = 32, span_at = 36, span_digits = 16, flags_at = 53, length = 55;
constexpr std::size_t key_bytes_max = 256, tenant_bytes_max = 241, system_bytes_max = 14, value_bytes_max = 256;
constexpr std::size_t long_member_bytes = 128;   // those go first when there is too much
constexpr char digits[] = "0123456789abcdef";

thread_local std::string_view current_traceparent;

bool hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}
bool zero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }
int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

std::string random_hex(std::size_t count) {
  thread_local std::mt19937_64 random = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(), device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  std::string text(count, '0');
  for (std::size_t i = 0; i < count; i += 16) {
    auto word = random() | 1;   // never all zero
    for (std::size_t at = i; at < i + 16; ++at, word >>= 4) text[at] = digits[word & 15];
  }
  return text;
}

bool lower(char c) { return c >= 'a' && c <= 'z'; }
bool key_part(std::string_view text, std::size_t bytes_max, bool digit_first) {
  if (text.empty() || text.size() > bytes_max || !(lower(text[0]) || (digit_first && text[0] >= '0' && text[0] <= '9'))) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '*' || c == '/'; });
}

bool valid_key(std::string_view key) {
  const auto at = key.find('@');
  if (at == std::string_view::npos) return key_part(key, key_bytes_max, false);
  return key_part(key.substr(0, at), tenant_bytes_max, true) && key_part(key.substr(at + 1), system_bytes_max, false);
}

bool valid_value(std::string_view value) {
  return !value.empty() && value.size() <= value_bytes_max && value.back() != ' ' &&
         std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~' && c != ',' && c != '='; });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

std::optional<Context> parse(std::string_view text) {
  if (text.size() < length || !hex(text.substr(0, 2)) || text.starts_with("ff")) return std::nullopt;
  if (text[2] != '-' || text[span_at - 1] != '-' || text[flags_at - 1] != '-') return std::nullopt;
  // Later versions may say more, behind another dash.
  if (text.size() > length && (text.starts_with("00") || text[length] != '-')) return std::nullopt;
  const auto trace = text.substr(trace_at, trace_digits), span = text.substr(span_at, span_digits), flags = text.substr(flags_at, 2);
  if (!hex(trace) || !hex(span) || !hex(flags) || zero(trace) || zero(span)) return std::nullopt;
  return Context{std::string(trace), std::string(span), (digit(flags[1]) & 1) != 0};
}

std::string to_string(const Context& context) { return "00-" + context.trace_id + "-" + context.span_id + (context.sampled ? "-01" : "-00"); }

std::string passed_on(std::string_view joined) {
  std::vector<std::string_view> members, keys;
  for (std::size_t from = 0; from <= joined.size();) {
    const auto comma = std::min(joined.find(',', from), joined.size());
    const auto member = trimmed(joined.substr(from, comma - from));
    from = comma + 1;
    if (member.empty()) continue;
    const auto equals = member.find('=');
    if (equals == std::string_view::npos || !valid_key(member.substr(0, equals)) || !valid_value(member.substr(equals + 1))) return {};
    const auto key = member.substr(0, equals);
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) return {};
    keys.push_back(key);
    members.push_back(member);
  }
  if (members.size() > state_members_max) return {};
  const auto bytes = [&] {
    std::size_t sum = 0;
    for (const auto member : members) sum += member.size() + 1;
    return sum;
  };
  for (std::size_t i = members.size(); i-- > 0 && bytes() > state_bytes_max + 1;)
    if (members[i].size() > long_member_bytes) members.erase(members.begin() + static_cast<std::ptrdiff_t>(i));
  while (bytes() > state_bytes_max + 1) members.pop_back();
  std::string text;
  for (const auto member : members) text.append(text.empty() ? "" : ",").append(member);
  return text;
}

std::string new_trace_id() { return random_hex(trace_digits); }
std::string new_span_id() { return random_hex(span_digits); }

Scope::Scope(std::string_view traceparent) : before_(current_traceparent) {
  const bool ours = traceparent.size() == length && traceparent.starts_with("00-");
  current_traceparent = ours ? traceparent : std::string_view{};
}
Scope::~Scope() { current_traceparent = before_; }

std::string_view current() { return current_traceparent; }
std::string_view trace_id_of(std::string_view traceparent) { return traceparent.empty() ? traceparent : traceparent.substr(trace_at, trace_digits); }
std::string_view span_id_of(std::string_view traceparent) { return traceparent.empty() ? traceparent : traceparent.substr(span_at, span_digits); }

}  // namespace shopper::trace
