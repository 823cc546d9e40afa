// S-10: what the suite fetches for others can reach nothing but the public network.
#include "platform/outgoing/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <mutex>
#include <thread>

#include "tests/support/results.h"

using namespace shopper;
using namespace shopper::outgoing;
using shopper::testing::code_of;

namespace {

// Answers every connection with the same bytes, then closes it; with nothing to say it keeps the client waiting.
class Stub {
 public:
  explicit Stub(std::string answer) : answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(::bind(listener_, plain, size) == 0);
    REQUIRE(::listen(listener_, 16) == 0);
    REQUIRE(::getsockname(listener_, plain, &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Stub() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }
  int port() const { return port_; }
  int connections() const { return connections_; }
  std::string request() const {
    std::lock_guard lock(mutex_);
    return request_;
  }

 private:
  void serve() {
    for (;;) {
      const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) return;
      ++connections_;
      char bytes[8192];
      std::string request;
      while (request.find("\r\n\r\n") == std::string::npos || (request.starts_with("POST") && !request.ends_with("body")))
        if (const auto n = ::recv(client, bytes, sizeof bytes, 0); n > 0) request.append(bytes, static_cast<std::size_t>(n));
        else break;
      {
        std::lock_guard lock(mutex_);
        request_ = request;
      }
      if (answer_.empty()) {
        pollfd ended{client, POLLIN, 0};
        while (!stopping_ && ::poll(&ended, 1, 50) == 0) continue;
      }
      std::string_view rest = answer_;
      while (!rest.empty()) {
        const auto n = ::send(client, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (n <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(n));
      }
      ::close(client);
    }
  }
  const std::string answer_;
  int listener_;
  int port_ = 0;
  std::atomic<int> connections_{0};
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::string request_;
  std::thread thread_;
};

std::string answer_of(const std::string& body, const std::string& head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n") {
  return head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Options towards(const Stub& stub) {
  Options options;
  options.destinations.allowed_private_origins = {stub.origin()};
  return options;
}

Resolver answers(std::vector<std::string> addresses) {
  return [addresses](const std::string&, int) -> Result<std::vector<Address>> {
    std::vector<Address> out;
    for (const auto& address : addresses) out.push_back(parse_address(address).value());
    return out;
  };
}

}  // namespace

TEST_CASE("S-10 no request to a place that is not public: URLs") {
  const std::pair<const char*, const char*> cases[] = {
      // schemes
      {"http://example.com/", "URL_SCHEME_REFUSED"}, {"ftp://example.com/", "URL_SCHEME_REFUSED"}, {"file:///etc/passwd", "URL_"}, {"gopher://example.com/", "URL_SCHEME_REFUSED"},
      {"dict://example.com:11211/stat", "URL_SCHEME_REFUSED"}, {"ldap://example.com/", "URL_SCHEME_REFUSED"}, {"smb://example.com/", "URL_SCHEME_REFUSED"}, {"javascript:alert(1)", "URL_"},
      {"data:text/plain,x", "URL_"}, {"//example.com/", "URL_"}, {"example.com", "URL_"}, {"jar:https://example.com!/", "URL_"}, {"unix:/run/docker.sock", "URL_"},
      {"", "URL_INVALID"}, {"https://", "URL_"}, {"https:///path", "URL_"}, {"https:example.com", "URL_"},
      // IPv4 as it is
      {"https://127.0.0.1/", "URL_ADDRESS_REFUSED"}, {"https://127.255.255.254/", "URL_ADDRESS_REFUSED"}, {"https://0.0.0.0/", "URL_ADDRESS_REFUSED"}, {"https://0.1.2.3/", "URL_ADDRESS_REFUSED"},
      {"https://10.0.0.1/", "URL_ADDRESS_REFUSED"}, {"https://172.16.0.1/", "URL_ADDRESS_REFUSED"}, {"https://172.31.255.255/", "URL_ADDRESS_REFUSED"}, {"https://192.168.1.1/", "URL_ADDRESS_REFUSED"},
      {"https://169.254.169.254/latest/meta-data/", "URL_ADDRESS_REFUSED"}, {"https://100.64.0.1/", "URL_ADDRESS_REFUSED"}, {"https://100.100.100.200/", "URL_ADDRESS_REFUSED"},
      {"https://168.63.129.16/", "URL_ADDRESS_REFUSED"}, {"https://192.0.0.192/", "URL_ADDRESS_REFUSED"}, {"https://192.0.2.1/", "URL_ADDRESS_REFUSED"}, {"https://198.18.0.1/", "URL_ADDRESS_REFUSED"},
      {"https://198.51.100.7/", "URL_ADDRESS_REFUSED"}, {"https://203.0.113.9/", "URL_ADDRESS_REFUSED"}, {"https://192.88.99.1/", "URL_ADDRESS_REFUSED"}, {"https://224.0.0.1/", "URL_ADDRESS_REFUSED"},
      {"https://239.255.255.250/", "URL_ADDRESS_REFUSED"}, {"https://240.0.0.1/", "URL_ADDRESS_REFUSED"}, {"https://255.255.255.255/", "URL_ADDRESS_REFUSED"},
      // IPv4 in disguise
      {"https://127.1/", "URL_HOST_REFUSED"}, {"https://127.0.1/", "URL_HOST_REFUSED"}, {"https://2130706433/", "URL_HOST_REFUSED"}, {"https://0x7f000001/", "URL_HOST_REFUSED"},
      {"https://0x7f.1/", "URL_HOST_REFUSED"}, {"https://0x7f.0x0.0x0.0x1/", "URL_HOST_REFUSED"}, {"https://017700000001/", "URL_HOST_REFUSED"}, {"https://0177.0.0.1/", "URL_HOST_REFUSED"},
      {"https://127.0.0.01/", "URL_HOST_REFUSED"}, {"https://2852039166/", "URL_HOST_REFUSED"}, {"https://0xa9fea9fe/", "URL_HOST_REFUSED"}, {"https://0251.0376.0251.0376/", "URL_HOST_REFUSED"},
      {"https://10.1/", "URL_HOST_REFUSED"}, {"https://0/", "URL_HOST_REFUSED"}, {"https://134744072/", "URL_HOST_REFUSED"}, {"https://256.256.256.256/", "URL_HOST_REFUSED"},
      {"https://127.0.0.1./", "URL_"}, {"https://1.2.3.4.5/", "URL_HOST_REFUSED"}, {"https://%31%32%37.0.0.1/", "URL_"}, {"https://127.0.0.1%2f/", "URL_"},
      {"https://\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.0.0.1/", "URL_"}, {"https://127\xE3\x80\x82" "0\xE3\x80\x82" "0\xE3\x80\x82" "1/", "URL_"}, {"https://\xE2\x91\xA0\xE2\x91\xA1\xE2\x91\xA6.0.0.1/", "URL_"},
      // IPv6
      {"https://[::1]/", "URL_ADDRESS_REFUSED"}, {"https://[::]/", "URL_ADDRESS_REFUSED"}, {"https://[0:0:0:0:0:0:0:1]/", "URL_ADDRESS_REFUSED"}, {"https://[::ffff:10.0.0.1]/", "URL_ADDRESS_REFUSED"},
      {"https://[::ffff:7f00:1]/", "URL_ADDRESS_REFUSED"}, {"https://[::ffff:8.8.8.8]/", "URL_ADDRESS_REFUSED"}, {"https://[::127.0.0.1]/", "URL_ADDRESS_REFUSED"}, {"https://[::ffff:0:127.0.0.1]/", "URL_ADDRESS_REFUSED"},
      {"https://[64:ff9b::7f00:1]/", "URL_ADDRESS_REFUSED"}, {"https://[64:ff9b:1::a00:1]/", "URL_ADDRESS_REFUSED"}, {"https://[2002:7f00:1::]/", "URL_ADDRESS_REFUSED"}, {"https://[2001::1]/", "URL_ADDRESS_REFUSED"},
      {"https://[2001:db8::1]/", "URL_ADDRESS_REFUSED"}, {"https://[3fff::1]/", "URL_ADDRESS_REFUSED"}, {"https://[fc00::1]/", "URL_ADDRESS_REFUSED"}, {"https://[fd00:ec2::254]/", "URL_ADDRESS_REFUSED"},
      {"https://[fe80::1]/", "URL_ADDRESS_REFUSED"}, {"https://[fec0::1]/", "URL_ADDRESS_REFUSED"}, {"https://[ff02::1]/", "URL_ADDRESS_REFUSED"}, {"https://[100::1]/", "URL_ADDRESS_REFUSED"},
      {"https://[5f00::1]/", "URL_ADDRESS_REFUSED"}, {"https://[fe80::1%25eth0]/", "URL_"}, {"https://[::1%25lo]/", "URL_"}, {"https://[v1.x]/", "URL_"}, {"https://[127.0.0.1]/", "URL_"}, {"https://[::1", "URL_"},
      // names
      {"https://localhost/", "URL_HOST_REFUSED"}, {"https://LOCALHOST/", "URL_HOST_REFUSED"}, {"https://a.localhost/", "URL_HOST_REFUSED"}, {"https://registration/", "URL_HOST_REFUSED"},
      {"https://metadata.google.internal/", "URL_HOST_REFUSED"}, {"https://printer.local/", "URL_HOST_REFUSED"}, {"https://router.lan/", "URL_HOST_REFUSED"}, {"https://1.0.0.127.in-addr.arpa/", "URL_HOST_REFUSED"},
      {"https://ex_ample.com/", "URL_HOST_REFUSED"}, {"https://-a.com/", "URL_HOST_REFUSED"}, {"https://a..com/", "URL_"}, {"https://.example.com/", "URL_"}, {"https://example.com./", "URL_"},
      {"https://\xE2\x93\x81\xE2\x93\x84\xE2\x93\x92\xE2\x93\x90\xE2\x93\x9B\xE2\x93\x97\xE2\x93\x9E\xE2\x93\xA2\xE2\x93\xA3/", "URL_"},
      // users, ports, bytes on which parsers disagree
      {"https://user@example.com/", "URL_USER_REFUSED"}, {"https://user:secret@example.com/", "URL_USER_REFUSED"}, {"https://@example.com/", "URL_USER_REFUSED"}, {"https://example.com@127.0.0.1/", "URL_USER_REFUSED"},
      {"https://127.0.0.1@example.com/", "URL_USER_REFUSED"}, {"https://example.com:443@10.0.0.1/", "URL_USER_REFUSED"}, {"https://example.com#@10.0.0.1/", nullptr}, {"https://example.com\\@10.0.0.1/", "URL_INVALID"},
      {"https://example.com:80/", "URL_PORT_REFUSED"}, {"https://example.com:22/", "URL_PORT_REFUSED"}, {"https://example.com:8443/", "URL_PORT_REFUSED"}, {"https://example.com:0/", "URL_"}, {"https://example.com:65536/", "URL_"},
      {"https://example.com:443:80/", "URL_"}, {"https://example.com /", "URL_INVALID"}, {" https://example.com/", "URL_INVALID"}, {"https://example.com/\r\nHost: x", "URL_INVALID"}, {"https://exam\tple.com/", "URL_INVALID"},
  };
  int refused = 0;
  for (const auto& [url, code] : cases) {
    INFO(url);
    const auto given = code_of(check_url(url));
    INFO(given);
    if (!code) {
      CHECK(given.empty());
      continue;
    }
    CHECK(given.starts_with(code));
    // The client refuses before it looks anything up or opens anything.
    Options options;
    options.resolver = [](const std::string&, int) -> Result<std::vector<Address>> { FAIL("looked up"); return std::vector<Address>{}; };
    CHECK(code_of(Client(options).get(url)) == given);
    ++refused;
  }
  CHECK(refused >= 80);
  CHECK(code_of(check_url("https://example.com/" + std::string(2'048, 'a'))) == "URL_INVALID");
  CHECK(code_of(check_url(std::string_view("https://example.com/\0x", 22))) == "URL_INVALID");
}

TEST_CASE("S-10 what is public passes in one normal form") {
  const std::pair<const char*, const char*> cases[] = {
      {"https://example.com", "https://example.com:443/"},
      {"HTTPS://Example.COM:443/Hook?a=1#part", "https://example.com:443/Hook?a=1"},
      {"https://b\xC3\xBC" "cher.example.org/x", "https://xn--bcher-kva.example.org:443/x"},
      {"https://8.8.8.8/dns", "https://8.8.8.8:443/dns"},
      {"https://[2606:4700::1111]/", "https://[2606:4700::1111]:443/"},
      {"https://example.com/?next=https://user@10.0.0.1/", "https://example.com:443/?next=https://user@10.0.0.1/"},
  };
  for (const auto& [given, normal] : cases) {
    INFO(given);
    const auto url = check_url(given);
    INFO(code_of(url));
    REQUIRE(url.ok());
    CHECK(url->text == normal);
  }
  Destinations more;
  more.ports = {443, 8443};
  CHECK(check_url("https://example.com:8443/", more).ok());
}

TEST_CASE("S-10 every kind of address is told") {
  const std::pair<const char*, AddressKind> cases[] = {
      {"1.1.1.1", AddressKind::global}, {"9.255.255.255", AddressKind::global}, {"11.0.0.0", AddressKind::global}, {"100.63.255.255", AddressKind::global}, {"100.128.0.0", AddressKind::global},
      {"172.15.255.255", AddressKind::global}, {"172.32.0.0", AddressKind::global}, {"169.253.255.255", AddressKind::global}, {"223.255.255.255", AddressKind::global}, {"0.0.0.0", AddressKind::unspecified},
      {"127.0.0.1", AddressKind::loopback}, {"10.255.255.255", AddressKind::private_network}, {"100.127.255.255", AddressKind::shared}, {"169.254.0.0", AddressKind::link_local}, {"192.0.2.255", AddressKind::documentation},
      {"198.19.255.255", AddressKind::reserved}, {"224.0.0.0", AddressKind::multicast}, {"254.0.0.1", AddressKind::reserved}, {"255.255.255.255", AddressKind::broadcast}, {"2a00::1", AddressKind::global},
      {"::", AddressKind::unspecified}, {"::1", AddressKind::loopback}, {"::2", AddressKind::translated}, {"::ffff:1.1.1.1", AddressKind::translated}, {"64:ff9b::1", AddressKind::translated},
      {"2002::1", AddressKind::translated}, {"2001:0:1::", AddressKind::translated}, {"2001:1ff::", AddressKind::reserved}, {"2001:200::", AddressKind::global}, {"fdff::1", AddressKind::private_network},
      {"febf::1", AddressKind::link_local}, {"ff0e::1", AddressKind::multicast}, {"4000::1", AddressKind::reserved}, {"1fff::1", AddressKind::reserved}, {"3fff:fff::1", AddressKind::documentation},
  };
  for (const auto& [text, kind] : cases) {
    INFO(text);
    CHECK(to_string(classify(parse_address(text).value())) == to_string(kind));
  }
  for (const char* text : {"", "1", "1.2.3", "01.2.3.4", "0x1.2.3.4", "1.2.3.4 ", "::1%lo", "[::1]", "1.2.3.256"}) {
    INFO(text);
    CHECK_FALSE(parse_address(text));
  }
}

TEST_CASE("S-10 one private address among those of a name is enough to refuse it; a name that moves is refused when it moved") {
  Options options;
  for (const char* bad : {"10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00::1", "64:ff9b::a00:1"}) {
    INFO(bad);
    options.resolver = answers({"93.184.216.34", bad});
    CHECK(code_of(Client(options).get("https://example.com/")) == "URL_ADDRESS_REFUSED");
    options.resolver = answers({bad});
    CHECK(code_of(Client(options).get("https://example.com/")) == "URL_ADDRESS_REFUSED");
  }
  options.resolver = answers({});
  CHECK(code_of(Client(options).get("https://example.com/")) == "OUTGOING_NAME_UNKNOWN");
}

TEST_CASE("S-10 DNS rebinding: the name is looked up once, and the connection goes to what was checked") {
  Stub stub(answer_of("secret"));
  int lookups = 0;
  Options options;
  options.destinations.ports = {stub.port()};
  options.connect_timeout_ms = 200;
  options.total_timeout_ms = 200;
  // Public for the check (an address that answers nobody); whoever asks again is led to this machine.
  options.resolver = [&](const std::string&, int) -> Result<std::vector<Address>> {
    return std::vector<Address>{parse_address(lookups++ == 0 ? "192.31.196.1" : "127.0.0.1").value()};
  };
  const Client client(options);
  const auto url = "https://rebind.example.com:" + std::to_string(stub.port()) + "/";
  CHECK(code_of(client.get(url)).starts_with("OUTGOING_"));
  CHECK(lookups == 1);
  CHECK(code_of(client.get(url)) == "URL_ADDRESS_REFUSED");
  CHECK(stub.connections() == 0);
}

TEST_CASE("S-10 an allowed origin of development is reached, and nothing beside it") {
  Stub stub(answer_of("hello"));
  const Client client(towards(stub));
  const auto response = client.get(stub.origin() + "/path?q=1", {{"X-One", "1"}});
  REQUIRE(response.ok());
  CHECK(response->status == 200);
  CHECK(response->body == "hello");
  CHECK(response->headers.at("content-type") == "text/plain");
  CHECK(stub.request().starts_with("GET /path?q=1 HTTP/1.1\r\n"));
  CHECK(stub.request().find("X-One: 1\r\n") != std::string::npos);
  const auto posted = client.post(stub.origin() + "/hook", "application/json", "{\"a\":1} body");
  REQUIRE(posted.ok());
  CHECK(stub.request().find("Content-Type: application/json\r\n") != std::string::npos);
  CHECK(stub.request().ends_with("{\"a\":1} body"));
  CHECK(code_of(client.get("http://127.0.0.1:1/")) == "URL_SCHEME_REFUSED");
  CHECK(code_of(client.get("http://127.0.0.2:" + std::to_string(stub.port()) + "/")) == "URL_SCHEME_REFUSED");
  CHECK(code_of(client.get("https://127.0.0.1:" + std::to_string(stub.port()) + "/")) == "URL_PORT_REFUSED");
  CHECK(code_of(Client(Options{}).get(stub.origin())) == "URL_SCHEME_REFUSED");
  CHECK(stub.connections() == 2);
}

TEST_CASE("S-10 a redirect is told, never followed") {
  Stub target(answer_of("secret"));
  for (const std::string& to : {std::string("http://169.254.169.254/latest/meta-data/"), target.origin() + "/", std::string("file:///etc/passwd")}) {
    INFO(to);
    Stub stub("HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n");
    const auto response = Client(towards(stub)).get(stub.origin());
    REQUIRE(response.ok());
    CHECK(response->status == 302);
    CHECK(response->headers.at("location") == to);
    CHECK(stub.connections() == 1);
  }
  CHECK(target.connections() == 0);
}

TEST_CASE("S-10 no proxy of the environment is used") {
  Stub stub(answer_of("direct")), proxy(answer_of("proxied"));
  for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"}) ::setenv(name, proxy.origin().c_str(), 1);
  const auto response = Client(towards(stub)).get(stub.origin());
  for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
  REQUIRE(response.ok());
  CHECK(response->body == "direct");
  CHECK(proxy.connections() == 0);
}

TEST_CASE("S-10 an answer is bounded in size and time") {
  const std::size_t bound = 64 * 1024;
  Stub exact(answer_of(std::string(bound, 'a'))), beyond(answer_of(std::string(bound + 1, 'a')));
  const auto response = Client(towards(exact)).get(exact.origin());
  REQUIRE(response.ok());
  CHECK(response->body.size() == bound);
  CHECK(code_of(Client(towards(beyond)).get(beyond.origin())) == "OUTGOING_TOO_LARGE");
  Stub endless("HTTP/1.1 200 OK\r\n\r\n" + std::string(1 << 20, 'a'));
  CHECK(code_of(Client(towards(endless)).get(endless.origin())) == "OUTGOING_TOO_LARGE");
  std::string many;
  for (int i = 0; i < 8'000; ++i) many += "X-Header: 123456\r\n";
  Stub headers("HTTP/1.1 200 OK\r\n" + many + "\r\n");
  CHECK(code_of(Client(towards(headers)).get(headers.origin())) == "OUTGOING_TOO_LARGE");

  Stub silent("");
  auto impatient = towards(silent);
  impatient.total_timeout_ms = 100;
  CHECK(code_of(Client(impatient).get(silent.origin())) == "OUTGOING_TIMEOUT");
  Stub junk("not HTTP at all\r\n\r\n");
  CHECK(code_of(Client(towards(junk)).get(junk.origin())) == "OUTGOING_UNREACHABLE");
}

TEST_CASE("S-10 headers cannot smuggle another request") {
  Stub stub(answer_of("ok"));
  const Client client(towards(stub));
  for (const auto& [name, value] : Headers{{"X", "a\r\nY: b"}, {"X\r\nY", "b"}, {"Host", "other"}, {"Transfer-Encoding", "chunked"}, {"content-length", "5"}, {"", "a"}, {"X", std::string("a\0b", 3)}}) {
    INFO(name);
    CHECK(code_of(client.get(stub.origin(), {{name, value}})) == "OUTGOING_HEADER_INVALID");
  }
  CHECK(stub.connections() == 0);
}
