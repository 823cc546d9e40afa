// A collector of spans as OTLP/HTTP has it: takes requests on a port of this machine, keeps the spans, answers as it is told.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace shopper::testing {

class Collector {
 public:
  using Json = nlohmann::json;

  // Answers with that status; 0: takes the connection and says nothing. At `port`, 0: any.
  explicit Collector(int status = 200, std::string answer = "{}", std::uint16_t port = 0) : status_(status), answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 64) != 0 || ::getsockname(listener_, plain, &size) != 0) throw std::runtime_error("no port for a collector");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Collector() {
    stopping_ = true;
    thread_.join();
    ::close(listener_);
  }
  Collector(const Collector&) = delete;

  std::uint16_t port() const { return port_; }
  std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(port_); }
  void answer_with(int status) { status_ = status; }
  int requests() const { return requests_; }
  // The head of the last request, and all bodies.
  std::string head() const {
    const std::lock_guard lock(mutex_);
    return head_;
  }
  std::string bodies() const {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }

  // Spans that were taken (answered with 200), of one trace or of all: as they came, and the service's name in "service".
  std::vector<Json> spans(const std::string& trace_id = "") const {
    const std::lock_guard lock(mutex_);
    std::vector<Json> found;
    std::copy_if(spans_.begin(), spans_.end(), std::back_inserter(found), [&](const Json& span) { return trace_id.empty() || span["traceId"] == trace_id; });
    return found;
  }

 private:
  void serve() {
    while (!stopping_) {
      pollfd coming{listener_, POLLIN, 0};
      if (::poll(&coming, 1, 20) <= 0) continue;
      const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) continue;
      take(client);
      ::close(client);
    }
  }

  void take(int client) {
    std::string bytes;
    std::size_t head_end = std::string::npos, wanted = std::string::npos;
    char piece[65'536];
    while (bytes.size() < wanted) {
      pollfd more{client, POLLIN, 0};
      if (stopping_) return;
      if (::poll(&more, 1, 20) <= 0) continue;
      const auto n = ::recv(client, piece, sizeof piece, 0);
      if (n <= 0) return;
      bytes.append(piece, static_cast<std::size_t>(n));
      if (head_end != std::string::npos || (head_end = bytes.find("\r\n\r\n")) == std::string::npos) continue;
      const auto length = bytes.find("Content-Length: ");
      wanted = head_end + 4 + (length < head_end ? std::stoul(bytes.substr(length + 16)) : 0);
    }
    ++requests_;
    const int status = status_;
    {
      const std::lock_guard lock(mutex_);
      head_ = bytes.substr(0, head_end);
      bodies_ += bytes.substr(head_end + 4);
      if (status == 200) keep(Json::parse(bytes.substr(head_end + 4)));
    }
    if (status == 0) {
      pollfd gone{client, POLLIN, 0};
      while (!stopping_ && ::poll(&gone, 1, 20) == 0) continue;
      return;
    }
    const auto answer = "HTTP/1.1 " + std::to_string(status) + " Said\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + std::to_string(answer_.size()) + "\r\n\r\n" + answer_;
    (void)!::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
  }

  void keep(const Json& request) {
    for (const auto& from : request.at("resourceSpans")) {
      std::string service;
      for (const auto& attribute : from.at("resource").at("attributes"))
        if (attribute.at("key") == "service.name") service = attribute.at("value").at("stringValue");
      for (const auto& scope : from.at("scopeSpans"))
        for (auto span : scope.at("spans")) {
          span["service"] = service;
          spans_.push_back(std::move(span));
        }
    }
  }

  std::atomic<int> status_;
  const std::string answer_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<int> requests_{0};
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::string head_, bodies_;
  std::vector<Json> spans_;
  std::thread thread_;
};

}  // namespace shopper::testing
