// Calls to the services: one channel per peer, with what keeps a peer in trouble from drawing others in (deadlines, repetitions, a breaker:
// docs/adr/0010-overload.md), and the mapping of what comes back to a problem.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/call/coalescer.h"
#include "gateway/http/problem.h"
#include "platform/base/actor.h"
#include "platform/crypto/hash.h"
#include "platform/rpc/tls.h"

namespace shopper::gateway::call {

struct CallRequest {
  std::string service;         // "registration"
  std::string grpc_path;
  const google::protobuf::Message& message;
  const Actor& actor;
  std::string_view traceparent;
  std::string_view request_id;
  std::string_view idempotency_key;   // "" when there is none
  std::chrono::milliseconds deadline;   // from now on, for all of it
  bool repeatable = false;     // may be tried again when the peer was away
  std::string_view purpose = {};   // of a read of other people's data, "" when none was named
  std::string_view tracestate = {};
  std::stop_token left = {};   // gives it up, wherever it is; of what changes nothing. Not for begin()
};

struct CallResult {
  grpc::Status status;
  bool replayed = false;       // an earlier answer to the same Idempotency-Key
};

class Backends {
 public:
  // `addresses` by service name: "unix:/path" or "host:port", where the process of that name must answer.
  Backends(const std::map<std::string, std::string>& addresses, const crypto::Key& internal_key, const rpc::Transport& transport = {});
  ~Backends();

  // The actor of calls the gateway makes for itself.
  static Actor ourselves();
  bool knows(const std::string& service) const { return peers_.contains(service); }
  CallResult call(const CallRequest& request, google::protobuf::Message& response) const;
  // The same without waiting, for what may be repeated: the call travels with others (docs/adr/0004), and `answered` gets its outcome and the answer's
  // bytes, once, where it arrived. No outcome: it needs patience, such as repetitions or a message of its own; `call` has that.
  using Answered = std::function<void(const std::optional<CallResult>& result, const std::string& response)>;
  void begin(const CallRequest& request, Answered answered) const;
  // Whether that may be tried now.
  bool takes(const std::string& service) const;

  // Is the peer up and ready?
  bool ready(const std::string& service) const;
  // Its metrics as Prometheus text, or "".
  std::string metrics(const std::string& service) const;
  std::vector<std::string> services() const;

 private:
  struct Peer;
  // A message of several calls.
  void send_batch(const std::string& service, common::v1::BatchRequest batch, Coalescer::Clock::time_point deadline, Coalescer::Arrived arrived) const;
  CallResult attempt(const CallRequest& request, google::protobuf::Message& response, std::chrono::milliseconds deadline, bool wait_for_ready) const;

  // Asked for by ourselves, to see whether the peer is there: no breaker keeps it back.
  CallResult ask(const std::string& service, const std::string& grpc_path, const google::protobuf::Message& message, google::protobuf::Message& response) const;
  static void learn(Peer& peer, const grpc::Status& status);

  std::map<std::string, std::unique_ptr<Peer>> peers_;
  const crypto::Key internal_key_;
};

// Nobody has answered: the status was made here, not by the peer.
bool unanswered(const grpc::Status& status);
// A gRPC status as a problem document; the text of an internal error stays inside.
http::Problem status_problem(const grpc::Status& status);

}  // namespace shopper::gateway::call
