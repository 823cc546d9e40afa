// O-08: the alert rules hold by promtool, each of them is tested and has a runbook.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "tests/tidy/source.h"

using namespace shopper::tidy;

namespace {

std::set<std::string> all(const std::string& text, const std::string& pattern) {
  std::set<std::string> found;
  const std::regex expression(pattern);
  for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it) found.insert((*it)[1].str());
  return found;
}

}  // namespace

TEST_CASE("O-08 promtool takes the configuration and the rules, and every rule fires when it should and only then") {
  const auto run = [](const std::string& command) { return std::system(("cd '" + root.string() + "/deploy/prometheus' && promtool " + command + " >/dev/null").c_str()); };
  CHECK(run("check config prometheus.yml") == 0);
  CHECK(run("check rules alerts.yml") == 0);
  CHECK(run("test rules alerts_test.yml") == 0);
}

TEST_CASE("O-08 every alert is tried, is of a known severity, and has a runbook that it links to") {
  const auto rules = text_of("deploy/prometheus/alerts.yml"), tests = text_of("deploy/prometheus/alerts_test.yml"), manual = text_of("docs/OPERATIONS.md");
  const auto alerts = all(rules, "- alert: ([A-Za-z]+)");
  CHECK(alerts.size() >= 20);
  CHECK(all(rules, "severity: ([a-z]+)") == std::set<std::string>{"page", "ticket"});
  for (const auto& alert : alerts) {
    INFO(alert);
    CHECK(tests.find("alertname=\"" + alert + "\"") != std::string::npos);
    CHECK(manual.find("\n#### " + alert + "\n") != std::string::npos);
    std::string anchor = alert;
    for (char& c : anchor) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    CHECK(rules.find("runbook: docs/OPERATIONS.md#" + anchor + "\n") != std::string::npos);
  }
  for (const auto& runbook : all(manual, "\n#### ([A-Za-z]+)\n")) {
    INFO(runbook);
    CHECK(alerts.contains(runbook));
  }
}

TEST_CASE("O-08 the dashboard is JSON that shows what the alerts ask for") {
  const auto dashboard = nlohmann::json::parse(text_of("deploy/grafana/shopper.json"));
  CHECK(dashboard["panels"].size() >= 10);
  const auto shown = dashboard.dump();
  for (const auto& metric : all(text_of("deploy/prometheus/alerts.yml"), "((?:shopper|process)_[a-z_]+)(?:\\{|\\[|\\)| |$)")) {
    if (metric.starts_with("shopper_slo") || metric == "shopper_processes" || metric == "shopper_stores" || metric == "shopper_feeds") continue;   // names of groups
    INFO(metric);
    CHECK(shown.find(metric) != std::string::npos);
  }
}
