// Whose request it is, as far as addresses tell: the peer's, or what a proxy of ours says in X-Forwarded-For.
#pragma once

#include <string_view>
#include <vector>

#include "gateway/http/message.h"
#include "platform/outgoing/address.h"

namespace shopper::gateway::throttle {

struct Network {
  outgoing::Address address;
  int prefix_bits = 0;
};
// "10.0.0.0/8", "::1"; comma-separated. Throws std::runtime_error for what is none.
std::vector<Network> parse_networks(std::string_view list);
bool within(const std::vector<Network>& networks, const outgoing::Address& address);

struct ClientAddress {
  outgoing::Address address;   // IPv4 also where it came as ::ffff:a.b.c.d; all zero when unknown
  bool secure = false;         // it reached the proxy over TLS
};

// X-Forwarded-For is read from its end, as long as those who added to it are `proxies`; whatever others claim is ignored.
ClientAddress client_address(const http::Request& request, const std::vector<Network>& proxies);

}  // namespace shopper::gateway::throttle
