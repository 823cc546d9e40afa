// Content negotiation (RFC 9110 12): media types and languages.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace shopper::gateway::http {

// The best of `available` (the default first) for an Accept header, or "" when none will do.
// No header, or one that cannot be understood, means anything.
std::string_view negotiate_media_type(std::string_view accept, std::span<const std::string_view> available);

// "ar" or "en" for an Accept-Language header; `fallback` when it names neither.
std::string_view negotiate_language(std::string_view accept_language, std::string_view fallback);

// A Content-Type without its parameters, and whether its charset (if any) is UTF-8.
struct MediaType {
  std::string_view essence;
  bool utf8 = true;
};
MediaType parse_media_type(std::string_view content_type);

// Does an entity-tag list (If-None-Match) name this strong tag? Weak comparison, as for a GET.
bool etag_listed(std::string_view list, std::string_view etag);

}  // namespace shopper::gateway::http
