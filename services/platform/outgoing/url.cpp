#include "platform/outgoing/url.h"

#include <curl/curl.h>
#include <unicode/bytestream.h>
#include <unicode/idna.h>

#include <algorithm>
#include <memory>

namespace shopper::outgoing {
namespace {

constexpr std::size_t url_bytes_max = 2'048;

Error refused(const char* code, Text text) { return refuse(ErrorKind::invalid, code, std::move(text)); }
Error not_a_url() { return refused("URL_INVALID", {"ليس عنواناً صحيحاً", "This is not a proper address (URL)"}); }
Error host_refused() {
  return refused("URL_HOST_REFUSED", {"اسم الخادم غير مسموح به", "That host name is not allowed: it must be a full public name"});
}

Error scheme_refused() { return refused("URL_SCHEME_REFUSED", {"يُسمح ببروتوكول https فقط", "Only https is allowed"}); }

struct HandleDeleter {
  void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
};
using Handle = std::unique_ptr<CURLU, HandleDeleter>;

std::string part(const Handle& handle, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(handle.get(), which, &text, flags) != CURLUE_OK) return "";
  std::string out(text);
  curl_free(text);
  return out;
}

// Labels of letters, digits and hyphens, at least two of them; the last is no number, because what looks like an address to some
// resolver ("0x7f.1", "2130706433") must not count as a name.
bool is_public_name(const std::string& host) {
  if (host.size() > 253 || host.find('.') == std::string::npos) return false;
  std::string last;
  for (std::size_t from = 0; from <= host.size();) {
    const auto dot = std::min(host.find('.', from), host.size());
    const auto label = host.substr(from, dot - from);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    for (const char c : label)
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
    last = label;
    from = dot + 1;
  }
  if (last.front() >= '0' && last.front() <= '9') return false;
  for (const char* local : {"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "test", "invalid", "onion", "arpa"})
    if (last == local) return false;
  return true;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

// The name as the name service knows it (UTS #46). libcurl's own conversion depends on the locale.
std::optional<std::string> ascii_host(std::string_view host) {
  UErrorCode failure = U_ZERO_ERROR;
  const std::unique_ptr<icu::IDNA> idna(icu::IDNA::createUTS46Instance(
      UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, failure));
  if (U_FAILURE(failure)) return std::nullopt;
  std::string name;
  icu::StringByteSink<std::string> sink(&name);
  icu::IDNAInfo info;
  idna->nameToASCII_UTF8(icu::StringPiece(host.data(), static_cast<std::int32_t>(host.size())), sink, info, failure);
  if (U_FAILURE(failure) || info.hasErrors()) return std::nullopt;
  return name;
}

bool contains(const std::vector<std::string>& all, const std::string& one) { return std::find(all.begin(), all.end(), one) != all.end(); }

}  // namespace

Error address_refused() { return refused("URL_ADDRESS_REFUSED", {"هذا العنوان ليس على الشبكة العامة", "That address is not on the public network"}); }

Result<Done> check_address(const Address& address, bool allowed_private) {
  const auto kind = classify(address);
  if (kind == AddressKind::global || (kind == AddressKind::loopback && allowed_private)) return Done{};
  return address_refused();
}

Result<Url> check_url(std::string_view url, const Destinations& destinations) {
  if (url.empty() || url.size() > url_bytes_max) return not_a_url();
  // Bytes that parsers are known to disagree about never reach one.
  for (const unsigned char c : url)
    if (c <= ' ' || c == 0x7f || c == '\\' || c == '<' || c == '>' || c == '"' || c == '{' || c == '}' || c == '|' || c == '^' || c == '`') return not_a_url();
  const auto slashes = url.find("//");
  if (slashes == std::string_view::npos) return not_a_url();
  const auto from = slashes + 2;
  const auto authority = url.substr(from, std::min(url.find_first_of("/?#", from), url.size()) - from);
  if (authority.find('@') != std::string_view::npos)
    return refused("URL_USER_REFUSED", {"يجب ألا يحتوي العنوان على اسم مستخدم أو كلمة مرور", "The address must not carry a user name or password"});
  // A host written with percent signs is a disguise.
  if (authority.find('%') != std::string_view::npos) return host_refused();
  std::string plain(url);
  if (!is_ascii(authority)) {
    const auto name = ascii_host(authority.substr(0, authority.rfind(':')));
    if (!name) return host_refused();
    plain.replace(from, std::min(authority.rfind(':'), authority.size()), *name);
  }
  if (!is_ascii(plain)) return not_a_url();

  // The parser that judges is the one that will make the request.
  const Handle handle(curl_url());
  if (!handle || curl_url_set(handle.get(), CURLUPART_URL, plain.c_str(), CURLU_NON_SUPPORT_SCHEME | CURLU_DISALLOW_USER) != CURLUE_OK) return not_a_url();
  const auto scheme = part(handle, CURLUPART_SCHEME);
  if (scheme != "https" && scheme != "http") return scheme_refused();

  Url out;
  auto host = part(handle, CURLUPART_HOST);
  if (host.empty()) return host_refused();
  std::transform(host.begin(), host.end(), host.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  out.host = bracketed ? host.substr(1, host.size() - 2) : host;
  out.address = parse_address(out.host);
  if (bracketed && !out.address) return host_refused();

  const auto port = part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  out.port = std::atoi(port.c_str());
  out.origin = scheme + "://" + host + ":" + port;
  out.allowed_private = contains(destinations.allowed_private_origins, out.origin);
  if (!out.allowed_private) {
    if (scheme != "https") return scheme_refused();
    if (std::find(destinations.ports.begin(), destinations.ports.end(), out.port) == destinations.ports.end())
      return refused("URL_PORT_REFUSED", {"رقم المنفذ غير مسموح به", "That port is not allowed"});
    if (!out.address && !is_public_name(out.host)) return host_refused();
  }
  if (out.address) {
    // "127.1" and "0x7f.1" arrive here as 127.0.0.1; a public address in such a disguise is refused too.
    if (authority.find(out.host) == std::string_view::npos && !out.address->v6) return host_refused();
    SHOPPER_CHECK(check_address(*out.address, out.allowed_private));
  }
  curl_url_set(handle.get(), CURLUPART_HOST, host.c_str(), 0);
  curl_url_set(handle.get(), CURLUPART_PORT, port.c_str(), 0);
  curl_url_set(handle.get(), CURLUPART_FRAGMENT, nullptr, 0);
  out.text = part(handle, CURLUPART_URL);
  return out;
}

}  // namespace shopper::outgoing
