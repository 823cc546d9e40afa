#include "gateway/call/coalescer.h"

#include <algorithm>

#include "platform/telemetry/metrics.h"

namespace shopper::gateway::call {

namespace {

grpc::Status too_late() { return {grpc::StatusCode::DEADLINE_EXCEEDED, "the time of the call is over"}; }

std::int64_t ms_until(Coalescer::Clock::time_point deadline) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Coalescer::Clock::now()).count();
}

}  // namespace

Coalescer::Coalescer(const std::string& service, Limits limits, Send send)
    : limits_(limits),
      send_(std::move(send)),
      batches_(telemetry::counter("shopper_batches_total", "Messages with several calls.", {{"peer", service}})),
      batched_(telemetry::counter("shopper_batched_calls_total", "Calls that travelled in such messages.", {{"peer", service}})) {}

grpc::Status Coalescer::call(Clock::time_point deadline, const std::function<grpc::Status()>& alone, const std::function<void(common::v1::BatchCall&)>& describe,
                             common::v1::BatchAnswer& answer) {
  {
    std::unique_lock lock(mutex_);
    if (on_their_way_ < limits_.on_their_way && waiting_.empty()) {
      ++on_their_way_;
      lock.unlock();
      auto status = alone();
      arrived();
      return status;
    }
  }
  const auto waiting = std::make_shared<Waiting>();
  describe(waiting->call);
  waiting->deadline = deadline;
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(waiting);
    elect();   // the last message may have arrived meanwhile, and found nobody waiting
  }
  std::unique_lock lock(waiting->mutex);
  while (waiting->stage != Stage::answered) {
    if (waiting->stage == Stage::carries) {
      waiting->stage = Stage::waiting;
      lock.unlock();
      carry(*waiting);
      lock.lock();
    } else if (!waiting->changed.wait_until(lock, deadline, [&] { return waiting->stage != Stage::waiting; })) {
      lock.unlock();
      withdraw(waiting);
      lock.lock();
      if (waiting->stage != Stage::answered) return too_late();
    }
  }
  answer.Swap(&waiting->answer);
  return waiting->status;
}

std::size_t Coalescer::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

void Coalescer::elect() {
  if (on_their_way_ >= limits_.on_their_way) return;
  const auto next = std::find_if(waiting_.begin(), waiting_.end(), [](const auto& one) { return !one->elected; });
  if (next == waiting_.end()) return;
  ++on_their_way_;
  (*next)->elected = true;
  tell(**next, Stage::carries);
}

void Coalescer::dismiss(Waiting& waiting) {
  if (!waiting.elected) return;
  waiting.elected = false;
  --on_their_way_;
}

void Coalescer::withdraw(const std::shared_ptr<Waiting>& waiting) {
  const std::lock_guard lock(mutex_);
  std::erase(waiting_, waiting);
  dismiss(*waiting);
  elect();
}

void Coalescer::carry(Waiting& carrier) {
  auto batch = take_batch(carrier);
  if (!batch.empty()) send(batch);
}

Coalescer::Batch Coalescer::take_batch(Waiting& carrier) {
  Batch batch;
  const std::lock_guard lock(mutex_);
  if (!carrier.elected) return batch;   // taken along by another
  carrier.elected = false;
  std::size_t bytes = 0;
  while (!waiting_.empty() && batch.size() < limits_.calls) {
    const auto size = waiting_.front()->call.request().size();
    if (!batch.empty() && bytes + size > limits_.bytes) break;
    bytes += size;
    dismiss(*waiting_.front());
    batch.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  elect();
  return batch;
}

void Coalescer::send(Batch& batch) {
  common::v1::BatchRequest request;
  common::v1::BatchResponse response;
  auto deadline = Clock::time_point::min();
  for (auto& one : batch) {
    auto& call = *request.add_calls();
    call.Swap(&one->call);
    call.set_deadline_ms(std::max<std::int64_t>(0, ms_until(one->deadline)));
    deadline = std::max(deadline, one->deadline);
  }
  batches_.add();
  batched_.add(batch.size());
  auto status = send_(request, response, deadline);
  arrived();   // the next may go while this one's answers are given out
  if (status.ok() && response.answers_size() != request.calls_size()) status = {grpc::StatusCode::INTERNAL, "the batch has fewer answers than calls"};
  for (std::size_t i = 0; i < batch.size(); ++i) {
    auto& one = *batch[i];
    if (!status.ok()) {
      one.status = status;
    } else {
      one.answer.Swap(response.mutable_answers(static_cast<int>(i)));
      one.status = {static_cast<grpc::StatusCode>(one.answer.status()), one.answer.message(), one.answer.details()};
    }
    tell(one, Stage::answered);
  }
}

void Coalescer::arrived() {
  const std::lock_guard lock(mutex_);
  --on_their_way_;
  elect();
}

void Coalescer::tell(Waiting& waiting, Stage stage) {
  {
    const std::lock_guard lock(waiting.mutex);
    waiting.stage = stage;
  }
  waiting.changed.notify_one();   // outside, or who wakes would wait again for the lock
}

}  // namespace shopper::gateway::call
