// What kind of place an IP address is. Pure; the one judge of where the suite's own requests may go.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/enums.h"

struct sockaddr;

namespace shopper::outgoing {

// Only `global` may be reached: the rest are places of ours, of this machine, of the cloud it runs in, or of nobody.
// private_network: RFC 1918, unique local, site local. link_local: also where clouds keep their metadata. shared: carrier-grade NAT.
// translated: an IPv4 address in IPv6 clothes (mapped, compatible, NAT64, 6to4, Teredo). reserved: nobody's host.
SHOPPER_ENUM(AddressKind, global, unspecified, loopback, private_network, link_local, shared, multicast, broadcast, documentation, translated, reserved)

struct Address {
  bool v6 = false;
  std::array<unsigned char, 16> bytes{};   // the first four of them for IPv4
  std::string text() const;
  friend bool operator==(const Address&, const Address&) = default;
};

// Strict: four decimal numbers without leading zeros, or RFC 4291 without a zone.
std::optional<Address> parse_address(std::string_view text);
std::optional<Address> from_socket_address(const sockaddr* address);
AddressKind classify(const Address& address);
// Whether the first `prefix_bits` are the same; of two addresses of one family.
bool same_prefix(const Address& a, const Address& b, int prefix_bits);

}  // namespace shopper::outgoing
