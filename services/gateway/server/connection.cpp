#include "gateway/server/connection.h"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace shopper::gateway::http {

namespace {

using Phase = Connections::Phase;

// The last line of defence: no exception may end a thread, and none is described to the client.
template <class F>
Response safely(F&& produce) {
  try {
    return produce();
  } catch (...) {
    Response response;
    response.status = 500;
    response.close = true;
    return response;
  }
}

}  // namespace

void Connection::input(std::string_view bytes) {
  Lock lock(mutex_);
  if (closing_) {   // reading on lets our answer reach a client that is still sending
    discarded_ += bytes.size();
    if (discarded_ > limits::linger_bytes) cut();
    return;
  }
  if (in_hand_ || !unsent_.empty()) {
    // Nobody reads for us to slow the client down: who sends that far ahead is cut.
    if (pending_.size() + bytes.size() > limits::ahead_bytes) return cut();
    pending_.append(bytes);
    return;
  }
  framer_.append(bytes);
  process(lock);
}

void Connection::process(Lock& lock) {
  while (!closing_ && !gone_ && unsent_.empty()) {
    switch (framer_.advance()) {
      case Framer::Event::need_more: {
        const auto phase = framer_.reading_body() ? Phase::body : framer_.mid_request() ? Phase::head : Phase::idle;
        if (phase == Phase::idle || entry_->phase != phase) floor_.connections.enter(*entry_, phase);
        return;
      }
      case Framer::Event::head:
        if (framer_.request().content_length == 0) break;
        if (framer_.request().content_length > floor_.application.body_limit(framer_.request())) {
          refuse_bytes({413, "BODY_TOO_LARGE", {"محتوى الطلب أكبر من المسموح", "The request body is larger than allowed"}});
        } else if (framer_.request().expects_continue) {
          write("HTTP/1.1 100 Continue\r\n\r\n");
        }
        break;
      case Framer::Event::request: {
        floor_.connections.enter(*entry_, Phase::handling);
        ++floor_.in_flight;
        counted_ = true;
        framer_.stamp(std::chrono::steady_clock::now(), left_.get_token());
        const auto& request = framer_.request();
        const auto weight = floor_.application.weigh(request);
        if (!weight) {
          finish(safely([&] { return floor_.application.handle(request); }), request.keep_alive);
          break;
        }
        in_hand_ = true;
        weight_ = *weight;
        self_ = shared_from_this();
        beginning_ = true;
        lock.unlock();
        const bool begun = floor_.application.begin(request, *this);
        lock.lock();
        beginning_ = false;
        if (!begun || std::exchange(wants_worker_, false)) {
          lock.unlock();
          floor_.crew.enter(*this, weight_.criticality, weight_.lane);   // may refuse it here and now
          return;
        }
        if (!early_) return;
        const auto self = std::move(self_);
        const auto response = *std::exchange(early_, std::nullopt);
        in_hand_ = false;
        if (gone_) return written();
        finish(response, request.keep_alive);
        break;
      }
      case Framer::Event::refused: refuse_bytes(framer_.refusal()); break;
    }
  }
}

// What comes while the request is still being begun is left to who begins it: answers would be given one within the other.
void Connection::needs_worker() {
  {
    const Lock lock(mutex_);
    if (beginning_) {
      wants_worker_ = true;
      return;
    }
  }
  floor_.crew.enter(*this, weight_.criticality, weight_.lane);
}

void Connection::answer(Response response) {
  {
    const Lock lock(mutex_);
    if (beginning_) {
      early_ = std::move(response);
      return;
    }
  }
  answer_in_hand([&] { return std::move(response); });
}

template <class F>
void Connection::answer_in_hand(F&& produce) {
  // The request is read without the lock: while it is in hand the framer keeps still.
  bool heard = true;
  {
    const Lock lock(mutex_);
    heard = !gone_;
  }
  Response response;
  if (heard) response = safely(std::forward<F>(produce));
  std::shared_ptr<Connection> self;
  Lock lock(mutex_);
  self = std::move(self_);
  in_hand_ = false;
  if (gone_) return written();
  finish(response, framer_.request().keep_alive);
  if (!unsent_.empty()) return;
  if (rest_) send_rest(lock);
  else next_request(lock);
}

void Connection::next_request(Lock& lock) {
  framer_.append(pending_);
  pending_.clear();
  process(lock);
}

