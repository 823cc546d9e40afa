#include "selection/sortition/alternates.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "selection/sortition/reserve.h"

namespace shopper::sortition {
namespace {

using Cost = std::int64_t;
// A violation of 1; quotients by maximums of up to 1,000 are whole within a thousandth of a per cent.
constexpr Cost unit = 1 << 27;
// More than any violation that one person can end: nobody is called beyond the panel's size, or an employer's limit.
constexpr Cost forbidden = unit * 1000;
// In sums of a person's rows. A bound on time would give slow machines other reserves than fast ones.
constexpr std::size_t search_work_max = 400'000'000, order_work_max = 100'000'000;
// Large panels are served by fewer scenarios: each says more.
constexpr int scenario_members_max = 15'000, scenarios_min = 24;

class Work {
 public:
  explicit Work(std::size_t most) : left_(most) {}
  void add(std::size_t done) { left_ -= std::min(left_, done); }
  bool is_over() const { return left_ == 0; }

 private:
  std::size_t left_;
};

// People who count in the same quotas are alike for a reserve, whatever their households: those are kept apart by name.
class Profiles {
 public:
  struct Bound {
    int min = 0, max = 0;
    Cost below = 0, above = 0;   // of each person outside
  };

  explicit Profiles(const Pool& pool) {
    const auto& problem = pool.problem();
    std::vector<int> place(problem.rows.size(), -1);
    for (std::size_t r = 0; r < problem.rows.size(); ++r) {
      if (pool.kind_of(r) == RowKind::household) continue;
      const auto& row = problem.rows[r];
      const Cost share = unit / std::max(row.max, 1);
      place[r] = static_cast<int>(bounds.size());
      bounds.push_back({row.min, row.max, share, pool.kind_of(r) == RowKind::employer ? forbidden : share});
    }
    const int size = static_cast<int>(bounds.size());
    bounds.push_back({problem.seats, problem.seats, unit / std::max(problem.seats, 1), forbidden});
    std::map<std::vector<int>, int> known;
    for (const auto& type : problem.types) {
      std::vector<int> counted;
      for (const int row : type.rows)
        if (place[static_cast<std::size_t>(row)] >= 0) counted.push_back(place[static_cast<std::size_t>(row)]);
      counted.push_back(size);
      const auto [found, is_new] = known.try_emplace(counted, static_cast<int>(rows.size()));
      if (is_new) rows.push_back(std::move(counted));
      of_type.push_back(found->second);
    }
  }

  std::size_t count() const { return rows.size(); }

  std::vector<Bound> bounds;             // the last one is the panel's size
  std::vector<std::vector<int>> rows;    // by profile
  std::vector<int> of_type;              // profile
};

// One scenario: who is left, and who of the reserve sits on the free seats.
class Scenario {
 public:
  Scenario(const Profiles& profiles, std::vector<int> held) : profiles_(profiles), held_(std::move(held)), uses_(profiles.count(), 0), up_(held_.size()), down_(held_.size()) {
    for (std::size_t r = 0; r < held_.size(); ++r) price(r), cost_ += violation(r);
  }

  Cost cost() const { return cost_; }
  int uses(int profile) const { return uses_[static_cast<std::size_t>(profile)]; }

  // What one more, or one less, of the profile costs.
  Cost with(int profile) const { return sum(profile, up_); }
  Cost without(int profile) const { return sum(profile, down_); }

  // Prices once one of `gone` has left, for any number of questions who should come instead.
  class Vacancy {
   public:
    Vacancy(Scenario& scenario, int gone) : scenario_(scenario), gone_(gone), freed_(scenario.without(gone)) { swap_prices(); }
    ~Vacancy() { swap_prices(); }
    Vacancy(const Vacancy&) = delete;
    Vacancy& operator=(const Vacancy&) = delete;
    Cost freed() const { return freed_; }
    Cost taken_by(int profile) const { return freed_ + scenario_.with(profile); }

