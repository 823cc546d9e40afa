// O-07: trace context as the W3C has it, spans, and the exporter, whatever the collector does.
#include <catch2/catch.hpp>

#include <set>

#include "platform/otlp/exporter.h"
#include "platform/trace/span.h"
#include "tests/support/collector.h"
#include "tests/support/temporary.h"

using namespace shopper;
using namespace std::chrono_literals;
using shopper::testing::await;
using shopper::testing::Collector;

namespace {

const std::string trace_id = "0af7651916cd43dd8448eb211c80319c", span_id = "b7ad6b7169203331";
const std::string sound = "00-" + trace_id + "-" + span_id + "-01";

// Keeps what it is given while it lives.
class Kept : public trace::Sink {
 public:
  explicit Kept(double ratio = 1) { trace::export_to(this, ratio); }
  ~Kept() override { trace::export_to(nullptr); }
  void take(trace::Finished span) override { spans.push_back(std::move(span)); }
  std::vector<trace::Finished> spans;
};

otlp::Options towards(const std::string& endpoint) {
  otlp::Options options;
  options.url = endpoint + "/v1/traces";
  options.resource = {"library", "1.2.3", "instance-1"};
  options.interval = 10ms;
  options.timeout = 300ms;
  options.pause_least = 10ms;
  options.pause_most = 40ms;
  options.flush_time = 300ms;
  return options;
}

// Counters live as long as the process: what they were is taken off.
class Counted {
 public:
  std::uint64_t exported() const { return counter("shopper_spans_exported_total", {}) - exported_; }
  std::uint64_t dropped(const std::string& reason) const { return counter("shopper_spans_dropped_total", {{"reason", reason}}) - dropped_.at(reason); }

 private:
  static std::uint64_t counter(const std::string& name, const telemetry::Labels& labels) { return telemetry::counter(name, name, labels).value(); }
  std::uint64_t exported_ = counter("shopper_spans_exported_total", {});
  std::map<std::string, std::uint64_t> dropped_{{"queue_full", counter("shopper_spans_dropped_total", {{"reason", "queue_full"}})},
                                                {"refused", counter("shopper_spans_dropped_total", {{"reason", "refused"}})},
                                                {"ended", counter("shopper_spans_dropped_total", {{"reason", "ended"}})}};
};

void make_spans(int count) {
  for (int i = 0; i < count; ++i) trace::Span(trace::Kind::internal, "work", sound);
}

std::string many(int count) {
  std::string members;
  for (int i = 0; i < count; ++i) members += (i ? "," : "") + ("k" + std::to_string(i)) + "=v";
  return members;
}

}  // namespace

TEST_CASE("O-07 a traceparent is taken as the W3C has it, or a new trace begins") {
  const std::string ids = trace_id + "-" + span_id;
  for (const auto& good : {sound, "00-" + ids + "-00", "00-" + ids + "-ff", "cc-" + ids + "-01", "cc-" + ids + "-01-what-the-future-will-be-like", "01-" + ids + "-01-"}) {
    INFO(good);
    const auto context = trace::parse(good);
    REQUIRE(context);
    CHECK(context->trace_id == trace_id);
    CHECK(context->span_id == span_id);
    CHECK(context->sampled == (good.substr(53, 2) != "00"));
  }
  const std::string zeros(32, '0');
  for (const auto& bad : {std::string(), "ff-" + ids + "-01", "00-" + zeros + "-" + span_id + "-01", "00-" + trace_id + "-" + zeros.substr(16) + "-01", sound + "-", sound + ".", "cc-" + ids + "-01.what",
                          "00-" + trace_id + "-" + span_id + "-1", "00-" + trace_id + "-" + span_id + "-001", "0-" + ids + "-01", "000-" + ids + "-01", "0x-" + ids + "-01", "00-" + trace_id + "0-" + span_id + "-01",
                          "00-" + trace_id.substr(1) + "-" + span_id + "-01", "00-" + trace_id + "-" + span_id.substr(1) + "-01", "00-" + trace_id + "-" + span_id + "0-01", "00_" + trace_id + "_" + span_id + "_01",
                          "00-" + trace_id + "-" + span_id + "-0x", "00-." + trace_id.substr(1) + "-" + span_id + "-01", "00-0AF7651916CD43DD8448EB211C80319C-" + span_id + "-01", "00-" + trace_id + "-B7AD6B7169203331-01",
                          " " + sound, sound + " ", "CC-" + ids + "-01", std::string(55, '-')}) {
    INFO(bad);
    CHECK_FALSE(trace::parse(bad));
  }
  CHECK(trace::to_string(*trace::parse(sound)) == sound);
}

