// The draw's report: what stands on the page, and what must not.
#include "selection/report/draw_report.h"

#include <catch2/catch.hpp>

#include "selection/report/draw_charts.h"
#include "selection/report/words.h"

using namespace shopper;
using namespace shopper::selection;
using namespace shopper::sortition;

namespace {

std::size_t times(const std::string& page, const std::string& what) {
  std::size_t number = 0;
  for (auto at = page.find(what); at != std::string::npos; at = page.find(what, at + what.size())) ++number;
  return number;
}
bool has(const std::string& page, const std::string& what) { return times(page, what) > 0; }

FeatureFigures feature(const std::string& name, const std::vector<long>& people) {
  FeatureFigures figures{name, {}, 0.5, std::pair(0.25, 0.75)};
  for (std::size_t v = 0; v < people.size(); ++v) figures.values.push_back({name + std::to_string(v), people[v], Row{1, 4}});
  return figures;
}

MethodFigures method(std::optional<Method> which, Cap::Kind cap, double lowest) {
  MethodFigures figures;
  figures.method = which, figures.cap = {cap, cap == Cap::Kind::fixed ? 2.5 : 0};
  figures.curve = {{0.25, lowest}, {1, 0.25}};
  figures.fairness = {lowest, 0.25, 0.125, 0.2};
  figures.shares = {{0.5, 0.3, 0.2}, {0.9, 0.1}};
  figures.blau = {0.62, 0.18}, figures.cells = {4.5};
  return figures;
}

// 103 candidates; three of the first feature's last value.
DrawReport sample() {
  DrawReport report;
  report.candidates = 103, report.seats = 10, report.seed = "0a1b", report.reason = "<b>fair</b> & \"square\"";
  auto& comparison = report.comparison;
  comparison.features = {feature("<i>town", {57, 43, 3}), feature("age", {60, 43})};
  comparison.crossings = {{{0, 1}, 6, 6}};
  auto chosen = method(Method::leximin, Cap::Kind::automatic, 0.0625);
  chosen.chosen = true, chosen.certified = true, chosen.bound = 0.0625, chosen.cap_level = 2.575;
  auto greedy = method(std::nullopt, Cap::Kind::off, 0);
  greedy.draws = 2000;
  MethodFigures failed;
  failed.method = Method::leximin, failed.cap = {Cap::Kind::fixed, 2.5}, failed.refusal = Refusal::cap_impossible;
  comparison.methods = {chosen, method(Method::leximin, Cap::Kind::off, 0.07), method(Method::maximin, Cap::Kind::off, 0.07), method(Method::nash, Cap::Kind::off, 0.05), failed, greedy};
  return report;
}

}  // namespace

TEST_CASE("the report speaks both languages, and lets nothing through as markup") {
  const auto report = sample();
  for (const std::string language : {"en", "ar"}) {
    const auto page = draw_report_html(report, language);
    INFO(language);
    CHECK(has(page, "lang=\"" + language + "\" dir=\"" + (language == "ar" ? "rtl" : "ltr") + "\""));
    CHECK_FALSE(has(page, "<script"));
    CHECK_FALSE(has(page, "<b>fair"));
    CHECK_FALSE(has(page, "<i>"));
    CHECK(has(page, "&lt;b&gt;fair&lt;/b&gt; &amp; &quot;square&quot;"));
    CHECK(has(page, "&lt;i&gt;town"));
    CHECK(has(page, "0a1b"));
    // Nothing is fetched from anywhere.
    for (const char* outside : {"src=", "href=", "@import", "url("}) CHECK_FALSE(has(page, outside));
    CHECK(times(page, "role=\"img\"") == times(page, "aria-label=\"") - times(page, "role=\"region\" aria-label=\"") - times(page, "<table aria-label=\""));
    CHECK(times(page, "<th") - times(page, "<thead") == times(page, " scope=\""));
  }
  CHECK(has(draw_report_html(report, "ar"), "السبب"));
  CHECK_FALSE(has(draw_report_html(report, "en"), "السبب"));
}

TEST_CASE("every method is in the legend; one that failed with its reason") {
  const auto report = sample();
  for (const std::string language : {"en", "ar"}) {
    const auto page = draw_report_html(report, language);
    const auto legend = page.substr(page.find("class=\"legend\""), page.find("</ul>", page.find("class=\"legend\"")) - page.find("class=\"legend\""));
    for (const auto& figures : report.comparison.methods) CHECK(has(legend, method_name(figures).in(language)));
    CHECK(has(legend, refusal_text(Refusal::cap_impossible).in(language)));
    CHECK(times(legend, "class=\"key\"") == 5);
    // A line each, the chosen one above the others.
    CHECK(times(page, "stroke-width=\"3\"") == 2);
  }
}

TEST_CASE("a small cell: neither its number nor one from which it could be worked out") {
  CHECK(hidden_values(feature("f", {57, 43, 3})) == std::vector{false, true, true});
  CHECK(hidden_values(feature("f", {57, 43, 0})) == std::vector{false, true, true});
  CHECK(hidden_values(feature("f", {57, 43, 5})) == std::vector{false, false, false});
  CHECK(hidden_values(feature("f", {57, 3, 4})) == std::vector{false, true, true});
  CHECK(hidden_values(feature("f", {57, 20, 1, 1})) == std::vector{false, true, true, true});
  CHECK(hidden_values(feature("f", {3, 1})) == std::vector{true, true});
  const auto report = sample();
  for (const std::string language : {"en", "ar"}) {
    const auto page = draw_report_html(report, language);
    CHECK(times(page, "class=\"pool\" x") == 3);   // one value of the first feature, two of the second
    CHECK(times(page, "class=\"panel\" x") == 3);
    CHECK(times(page, "class=\"bracket\"") == 3 * 5);
    CHECK(has(page, ">&lt;5<"));
    CHECK_FALSE(has(page, ">3<"));
    CHECK_FALSE(has(page, percent_of(3 / 103.0)));
    CHECK(times(page, ">43<") == 1);   // of the second feature alone
  }
}

TEST_CASE("figures as they are written") {
  CHECK(percent_of(1) == "100%");
  CHECK(percent_of(0.99999) == "99.9%");
  CHECK(percent_of(0.5) == "50%");
  CHECK(percent_of(0.16666) == "16.7%");
  CHECK(percent_of(0.000030654) == "0.00307%");
  CHECK(percent_of(0) == "0%");
}

TEST_CASE("the chart stands whatever the chances are") {
  auto report = sample();
  for (const double chance : {0.0, 1e-9, 1e-5, 0.5, 1.0}) {
    for (auto& figures : report.comparison.methods)
      if (!figures.refusal) figures.curve = {{1, chance}};
    for (const char* language : {"en", "ar"}) {
      const auto svg = chance_chart(report.comparison, 0.1, language, "c");
      INFO(chance);
      CHECK_FALSE(has(svg, "nan"));
      CHECK_FALSE(has(svg, "inf"));
      CHECK(svg.size() < 20000);
    }
  }
}
