// Cuts the bytes of one connection into requests, strictly (RFC 9112): what two readers could understand differently is refused.
// A pure state machine: no sockets, no clock, no transport types, so that it is tested and fuzzed alone.
#pragma once

#include <string>
#include <string_view>

#include "gateway/http/message.h"

namespace shopper::gateway::http {

class Framer {
 public:
  enum class Event {
    need_more,   // append() more bytes
    head,        // request() has everything but its body: decide on the body, then advance again
    request,     // request() is complete; the next advance() drops it
    refused,     // refusal() says why; nothing more will come of this connection
  };

  // `peer`: the address of the other end, which every request then carries.
  explicit Framer(std::string peer = "") : peer_(std::move(peer)) { request_.peer = peer_; }
  Framer(const Framer&) = delete;   // requests point into it

  void append(std::string_view bytes);
  Event advance();

  const Request& request() const { return request_; }
  // When it was complete, as the owner of the clock says, and how to learn that whoever sent it has left.
  void stamp(std::chrono::steady_clock::time_point arrived, std::stop_token left) {
    request_.arrived = arrived;
    request_.left = std::move(left);
  }
  const Refusal& refusal() const { return refusal_; }
  // Bytes of a request that has not ended yet are waiting.
  bool mid_request() const { return state_ == State::body || (state_ == State::head && begin_ < buffer_.size()); }
  // After `request`: bytes of the next one are there already.
  bool more_after_request() const { return body_begin_ + request_.content_length < buffer_.size(); }
  bool reading_body() const { return state_ == State::body; }

 private:
  enum class State { head, body, delivered, refused };

  void forget_request() {
    request_ = {};
    request_.peer = peer_;
  }
  Event refuse(int status, std::string_view code, Text text);
  Event scan_head();
  Event parse_head(std::size_t end);
  Event parse_request_line(std::string_view line);
  Event parse_target(std::string_view target);
  Event parse_field(std::string_view line);
  Event check_framing();

  const std::string peer_;
  State state_ = State::head;
  std::string buffer_;
  std::size_t begin_ = 0;        // where the current request starts
  std::size_t scanned_ = 0;      // head bytes already looked at
  std::size_t line_start_ = 0;
  std::size_t body_begin_ = 0;
  bool saw_request_line_ = false;
  Request request_;
  Refusal refusal_;
};

}  // namespace shopper::gateway::http
