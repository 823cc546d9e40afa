#include "platform/outgoing/client.h"

#include <curl/curl.h>
#include <netdb.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace shopper::outgoing {
namespace {

constexpr int lookups_max = 32;   // a lookup that nobody waits for any more still runs until the resolver gives up

Error failed(ErrorKind kind, const char* code, Text text) { return refuse(kind, code, std::move(text)); }
Error too_late() { return failed(ErrorKind::late, "OUTGOING_TIMEOUT", {"لم يُجب الخادم البعيد في الوقت المحدد", "The remote server did not answer in time"}); }
Error unreachable() { return failed(ErrorKind::unavailable, "OUTGOING_UNREACHABLE", {"تعذّر الوصول إلى الخادم البعيد", "The remote server cannot be reached"}); }
Error unknown_name() { return failed(ErrorKind::unavailable, "OUTGOING_NAME_UNKNOWN", {"اسم الخادم البعيد غير معروف", "The name of the remote server is not known"}); }

struct Transfer {
  const Options& options;
  bool allowed_private = false;
  bool address_refused = false;
  bool too_large = false;
  std::size_t header_bytes = 0;
  Response response;
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* target) {
  auto& transfer = *static_cast<Transfer*>(target);
  const auto bytes = size * count;
  transfer.too_large = transfer.response.body.size() + bytes > transfer.options.response_bytes_max;
  if (transfer.too_large) return 0;
  transfer.response.body.append(data, bytes);
  return bytes;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* target) {
  auto& transfer = *static_cast<Transfer*>(target);
  const auto bytes = size * count;
  transfer.header_bytes += bytes;
  transfer.too_large = transfer.header_bytes > transfer.options.response_bytes_max;
  if (transfer.too_large) return 0;
  const std::string_view line(data, bytes);
  const auto colon = line.find(':');
  if (line.starts_with("HTTP/")) transfer.response.headers.clear();   // what an interim answer carried is no part of the final one
  if (colon == std::string_view::npos) return bytes;
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto first = line.find_first_not_of(" \t", colon + 1);
  const auto last = line.find_last_not_of(" \t\r\n");
  transfer.response.headers[name] = first == std::string_view::npos || first > last ? "" : std::string(line.substr(first, last - first + 1));
  return bytes;
}

// The last word: whatever the name resolved to by now, no socket is opened to an address that is not allowed.
curl_socket_t open_socket(void* target, curlsocktype, curl_sockaddr* to) {
  auto& transfer = *static_cast<Transfer*>(target);
  const auto address = from_socket_address(&to->addr);
  if (!address || !check_address(*address, transfer.allowed_private).ok()) {
    transfer.address_refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

struct EasyDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListDeleter>;

void append(List& list, const std::string& line) { list.reset(curl_slist_append(list.release(), line.c_str())); }

bool header_is_sound(const std::pair<std::string, std::string>& header) {
  const auto& [name, value] = header;
  if (name.empty() || name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != std::string::npos) return false;
  // What frames or routes the request is not the caller's to say.
  for (const char* ours : {"host", "content-length", "transfer-encoding", "connection", "expect", "upgrade"})
    if (::strcasecmp(name.c_str(), ours) == 0) return false;
  return std::all_of(value.begin(), value.end(), [](unsigned char c) { return c >= ' ' && c != 0x7f; });
}

Error outcome_error(CURLcode outcome, const Transfer& transfer) {
  if (transfer.address_refused) return address_refused();
  if (transfer.too_large) return failed(ErrorKind::unavailable, "OUTGOING_TOO_LARGE", {"إجابة الخادم البعيد أكبر من المسموح", "The remote server's answer is larger than allowed"});
  switch (outcome) {
    case CURLE_OPERATION_TIMEDOUT: return too_late();
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR:
      return failed(ErrorKind::unavailable, "OUTGOING_UNTRUSTED", {"شهادة الخادم البعيد غير موثوقة", "The remote server's certificate is not trusted"});
    default: return unreachable();
  }
}

}  // namespace

Result<std::vector<Address>> resolve(const std::string& host, int timeout_ms) {
  // getaddrinfo knows no deadline, so it runs beside us; what it finds too late is dropped.
  struct Lookup {
    std::mutex mutex;
    std::condition_variable done_signal;
    bool done = false;
    std::vector<Address> found;
  };
  static std::atomic<int> running{0};
  if (running.fetch_add(1) >= lookups_max) {
    --running;
    return failed(ErrorKind::unavailable, "OUTGOING_BUSY", {"طلبات كثيرة إلى الخارج؛ حاول بعد قليل", "Too many outgoing requests; try again shortly"});
  }
  const auto lookup = std::make_shared<Lookup>();
  std::thread([lookup, host] {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    std::vector<Address> found;
    if (::getaddrinfo(host.c_str(), nullptr, &hints, &list) == 0)
      for (const auto* entry = list; entry; entry = entry->ai_next)
        if (const auto address = from_socket_address(entry->ai_addr)) found.push_back(*address);
    if (list) ::freeaddrinfo(list);
    std::lock_guard lock(lookup->mutex);
    lookup->found = std::move(found);
    lookup->done = true;
    lookup->done_signal.notify_all();
    --running;
  }).detach();
  std::unique_lock lock(lookup->mutex);
  if (!lookup->done_signal.wait_for(lock, std::chrono::milliseconds(timeout_ms), [&] { return lookup->done; })) return too_late();
  if (lookup->found.empty()) return unknown_name();
  return lookup->found;
}

Client::Client(Options options) : options_(std::move(options)) {
  static const auto started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

Result<Response> Client::get(std::string_view url, const Headers& headers) const { return send(url, nullptr, headers); }

Result<Response> Client::post(std::string_view url, const std::string& content_type, const std::string& body, const Headers& headers) const {
  auto all = headers;
  all.emplace_back("Content-Type", content_type);
  return send(url, &body, all);
}

Result<Response> Client::send(std::string_view address, const std::string* body, const Headers& headers) const {
  SHOPPER_TRY(const auto url, check_url(address, options_.destinations));
  std::vector<Address> destinations;
  if (url.address) {
    destinations = {*url.address};
  } else {
    SHOPPER_TRY(destinations, options_.resolver(url.host, options_.connect_timeout_ms));
    if (destinations.empty()) return unknown_name();
  }
  // One bad address spoils the name: nobody honest publishes a public and a private one together.
  std::string pinned = (url.address && url.address->v6 ? "[" + url.host + "]" : url.host) + ":" + std::to_string(url.port) + ":";
  for (std::size_t i = 0; i < destinations.size(); ++i) {
    SHOPPER_CHECK(check_address(destinations[i], url.allowed_private));
    pinned += (i ? "," : "") + (destinations[i].v6 ? "[" + destinations[i].text() + "]" : destinations[i].text());
  }
  List lines, pins;
  for (const auto& header : headers) {
    if (!header_is_sound(header)) return failed(ErrorKind::invalid, "OUTGOING_HEADER_INVALID", {"ترويسة الطلب غير صحيحة", "A header of the request is not allowed"});
    append(lines, header.first + ": " + header.second);
  }
  append(lines, "Expect:");
  append(pins, pinned);

  const std::unique_ptr<CURL, EasyDeleter> handle(curl_easy_init());
  if (!handle) return unreachable();
  Transfer transfer{options_, url.allowed_private, false, false, 0, {}};
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(handle.get(), option, value); };
  set(CURLOPT_URL, url.text.c_str());
  set(CURLOPT_PROTOCOLS_STR, url.allowed_private ? "http,https" : "https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  if (!url.address) set(CURLOPT_RESOLVE, pins.get());
  set(CURLOPT_OPENSOCKETFUNCTION, open_socket);
  set(CURLOPT_OPENSOCKETDATA, &transfer);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options_.ca_file.empty()) set(CURLOPT_CAINFO, options_.ca_file.c_str());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout_ms));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.total_timeout_ms));
  set(CURLOPT_USERAGENT, options_.user_agent.c_str());
  set(CURLOPT_HTTPHEADER, lines.get());
  set(CURLOPT_HEADERFUNCTION, take_header);
  set(CURLOPT_HEADERDATA, &transfer);
  set(CURLOPT_WRITEFUNCTION, take_body);
  set(CURLOPT_WRITEDATA, &transfer);
  if (body) {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
    set(CURLOPT_POSTFIELDS, body->data());
  }
  const auto outcome = curl_easy_perform(handle.get());
  if (outcome != CURLE_OK) return outcome_error(outcome, transfer);
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  transfer.response.status = static_cast<int>(status);
  return std::move(transfer.response);
}

}  // namespace shopper::outgoing
