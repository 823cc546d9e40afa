#include "recommendation/domain/recommendation.h"

#include <catch2/catch.hpp>

#include "recommendation/domain/report_html.h"
#include "tests/support/lifecycle.h"

using namespace shopper;
using namespace shopper::recommendation;

TEST_CASE("the recommendation's state machine, exhaustively") {
  using S = RecommendationState;
  using C = RecommendationCommand;
  testing::walk<S, C>(recommendation_lifecycle(), {{S::draft, {{C::change, S::draft}, {C::send_to_review, S::peer_review}}},
                                                    {S::peer_review, {{C::return_to_draft, S::draft}, {C::issue, S::issued}}},
                                                    {S::issued, {{C::acknowledge, S::acknowledged}}},
                                                    {S::acknowledged, {{C::accept, S::accepted}, {C::accept_partly, S::partly}, {C::reject, S::rejected}, {C::transfer, S::transferred}}},
                                                    {S::transferred, {{C::issue, S::issued}, {C::close, S::closed}}},
                                                    {S::rejected, {{C::close, S::closed}}},
                                                    {S::accepted, {{C::add_commitment, S::accepted}, {C::start, S::in_progress}}},
                                                    {S::partly, {{C::add_commitment, S::partly}, {C::start, S::in_progress}}},
                                                    {S::in_progress, {{C::add_commitment, S::in_progress}, {C::claim_done, S::claimed_done}}},
                                                    {S::claimed_done, {{C::re_measure, S::re_measuring}}},
                                                    {S::re_measuring, {{C::verify_fixed, S::verified_fixed}, {C::verify_not_fixed, S::not_fixed}, {C::verify_inconclusive, S::inconclusive}}},
                                                    {S::not_fixed, {{C::reopen, S::reopened}, {C::close, S::closed}}},
                                                    {S::reopened, {{C::add_commitment, S::reopened}, {C::start, S::in_progress}}},
                                                    {S::inconclusive, {{C::re_measure, S::re_measuring}, {C::close, S::closed}}},
                                                    {S::verified_fixed, {{C::close, S::closed}}}});
}

TEST_CASE("a re-measurement: fixed, not fixed, or not known") {
  const auto judge = [](int before_n, double before, int after_n, double after, double low, double high) {
    Verification v;
    v.before_n = before_n;
    v.before_score = before;
    v.after_n = after_n;
    v.after_score = after;
    v.difference = after - before;
    v.low = low;
    v.high = high;
    return judge_remeasurement(v, {});
  };
  using C = RecommendationCommand;
  CHECK(judge(50, 0.4, 20, 0.9, 0.2, 0.7) == C::verify_fixed);
  CHECK(judge(50, 0.4, 4, 1.0, 0.2, 0.9) == C::verify_inconclusive);   // too few, however good
  CHECK(judge(4, 0.4, 20, 1.0, 0.2, 0.9) == C::verify_inconclusive);
  CHECK(judge(50, 0.4, 9, 0.6, -0.1, 0.5) == C::verify_inconclusive);
  CHECK(judge(50, 0.4, 9, 0.4, -0.3, 0.3) == C::verify_not_fixed);     // nothing improved
  CHECK(judge(500, 0.4, 400, 0.42, -0.05, 0.09) == C::verify_not_fixed);   // an improvement that would matter is excluded
}

TEST_CASE("before and after are compared in the recommendation's dimension") {
  std::vector<Fact> facts(12);
  std::vector<const Fact*> before, after;
  for (int i = 0; i < 12; ++i) {
    auto& f = facts[static_cast<std::size_t>(i)];
    f.items = {{"a", "staff", i < 6 ? 0.0 : 1.0}, {"b", "waiting", i < 6 ? 1.0 : 0.0}};
    f.score = 0.5;
    (i < 6 ? before : after).push_back(&f);
  }
  facts[11].items[0].score.reset();
  const auto staff = compare(before, after, "staff", Instant{1});
  CHECK(staff.before_n == 6);
  CHECK(staff.after_n == 5);
  CHECK(staff.difference == 1);
  CHECK(staff.low > 0);
  CHECK(compare(before, after, "waiting", Instant{1}).difference == -1);
  CHECK(compare(before, after, "", Instant{1}).difference == 0);
}

