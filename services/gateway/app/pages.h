// What the gateway answers by itself: health, readiness, metrics, the API description, problem types, security contact.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "gateway/call/backends.h"
#include "gateway/http/message.h"
#include "gateway/routing/catalogue.h"
#include "platform/rpc/tls.h"

namespace shopper::gateway::app {

struct PageSettings {
  std::string security_contact;   // a URI, for security.txt
  std::string descriptors;        // a FileDescriptorSet with comments
  rpc::Transport transport{};     // whose certificate is watched
};

class Pages {
 public:
  Pages(const routing::Catalogue& catalogue, const call::Backends& backends, PageSettings settings);

  // The answer when the path is one of ours.
  std::optional<http::Response> answer(const http::Request& request, std::int64_t now_us);
  void drain() { draining_ = true; }

 private:
  struct Description {
    std::string openapi, openapi_etag, docs, docs_etag;
  };
  http::Response readiness(std::int64_t now_us);
  http::Response metrics() const;
  http::Response security(std::int64_t now_us) const;
  const Description& description();

  const routing::Catalogue& catalogue_;
  const call::Backends& backends_;
  const PageSettings settings_;
  std::atomic<bool> draining_{false};
  std::once_flag described_;
  Description description_;
  std::mutex readiness_mutex_;
  std::int64_t readiness_at_us_ = 0;
  std::map<std::string, bool> readiness_;
};

// Prometheus texts of several processes as one: each metric family once, its samples together.
std::string merge_expositions(const std::vector<std::string>& texts);

}  // namespace shopper::gateway::app
