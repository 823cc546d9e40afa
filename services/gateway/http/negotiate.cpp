#include "gateway/http/negotiate.h"

#include <optional>
#include <vector>

#include "gateway/http/message.h"

namespace shopper::gateway::http {

namespace {

// The part up to `separator`; `text` moves on behind it.
std::string_view cut(std::string_view& text, char separator) {
  const auto at = text.find(separator);
  const auto part = trim(text.substr(0, at));
  text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  return part;
}

// A q-value in thousandths, or nothing: 0(.ddd) or 1(.000); many clients write ".9", so that is understood too.
std::optional<int> parse_quality(std::string_view text) {
  int value = 0;
  if (text.starts_with('0') || text.starts_with('1')) {
    value = (text[0] - '0') * 1000;
    text.remove_prefix(1);
  } else if (!text.starts_with('.')) {
    return std::nullopt;
  }
  if (text.empty()) return value;
  if (text[0] != '.' || text.size() > 4) return std::nullopt;
  int scale = 100;
  for (const char c : text.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    value += (c - '0') * scale;
    scale /= 10;
  }
  return value <= 1000 ? std::optional(value) : std::nullopt;
}

struct Range {
  std::string_view value;
  int quality = 1000;
};

// Nothing when any member is malformed.
std::optional<std::vector<Range>> parse_ranges(std::string_view header) {
  std::vector<Range> ranges;
  while (!header.empty()) {
    auto member = cut(header, ',');
    if (member.empty()) continue;
    Range range{cut(member, ';')};
    while (!member.empty()) {
      auto parameter = cut(member, ';');
      const auto name = cut(parameter, '=');
      if (!same_ignoring_case(name, "q")) continue;
      const auto quality = parse_quality(parameter);
      if (!quality) return std::nullopt;
      range.quality = *quality;
    }
    ranges.push_back(range);
  }
  return ranges;
}

// How precisely a media range names a type: 0 not at all, 1 */*, 2 type/*, 3 exactly.
int precision(std::string_view range, std::string_view type) {
  if (range == "*/*") return 1;
  if (same_ignoring_case(range, type)) return 3;
  const auto slash = type.find('/');
  return range.ends_with("/*") && same_ignoring_case(range.substr(0, range.size() - 1), type.substr(0, slash + 1)) ? 2 : 0;
}

}  // namespace

std::string_view negotiate_media_type(std::string_view accept, std::span<const std::string_view> available) {
  const auto ranges = parse_ranges(accept);
  if (!ranges || ranges->empty()) return available.front();
  for (const auto& range : *ranges)
    if (range.value.find('/') == std::string_view::npos) return available.front();
  std::string_view best;
  int best_quality = 0;
  for (const auto type : available) {
    int matched = 0;
    int quality = 0;
    for (const auto& range : *ranges)
      if (const int p = precision(range.value, type); p > matched) {
        matched = p;
        quality = range.quality;
      }
    if (quality > best_quality) {
      best = type;
      best_quality = quality;
    }
  }
  return best;
}

std::string_view negotiate_language(std::string_view accept_language, std::string_view fallback) {
  const auto ranges = parse_ranges(accept_language);
  if (!ranges) return fallback;
  std::string_view best = fallback;
  int best_quality = 0;
  for (const auto& range : *ranges) {
    const auto primary = range.value.substr(0, range.value.find('-'));
    const std::string_view language = same_ignoring_case(primary, "ar") ? "ar" : same_ignoring_case(primary, "en") ? "en" : primary == "*" ? fallback : "";
    if (!language.empty() && range.quality > best_quality) {
      best = language;
      best_quality = range.quality;
    }
  }
  return best;
}

MediaType parse_media_type(std::string_view content_type) {
  MediaType type{cut(content_type, ';')};
  while (!content_type.empty()) {
    auto parameter = cut(content_type, ';');
    if (!same_ignoring_case(cut(parameter, '='), "charset")) continue;
    if (parameter.size() >= 2 && parameter.front() == '"' && parameter.back() == '"') parameter = parameter.substr(1, parameter.size() - 2);
    type.utf8 = same_ignoring_case(parameter, "utf-8");
  }
  return type;
}

bool etag_listed(std::string_view list, std::string_view etag) {
  while (!list.empty()) {
    auto tag = cut(list, ',');
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == etag || tag == "*") return true;
  }
  return false;
}

}  // namespace shopper::gateway::http
