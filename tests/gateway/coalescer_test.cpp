// Calls that travel together: each gets its own answer, whoever else is on board and whatever becomes of the message.
#include "gateway/call/coalescer.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <iostream>
#include <random>
#include <thread>

#include "tests/support/temporary.h"

using namespace shopper::gateway::call;
using namespace std::chrono_literals;
namespace pb = shopper::common::v1;
using Clock = Coalescer::Clock;

namespace {

// Threads on which messages travel.
class Roads {
 public:
  explicit Roads(int count) {
    for (int i = 0; i < count; ++i) threads_.emplace_back([this] { travel(); });
  }
  ~Roads() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
  }
  void take(std::function<void()> journey) {
    {
      const std::lock_guard lock(mutex_);
      journeys_.push_back(std::move(journey));
    }
    changed_.notify_one();
  }

 private:
  void travel() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [&] { return ending_ || !journeys_.empty(); });
      if (journeys_.empty()) return;
      const auto journey = std::move(journeys_.front());
      journeys_.pop_front();
      lock.unlock();
      journey();
      lock.lock();
    }
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> journeys_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

// Holds messages back until it is told, and answers each call with its own request.
class Road {
 public:
  Coalescer::Send send() {
    return [this](pb::BatchRequest request, auto, Coalescer::Arrived arrived) {
      roads_.take([this, request = std::move(request), arrived = std::move(arrived)] {
        pb::BatchResponse response;
        const auto outcome = cross(request, response);
        arrived(outcome, response);
      });
    };
  }
  grpc::Status pass(std::size_t calls) {
    std::unique_lock lock(mutex_);
    messages.push_back(calls);
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_ > 0; });
    --open_;
    return status;
  }
  grpc::Status cross(const pb::BatchRequest& request, pb::BatchResponse& response) {
    for (const auto& call : request.calls()) {
      auto& answer = *response.add_answers();
      if (call.request() == "refuse") {
        answer.set_status(grpc::StatusCode::NOT_FOUND);
        answer.set_message("nothing here");
        answer.set_details("why");
      } else {
        answer.set_response("answer to " + call.request());
        answer.set_replayed(call.idempotency_key() == "seen");
      }
    }
    return pass(static_cast<std::size_t>(request.calls_size()));
  }
  void open(int messages_to_pass = 1) {
    const std::lock_guard lock(mutex_);
    open_ += messages_to_pass;
    changed_.notify_all();
  }
  void await_messages(std::size_t count) {
    std::unique_lock lock(mutex_);
    REQUIRE(changed_.wait_for(lock, 20s, [&] { return messages.size() >= count; }));
  }

  std::vector<std::size_t> messages;   // calls in each
  grpc::Status status;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int open_ = 0;
  Roads roads_{4};
};

struct Outcome {
  grpc::Status status;
  pb::BatchAnswer answer;
};

std::future<Outcome> begin(Coalescer& coalescer, const std::string& request, Clock::time_point deadline, const std::string& key = "") {
  auto promise = std::make_shared<std::promise<Outcome>>();
  auto outcome = promise->get_future();
  pb::BatchCall call;
  call.set_request(request);
  call.set_idempotency_key(key);
  coalescer.begin(deadline, std::move(call), [promise](const grpc::Status& status, pb::BatchAnswer& answer) { promise->set_value({status, answer}); });
  return outcome;
}

class Crossing {
 public:
  explicit Crossing(Coalescer::Limits limits) : coalescer_("peer", limits, road.send()) {}
  ~Crossing() { road.open(1'000'000); }

  std::future<Outcome> start(const std::string& request, const std::string& key = "", std::chrono::milliseconds patience = 20s) {
    return begin(coalescer_, request, Clock::now() + patience, key);
  }
  Outcome call(const std::string& request, std::chrono::milliseconds patience = 20s) { return start(request, "", patience).get(); }
  // A call behind one that is on its way: it waits.
  std::future<Outcome> queue(const std::string& request, const std::string& key = "") {
    const auto before = coalescer_.waiting();
    auto outcome = start(request, key);
    REQUIRE(coalescer_.waiting() == before + 1);
    return outcome;
  }

  Road road;

 private:
  Coalescer coalescer_;
};

}  // namespace

TEST_CASE("one call at a time goes alone, without delay") {
  Crossing crossing({1, 64, 1 << 20});
  crossing.road.open(3);
  for (int i = 0; i < 3; ++i) CHECK(crossing.call("x").answer.response() == "answer to x");
  CHECK(crossing.road.messages == std::vector<std::size_t>{1, 1, 1});
}

