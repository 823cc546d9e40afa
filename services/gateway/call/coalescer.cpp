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
      batched_(telemetry::counter("shopper_batched_calls_total", "Calls that travelled in such messages.", {{"peer", service}})),
      watcher_([this] { watch(); }) {}

Coalescer::~Coalescer() {
  std::deque<std::shared_ptr<Call>> left;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    left.swap(waiting_);
  }
  watched_.notify_all();
  common::v1::BatchAnswer none;
  for (const auto& call : left) call->tell({grpc::StatusCode::UNAVAILABLE, "ending"}, none);
  std::unique_lock lock(mutex_);
  all_told_.wait(lock, [&] { return on_their_way_.empty() && telling_ == 0; });
  lock.unlock();
  watcher_.join();
}

void Coalescer::begin(Clock::time_point deadline, common::v1::BatchCall call, Answered answered) {
  auto added = std::make_shared<Call>();
  added->call.Swap(&call);
  added->deadline = deadline;
  added->answered = std::move(answered);
  std::optional<Journey> journey;
  bool watch = false;
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(added));
    journey = depart();
    watch = !std::exchange(watching_, true);
  }
  if (watch) watched_.notify_one();
  if (journey) send(*journey);
}

std::size_t Coalescer::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

std::optional<Coalescer::Journey> Coalescer::depart() {
  if (waiting_.empty() || on_their_way_.size() == limits_.on_their_way) return std::nullopt;
  const auto journey = on_their_way_.emplace(on_their_way_.end());
  std::size_t bytes = 0;
  while (!waiting_.empty() && journey->size() < limits_.calls) {
    const auto size = waiting_.front()->call.request().size();
    if (!journey->empty() && bytes + size > limits_.bytes) break;
    bytes += size;
    journey->push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return journey;
}

// Until it arrives, the batch of a journey is read by many and changed by nobody.
void Coalescer::send(Journey journey) {
  common::v1::BatchRequest request;
  auto deadline = Clock::time_point::min();
  for (const auto& one : *journey) {
    auto& call = *request.add_calls();
    call.Swap(&one->call);
    call.set_deadline_ms(std::max<std::int64_t>(0, ms_until(one->deadline)));
    deadline = std::max(deadline, one->deadline);
  }
  if (journey->size() > 1) {
    batches_.add();
    batched_.add(journey->size());
  }
  send_(std::move(request), deadline, [this, journey](const grpc::Status& status, common::v1::BatchResponse& response) { arrived(journey, status, response); });
}

void Coalescer::arrived(Journey journey, const grpc::Status& status, common::v1::BatchResponse& response) {
  Batch batch;
  std::optional<Journey> next;
  {
    const std::lock_guard lock(mutex_);
    batch = std::move(*journey);
    on_their_way_.erase(journey);
    ++telling_;
    next = depart();
  }
  if (next) send(*next);   // it travels while the answers are given out
  const bool whole = response.answers_size() == static_cast<int>(batch.size());
  const auto outcome = status.ok() && !whole ? grpc::Status(grpc::StatusCode::INTERNAL, "the batch has fewer answers than calls") : status;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    common::v1::BatchAnswer none;
    auto& answer = outcome.ok() ? *response.mutable_answers(static_cast<int>(i)) : none;
    batch[i]->tell(outcome.ok() ? grpc::Status(static_cast<grpc::StatusCode>(answer.status()), answer.message(), answer.details()) : outcome, answer);
  }
  batch.clear();   // what they hold ends before we do
  const std::lock_guard lock(mutex_);
  --telling_;
  all_told_.notify_all();
}

// A call is given up when its time is over, also while it is on its way to a peer that hangs.
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