   private:
    // After one has left, one more costs what the one less had saved; twice is as before.
    void swap_prices() {
      for (const int row : scenario_.profiles_.rows[static_cast<std::size_t>(gone_)]) {
        const auto r = static_cast<std::size_t>(row);
        const Cost up = scenario_.up_[r];
        scenario_.up_[r] = -scenario_.down_[r], scenario_.down_[r] = -up;
      }
    }
    Scenario& scenario_;
    int gone_;
    Cost freed_;
  };

  void seat(int profile) { change(profile, 1); }
  void unseat(int profile) { change(profile, -1); }

  // Seats and unseats people of the reserve, `supply` by profile (those of `stock` alone), while that lowers the violation and work is left.
  void improve(const std::vector<int>& stock, const std::vector<int>& supply, Work& work) {
    // Free seats first: exchanges are many.
    while (cost_ > 0 && fill(stock, supply, work)) {
    }
    while (cost_ > 0 && !work.is_over() && step(stock, supply, stock, work)) {
    }
  }
  // The best step by which one of `coming` takes a free seat or another's, or somebody goes; false when none lowers the violation.
  bool step(const std::vector<int>& stock, const std::vector<int>& supply, const std::vector<int>& coming, Work& work) {
    Cost best = 0;
    int in = -1, out = -1;
    const auto consider = [&](Cost cost, int comes, int goes) {
      if (cost < best) best = cost, in = comes, out = goes;
    };
    const auto is_free = [&](int profile) { return uses(profile) < supply[static_cast<std::size_t>(profile)]; };
    for (const int comes : coming)
      if (is_free(comes)) consider(with(comes), comes, -1);
    work.add(coming.size());
    for (const int goes : stock) {
      if (uses(goes) == 0) continue;
      const Vacancy vacancy(*this, goes);
      consider(vacancy.freed(), -1, goes);
      for (const int comes : coming)
        if (comes != goes && is_free(comes)) consider(vacancy.taken_by(comes), comes, goes);
      work.add(coming.size());
    }
    if (out >= 0) unseat(out);
    if (in >= 0) seat(in);
    return best < 0;
  }

 private:
  bool fill(const std::vector<int>& stock, const std::vector<int>& supply, Work& work) {
    Cost best = 0;
    int in = -1;
    for (const int comes : stock)
      if (uses(comes) < supply[static_cast<std::size_t>(comes)])
        if (const Cost cost = with(comes); cost < best) best = cost, in = comes;
    work.add(stock.size());
    if (in >= 0) seat(in);
    return in >= 0;
  }
  Cost sum(int profile, const std::vector<Cost>& prices) const {
    Cost cost = 0;
    for (const int row : profiles_.rows[static_cast<std::size_t>(profile)]) cost += prices[static_cast<std::size_t>(row)];
    return cost;
  }
  Cost violation(std::size_t r) const {
    const auto& bound = profiles_.bounds[r];
    return held_[r] < bound.min ? bound.below * (bound.min - held_[r]) : held_[r] > bound.max ? bound.above * (held_[r] - bound.max) : 0;
  }
  void price(std::size_t r) {
    const auto& bound = profiles_.bounds[r];
    up_[r] = held_[r] < bound.min ? -bound.below : held_[r] >= bound.max ? bound.above : 0;
    down_[r] = held_[r] > bound.max ? -bound.above : held_[r] <= bound.min ? bound.below : 0;
  }
  void change(int profile, int by) {
    uses_[static_cast<std::size_t>(profile)] += by;
    for (const int row : profiles_.rows[static_cast<std::size_t>(profile)]) {
      const auto r = static_cast<std::size_t>(row);
      cost_ -= violation(r);
      held_[r] += by;
      cost_ += violation(r);
      price(r);
    }
  }

