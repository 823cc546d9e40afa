#include "selection/procedure/randomness.h"

#include <algorithm>
#include <cstdint>

#include "platform/crypto/hash.h"

namespace shopper::selection::procedure {
namespace {

constexpr std::size_t sources_max = 5, name_max_bytes = 500;
constexpr std::size_t beacon_min_digits = 32, beacon_max_digits = 128;

// How many dice show a number below `panels`, which is a power of ten; 0 when it is none.
std::size_t dice_for(std::size_t panels) {
  std::size_t dice = 0;
  for (std::size_t power = 1; power < panels; power *= 10) ++dice;
  std::size_t power = 1;
  for (std::size_t i = 0; i < dice; ++i) power *= 10;
  return power == panels ? dice : 0;
}

bool all_digits(const std::string& text, const char* digits) { return text.find_first_not_of(digits) == text.npos; }
bool is_dice(const std::string& text, std::size_t panels) { return dice_for(panels) > 0 && text.size() == dice_for(panels) && all_digits(text, "0123456789"); }
bool is_beacon(const std::string& text) { return text.size() >= beacon_min_digits && text.size() <= beacon_max_digits && text.size() % 2 == 0 && all_digits(text, "0123456789abcdef"); }

}  // namespace

void check_sources(const std::vector<RandomSource>& sources, Instant now, FieldErrors& errors) {
  errors.check(!sources.empty() && sources.size() <= sources_max, "/sources", "LENGTH", {"يلزم من مصدر واحد إلى 5 مصادر للعشوائية", "One to 5 sources of randomness are needed"});
  if (sources.empty()) return;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto at = "/sources/" + std::to_string(i);
    errors.check(sources[i].kind != SourceKind::unspecified, at + "/kind", "REQUIRED", {"dice أو beacon أو dice_and_beacon", "dice, beacon or dice_and_beacon"});
    errors.check(!sources[i].name.empty() && sources[i].name.size() <= name_max_bytes, at + "/name", "LENGTH", {"سمّ المصدر في 1 إلى 500 بايت", "Name the source in 1 to 500 bytes"});
    errors.check(bool(sources[i].at), at + "/at", "REQUIRED", {"متى تظهر القيمة", "When its value comes about"});
    errors.check(!sources[i].at || (now < sources[i].at && sources[i].at < now.plus(std::chrono::hours(24 * 366))), at + "/at", "OUT_OF_RANGE",
                 {"في المستقبل وخلال سنة: بعد الإعلان لا يتغير شيء", "In the future, and within a year: once it is committed nothing can be changed"});
    errors.check(i == 0 || sources[i - 1].at < sources[i].at, at + "/at", "ORDER", {"كل مصدر بديل بعد سابقه زمنياً", "A source that stands in for another comes later than it"});
  }
  errors.check(sources.back().kind == SourceKind::dice, "/sources/" + std::to_string(sources.size() - 1) + "/kind", "FALLBACK_NEEDED",
               {"يجب أن يكون المصدر الأخير نرداً يمكن رميه في كل حال", "The last source must be dice, which can be thrown whatever happens"});
}

std::optional<std::string> canonical_value(SourceKind kind, const std::string& value, std::size_t panels) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    // Arabic-Indic digits, U+0660 to U+0669: what an Arabic keyboard types.
    if (c == '\xd9' && i + 1 < value.size() && value[i + 1] >= '\xa0' && value[i + 1] <= '\xa9') text += static_cast<char>('0' + (value[++i] - '\xa0'));
    else if (c != ' ' && c != '\t') text += static_cast<char>(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
  }
  const auto plus = text.find('+');
  const bool holds = kind == SourceKind::dice     ? is_dice(text, panels)
                     : kind == SourceKind::beacon ? is_beacon(text)
                     : kind == SourceKind::dice_and_beacon && plus != text.npos && is_dice(text.substr(0, plus), panels) && is_beacon(text.substr(plus + 1));
  return holds ? std::optional(text) : std::nullopt;
}

std::size_t index_of(const std::string& value, const std::string& list_sha256, std::size_t panels) {
  const std::uint64_t unfair = (0 - std::uint64_t{panels}) % panels;   // 2^64 mod panels
  for (int round = 0;; ++round) {
    const auto digest = crypto::sha256_hex("shopper draw " + value + " " + list_sha256 + " " + std::to_string(round));
    const std::uint64_t number = std::stoull(digest.substr(0, 16), nullptr, 16);
    if (number <= UINT64_MAX - unfair) return static_cast<std::size_t>(number % panels);
  }
}

std::size_t index_of(SourceKind kind, const std::string& value, const std::string& list_sha256, std::size_t panels) {
  if (kind == SourceKind::beacon) return index_of(value, list_sha256, panels);
  const auto plus = value.find('+');
  const auto thrown = static_cast<std::size_t>(std::stoull(value.substr(0, plus)));
  if (kind == SourceKind::dice) return thrown;
  return (thrown + index_of(value.substr(plus + 1), list_sha256, panels)) % panels;
}

}  // namespace shopper::selection::procedure
