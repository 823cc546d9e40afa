#include "platform/outgoing/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

namespace shopper::outgoing {
namespace {

struct Range {
  const char* network;
  int prefix_bits;
  AddressKind kind;
};

// The special-purpose registries of IANA; the first match decides. What no row names is global for IPv4, reserved for IPv6.
constexpr Range ranges_v4[] = {
    {"0.0.0.0", 8, AddressKind::unspecified},
    {"10.0.0.0", 8, AddressKind::private_network},
    {"100.64.0.0", 10, AddressKind::shared},
    {"127.0.0.0", 8, AddressKind::loopback},
    {"168.63.129.16", 32, AddressKind::link_local},   // a cloud's platform agent, on a public address
    {"169.254.0.0", 16, AddressKind::link_local},
    {"172.16.0.0", 12, AddressKind::private_network},
    {"192.0.0.0", 24, AddressKind::reserved},         // protocol assignments
    {"192.0.2.0", 24, AddressKind::documentation},
    {"192.88.99.0", 24, AddressKind::translated},     // 6to4 relays
    {"192.168.0.0", 16, AddressKind::private_network},
    {"198.18.0.0", 15, AddressKind::reserved},        // benchmarks
    {"198.51.100.0", 24, AddressKind::documentation},
    {"203.0.113.0", 24, AddressKind::documentation},
    {"224.0.0.0", 4, AddressKind::multicast},
    {"255.255.255.255", 32, AddressKind::broadcast},
    {"240.0.0.0", 4, AddressKind::reserved},
};
constexpr Range ranges_v6[] = {
    {"::", 128, AddressKind::unspecified},
    {"::1", 128, AddressKind::loopback},
    {"::", 96, AddressKind::translated},              // IPv4-compatible
    {"::ffff:0:0", 96, AddressKind::translated},      // IPv4-mapped
    {"::ffff:0:0:0", 96, AddressKind::translated},    // SIIT
    {"64:ff9b::", 96, AddressKind::translated},       // NAT64
    {"64:ff9b:1::", 48, AddressKind::translated},     // NAT64 of a site
    {"2001::", 32, AddressKind::translated},          // Teredo
    {"2001::", 23, AddressKind::reserved},            // protocol assignments, ORCHID
    {"2001:db8::", 32, AddressKind::documentation},
    {"2002::", 16, AddressKind::translated},          // 6to4
    {"3fff::", 20, AddressKind::documentation},
    {"2000::", 3, AddressKind::global},
    {"fc00::", 7, AddressKind::private_network},
    {"fe80::", 10, AddressKind::link_local},
    {"fec0::", 10, AddressKind::private_network},
    {"ff00::", 8, AddressKind::multicast},
};

template <std::size_t n>
AddressKind first_match(const Address& address, const Range (&ranges)[n], AddressKind otherwise) {
  for (const auto& range : ranges)
    if (same_prefix(address, *parse_address(range.network), range.prefix_bits)) return range.kind;
  return otherwise;
}

}  // namespace

std::string Address::text() const {
  char written[INET6_ADDRSTRLEN];
  return ::inet_ntop(v6 ? AF_INET6 : AF_INET, bytes.data(), written, sizeof written);
}

std::optional<Address> parse_address(std::string_view text) {
  // inet_pton is the strict one: no octal, no hexadecimal, no short forms, no zones.
  const std::string terminated(text);
  if (terminated.find('\0') != std::string::npos) return std::nullopt;
  Address address;
  address.v6 = terminated.find(':') != std::string::npos;
  if (::inet_pton(address.v6 ? AF_INET6 : AF_INET, terminated.c_str(), address.bytes.data()) != 1) return std::nullopt;
  return address;
}

std::optional<Address> from_socket_address(const sockaddr* address) {
  Address out;
  if (address->sa_family == AF_INET) {
    std::memcpy(out.bytes.data(), &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, 4);
  } else if (address->sa_family == AF_INET6) {
    out.v6 = true;
    std::memcpy(out.bytes.data(), &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, 16);
  } else {
    return std::nullopt;
  }
  return out;
}

bool same_prefix(const Address& a, const Address& b, int prefix_bits) {
  const auto whole = static_cast<std::size_t>(prefix_bits / 8);
  if (std::memcmp(a.bytes.data(), b.bytes.data(), whole) != 0) return false;
  const int rest = prefix_bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<unsigned char>(0xff << (8 - rest));
  return (a.bytes[whole] & mask) == (b.bytes[whole] & mask);
}

AddressKind classify(const Address& address) {
  return address.v6 ? first_match(address, ranges_v6, AddressKind::reserved) : first_match(address, ranges_v4, AddressKind::global);
}

}  // namespace shopper::outgoing
