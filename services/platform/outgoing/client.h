// The suite's one way out: requests to addresses that others have told us (callbacks, key sets of an issuer). Nobody can use it to reach
// what only we can reach: https to public addresses, every address of a name checked, the connection made to a checked one and to no
// other, no redirects, no proxies, bounded time and size.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/outgoing/url.h"

namespace shopper::outgoing {

// The addresses of a name; tests bring their own.
using Resolver = std::function<Result<std::vector<Address>>(const std::string& host, int timeout_ms)>;
Result<std::vector<Address>> resolve(const std::string& host, int timeout_ms);

struct Options {
  Destinations destinations;
  int connect_timeout_ms = 5'000;      // name and connection, each
  int total_timeout_ms = 15'000;
  std::size_t response_bytes_max = 64 * 1024;   // of the body, and again of the headers
  std::string user_agent = "shopper";
  std::string ca_file;                 // "": the system's authorities
  Resolver resolver = resolve;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Response {
  int status = 0;                      // a redirect is an answer like any other: it is not followed
  std::map<std::string, std::string> headers;   // names in lower case
  std::string body;
};

// Safe to use from several threads. Refusals: those of check_url, and OUTGOING_NAME_UNKNOWN, OUTGOING_UNREACHABLE, OUTGOING_UNTRUSTED,
// OUTGOING_TIMEOUT, OUTGOING_TOO_LARGE, OUTGOING_HEADER_INVALID, OUTGOING_BUSY.
class Client {
 public:
  explicit Client(Options options = {});
  Result<Response> get(std::string_view url, const Headers& headers = {}) const;
  Result<Response> post(std::string_view url, const std::string& content_type, const std::string& body, const Headers& headers = {}) const;

 private:
  Result<Response> send(std::string_view url, const std::string* body, const Headers& headers) const;
  Options options_;
};

}  // namespace shopper::outgoing