TEST_CASE("calls that wait travel in the next message, each with its own answer") {
  Crossing crossing({1, 64, 1 << 20});
  auto first = crossing.start("first");
  crossing.road.await_messages(1);
  auto a = crossing.queue("a");
  auto refused = crossing.queue("refuse");
  auto b = crossing.queue("b", "seen");
  crossing.road.open(2);
  CHECK(first.get().answer.response() == "answer to first");
  const auto answer_a = a.get(), answer_refused = refused.get(), answer_b = b.get();
  CHECK(answer_a.answer.response() == "answer to a");
  CHECK_FALSE(answer_a.answer.replayed());
  CHECK(answer_b.answer.response() == "answer to b");
  CHECK(answer_b.answer.replayed());
  CHECK(answer_refused.status.error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(answer_refused.status.error_message() == "nothing here");
  CHECK(answer_refused.status.error_details() == "why");
  CHECK(crossing.road.messages == std::vector<std::size_t>{1, 3});
}

TEST_CASE("a message is bounded by calls and by bytes") {
  Crossing crossing({1, 4, 1000});
  auto first = crossing.start("first");
  crossing.road.await_messages(1);
  std::vector<std::future<Outcome>> small, large;
  for (int i = 0; i < 10; ++i) small.push_back(crossing.queue("s" + std::to_string(i)));
  for (int i = 0; i < 3; ++i) large.push_back(crossing.queue(std::string(700, static_cast<char>('a' + i))));
  crossing.road.open(100);
  for (int i = 0; i < 10; ++i) CHECK(small[static_cast<std::size_t>(i)].get().answer.response() == "answer to s" + std::to_string(i));
  for (auto& one : large) CHECK(one.get().answer.response().size() == 710);
  first.get();
  CHECK(crossing.road.messages == std::vector<std::size_t>{1, 4, 4, 3, 1, 1});
}

TEST_CASE("a call whose time is over gives up, and does not travel") {
  Crossing crossing({1, 64, 1 << 20});
  auto first = crossing.start("first");
  crossing.road.await_messages(1);
  CHECK(crossing.call("late", 20ms).status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
  auto patient = crossing.queue("patient");
  crossing.road.open(1);
  first.get();
  crossing.road.await_messages(2);
  // On its way, it is given up all the same: the caller's time is over.
  CHECK(crossing.call("late too", 20ms).status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
  crossing.road.open(1);
  CHECK(patient.get().answer.response() == "answer to patient");
  CHECK(crossing.road.messages == std::vector<std::size_t>{1, 1});
}

TEST_CASE("what becomes of the message becomes of all its calls") {
  Crossing crossing({1, 64, 1 << 20});
  auto first = crossing.start("first");
  crossing.road.await_messages(1);
  auto a = crossing.queue("a");
  auto b = crossing.queue("b");
  crossing.road.status = {grpc::StatusCode::UNAVAILABLE, "gone"};
  crossing.road.open(3);
  for (auto* outcome : {&first, &a, &b}) CHECK(outcome->get().status.error_code() == grpc::StatusCode::UNAVAILABLE);
  crossing.road.status = grpc::Status::OK;
  crossing.road.open(1);
  CHECK(crossing.call("afterwards").status.ok());
}

TEST_CASE("what still waits at the end is answered, too") {
  Road road;
  auto coalescer = std::make_unique<Coalescer>("peer", Coalescer::Limits{1, 64, 1 << 20}, road.send());
  auto travels = begin(*coalescer, "travels", Clock::now() + 20s);
  road.await_messages(1);
  auto waits = begin(*coalescer, "waits", Clock::now() + 20s);
  std::thread ending([&] { coalescer.reset(); });
  CHECK(waits.get().status.error_code() == grpc::StatusCode::UNAVAILABLE);
  road.open();
  CHECK(travels.get().answer.response() == "answer to travels");
  ending.join();
}

TEST_CASE("many callers, short of time: every answer is one's own, once, and the road is free at the end") {
  const auto seed = shopper::testing::seed("coalescer");
  for (const std::size_t on_their_way : {1, 2, 3}) {
    std::atomic<int> travelling{0}, most{0}, answered{0}, late{0}, wrong{0};
    Roads roads(4);
    Coalescer coalescer("peer", {on_their_way, 5, 200}, [&](pb::BatchRequest request, auto, Coalescer::Arrived arrived) {
      const int now = ++travelling;
      for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
      }
      if (request.calls_size() > 5) ++wrong;
      roads.take([&, request = std::move(request), arrived = std::move(arrived)] {
        pb::BatchResponse response;
        for (const auto& call : request.calls()) response.add_answers()->set_response(call.request());
        for (int i = 0; i < request.calls_size() * 20; ++i) std::this_thread::yield();
        --travelling;
        arrived(grpc::Status::OK, response);
      });
    });
    std::vector<std::thread> callers;
    for (int t = 0; t < 12; ++t)
      callers.emplace_back([&, t] {
        std::mt19937_64 random(seed + static_cast<std::uint64_t>(t));
        for (int i = 0; i < 200; ++i) {
          const auto mine = std::to_string(t) + "/" + std::to_string(i) + std::string(random() % 90, 'x');
          const auto patience = std::chrono::microseconds(random() % 4 ? 20'000'000 : random() % 300);
          const auto outcome = begin(coalescer, mine, Clock::now() + patience).get();
          if (outcome.status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) ++late;
          else if (outcome.status.ok() && outcome.answer.response() == mine) ++answered;
          else ++wrong;
        }
      });
    for (auto& caller : callers) caller.join();
    CHECK(wrong == 0);
    CHECK(answered + late == 12 * 200);
    CHECK(answered >= 12 * 200 / 2);
    CHECK(most <= static_cast<int>(on_their_way));
    CHECK(coalescer.waiting() == 0);
    CHECK(begin(coalescer, "last", Clock::now() + 20s).get().answer.response() == "last");
  }
}
