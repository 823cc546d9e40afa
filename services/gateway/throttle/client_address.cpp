#include "gateway/throttle/client_address.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string>

namespace shopper::gateway::throttle {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<outgoing::Address> parse(std::string_view text) {
  auto address = outgoing::parse_address(text);
  constexpr unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (!address || !address->v6 || !std::equal(std::begin(mapped), std::end(mapped), address->bytes.begin())) return address;
  outgoing::Address plain;
  std::copy(address->bytes.begin() + 12, address->bytes.end(), plain.bytes.begin());
  return plain;
}

}  // namespace

std::vector<Network> parse_networks(std::string_view list) {
  std::vector<Network> networks;
  while (!list.empty()) {
    const auto comma = list.find(',');
    const auto item = trimmed(list.substr(0, comma));
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    if (item.empty()) continue;
    const auto slash = item.find('/');
    const auto address = parse(item.substr(0, slash));
    const int widest = address && address->v6 ? 128 : 32;
    int bits = widest;
    bool sound = address.has_value();
    if (sound && slash != std::string_view::npos) {
      const auto digits = item.substr(slash + 1);
      const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
      sound = failure == std::errc{} && end == digits.data() + digits.size() && bits >= 0 && bits <= widest;
    }
    if (!sound) throw std::runtime_error("not an address or network: " + std::string(item));
    networks.push_back({*address, bits});
  }
  return networks;
}

bool within(const std::vector<Network>& networks, const outgoing::Address& address) {
  return std::any_of(networks.begin(), networks.end(),
                     [&](const Network& network) { return network.address.v6 == address.v6 && outgoing::same_prefix(network.address, address, network.prefix_bits); });
}

ClientAddress client_address(const http::Request& request, const std::vector<Network>& proxies) {
  ClientAddress client;
  client.address = parse(request.peer).value_or(outgoing::Address{});
  if (proxies.empty() || !within(proxies, client.address)) return client;
  client.secure = request.joined_header("x-forwarded-proto") == "https";
  const auto chain = request.joined_header("x-forwarded-for");
  for (std::string_view rest = chain; !rest.empty() && within(proxies, client.address);) {
    const auto comma = rest.rfind(',');
    const auto claimed = parse(trimmed(comma == std::string_view::npos ? rest : rest.substr(comma + 1)));
    if (!claimed) break;
    client.address = *claimed;
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(0, comma);
  }
  return client;
}

}  // namespace shopper::gateway::throttle
