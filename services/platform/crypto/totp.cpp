#include "platform/crypto/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>
#include <cstdio>

namespace shopper::crypto {

namespace {

constexpr std::string_view base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t secret_bytes = 20;
constexpr std::size_t digits = 6;

std::string from_base32(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const auto value = base32.find(c);
    if (value == std::string_view::npos) return {};
    bits = (bits << 5) | static_cast<std::uint32_t>(value);
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held);
    bits &= (1U << held) - 1;
  }
  return bytes;
}

}  // namespace

std::string new_totp_secret() {
  std::array<unsigned char, secret_bytes> raw{};
  randombytes_buf(raw.data(), raw.size());
  std::string text;
  std::uint32_t bits = 0;
  int held = 0;
  for (const auto byte : raw) {
    bits = (bits << 8) | byte;
    held += 8;
    for (; held >= 5; held -= 5) text += base32[(bits >> (held - 5)) & 31];
    bits &= (1U << held) - 1;
  }
  return text;
}

std::string totp_code(std::string_view base32_secret, std::int64_t step) {
  const auto key = from_base32(base32_secret);
  if (key.empty() || step < 0) return {};
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) counter[7 - i] = static_cast<unsigned char>(step >> (8 * i));
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned length = 0;
  if (!HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), counter.data(), counter.size(), mac.data(), &length)) return {};
  const auto offset = static_cast<std::size_t>(mac[length - 1] & 15);
  const auto number = (static_cast<std::uint32_t>(mac[offset] & 0x7f) << 24 | static_cast<std::uint32_t>(mac[offset + 1]) << 16 | static_cast<std::uint32_t>(mac[offset + 2]) << 8 | mac[offset + 3]) % 1'000'000;
  char text[16];
  std::snprintf(text, sizeof text, "%06u", number);
  return text;
}

std::optional<std::int64_t> totp_step_of(std::string_view base32_secret, std::string_view code, std::int64_t now_s, std::int64_t used_step) {
  if (code.size() != digits) return std::nullopt;
  const auto now = now_s / totp_step_s;
  for (const auto step : {now, now - 1, now + 1}) {
    const auto right = totp_code(base32_secret, step);
    if (right.size() == code.size() && sodium_memcmp(right.data(), code.data(), code.size()) == 0) return step > used_step ? std::optional(step) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace shopper::crypto
