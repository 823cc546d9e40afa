// Whether a URL may be called at all, before any name is looked up. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/error.h"
#include "platform/outgoing/address.h"

namespace shopper::outgoing {

struct Destinations {
  std::vector<int> ports{443};
  // Development only: origins as "http://127.0.0.1:4000" that may be plain HTTP, at any port, and on this machine's loopback.
  std::vector<std::string> allowed_private_origins;
};

struct Url {
  std::string text;                 // normalised: lower-case host in its ASCII form, the port always written
  std::string origin;               // "https://host:443"
  std::string host;                 // without brackets
  int port = 0;
  std::optional<Address> address;   // the host, where it is an address
  bool allowed_private = false;
};

// The URL in its normal form, or why it is refused: URL_INVALID, URL_SCHEME_REFUSED, URL_USER_REFUSED, URL_PORT_REFUSED, URL_HOST_REFUSED,
// URL_ADDRESS_REFUSED.
Result<Url> check_url(std::string_view url, const Destinations& destinations = {});

Error address_refused();
// Nothing, or why that address is no destination: only global addresses are, and loopback for an allowed origin.
Result<Done> check_address(const Address& address, bool allowed_private);

}  // namespace shopper::outgoing
