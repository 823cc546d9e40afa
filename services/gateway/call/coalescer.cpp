#include "gateway/call/coalescer.h"

#include <algorithm>

#include "platform/telemetry/metrics.h"

namespace shopper::gateway::call {

namespace {

constexpr auto watch_round = std::chrono::milliseconds(20);
constexpr int idle_rounds = 50;   // then it sleeps until there is a call again

std::int64_t ms_until(Coalescer::Clock::time_point deadline) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Coalescer::Clock::now()).count();
}

}  // namespace

void Coalescer::Call::tell(const grpc::Status& status, common::v1::BatchAnswer& answer) {
  if (!told.exchange(true)) answered(status, answer);
}

Coalescer::Coalescer(const std::string& service, Limits limits, Send send)
    : limits_(limits),
      send_(std::move(send)),
      batches_(telemetry::counter("shopper_batches_total", "Messages with several calls.", {{"peer", service}})),
      batched_(telemetry::counter("shopper_batched_calls_total", "Calls that travelled in such messages.", {{"peer", service}})) {
  // One more than messages may be on their way: it gives out answers while the next message travels.
  for (std::size_t i = 0; i <= limits_.on_their_way; ++i) threads_.emplace_back([this] { carry(); });
  threads_.emplace_back([this] { watch(); });
}

Coalescer::~Coalescer() {
  std::deque<std::shared_ptr<Call>> left;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    left.swap(waiting_);
  }
  may_go_.notify_all();
  watched_.notify_all();
  common::v1::BatchAnswer none;
  for (const auto& call : left) call->tell({grpc::StatusCode::UNAVAILABLE, "ending"}, none);
  for (auto& thread : threads_) thread.join();
}

void Coalescer::begin(Clock::time_point deadline, common::v1::BatchCall call, Answered answered) {
  auto added = std::make_shared<Call>();
  added->call.Swap(&call);
  added->deadline = deadline;
  added->answered = std::move(answered);
  bool go = false, watch = false;
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(added));
    go = on_their_way_.size() < limits_.on_their_way;
    watch = !std::exchange(watching_, true);
  }
  if (go) may_go_.notify_one();
  if (watch) watched_.notify_one();
}

std::size_t Coalescer::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

void Coalescer::carry() {
  std::unique_lock lock(mutex_);
  for (;;) {
    may_go_.wait(lock, [&] { return stopping_ || (!waiting_.empty() && on_their_way_.size() < limits_.on_their_way); });
    if (stopping_) return;
    const auto batch = on_their_way_.insert(on_their_way_.end(), take_batch());
    const auto mine = *batch;
    lock.unlock();
    common::v1::BatchResponse response;
    const auto status = send(mine, response);
    lock.lock();
    on_their_way_.erase(batch);
    const bool next = !waiting_.empty();
    lock.unlock();
    if (next) may_go_.notify_one();   // travels while this one's answers are given out
    for (std::size_t i = 0; i < mine.size(); ++i) {
      common::v1::BatchAnswer none;
      auto& answer = status.ok() ? *response.mutable_answers(static_cast<int>(i)) : none;
      mine[i]->tell(status.ok() ? grpc::Status(static_cast<grpc::StatusCode>(answer.status()), answer.message(), answer.details()) : status, answer);
    }
    lock.lock();
  }
}

Coalescer::Batch Coalescer::take_batch() {
  Batch batch;
  std::size_t bytes = 0;
  while (!waiting_.empty() && batch.size() < limits_.calls) {
    const auto size = waiting_.front()->call.request().size();
    if (!batch.empty() && bytes + size > limits_.bytes) break;
    bytes += size;
    batch.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return batch;
}

grpc::Status Coalescer::send(const Batch& batch, common::v1::BatchResponse& response) {
  common::v1::BatchRequest request;
  auto deadline = Clock::time_point::min();
  for (const auto& one : batch) {
    auto& call = *request.add_calls();
    call.Swap(&one->call);
    call.set_deadline_ms(std::max<std::int64_t>(0, ms_until(one->deadline)));
    deadline = std::max(deadline, one->deadline);
  }
  if (batch.size() > 1) {
    batches_.add();
    batched_.add(batch.size());
  }
  auto status = send_(request, response, deadline);
  if (status.ok() && response.answers_size() != request.calls_size()) return {grpc::StatusCode::INTERNAL, "the batch has fewer answers than calls"};
  return status;
}

// A call is given up when its time is over, also while a carrier waits for a peer that hangs.
void Coalescer::watch() {
  std::unique_lock lock(mutex_);
  int idle = 0;
  for (;;) {
    watched_.wait(lock, [&] { return stopping_ || watching_; });
    watched_.wait_for(lock, watch_round, [&] { return stopping_; });
    if (stopping_) return;
    idle = waiting_.empty() && on_their_way_.empty() ? idle + 1 : 0;
    if (idle == idle_rounds) {
      idle = 0;
      watching_ = false;
      continue;
    }
    const auto now = Clock::now();
    Batch late;
    const auto over = [&](const std::shared_ptr<Call>& call) { return call->deadline <= now; };
    std::copy_if(waiting_.begin(), waiting_.end(), std::back_inserter(late), over);
    std::erase_if(waiting_, over);
    for (const auto& batch : on_their_way_) std::copy_if(batch.begin(), batch.end(), std::back_inserter(late), [&](const auto& call) { return over(call) && !call->told; });
    if (late.empty()) continue;
    lock.unlock();
    common::v1::BatchAnswer none;
    for (const auto& call : late) call->tell({grpc::StatusCode::DEADLINE_EXCEEDED, "the time of the call is over"}, none);
    late.clear();   // what they hold ends outside the lock
    lock.lock();
  }
}

}  // namespace shopper::gateway::call