void Connection::send_rest(Lock& lock) {
  floor_.connections.enter(*entry_, Phase::handling);
  while (rest_ && unsent_.empty()) {
    const auto rest = rest_;
    lock.unlock();
    std::optional<std::string> part;
    try {
      part = rest->next();
    } catch (...) {
    }
    lock.lock();
    if (!rest_) return;   // the client has gone
    const bool whole = part && part->empty();
    if (whole || !part) {
      rest_.reset();
      in_hand_ = false;
    }
    if (!part) {
      cut();
      return written();
    }
    write(whole ? end_of_rest(minor_version_) : part_of_rest(*part, minor_version_));
  }
  if (rest_ || !unsent_.empty()) return;
  written();
  next_request(lock);
}

void Connection::run() {
  std::shared_ptr<Connection> self;
  {
    Lock lock(mutex_);
    if (std::exchange(for_rest_, false)) {
      self = std::move(self_);
      return send_rest(lock);
    }
  }
  answer_in_hand([&] { return floor_.application.handle(framer_.request()); });
}

void Connection::refuse(overload::Criticality criticality) {
  std::shared_ptr<Connection> self;
  {
    const Lock lock(mutex_);
    if (std::exchange(for_rest_, false)) {   // its head has gone out: only the missing end can say so
      self = std::move(self_);
      in_hand_ = false;
      cut();
      return written();
    }
  }
  answer_in_hand([&] {
    auto response = floor_.application.shed(framer_.request(), criticality);
    // Those behind it would be refused too, one within the other.
    response.close = response.close || framer_.more_after_request();
    return response;
  });
}

void Connection::refuse_bytes(const Refusal& refusal) {
  finish(safely([&] { return floor_.application.refuse(refusal, framer_.request()); }), false);
}

void Connection::finish(const Response& response, bool keep_alive) {
  const auto& request = framer_.request();
  minor_version_ = request.minor_version;
  keep_alive = keep_alive && !response.close && !floor_.connections.draining() && !(response.rest && minor_version_ == 0);
  if (request.method != Method::head) rest_ = response.rest;
  if (rest_) in_hand_ = true;
  closing_ = !keep_alive;
  write(serialise(response, request.method == Method::head, keep_alive, request.minor_version));
}

// Straight to the socket; what the kernel does not take goes through the slow writers.
void Connection::write(std::string bytes) {
  const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
    cut();
    return written();
  }
  sent_ = n < 0 ? 0 : static_cast<std::size_t>(n);
  if (sent_ == bytes.size()) return written();
  unsent_ = std::move(bytes);
  floor_.connections.enter(*entry_, Phase::writing);
  floor_.slow_writers.watch(fd_, shared_from_this());
}

void Connection::writable() {
  Lock lock(mutex_);
  if (gone_ || unsent_.empty()) return;
  const auto n = ::send(fd_, unsent_.data() + sent_, unsent_.size() - sent_, MSG_DONTWAIT | MSG_NOSIGNAL);
  const bool broken = n < 0 && errno != EAGAIN && errno != EWOULDBLOCK;
  if (broken) cut();
  else if (n > 0) sent_ += static_cast<std::size_t>(n);
  if (!broken && sent_ < unsent_.size()) return;
  floor_.slow_writers.forget(fd_);
  unsent_ = {};
  if (rest_) {   // where a worker waits for it, and not here
    floor_.connections.enter(*entry_, Phase::handling);
    self_ = shared_from_this();
    for_rest_ = true;
    lock.unlock();
    return floor_.crew.enter(*this, overload::Criticality::interactive, weight_.lane);
  }
  written();
  if (!closing_) next_request(lock);
}

// Nothing of the answer is left with us. After the last one: say so, and give the client a moment to read it.
void Connection::written() {
  if (rest_) return;
  if (std::exchange(counted_, false)) --floor_.in_flight;
  if (!closing_ || gone_) return;
  ::shutdown(fd_, SHUT_WR);
  floor_.connections.enter(*entry_, Phase::lingering);
}

void Connection::cut() {
  closing_ = true;
  rest_.reset();
  ::shutdown(fd_, SHUT_RDWR);
}

void Connection::gone() {
  left_.request_stop();   // not under the lock: others act on it here and now
  const Lock lock(mutex_);
  gone_ = true;
  const bool unfinished = std::exchange(rest_, nullptr) != nullptr;
  floor_.connections.forget(entry_);
  if (unfinished) in_hand_ = false, written();
  if (unsent_.empty()) return;
  floor_.slow_writers.forget(fd_);
  unsent_ = {};
  written();
}

}  // namespace shopper::gateway::http
