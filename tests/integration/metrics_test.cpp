// O-06, O-08: what alert rules and the dashboard ask for is exported by the suite itself.
#include <regex>
#include <set>

#include "tests/harness/fieldwork.h"
#include "tests/harness/process.h"

using namespace shopper::test;

namespace {

const std::filesystem::path root = SHOPPER_SOURCE_DIR;

std::set<std::string> matches(const std::string& text, const std::string& pattern) {
  std::set<std::string> found;
  const std::regex expression(pattern);
  for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it) found.insert((*it)[1].str());
  return found;
}

// The value of a sample, by its name and labels as they are written; nothing while its process is away.
std::optional<double> value_of(const std::string& metrics, const std::string& sample) {
  const auto at = metrics.find("\n" + sample + " ");
  if (at == std::string::npos) return std::nullopt;
  return std::stod(metrics.substr(at + sample.size() + 2));
}

}  // namespace

TEST_CASE("O-06 every metric that an alert or the dashboard asks for is exported, with its labels, by a suite that just works") {
  Harness& harness = Harness::shared();
  Fieldwork field(harness, 1);
  const auto place = field.place();
  field.released(field.person(0), place);
  const auto metrics = expect(200, harness.anyone().get("/metrics")).body;
  const auto exported = matches(metrics, "(?:^|\n)([a-z_]+)[{ ]");
  const auto rules = read_file(root / "deploy" / "prometheus" / "alerts.yml");
  std::set<std::string> asked;
  // Expressions alone: names of groups and records look alike.
  for (const auto& expression : matches(rules + read_file(root / "deploy" / "grafana" / "shopper.json"), "\"?expr\"?: *(.*)\n"))
    for (const auto& metric : matches(expression, "\\b((?:shopper|process)_[a-z_]+)\\b")) asked.insert(metric);
  CHECK(asked.size() >= 20);
  asked.erase("shopper_certificate_end_timestamp_seconds");   // only over TLS: tls_test.cpp
  asked.erase("shopper_spans_dropped_total");                 // only with a collector: trace_test.cpp
  for (const auto& metric : asked) {
    INFO(metric);
    CHECK(exported.contains(metric));
  }
  for (const auto& service : harness.suite().services()) {
    const auto of = "{service=\"" + service + "\"}";
    CHECK(value_of(metrics, "shopper_store_healthy" + of) == 1);
    CHECK(value_of(metrics, "shopper_store_bytes" + of) > 4096);
    CHECK(value_of(metrics, "shopper_store_commit_failures_total" + of) == 0);
    CHECK(value_of(metrics, "shopper_store_disk_free_bytes" + of) > 1'000'000);
    CHECK(value_of(metrics, "shopper_peer_up{service=\"gateway\",peer=\"" + service + "\"}") == 1);
  }
  // Bounds that the rules name are bounds of the histograms.
  for (const auto& bound : matches(rules, "le=\"([0-9.]+)\"")) CHECK(metrics.find("le=\"" + bound + "\"") != std::string::npos);
  // promtool reads it too.
  const auto file = harness.suite().data() / "metrics.txt";
  write_file(file, metrics);
  CHECK(Process("/bin/sh", {"-c", "promtool check metrics < '" + file.string() + "'"}, harness.suite().data() / "promtool.txt").wait() == 0);
  INFO(read_file(harness.suite().data() / "promtool.txt"));
}

TEST_CASE("O-06 a feed that stands still shows how far it is behind, and a service that is away as such") {
  Harness harness;
  Procedure procedure(harness);
  const auto behind = [&] { return value_of(harness.anyone().get("/metrics").body, "shopper_feed_events_behind{service=\"selection\",upstream=\"registration\"}"); };
  procedure.candidate();
  CHECK(await([&] { return behind() == 0; }));
  harness.kill("selection");
  CHECK(value_of(harness.anyone().get("/metrics").body, "shopper_peer_up{service=\"gateway\",peer=\"selection\"}") == 0);
  for (int i = 0; i < 5; ++i) procedure.submitted();
  harness.start("selection");
  CHECK(await([&] { return behind() == 0; }));
}