TEST_CASE("O-07 tracestate is passed on whole, in order, or not at all; of too much the long members go first") {
  CHECK(trace::passed_on("foo=1,bar=2") == "foo=1,bar=2");
  CHECK(trace::passed_on("foo=1 , \tbar=2, ,") == "foo=1,bar=2");
  CHECK(trace::passed_on("foo=1, , bar=2") == "foo=1,bar=2");
  CHECK(trace::passed_on("fw529a3039@dt=FfffffCc-40,a_-*/9=x y") == "fw529a3039@dt=FfffffCc-40,a_-*/9=x y");
  CHECK(trace::passed_on("0tenant@system=1") == "0tenant@system=1");
  CHECK(trace::passed_on("") == "");
  const std::string long_key(256, 'z'), tenant(241, 't'), system(14, 'v');
  CHECK(trace::passed_on("foo=1," + long_key + "=1") == "foo=1," + long_key + "=1");
  CHECK(trace::passed_on(tenant + "@" + system + "=1") == tenant + "@" + system + "=1");
  for (const auto& bad : {std::string("foo"), std::string("foo="), std::string("=1"), std::string("foo@=1,bar=2"), std::string("@foo=1,bar=2"), std::string("foo@@bar=1"), std::string("foo@bar@baz=1"), std::string("FOO=1"),
                          std::string("foo.bar=1"), std::string("foo =1"), std::string("foo=1=2"), std::string("foo=1,foo=2"), std::string("0foo=1"), std::string("foo=b\x01r"), std::string("foo=\xc3\xa9"), long_key + "z=1",
                          tenant + "t@v=1", "t@" + system + "v=1", "foo=" + std::string(257, 'v')}) {
    INFO(bad);
    CHECK(trace::passed_on(bad) == "");
  }
  CHECK(trace::passed_on(many(32)) == many(32));
  CHECK(trace::passed_on(many(33)) == "");
  const std::string large = "large=" + std::string(200, 'v'), small = "small=" + std::string(100, 'v');
  CHECK(trace::passed_on("a=" + std::string(240, 'v') + "," + small + "," + large) == "a=" + std::string(240, 'v') + "," + small);
  std::string members;
  for (char c = 'a'; c <= 'h'; ++c) members += (members.empty() ? "" : ",") + std::string(1, c) + "=" + std::string(98, 'v');
  const auto kept = trace::passed_on(members);
  CHECK(kept.size() == 5 * 101 - 1);
  CHECK(members.starts_with(kept));
}

TEST_CASE("O-07 a span is a part of its parent, and costs nothing where nobody exports or the trace is not sampled") {
  CHECK_FALSE(trace::Span(trace::Kind::internal, "nobody", sound).recorded());
  Kept kept;
  {
    trace::Span outer(trace::Kind::server, "outer", sound, "foo=1");
    trace::Span inner(trace::Kind::internal, "inner", outer.traceparent());
    inner.set("rpc.system", "grpc");
    inner.set("n", std::int64_t{7});
    inner.fail();
  }
  REQUIRE(kept.spans.size() == 2);
  const auto &inner = kept.spans[0], &outer = kept.spans[1];
  CHECK(outer.trace_id == trace_id);
  CHECK(outer.parent_id == span_id);
  CHECK(outer.state == "foo=1");
  CHECK(outer.span_id != span_id);
  CHECK(inner.trace_id == trace_id);
  CHECK(inner.parent_id == outer.span_id);
  CHECK(inner.failed);
  CHECK(inner.attributes.size() == 2);
  CHECK(outer.start_ns <= inner.start_ns);
  CHECK(inner.start_ns <= inner.end_ns);
  for (const auto& parent : {"00-" + trace_id + "-" + span_id + "-00", std::string("no traceparent"), std::string()}) {
    trace::Span span(trace::Kind::internal, "unrecorded", parent);
    CHECK_FALSE(span.recorded());
    CHECK(span.traceparent() == parent);
  }
  CHECK(kept.spans.size() == 2);
}

