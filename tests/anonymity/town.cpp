#include "tests/anonymity/town.h"

#include <catch2/catch.hpp>

#include <cmath>

namespace shopper::anonymity {
namespace {

Instant at_clock(Date day, int hour) { return *Instant::parse(day.iso() + "T" + (hour < 10 ? "0" : "") + std::to_string(hour) + ":00:00+03:00"); }

}  // namespace

double rating_chance(int satisfaction, int waited_minutes) {
  const double expected = 5 - waited_minutes / 15.0;
  double all = 0, this_one = 0;
  for (int s = 1; s <= 5; ++s) {
    const double likely = std::exp(-(s - expected) * (s - expected) / 2);
    all += likely;
    if (s == satisfaction) this_one = likely;
  }
  return this_one / all;
}

Town::Town(unsigned seed, Habits town_habits, const rec::Disclosure& disclosure) : habits(town_habits), random_(seed), recommendation_(disclosure) {
  evaluation_.furnish();
  for (int s = 0; s < habits.shoppers; ++s) evaluation_.tell(evaluation_.member("person " + std::to_string(s)));
  for (int entity = 0; entity < 2; ++entity) {
    branches_.emplace_back(), services_.emplace_back();
    evaluation_.read([&](store::Db& db) {
      for (const auto& branch : ev::stored::branches(db, officer_of(entity), "", "", 10)) branches_.back().push_back(branch.id);
      for (const auto& service : ev::stored::services(db, officer_of(entity), "", "", 10)) services_.back().push_back(service.id);
    });
  }
  live();
}

void Town::visit(Date day, int person) {
  Visit v;
  v.person = person;
  v.entity = person % 2 == 0 ? below(4) == 0 : below(4) != 0;   // habits: everybody has an entity and a branch of their own
  const auto& branches = branches_[static_cast<std::size_t>(v.entity)];
  const auto branch = static_cast<std::size_t>(person) % branches.size();
  v.branch = branches[branch];
  v.service = services_[static_cast<std::size_t>(v.entity)].front();
  const int minute = below(360);
  v.ended = at_clock(day, 8).plus(std::chrono::minutes(minute));
  v.waited_minutes = 1 + below(59);
  const int day_number = static_cast<int>(at_clock(day, 0).us / 86'400'000'000);
  v.clerk = (day_number + static_cast<int>(branch) + (minute < 180 ? 0 : 1)) % 3;   // the roster: two shifts, three clerks who take turns
  if (person < habits.shoppers) report(day, v);
  log.push_back(v);
}

void Town::report(Date day, const Visit& v) {
  const auto actor = ev::testing::World::shopper("person " + std::to_string(v.person));
  evaluation_.now = v.ended.plus(std::chrono::minutes(5 + below(20)));   // on the way home
  int satisfaction = 1;
  for (double left = below(1'000'000) / 1e6 - rating_chance(1, v.waited_minutes); left > 0 && satisfaction < 5; left -= rating_chance(satisfaction, v.waited_minutes)) ++satisfaction;
  auto sheet = evaluation_.sheet(crypto::uuid7(evaluation_.now.us / 1000));
  sheet.entity_id = officer_of(v.entity);
  sheet.branch_id = v.branch;
  sheet.service_id = v.service;
  sheet.visited_on = day;
  std::string answers = R"({"welcome": ")";
  answers += happens(welcomes[v.clerk]) ? R"(yes", "satisfaction": )" : R"(no", "why": "nobody looked up", "satisfaction": )";
  answers += std::to_string(satisfaction) + R"(, "waited": )" + std::to_string(v.waited_minutes) + "}";
  sheet.answers = {answers};
  const auto put = evaluation_.put(actor, sheet);
  REQUIRE(put.ok());
  waiting_.push_back({day.plus_days(1 + below(3)), put->id, v, satisfaction});
}

// Quality control releases it some days later.
void Town::release(const Report& report) {
  const auto step = [&](auto use_case, std::int64_t version) {
    const auto done = evaluation_.as(ev::testing::World::analyst(), use_case, ev::ReviewStep{report.id, "", version});
    REQUIRE(done.ok());
    return *done;
  };
  auto e = step(ev::take_up_evaluation, 1);
  e = step(ev::approve_evaluation, e.version);
  e = step(ev::release_evaluation, e.version);
  by_result_[e.result_id] = report;
}

void Town::live() {
  Date day{2022, 6, 1};
  std::size_t told = 0;
  for (int d = 0; d < habits.days; ++d, day = day.plus_days(1)) {
    for (int person = 0; person < habits.shoppers + habits.residents; ++person)
      if (happens(person < habits.shoppers ? habits.shopper_visits_per_day : habits.resident_visits_per_day)) visit(day, person);
    evaluation_.now = recommendation_.now = at_clock(day, 18);
    for (const auto& report : waiting_)
      if (report.release_on == day) release(report);
    const auto events = evaluation_.events("evaluation.released");
    for (; told < events.size(); ++told) {
      auto payload = events[told].second;
      payload["programme_id"] = rec::testing::World::programme_id;
      REQUIRE(recommendation_.tell("evaluation.released", events[told].first, payload).empty());
    }
    read_lists(day);
  }
}

// The publication of the night, then all pages of both entities' lists: whoever reads every day knows what is new.
void Town::read_lists(Date day) {
  REQUIRE(recommendation_.store.write<Done>([&](store::Db& db) -> Result<Done> {
                 Unit unit(db, recommendation_.now, Actor{"recommendation", {"service"}, "", "en", "", {}});
                 return rec::publish_results(unit, recommendation_.disclosure);
               }).ok());
  for (int entity = 0; entity < 2; ++entity) {
    std::string cursor;
    do {
      const auto page = recommendation_.as(rec::testing::World::officer(officer_of(entity)), rec::list_results_page,
                                           rec::ListResults{rec::testing::World::programme_id, "", 200, cursor}).value();
      for (const auto& row : page.items)
        if (known_.insert(row.id).second) {
          const auto& report = by_result_.at(row.id);
          seen.push_back({entity, row, day, report.visit, report.id, report.satisfaction});
        }
      cursor = page.next_cursor;
    } while (!cursor.empty());
  }
}

}  // namespace shopper::anonymity