TEST_CASE("a recommendation needs both languages and a finding") {
  RecommendationDetails details;
  const auto wrong = check_recommendation(details);
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().fields.size() == 3);
  details.title = {"ع", "t"};
  details.text = {"ع", "t"};
  details.finding_ids = {"f"};
  CHECK(check_recommendation(details).ok());
  details.title.en = std::string(401, 'x');
  CHECK_FALSE(check_recommendation(details).ok());
}

TEST_CASE("nothing hidden in the report can be computed from what it shows beside") {
  // Entities a, b, c with services 1 and 2: so many evaluations each, every one by a volunteer of its own.
  const std::map<std::string, std::vector<int>> counts{{"a", {6, 2}}, {"b", {7, 8}}, {"c", {9, 3}}};
  std::vector<Fact> facts;
  Catalogue catalogue;
  for (const auto& [entity, services] : counts)
    for (std::size_t s = 0; s < services.size(); ++s) {
      const auto service = entity + std::to_string(s + 1);
      catalogue.services[service] = {service, entity, service, {"خ", "s"}, {"visit"}};
      for (int i = 0; i < services[s]; ++i) {
        Fact fact;
        fact.entity_id = entity;
        fact.service_id = service;
        fact.volunteer = service + "-" + std::to_string(i);
        fact.score = 0.5;
        fact.items = {{"x", "staff", 0.5}};
        if (service == "b1" || entity != "b") fact.items.push_back({"y", "waiting", 0.5});
        if (entity == "a" && i > 1) fact.items.pop_back();   // few of a speak of waiting
        facts.push_back(fact);
      }
    }
  const auto shown = [](const std::vector<ScoreCell>& cells) {
    std::vector<std::string> keys;
    for (const auto& cell : cells)
      if (cell.suppressed.empty()) keys.push_back(cell.key);
    return keys;
  };
  using Keys = std::vector<std::string>;
  ReportInput input;
  for (const auto& fact : facts) input.baseline.push_back(&fact);
  auto report = make_report(input, catalogue, {});
  CHECK(shown(report.by_entity) == Keys{"a", "b", "c"});
  // a2 and c3 are too few: with the entity's total shown, a1 and c1 would tell them.
  CHECK(shown(report.by_service) == Keys{"b1", "b2"});
  CHECK(shown(report.by_dimension) == Keys{"staff", "waiting"});
  REQUIRE(report.heat.size() == 3);
  CHECK(shown(report.heat[0].cells) == Keys{"staff"});
  CHECK(shown(report.heat[1].cells) == Keys{"staff"});   // the smallest of the column is hidden with a's
  CHECK(report.heat[1].cells[1].suppressed == "COMPLEMENTARY");
  CHECK(shown(report.heat[2].cells) == Keys{"staff", "waiting"});

  // Where the entity itself is hidden, to hide another, so are its services and dimensions.
  std::erase_if(input.baseline, [](const Fact* f) { return f->service_id == "a1"; });
  report = make_report(input, catalogue, {});
  CHECK(shown(report.by_entity) == Keys{"b"});
  CHECK(report.by_entity[2].suppressed == "COMPLEMENTARY");
  CHECK(shown(report.by_service) == Keys{"b1", "b2"});
  CHECK(shown(report.heat[2].cells).empty());
}

TEST_CASE("the report speaks both languages and lets nothing through as markup") {
  ReportInput input;
  input.programme.name = {"برنامج <script>alert(1)</script>", "Programme <script>alert(1)</script> & \"co\""};
  ReportInput empty = input;
  RecommendationItem item;
  item.title = {"<b>ع</b>", "<img src=x onerror=alert(1)>"};
  item.text = {"ع", "a & b"};
  item.state = RecommendationState::issued;
  input.recommendations = {item};
  const auto report = make_report(input, {}, {});
  const auto en = report_html(report, "en"), ar = report_html(report, "ar");
  CHECK(en.find("lang=\"en\"") != std::string::npos);
  CHECK(en.find("dir=\"ltr\"") != std::string::npos);
  CHECK(ar.find("lang=\"ar\"") != std::string::npos);
  CHECK(ar.find("dir=\"rtl\"") != std::string::npos);
  for (const auto& page : {en, ar}) {
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find("<img") == std::string::npos);
    CHECK(page.find("<b>ع") == std::string::npos);
    CHECK(page.find("&lt;script&gt;") != std::string::npos);
  }
  CHECK(en.find("&lt;img src=x") != std::string::npos);
  CHECK(ar.find("برنامج") != std::string::npos);
  CHECK(en.find("برنامج") == std::string::npos);
}