  const Profiles& profiles_;
  std::vector<int> held_;   // by bound
  std::vector<int> uses_;   // by profile
  std::vector<Cost> up_, down_;
  Cost cost_ = 0;
};

class Reserve {
 public:
  Reserve(const Pool& pool, const std::vector<std::uint32_t>& panel, const Leavers& leavers, std::size_t work_max) : pool_(pool), profiles_(pool), supply_(profiles_.count(), 0), work_(work_max) {
    std::vector<int> all(profiles_.bounds.size(), 0);
    const auto count = [&](std::uint32_t person, std::vector<int>& held, int by) {
      for (const int row : profiles_.rows[profile_of(person)]) held[static_cast<std::size_t>(row)] += by;
    };
    for (const auto person : panel) count(person, all, 1);
    for (const auto& gone : leavers) {
      auto held = all;
      for (const auto person : gone) count(person, held, -1);
      scenarios_.emplace_back(profiles_, std::move(held));
    }
  }

  std::size_t profile_of(std::uint32_t person) const { return static_cast<std::size_t>(profiles_.of_type[static_cast<std::size_t>(pool_.type_of(person))]); }

  void hold(const std::vector<std::uint32_t>& people) {
    for (const auto person : people) ++supply_[profile_of(person)];
    restock();
    for (auto& scenario : scenarios_) scenario.improve(stock_, supply_, work_);
  }

  Cost cost() const {
    return std::accumulate(scenarios_.begin(), scenarios_.end(), Cost{0}, [](Cost sum, const Scenario& s) { return sum + s.cost(); });
  }

  struct Exchange {
    int out = -1, in = -1;
    Cost worth = 0;
  };
  // The best exchange of one of the reserve for one of a profile that has somebody `available`.
  Exchange best_exchange(const std::vector<int>& available) {
    const std::size_t n = available.size();
    // What it is worth that one of each profile comes, and what it costs on top that one of the reserve goes.
    std::vector<Cost> coming(n, 0), going(stock_.size() * n, 0), in(n), instead;
    for (auto& scenario : scenarios_) {
      for (std::size_t b = 0; b < n; ++b) in[b] = scenario.cost() > 0 ? std::min<Cost>(0, scenario.with(available[b])) : 0;
      std::vector<std::size_t> needed;   // who goes leaves a seat empty here
      instead.clear();
      for (std::size_t a = 0; a < stock_.size(); ++a) {
        const int out = stock_[a];
        const bool is_needed = scenario.uses(out) == supply_[static_cast<std::size_t>(out)];
        if (scenario.uses(out) == 0 || (!is_needed && scenario.cost() == 0)) continue;
        const Scenario::Vacancy vacancy(scenario, out);
        Cost without = vacancy.freed();
        if (is_needed) {
          needed.push_back(a);
          for (const int other : stock_)
            if (other != out && scenario.uses(other) < supply_[static_cast<std::size_t>(other)]) without = std::min(without, vacancy.taken_by(other));
          work_.add(stock_.size());
        }
        for (std::size_t b = 0; b < n; ++b) {
          const Cost swap = vacancy.taken_by(available[b]);
          in[b] = std::min(in[b], swap);
          if (is_needed) instead.push_back(std::min(swap, without));
        }
        work_.add(n);
      }
      for (std::size_t b = 0; b < n; ++b) coming[b] += in[b];
      for (std::size_t i = 0; i < needed.size(); ++i)
        for (std::size_t b = 0; b < n; ++b) going[needed[i] * n + b] += instead[i * n + b] - in[b];
      work_.add(n);
    }
    Exchange best;
    for (std::size_t a = 0; a < stock_.size(); ++a)
      for (std::size_t b = 0; b < n; ++b)
        if (const Cost worth = coming[b] + going[a * n + b]; worth < best.worth && stock_[a] != available[b]) best = {stock_[a], available[b], worth};
    work_.add(stock_.size() * n);
    return best;
  }

  // Lowers the average by what was promised at least: a scenario's first step is the one that was counted, then it goes on by itself.
  void exchange(int out, int in) {
    --supply_[static_cast<std::size_t>(out)];
    ++supply_[static_cast<std::size_t>(in)];
    restock();
    for (auto& scenario : scenarios_) {
      if (scenario.uses(out) > supply_[static_cast<std::size_t>(out)]) {
        scenario.unseat(out);
        int instead = -1;
        Cost best = 0;
        for (const int other : stock_)
          if (scenario.uses(other) < supply_[static_cast<std::size_t>(other)])
            if (const Cost cost = scenario.with(other); cost < best) best = cost, instead = other;
        if (instead >= 0) scenario.seat(instead);
        work_.add(stock_.size());
      } else if (scenario.cost() == 0 || !scenario.step(stock_, supply_, {in}, work_)) {
        continue;
      }
      scenario.improve(stock_, supply_, work_);
    }
  }

