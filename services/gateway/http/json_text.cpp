#include "gateway/http/json_text.h"

#include <sodium.h>

namespace shopper::gateway::http {

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out.push_back('"');
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    switch (c) {
      case '"': out.append("\\\""); break;
      case '\\': out.append("\\\\"); break;
      case '\n': out.append("\\n"); break;
      case '\r': out.append("\\r"); break;
      case '\t': out.append("\\t"); break;
      default: out.append("\\u00").append({digits[c >> 4], digits[c & 15]});
    }
  }
  out.append(text, plain, text.size() - plain).push_back('"');
}

void append_base64(std::string& out, std::string_view bytes) {
  const auto before = out.size();
  const auto room = sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL);   // counts a final NUL
  out.resize(before + room);
  sodium_bin2base64(out.data() + before, room, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  out.resize(before + room - 1);
}

bool decode_base64(std::string_view text, std::string& bytes) {
  bytes.resize(text.size() / 4 * 3 + 3);
  std::size_t length = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr, &length, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return false;
  bytes.resize(length);
  return true;
}

}  // namespace shopper::gateway::http
