// O-07: one request through all services is one trace, in spans and in log lines; the collector's troubles are nobody else's.
#include <algorithm>
#include <set>

#include "platform/trace/context.h"
#include "tests/harness/fieldwork.h"
#include "tests/harness/process.h"
#include "tests/support/collector.h"

using namespace shopper::test;
using shopper::testing::Collector;

namespace {

// A sum of a metric's samples, over all processes.
double sum_of(const std::string& metrics, const std::string& name) {
  double sum = 0;
  for (auto at = metrics.find("\n" + name + "{"); at != std::string::npos; at = metrics.find("\n" + name + "{", at + 1)) sum += std::stod(metrics.substr(metrics.find("} ", at) + 2));
  return sum;
}

}  // namespace

TEST_CASE("O-07 a request that goes through all services is one trace, in spans and in logs, and tells nothing of anybody", "[trace]") {
  Collector collector;
  Harness suite(Harness::Traced{collector.endpoint()});
  Procedure procedure(suite);
  const auto person = procedure.candidate();
  const auto trace = shopper::trace::new_trace_id(), caller = shopper::trace::new_span_id();
  const auto erasure = expect(201, suite.as("applicant", person.subject).post("/v1/me/erasure", Json::object(), {{"Idempotency-Key", new_id()}, {"traceparent", "00-" + trace + "-" + caller + "-01"}})).json();
  const std::set<std::string> everybody{"shopper-gateway", "shopper-identity", "shopper-registration", "shopper-selection", "shopper-evaluation", "shopper-recommendation"};
  const auto services = [&] {
    std::set<std::string> seen;
    for (const auto& span : collector.spans(trace)) seen.insert(span["service"]);
    return seen;
  };
  const auto complete = [&] { return suite.as("applicant", person.subject).get("/v1/erasures/" + erasure["id"].get<std::string>()).json()["state"] == "complete"; };
  REQUIRE(await(complete, std::chrono::seconds(60)));
  CHECK(await([&] { return services() == everybody; }));

  // One tree: everybody's parent is there, but that of the request, which is the client's.
  CHECK(suite.suite().stop());   // what waited is sent
  std::set<std::string> ids;
  const auto spans = collector.spans(trace);
  for (const auto& span : spans) CHECK(ids.insert(span["spanId"]).second);
  int roots = 0;
  std::set<std::string> names, attributes;
  for (const auto& span : spans) {
    INFO(span.dump());
    const auto parent = span["parentSpanId"].get<std::string>();
    roots += parent == caller;
    CHECK((parent == caller || ids.contains(parent)));
    names.insert(span["name"]);
    for (const auto& attribute : span["attributes"]) attributes.insert(attribute["key"]);
  }
  CHECK(roots == 1);
  for (const char* name : {"POST /v1/me/erasure", "use case", "commit", "react subject.erased"}) {
    INFO(name);
    CHECK(names.contains(name));
  }
  const std::set<std::string> allowed{"http.request.method", "http.route", "http.response.status_code", "rpc.system", "rpc.grpc.status_code", "server.address", "shopper.upstream"};
  CHECK(std::includes(allowed.begin(), allowed.end(), attributes.begin(), attributes.end()));
  for (const auto& told : {person.subject, person.application, erasure["id"].get<std::string>()}) CHECK(collector.bodies().find(told) == std::string::npos);

  for (const auto& name : shopper::tools::Suite::names()) {
    INFO(name);
    const auto log = read_file(suite.suite().data() / "logs" / (name + ".log"));
    const auto at = log.find("\"trace_id\":\"" + trace + "\",\"span_id\":\"");
    CHECK(at != std::string::npos);
    CHECK(log.find("\"trace_id\":\"" + trace + "\",\"span_id\":\"\"") == std::string::npos);
  }
}

TEST_CASE("O-07 a collector that is away, silent or broken costs nobody anything but spans", "[trace]") {
  Collector collector(0);
  Harness suite(Harness::Traced{collector.endpoint()});
  Procedure procedure(suite);
  procedure.candidate();
  CHECK(await([&] { return collector.requests() > 0; }));
  collector.answer_with(500);
  const auto refused = [&] { return sum_of(suite.anyone().get("/metrics").body, "shopper_spans_dropped_total") > 0; };
  CHECK(await([&] {
    procedure.candidate();
    return refused();
  }, std::chrono::seconds(60)));
  collector.answer_with(200);
  CHECK(await([&] {
    expect(200, procedure.admin().get(procedure.path()));
    return sum_of(suite.anyone().get("/metrics").body, "shopper_spans_exported_total") > 0;
  }, std::chrono::seconds(60)));
  CHECK(suite.suite().stop());
}

TEST_CASE("O-07 a wrong setting of traces ends the start with words", "[trace]") {
  Harness& suite = Harness::shared();
  for (const std::string name : {"gateway", "selection"}) {
    suite.suite().kill(name);
    suite.suite().change(name, "SHOPPER_TRACES_ENDPOINT", "collector:4317");
    suite.suite().start(name);
    std::optional<shopper::tools::Suite::Exit> ended;
    REQUIRE(await([&] { return (ended = suite.suite().reap()).has_value(); }));
    CHECK(ended->name == name);
    CHECK(ended->code == 78);
    CHECK(suite.suite().log_tail(name).find("SHOPPER_TRACES_ENDPOINT must be http(s)://HOST[:PORT]") != std::string::npos);
    suite.suite().change(name, "SHOPPER_TRACES_ENDPOINT", "");
    suite.start(name);
  }
}
