#include "platform/crypto/hash.h"

#include <sodium.h>
#include <sys/stat.h>

#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "platform/crypto/bytes.h"

namespace shopper::crypto {
namespace {

const bool ready = [] {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
  return true;
}();

std::string format_uuid(std::array<unsigned char, 16> raw, unsigned version) {
  raw[6] = static_cast<unsigned char>((raw[6] & 0x0f) | (version << 4));
  raw[8] = static_cast<unsigned char>((raw[8] & 0x3f) | 0x80);
  const auto digits = hex({reinterpret_cast<const char*>(raw.data()), raw.size()});
  return digits.substr(0, 8) + '-' + digits.substr(8, 4) + '-' + digits.substr(12, 4) + '-' + digits.substr(16, 4) + '-' + digits.substr(20);
}

}  // namespace

std::string hex(std::string_view data) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(data.size() * 2);
  for (unsigned char c : data) {
    out += digits[c >> 4];
    out += digits[c & 15];
  }
  return out;
}

std::string from_hex(std::string_view digits) {
  std::string bytes(digits.size() / 2, '\0');
  std::size_t length = 0;
  if (digits.size() % 2 != 0 || sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), digits.data(), digits.size(), nullptr, &length, nullptr) != 0 || length != bytes.size()) return {};
  return bytes;
}

std::string sha256_hex(std::string_view data) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), bytes(data), data.size());
  return hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string keyed_hash_hex(const Key& key, std::string_view data) {
  std::array<unsigned char, 32> digest{};
  crypto_generichash(digest.data(), digest.size(), bytes(data), data.size(), key.data(), key.size());
  return hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

Key derive(const Key& master, std::string_view purpose) {
  Key key{};
  crypto_generichash(key.data(), key.size(), bytes(purpose), purpose.size(), master.data(), master.size());
  return key;
}

Key random_key() {
  Key key{};
  randombytes_buf(key.data(), key.size());
  return key;
}

std::string read_private_file(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) throw std::runtime_error("cannot read the key file " + path + ": " + std::strerror(errno));
  if ((info.st_mode & 077) != 0) throw std::runtime_error("the key file " + path + " must be readable by its owner alone (chmod 600)");
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Key read_key_file(const std::string& path) {
  std::istringstream file(read_private_file(path));
  std::string text;
  file >> text;
  Key key{};
  std::size_t length = 0;
  if (sodium_hex2bin(key.data(), key.size(), text.data(), text.size(), nullptr, &length, nullptr) != 0 || length != key.size())
    throw std::runtime_error("the key file " + path + " must hold 64 hexadecimal digits");
  return key;
}

std::string uuid7(std::int64_t unix_ms) {
  std::array<unsigned char, 16> raw{};
  randombytes_buf(raw.data(), raw.size());
  for (int i = 0; i < 6; ++i) raw[static_cast<std::size_t>(i)] = static_cast<unsigned char>(unix_ms >> (8 * (5 - i)));
  return format_uuid(raw, 7);
}

std::string named_uuid(std::string_view name) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), bytes(name), name.size());
  std::array<unsigned char, 16> raw{};
  std::memcpy(raw.data(), digest.data(), raw.size());
  return format_uuid(raw, 8);
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

}  // namespace shopper::crypto
