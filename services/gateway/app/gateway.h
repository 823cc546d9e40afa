// The whole way of a request: route -> identify -> bind -> call -> render. Wired once in main.cpp, then used by all workers.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/app/cursor.h"
#include "gateway/app/exchange.h"
#include "gateway/app/pages.h"
#include "gateway/auth/tokens.h"
#include "gateway/call/backends.h"
#include "gateway/server/server.h"
#include "gateway/routing/router.h"
#include "platform/telemetry/metrics.h"

namespace shopper::gateway::app {

struct GatewaySettings {
  std::string default_language = "en";
  std::vector<std::string> cors_origins;   // exact origins that browsers may call from
  crypto::Key internal_key{};
  bool access_log = true;                  // one line per request, at info
  PageSettings pages;
  throttle::Settings throttle;
};

class Gateway : public http::Application {
 public:
  Gateway(const routing::Catalogue& catalogue, const call::Backends& backends, auth::TokenVerifier& verifier, GatewaySettings settings);

  std::size_t body_limit(const http::Request& request) override;
  std::optional<http::Weight> weigh(const http::Request& request) override;
  std::size_t lanes() const override { return lanes_; }
  bool begin(const http::Request& request, http::Asker& asker) override;
  http::Response handle(const http::Request& request) override;
  http::Response shed(const http::Request& request, overload::Criticality criticality) override;
  http::Response refuse(const http::Refusal& refusal, const http::Request& request) override;
  // From now on /readyz says so.
  void drain() { pages_.drain(); }

 private:
  http::Response route(Exchange& exchange);
  // What a call is made of, before and after.
  struct Prepared {
    std::unique_ptr<google::protobuf::Message> request;
    std::unique_ptr<google::protobuf::Message> answer;
    std::string_view purpose;   // of the request's header
  };
  // Who asks, for what, and whether they may: fills `prepared`, or gives the refusal.
  std::optional<http::Response> prepare(Exchange& exchange, Prepared& prepared);
  call::CallRequest call_for(const Exchange& exchange, const Prepared& prepared) const;
  http::Response conclude(const Exchange& exchange, Prepared& prepared, const call::CallResult& result) const;
  http::Response perform(Exchange& exchange);
  // Counts the request against the allowances of whoever sends it; a problem when one is used up.
  std::optional<http::Problem> throttle_arrival(Exchange& exchange, std::size_t rate_class, std::int64_t cost);
  std::optional<http::Problem> throttle_known(Exchange& exchange, std::size_t rate_class, std::int64_t cost);
  http::Response refuse_with(const Exchange& exchange, const http::Problem& problem) const;
  http::Response failed_call(const Exchange& exchange, const grpc::Status& status) const;
  http::Response broken(const Exchange& exchange, const std::exception& failure) const;
  http::Response finish(const Exchange& exchange, http::Response response) const;
  void add_common_headers(const Exchange& exchange, http::Response& response) const;
  static void hand_over_span(const Exchange& exchange, const http::Response& response, double seconds);
  bool allowed_origin(std::string_view origin) const;
  void account(const Exchange& exchange, const http::Response& response, std::chrono::steady_clock::time_point arrived) const;

  const routing::Router router_;
  const call::Backends& backends_;
  auth::TokenVerifier& verifier_;
  const GatewaySettings settings_;
  const CursorSeal cursors_;
  Pages pages_;
  // Per operation (in the catalogue's order; one more for everything else) and class of status.
  struct Meter {
    std::array<telemetry::Counter*, 6> by_class{};
    telemetry::Histogram* duration = nullptr;
  };
  const Meter& meter(const routing::Operation* operation) const;
  std::size_t number_of(const routing::Operation& operation) const { return static_cast<std::size_t>(&operation - first_operation_); }
  const routing::Operation* first_operation_;
  throttle::Limiter limiter_;
  std::vector<std::size_t> rate_classes_;   // of the operations
  const std::size_t open_class_;            // of everything else
  const std::size_t lanes_;                 // one for each service, and one for what we do ourselves
  overload::PerCriticality<telemetry::Counter*> shed_{};
  std::vector<Meter> meters_;
};

}  // namespace shopper::gateway::app
