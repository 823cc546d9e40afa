// R-04: memory runs out while the gateway reads a request and writes an answer. Either that is told, or the outcome is the right one; the next goes well.
#include <catch2/catch.hpp>
#include <future>

#include "gateway/http/framer.h"
#include "gateway/transcode/json_reader.h"
#include "gateway/transcode/json_writer.h"
#include "shopper/evaluation/v1/evaluation.pb.h"
#include "tests/faults/memory/heap.h"

using namespace shopper;
using namespace shopper::gateway;
namespace heap = shopper::testing::heap;
namespace pb = shopper::evaluation::v1;

namespace {

const transcode::MessagePlan& plan() {
  static transcode::Schema schema;
  return schema.plan(pb::PutEvaluationRequest::descriptor());
}

// Each of its allocations fails in turn, alone and with all after it; how many times that was told.
int each_allocation_fails(const std::function<std::string()>& work) {
  const auto right = work();   // what is made once is made
  int told = 0;
  for (const bool lasting : {false, true}) {
    bool reached = true;
    for (std::int64_t n = 1; reached; ++n) {
      INFO("allocation " << n << (lasting ? ", and all after it" : ""));
      std::string outcome;
      bool starved = false;
      heap::fail_at(n, lasting);
      try {
        outcome = work();
      } catch (const std::bad_alloc&) {
        starved = true;
      }
      reached = heap::failed();
      heap::heal();
      if (starved) ++told;
      else CHECK(outcome == right);
      CHECK(work() == right);
    }
  }
  return told;
}

}  // namespace

TEST_CASE("R-04 the gateway runs out of memory at any allocation while it reads a request", "[memory]") {
  const std::string head = "PUT /v1/evaluations/1?a=b HTTP/1.1\r\nHost: shopper.example.org\r\nContent-Type: application/json\r\nAuthorization: Bearer " + std::string(300, 't') + "\r\nContent-Length: 100\r\n\r\n";
  const auto told = each_allocation_fails([&] {
    http::Framer framer("192.0.2.1");
    framer.append(std::string_view(head).substr(0, 60));
    auto event = framer.advance();
    framer.append(std::string_view(head).substr(60));
    event = framer.advance();
    if (event != http::Framer::Event::head) return "refused " + std::to_string(framer.refusal().status);
    framer.append(std::string(100, 'x'));
    event = framer.advance();
    return std::string(framer.request().path) + " " + std::string(framer.request().header("host").value_or("")) + (event == http::Framer::Event::request ? " whole" : " not whole");
  });
  CHECK(told > 5);
}

TEST_CASE("R-04 the gateway runs out of memory at any allocation while it turns JSON into a message and back", "[memory]") {
  const std::string json = R"({"programme_id":"0190b2f4-8a52-7c3e-9d41-2f6a7b8c9d0e","entity_id":"a name longer than fifteen bytes","channel":"visit","visited_on":"2022-06-09","answers":{"welcome":"yes","why":["the queue","the sign at the door"]},"submit":true})";
  const auto turn = [&] {
    pb::PutEvaluationRequest message;
    std::vector<FieldError> wrong;
    const auto read = transcode::read_json(json, plan(), message, wrong);
    if (!read.ok()) return "refused " + read.error().code;
    std::string out = wrong.empty() ? "" : "wrong " + wrong.front().pointer;
    transcode::write_json(message, plan(), out);
    return out;
  };
  // In a thread of its own, which has read nothing before.
  const auto told = each_allocation_fails([&] { return std::async(std::launch::async, turn).get(); });
  CHECK(told > 20);
}