  // The profile among those `left` whose coming lowers the violation most.
  int best_addition(const std::vector<int>& left) {
    std::vector<Cost> worth(left.size(), 0);
    for (auto& scenario : scenarios_) {
      if (scenario.cost() == 0) continue;
      std::vector<Cost> in;
      for (const int profile : left) in.push_back(std::min<Cost>(0, scenario.with(profile)));
      for (const int out : stock_) {
        if (scenario.uses(out) == 0) continue;
        const Scenario::Vacancy vacancy(scenario, out);
        for (std::size_t b = 0; b < left.size(); ++b) in[b] = std::min(in[b], vacancy.taken_by(left[b]));
        work_.add(left.size());
      }
      for (std::size_t b = 0; b < left.size(); ++b) worth[b] += in[b];
    }
    return left[static_cast<std::size_t>(std::min_element(worth.begin(), worth.end()) - worth.begin())];
  }
  void add(int profile) {
    ++supply_[static_cast<std::size_t>(profile)];
    restock();
    for (auto& scenario : scenarios_) scenario.improve(stock_, supply_, work_);
  }

  bool is_over() const { return work_.is_over(); }
  std::size_t profiles() const { return profiles_.count(); }

 private:
  void restock() {
    stock_.clear();
    for (std::size_t p = 0; p < supply_.size(); ++p)
      if (supply_[p] > 0) stock_.push_back(static_cast<int>(p));
  }

  const Pool& pool_;
  Profiles profiles_;
  std::vector<int> supply_;   // the reserve, by profile
  std::vector<int> stock_;    // profiles it has
  std::vector<Scenario> scenarios_;
  Work work_;
};

// Who of each profile is in the reserve, and who could be: one of a household, and nobody whose household sits on the panel.
class People {
 public:
  People(const Pool& pool, const std::vector<std::uint32_t>& panel, const std::vector<std::uint32_t>& start, const Reserve& reserve, Random& random)
      : pool_(pool), reserve_(reserve), held_(reserve.profiles()), waiting_(reserve.profiles()) {
    std::set<std::uint32_t> seen(panel.begin(), panel.end());
    for (const auto person : panel) enter(person);
    const auto of_panel = households_;
    for (const auto person : start)
      if (enter(person)) held_[profile(person)].push_back(person), chosen_.push_back(person), seen.insert(person);
    for (std::uint32_t person = 0; person < pool.people(); ++person)
      if (!seen.contains(person)) (of_panel.contains(pool.household_of(person)) ? barred_ : waiting_[profile(person)]).push_back(person);
    for (auto& people : waiting_) random.shuffle(people);
  }

  const std::vector<std::uint32_t>& chosen() const { return chosen_; }

  // Profiles that have somebody to come; she is moved to the end of those waiting.
  std::vector<int> available() {
    std::vector<int> profiles;
    for (std::size_t p = 0; p < waiting_.size(); ++p) {
      auto& people = waiting_[p];
      const auto found = std::find_if(people.rbegin(), people.rend(), [&](std::uint32_t person) { return !households_.contains(pool_.household_of(person)); });
      if (found == people.rend()) continue;
      std::iter_swap(found, people.rbegin());
      profiles.push_back(static_cast<int>(p));
    }
    return profiles;
  }
  void exchange(int out, int in) {
    auto &going = held_[static_cast<std::size_t>(out)], &coming = waiting_[static_cast<std::size_t>(in)];
    const auto leaves = going.back(), enters = coming.back();
    going.pop_back(), coming.pop_back();
    households_.erase(pool_.household_of(leaves));
    enter(enters);
    waiting_[static_cast<std::size_t>(out)].push_back(leaves);
    held_[static_cast<std::size_t>(in)].push_back(enters);
  }

