// O-07: a request's trace from the client through the gateway into the service, also where calls travel together.
#include <catch2/catch.hpp>

#include "platform/trace/span.h"
#include "tests/gateway/house.h"

using namespace shopper;
using namespace shopper::gateway::test;

namespace {

const std::string trace_id = "0af7651916cd43dd8448eb211c80319c", span_id = "b7ad6b7169203331";

// Keeps the spans of gateway and service, which live in this one process.
class Kept : public trace::Sink {
 public:
  explicit Kept(double ratio = 1) { trace::export_to(this, ratio); }
  ~Kept() override { trace::export_to(nullptr); }
  void take(trace::Finished span) override {
    const std::lock_guard lock(mutex_);
    spans_.push_back(std::move(span));
  }
  std::vector<trace::Finished> of(const std::string& trace) {
    const std::lock_guard lock(mutex_);
    std::vector<trace::Finished> found;
    for (const auto& span : spans_)
      if (span.trace_id == trace) found.push_back(span);
    return found;
  }

 private:
  std::mutex mutex_;
  std::vector<trace::Finished> spans_;
};

const trace::Finished& one(const std::vector<trace::Finished>& spans, trace::Kind kind, const std::string& name) {
  const auto found = std::find_if(spans.begin(), spans.end(), [&](const auto& span) { return span.kind == kind && span.name == name; });
  INFO(name);
  REQUIRE(found != spans.end());
  return *found;
}

Answer get(const std::string& headers) { return house().ask("GET /v1/books/secret-book", house().token({"reader"}) + headers); }
std::string traceparent_of(const std::string& id, const std::string& flags = "01") { return "traceparent: 00-" + id + "-" + span_id + "-" + flags + "\r\n"; }

}  // namespace

TEST_CASE("O-07 a sound traceparent is gone on with, anything else begins a new trace", "[gateway]") {
  const auto continued = get(traceparent_of(trace_id));
  CHECK(continued.status == 200);
  const auto ours = trace::parse(continued.header("traceparent"));
  REQUIRE(ours);
  CHECK(ours->trace_id == trace_id);
  CHECK(ours->span_id != span_id);
  CHECK(ours->sampled);
  CHECK(house().backend.last_call.traceparent == continued.header("traceparent"));   // nobody exports: the service works for the same span
  CHECK_FALSE(trace::parse(get(traceparent_of(trace_id, "00")).header("traceparent"))->sampled);
  for (const auto& headers : {std::string(), "traceparent: ff-" + trace_id + "-" + span_id + "-01\r\n", "traceparent: 00-" + std::string(32, '0') + "-" + span_id + "-01\r\n",
                              "traceparent: 00-" + trace_id + "-" + span_id + "\r\n", traceparent_of(trace_id) + traceparent_of(trace_id), std::string("traceparent:\r\n")}) {
    INFO(headers);
    const auto begun = trace::parse(get(headers).header("traceparent"));
    REQUIRE(begun);
    CHECK(begun->trace_id != trace_id);
  }
}

TEST_CASE("O-07 gateway, call and service are parts of one trace; tracestate travels along; nothing tells whose or which", "[gateway]") {
  Kept kept;
  const auto answer = get(traceparent_of(trace_id, "00") + "tracestate: foo=1\r\nTracestate: bar=2\r\n");   // strangers do not switch it off
  CHECK(answer.status == 200);
  const auto spans = kept.of(trace_id);
  REQUIRE(spans.size() == 3);
  const auto& gateway = one(spans, trace::Kind::server, "GET /v1/books/{id}");
  const auto& call = one(spans, trace::Kind::client, "shopper.sample.v1.Library/GetBook");
  const auto& service = one(spans, trace::Kind::server, "shopper.sample.v1.Library/GetBook");
  CHECK(gateway.parent_id == span_id);
  CHECK(call.parent_id == gateway.span_id);
  CHECK(service.parent_id == call.span_id);
  CHECK(trace::parse(answer.header("traceparent"))->span_id == gateway.span_id);
  for (const auto& span : spans) {
    CHECK(span.state == "foo=1,bar=2");
    CHECK_FALSE(span.failed);
    CHECK(span.name.find("secret") == std::string::npos);
    for (const auto& [key, value] : span.attributes)
      if (const auto* text = std::get_if<std::string>(&value)) CHECK(text->find("secret") == std::string::npos);
  }
  const std::string broken_trace = trace::new_trace_id();
  CHECK(house().ask("GET /v1/books/broken", traceparent_of(broken_trace)).status == 500);
  for (const auto& span : kept.of(broken_trace)) CHECK(span.failed);
  const std::string absent_trace = trace::new_trace_id();
  CHECK(house().ask("GET /v1/books/absent", traceparent_of(absent_trace)).status == 404);
  for (const auto& span : kept.of(absent_trace)) CHECK_FALSE(span.failed);   // a refusal is an answer
  CHECK(kept.of(absent_trace).size() == 3);
}

TEST_CASE("O-07 calls that travel together keep their own traces", "[gateway]") {
  constexpr std::size_t calls = 200;
  std::vector<std::string> traceparents(calls);
  for (auto& traceparent : traceparents) traceparent = trace::to_string({trace::new_trace_id(), trace::new_span_id(), true});
  const auto batches = [] { return telemetry::counter("shopper_batches_total", "Messages with several calls.", {{"peer", "sample"}}).value(); };
  const auto before = batches();
  pb::Book book;
  book.set_id("b");
  const auto actor = gateway::call::Backends::ourselves();
  Kept kept;
  std::atomic<std::size_t> answered{0}, right{0};
  for (const auto& traceparent : traceparents)
    house().backends.begin({"sample", "/shopper.sample.v1.Library/PutBook", book, actor, traceparent, "", "", 2s, true, "", "foo=1"}, [&](const auto& result, const std::string&) {
      right += result && result->status.ok();
      ++answered;
    });
  REQUIRE(testing::await([&] { return answered == calls; }));
  CHECK(right == calls);
  CHECK(batches() > before);
  for (const auto& traceparent : traceparents) {
    const auto context = *trace::parse(traceparent);
    const auto spans = kept.of(context.trace_id);
    REQUIRE(spans.size() == 2);
    const auto& call = one(spans, trace::Kind::client, "shopper.sample.v1.Library/PutBook");
    const auto& service = one(spans, trace::Kind::server, "shopper.sample.v1.Library/PutBook");
    CHECK(call.parent_id == context.span_id);
    CHECK(service.parent_id == call.span_id);
    CHECK(service.state == "foo=1");
  }
}

TEST_CASE("O-07 with a ratio of nought nothing is recorded, whatever the client says", "[gateway]") {
  Kept kept(0);
  CHECK_FALSE(trace::parse(get(traceparent_of(trace_id)).header("traceparent"))->sampled);
  CHECK(kept.of(trace_id).empty());
}
