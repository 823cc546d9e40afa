// Percent-decoding, exactly once; query strings and forms as lists of pairs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shopper {

bool valid_utf8(std::string_view text);

// The decoded text, or nothing for a bad escape, a control character or bytes that are not UTF-8.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

inline constexpr std::size_t query_parameters_max = 64;
using QueryPairs = std::vector<std::pair<std::string, std::string>>;
// In order, duplicates kept. Nothing when a part cannot be decoded or there are too many.
std::optional<QueryPairs> parse_query(std::string_view query);

// For use in a query: everything but unreserved characters escaped.
std::string percent_encode(std::string_view text);

}  // namespace shopper