TEST_CASE("O-07 of the traces that begin here, the ratio is sampled, by their ids") {
  const auto share = [](double ratio) {
    const Kept kept(ratio);
    int sampled = 0;
    for (int i = 0; i < 10'000; ++i) sampled += trace::chosen(trace::new_trace_id());
    return sampled;
  };
  CHECK(share(0) == 0);
  CHECK(share(1) == 10'000);
  const int tenth = share(0.1);
  CHECK(tenth > 800);
  CHECK(tenth < 1'200);
  std::set<std::string> ids;
  for (int i = 0; i < 10'000; ++i) ids.insert(trace::new_trace_id());
  CHECK(ids.size() == 10'000);
  CHECK(trace::parse("00-" + trace::new_trace_id() + "-" + trace::new_span_id() + "-00"));
}

TEST_CASE("O-07 scopes nest; what is no traceparent says nothing") {
  CHECK(trace::current() == "");
  const trace::Scope outer(sound);
  CHECK(trace::trace_id_of(trace::current()) == trace_id);
  CHECK(trace::span_id_of(trace::current()) == span_id);
  {
    const trace::Scope other("a key of a test");
    CHECK(trace::current() == "");
    CHECK(trace::trace_id_of(trace::current()) == "");
  }
  CHECK(trace::current() == sound);
}

TEST_CASE("O-07 spans reach a collector as OTLP has them") {
  const Counted counted;
  Collector collector;
  {
    otlp::Exporter exporter(towards(collector.endpoint()));
    {
      trace::Span span(trace::Kind::server, "library.v1.Library/GetBook", sound, "foo=1");
      span.set("rpc.system", "grpc");
      span.set("rpc.grpc.status_code", std::int64_t{13});
      span.fail();
    }
    CHECK(await([&] { return counted.exported() == 1; }));
    make_spans(3);   // sent at the end
  }
  CHECK(counted.exported() == 4);
  CHECK(collector.head().starts_with("POST /v1/traces HTTP/1.1\r\n"));
  CHECK(collector.head().find("Content-Type: application/json") != std::string::npos);
  const auto spans = collector.spans(trace_id);
  REQUIRE(spans.size() == 4);
  const auto& span = spans[0];
  CHECK(span["service"] == "shopper-library");
  CHECK(span["parentSpanId"] == span_id);
  CHECK(span["traceState"] == "foo=1");
  CHECK(span["name"] == "library.v1.Library/GetBook");
  CHECK(span["kind"] == 2);
  CHECK(span["status"]["code"] == 2);
  CHECK(span["startTimeUnixNano"].is_string());
  CHECK(std::stoll(span["endTimeUnixNano"].get<std::string>()) >= std::stoll(span["startTimeUnixNano"].get<std::string>()));
  CHECK(span["attributes"] == nlohmann::json::parse(R"([{"key":"rpc.system","value":{"stringValue":"grpc"}},{"key":"rpc.grpc.status_code","value":{"intValue":"13"}}])"));
  CHECK_FALSE(trace::exporting());
}

TEST_CASE("O-07 a collector that asks for patience gets the spans later, one that refuses does not get them again") {
  const Counted counted;
  SECTION("503, then 200") {
    Collector collector(503);
    otlp::Exporter exporter(towards(collector.endpoint()));
    make_spans(5);
    CHECK(await([&] { return collector.requests() >= 3; }));
    CHECK(counted.exported() == 0);
    collector.answer_with(200);
    CHECK(await([&] { return counted.exported() == 5; }));
    CHECK(collector.spans().size() == 5);
  }
  SECTION("500 and 400") {
    for (const int status : {500, 400}) {
      Collector collector(status);
      const Counted this_time;
      otlp::Exporter exporter(towards(collector.endpoint()));
      make_spans(5);
      CHECK(await([&] { return this_time.dropped("refused") == 5; }));
      collector.answer_with(200);
      make_spans(2);
      CHECK(await([&] { return this_time.exported() == 2; }));
      CHECK(collector.spans().size() == 2);
    }
  }
  SECTION("200, but not all") {
    Collector collector(200, R"({"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}})");
    otlp::Exporter exporter(towards(collector.endpoint()));
    make_spans(5);
    CHECK(await([&] { return counted.exported() == 3; }));
    CHECK(counted.dropped("refused") == 2);
  }
}

TEST_CASE("O-07 while the collector is away or silent nobody waits, memory is bounded, what is too much is counted") {
  const Counted counted;
  std::uint16_t free_port = 0;
  {
    const Collector gone;
    free_port = gone.port();
  }
  const bool silent = GENERATE(false, true);
  INFO(silent);
  std::unique_ptr<Collector> collector;
  if (silent) collector = std::make_unique<Collector>(0);
  const auto endpoint = silent ? collector->endpoint() : "http://127.0.0.1:" + std::to_string(free_port);
  auto options = towards(endpoint);
  options.queue_spans = 1'000;
  options.batch_spans = 100;
  const auto began = std::chrono::steady_clock::now();
  {
    otlp::Exporter exporter(options);
    make_spans(5'000);
    CHECK(std::chrono::steady_clock::now() - began < 2s);
    CHECK(counted.dropped("queue_full") >= 5'000 - 1'000 - 100);
    const auto ending = std::chrono::steady_clock::now();
    exporter.stop();
    CHECK(std::chrono::steady_clock::now() - ending < 5s);
  }
  CHECK(counted.exported() == 0);
  CHECK(counted.dropped("queue_full") + counted.dropped("ended") == 5'000);
}

TEST_CASE("O-07 a collector that comes late gets what still waits") {
  const Counted counted;
  std::uint16_t port = 0;
  {
    const Collector gone;
    port = gone.port();
  }
  otlp::Exporter exporter(towards("http://127.0.0.1:" + std::to_string(port)));
  make_spans(700);
  Collector collector(200, "{}", port);
  CHECK(await([&] { return counted.exported() == 700; }));
}

TEST_CASE("O-07 settings of traces are judged at the start") {
  const auto configured = [](std::map<std::string, std::string> values, bool begins = true) {
    Config config(std::move(values));
    auto options = otlp::configured(config, "library", "1", begins);
    config.check();
    return options;
  };
  CHECK_FALSE(configured({}));
  CHECK_FALSE(configured({{"SHOPPER_TRACES_RATIO", "0.5"}}));
  CHECK(configured({{"SHOPPER_TRACES_ENDPOINT", "http://collector:4318"}})->url == "http://collector:4318/v1/traces");
  CHECK(configured({{"SHOPPER_TRACES_ENDPOINT", "https://collector/otlp/"}})->url == "https://collector/otlp/v1/traces");
  CHECK(configured({{"SHOPPER_TRACES_ENDPOINT", "http://[::1]:4318/v1/traces"}})->url == "http://[::1]:4318/v1/traces");
  CHECK(configured({{"SHOPPER_TRACES_ENDPOINT", "http://c"}, {"SHOPPER_TRACES_RATIO", "0.25"}})->ratio == 0.25);
  for (const char* wrong : {"collector", "ftp://collector", "http://", "http://user:word@collector", "http://collector?x=1", "http://collector/#x", "http://collector:99999", "grpc://collector:4317"}) {
    INFO(wrong);
    CHECK_THROWS_WITH(configured({{"SHOPPER_TRACES_ENDPOINT", wrong}}), Catch::Contains("SHOPPER_TRACES_ENDPOINT"));
  }
  for (const char* wrong : {"2", "-0.1", "nan", "half", "0,5", "1e-1", "0.5x"}) {
    INFO(wrong);
    CHECK_THROWS_WITH(configured({{"SHOPPER_TRACES_RATIO", wrong}}), Catch::Contains("SHOPPER_TRACES_RATIO"));
  }
  CHECK_THROWS_WITH(configured({{"SHOPPER_TRACES_RATIO", "1"}}, false), Catch::Contains("unknown settings"));
}