  std::vector<int> profiles() const {
    std::vector<int> profiles;
    for (std::size_t p = 0; p < held_.size(); ++p)
      if (!held_[p].empty()) profiles.push_back(static_cast<int>(p));
    return profiles;
  }
  std::uint32_t called(int profile) {
    auto& people = held_[static_cast<std::size_t>(profile)];
    const auto person = people.back();
    people.pop_back();
    return person;
  }

  // Those whose household has somebody on the panel or in the reserve.
  std::vector<std::uint32_t> housemates(Random& random) const {
    auto people = barred_;
    for (const auto& waiting : waiting_)
      for (const auto person : waiting)
        if (households_.contains(pool_.household_of(person))) people.push_back(person);
    random.shuffle(people);
    return people;
  }

 private:
  std::size_t profile(std::uint32_t person) const { return reserve_.profile_of(person); }
  // False when her household is there already; 0 is none.
  bool enter(std::uint32_t person) {
    const auto home = pool_.household_of(person);
    return home == 0 || households_.insert(home).second;
  }

  const Pool& pool_;
  const Reserve& reserve_;
  std::set<std::uint32_t> households_;
  std::vector<std::vector<std::uint32_t>> held_, waiting_;   // by profile
  std::vector<std::uint32_t> chosen_, barred_;
};

}  // namespace

Leavers drawn_leavers(const std::vector<std::uint32_t>& panel, const Dropout& dropout, Random& random) {
  Leavers leavers;
  for (int j = 0; j < dropout.scenarios; ++j) {
    auto& gone = leavers.emplace_back();
    const double stay = dropout.stay[static_cast<std::size_t>(j) % dropout.stay.size()];
    for (const auto person : panel)
      if (random.unit() >= stay) gone.push_back(person);
  }
  return leavers;
}

double expected_violation(const Pool& pool, const std::vector<std::uint32_t>& panel, const std::vector<std::uint32_t>& reserve, const Leavers& leavers) {
  Reserve judged(pool, panel, leavers, SIZE_MAX);
  judged.hold(reserve);
  return static_cast<double>(judged.cost()) / static_cast<double>(unit) / static_cast<double>(leavers.size());
}

std::vector<std::uint32_t> best_reserve(const Pool& pool, const std::vector<std::uint32_t>& panel, int wanted, Random& random, const Dropout& dropout) {
  auto scaled = dropout;
  scaled.scenarios = std::min(dropout.scenarios, std::max(scenarios_min, scenario_members_max / std::max(1, pool.problem().seats)));
  const auto leavers = drawn_leavers(panel, scaled, random);
  const auto start = nearest_reserve(pool, panel, wanted, random);
  Reserve search(pool, panel, leavers, search_work_max);
  People people(pool, panel, start, search, random);
  search.hold(people.chosen());
  while (!search.is_over()) {
    const auto [out, in, worth] = search.best_exchange(people.available());
    if (worth >= 0) break;
    people.exchange(out, in);
    search.exchange(out, in);
  }
  // The order of calling: again and again who lowers the violation most beside those before.
  Reserve order(pool, panel, leavers, order_work_max);
  std::vector<std::uint32_t> reserve;
  for (auto left = people.profiles(); !left.empty(); left = people.profiles()) {
    const int next = order.is_over() ? left[random.index(left.size())] : order.best_addition(left);
    if (!order.is_over()) order.add(next);
    reserve.push_back(people.called(next));
  }
  // Whose employer has all its seats can be called only when a colleague has left.
  std::map<std::uint32_t, int> colleagues;
  for (const auto person : panel) ++colleagues[pool.employer_of(person)];
  std::stable_partition(reserve.begin(), reserve.end(), [&](std::uint32_t person) {
    const auto employer = pool.employer_of(person);
    return employer == 0 || pool.employer_max() == 0 || colleagues[employer] < pool.employer_max();
  });
  for (const auto person : people.housemates(random))
    if (static_cast<int>(reserve.size()) < wanted) reserve.push_back(person);
  return reserve;
}

}  // namespace shopper::sortition
