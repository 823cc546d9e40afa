#include "selection/sortition/deal.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "selection/solver/integer_program.h"

namespace shopper::sortition {
namespace {

// How far a count is outside its row.
long outside(const Row& row, long held) { return std::max<long>({0, row.min - held, held - row.max}); }

// What changes in the total violation when `counts` lose the rows of one type and gain those of another.
template <class Count>
long change(const std::vector<Row>& rows, const Count* counts, const Type& out, const Type& in) {
  long delta = 0;
  auto a = out.rows.begin();
  auto b = in.rows.begin();
  while (a != out.rows.end() || b != in.rows.end()) {
    if (b == in.rows.end() || (a != out.rows.end() && *a < *b)) {
      const auto r = static_cast<std::size_t>(*a++);
      delta += outside(rows[r], counts[r] - 1) - outside(rows[r], counts[r]);
    } else if (a == out.rows.end() || *b < *a) {
      const auto r = static_cast<std::size_t>(*b++);
      delta += outside(rows[r], counts[r] + 1) - outside(rows[r], counts[r]);
    } else {
      ++a, ++b;
    }
  }
  return delta;
}

template <class Count>
void exchange(Count* counts, const Type& out, const Type& in) {
  for (const int row : out.rows) --counts[row];
  for (const int row : in.rows) ++counts[row];
}

bool counts_in(const Type& type, int row) { return std::binary_search(type.rows.begin(), type.rows.end(), row); }

class Table {
 public:
  Table(const Problem& problem, const Appearances& appearances, int panels, Random& random)
      : problem_(problem), random_(random), panels_(static_cast<std::size_t>(panels)), size_(static_cast<std::size_t>(problem.seats)), rows_(problem.rows.size()), spare_(appearances.down), removable_(problem.types.size(), 0), least_each_(appearances.least_each) {
    for (const int t : appearances.up) removable_[static_cast<std::size_t>(t)] = has_more_than_least(t, appearances.whole[static_cast<std::size_t>(t)]);
    seats_.resize(panels_ * size_);
    held_.assign(panels_ * rows_, 0);
    where_.resize(problem.types.size());
    index_.resize(seats_.size());
    place_.assign(panels_, -1);
    find_neighbours();
    // Types in the order of their rows, one seat to each panel in turn: panels start close to proportional.
    std::vector<int> order(problem.types.size());
    for (std::size_t t = 0; t < order.size(); ++t) order[t] = static_cast<int>(t);
    std::sort(order.begin(), order.end(), [&](int a, int b) { return type(a).rows != type(b).rows ? type(a).rows < type(b).rows : a < b; });
    std::size_t card = 0;
    for (const int t : order)
      for (long i = 0; i < appearances.whole[static_cast<std::size_t>(t)]; ++i, ++card) {
        const auto panel = card % panels_;
        take(panel * size_ + card / panels_, t);
        for (const int row : type(t).rows) ++held_[panel * rows_ + static_cast<std::size_t>(row)];
      }
  }

  bool mend() {
    for (std::size_t panel = 0; panel < panels_; ++panel) note(panel);
    for (const auto panel : broken_) violation_ += violation(panel);
    if (turned(400)) return true;
    // What is left is few panels. One appearance more or less than the rounding, for some types, gives them many more ways.
    for (std::size_t t = 0; t < where_.size(); ++t) {
      const auto seats = where_[t].size();
      if (seats == 0 || seats >= panels_ * static_cast<std::size_t>(problem_.types[t].seats_max)) continue;
      spare_.push_back(static_cast<int>(t));
      removable_[t] += has_more_than_least(static_cast<int>(t), static_cast<long>(seats) - removable_[t]);
    }
    return turned(100) || replaced();
  }

  std::vector<Panel> result() const {
    std::vector<Panel> all;
    for (std::size_t panel = 0; panel < panels_; ++panel) {
      std::vector<int> seats(seats_.begin() + static_cast<long>(panel * size_), seats_.begin() + static_cast<long>((panel + 1) * size_));
      std::sort(seats.begin(), seats.end());
      Panel made;
      for (const int t : seats) {
        if (made.empty() || made.back().type != t) made.push_back({t, 0});
        ++made.back().count;
      }
      all.push_back(std::move(made));
    }
    return all;
  }

 private:
  bool has_more_than_least(int t, long seats) const { return seats > least_each_ * type(t).people; }
  const Type& type(int t) const { return problem_.types[static_cast<std::size_t>(t)]; }
  long violation(std::size_t panel) const {
    long sum = 0;
    for (std::size_t r = 0; r < rows_; ++r) sum += outside(problem_.rows[r], held_[panel * rows_ + r]);
    return sum;
  }
  int seats_of(std::size_t panel, int t) const {
    const auto* first = &seats_[panel * size_];
    return static_cast<int>(std::count(first, first + size_, t));
  }

  // Each turn makes one swap for one broken panel; a swap that changes nothing is made too, for a plateau has many ways out. Without progress
  // for long it ends: the more types, the longer there is hope.
  bool turned(long stalled_turns_a_type) {
    const long turns_max = 2000L + 1000L * static_cast<long>(panels_), stalled_max = 2000L + stalled_turns_a_type * static_cast<long>(problem_.types.size());
    long least = violation_;
    for (long turn = 0, progressed = 0; turn < turns_max && turn - progressed < stalled_max && !broken_.empty(); ++turn) {
      swap_for(broken_[random_.index(broken_.size())]);
      if (violation_ < least) least = violation_, progressed = turn;
    }
    return broken_.empty();
  }

  // The last broken panels are taken out and made anew, each by an integer program that gives the types their missing appearances as far as
  // the rows allow. False when the rows allow no panel at all, or too many are broken.
  bool replaced() {
    if (broken_.size() * 20 > panels_) return false;
    std::vector<long> missing(problem_.types.size(), 0);
    for (const auto panel : broken_)
      for (std::size_t seat = panel * size_; seat < (panel + 1) * size_; ++seat) ++missing[static_cast<std::size_t>(seats_[seat])];
    std::vector<bool> scarce;
    for (std::size_t t = 0; t < where_.size(); ++t) scarce.push_back(!has_more_than_least(static_cast<int>(t), static_cast<long>(where_[t].size())));
    while (!broken_.empty()) {
      const auto panel = broken_.back();
      const auto made = missing_panel(missing, scarce, static_cast<long>(broken_.size()));
      if (!made) return false;
      auto seat = panel * size_;
      for (const auto& [t, count] : *made) {
        missing[static_cast<std::size_t>(t)] -= count;
        for (int i = 0; i < count; ++i, ++seat) {
          exchange(&held_[panel * rows_], type(seats_[seat]), type(t));
          leave(seat);
          take(seat, t);
        }
      }
      note(panel);
      if (violation(panel) > 0) return false;
    }
    return true;
  }

  std::optional<Panel> missing_panel(const std::vector<long>& missing, const std::vector<bool>& scarce, long panels_left) const {
    selection::IntegerProgram program;
    std::vector<selection::Term> everybody;
    std::vector<std::vector<selection::Term>> rows(rows_);
    std::vector<std::pair<int, int>> variables;   // of a type: seats it misses, seats beyond
    for (std::size_t t = 0; t < missing.size(); ++t) {
      const int most = problem_.types[t].seats_max;
      // Its even part of what is missing, and more only for want of others; types that never appear stay away.
      const int due = static_cast<int>(std::clamp<long>((missing[t] + panels_left - 1) / panels_left, 0, most));
      const int beyond_max = where_[t].empty() ? 0 : most - due;
      // Who has least is the last to be given less.
      const double worth = scarce[t] ? 5 : 1;
      variables.emplace_back(program.add_variable(0, due, worth), program.add_variable(0, beyond_max, -1));
      for (const int variable : {variables.back().first, variables.back().second}) {
        everybody.push_back({variable, 1});
        for (const int row : problem_.types[t].rows) rows[static_cast<std::size_t>(row)].push_back({variable, 1});
      }
    }
    program.add_row(problem_.seats, problem_.seats, everybody);
    for (std::size_t r = 0; r < rows.size(); ++r) program.add_row(problem_.rows[r].min, problem_.rows[r].max, rows[r]);
    constexpr double limit_s = 5;
    const auto [found, proven] = program.maximise(limit_s);
    if (found.empty()) return std::nullopt;
    Panel panel;
    for (std::size_t t = 0; t < missing.size(); ++t)
      if (const int count = static_cast<int>(found[static_cast<std::size_t>(variables[t].first)] + found[static_cast<std::size_t>(variables[t].second)]); count > 0)
        panel.push_back({static_cast<int>(t), count});
    if (!is_panel(problem_, panel)) return std::nullopt;
    return panel;
  }

  // Keeps the list of broken panels.
  void note(std::size_t panel) {
    const bool is_broken = violation(panel) > 0;
    auto& at = place_[panel];
    if (is_broken && at < 0) {
      at = static_cast<int>(broken_.size());
      broken_.push_back(panel);
    } else if (!is_broken && at >= 0) {
      broken_[static_cast<std::size_t>(at)] = broken_.back();
      place_[broken_.back()] = at;
      broken_.pop_back();
      at = -1;
    }
  }

  // A swap under trial: a seat of the panel against another panel's seat, or against a type that may appear once more.
  struct Swap {
    std::size_t mine = 0, theirs = 0;   // seats
    std::size_t reserve = none;         // or the place in spare_
    long delta = 0;
  };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  // Makes the best of some swaps that take one of the panel's broken rows towards its bounds.
  void swap_for(std::size_t panel) {
    const auto* held = &held_[panel * rows_];
    int row = -1;
    std::uint64_t seen = 0;
    for (std::size_t r = 0; r < rows_; ++r)
      if (outside(problem_.rows[r], held[r]) > 0 && random_.below(++seen) == 0) row = static_cast<int>(r);
    const bool excess = held[row] > problem_.rows[static_cast<std::size_t>(row)].max;
    mine_.clear();
    for (std::size_t seat = panel * size_; seat < (panel + 1) * size_; ++seat)
      if (counts_in(type(seats_[seat]), row) == excess) mine_.push_back(seat);
    if (mine_.empty()) return;
    constexpr int tries = 100;
    // Now and then a step uphill, out of a hollow.
    const long accepted = random_.below(1000) == 0 ? 2 : 0;
    Swap best;
    best.delta = accepted + 1;
    for (int i = 0; i < tries && best.delta >= 0; ++i) {
      Swap swap;
      swap.mine = mine_[random_.index(mine_.size())];
      const int a = seats_[swap.mine];
      int b;
      if (i % 4 == 0) {
        // Another broken panel may be short of what this one has too many of.
        swap.theirs = i % 8 == 0 ? random_.index(seats_.size()) : broken_[random_.index(broken_.size())] * size_ + random_.index(size_);
        b = seats_[swap.theirs];
      } else if (i % 4 == 1) {
        if (removable_[static_cast<std::size_t>(a)] == 0 || spare_.empty()) continue;
        swap.reserve = random_.index(spare_.size());
        b = spare_[swap.reserve];
      } else {
        // A neighbour differs in one row, so that nothing else in either panel moves.
        const int hub = hub_towards(a, row, excess);
        if (hub < 0) continue;
        const auto& near = hubs_[static_cast<std::size_t>(hub)];
        b = near[random_.index(near.size())];
        const auto& seats = where_[static_cast<std::size_t>(b)];
        if (seats.empty()) continue;
        swap.theirs = seats[random_.index(seats.size())];
      }
      if (counts_in(type(b), row) == excess) continue;
      swap.delta = change(problem_.rows, held, type(a), type(b));
      const auto other = swap.theirs / size_;
      if (swap.reserve == none) {
        if (other == panel) continue;
        swap.delta += change(problem_.rows, &held_[other * rows_], type(b), type(a));
      }
      if (swap.delta > best.delta || (swap.delta == best.delta && random_.below(2) == 0) || seats_of(panel, b) >= type(b).seats_max) continue;
      if (swap.reserve == none && seats_of(other, a) >= type(a).seats_max) continue;
      best = swap;
    }
    if (best.delta <= accepted) make(panel, best);
  }

  void make(std::size_t panel, const Swap& swap) {
    violation_ += swap.delta;
    const int a = seats_[swap.mine];
    if (swap.reserve != none) {
      const int b = spare_[swap.reserve];
      spare_[swap.reserve] = a;
      --removable_[static_cast<std::size_t>(a)], ++removable_[static_cast<std::size_t>(b)];
      leave(swap.mine);
      take(swap.mine, b);
      exchange(&held_[panel * rows_], type(a), type(b));
    } else {
      const auto other = swap.theirs / size_;
      const int b = seats_[swap.theirs];
      leave(swap.mine);
      leave(swap.theirs);
      take(swap.mine, b);
      take(swap.theirs, a);
      exchange(&held_[panel * rows_], type(a), type(b));
      exchange(&held_[other * rows_], type(b), type(a));
      note(other);
    }
    note(panel);
  }

  void leave(std::size_t seat) {
    auto& seats = where_[static_cast<std::size_t>(seats_[seat])];
    seats[index_[seat]] = seats.back();
    index_[seats.back()] = index_[seat];
    seats.pop_back();
  }
  void take(std::size_t seat, int t) {
    auto& seats = where_[static_cast<std::size_t>(t)];
    seats_[seat] = t;
    index_[seat] = seats.size();
    seats.push_back(seat);
  }

  // Types that differ in one row share a hub: their rows without that one. The rows they differ in are rivals (values of one feature).
  void find_neighbours() {
    std::map<std::vector<int>, int> hub_of;
    std::vector<std::vector<int>> differing;
    hubs_of_.resize(problem_.types.size());
    for (std::size_t t = 0; t < problem_.types.size(); ++t)
      for (const int skipped : problem_.types[t].rows) {
        auto rows = problem_.types[t].rows;
        std::erase(rows, skipped);
        const int hub = hub_of.try_emplace(std::move(rows), static_cast<int>(hubs_.size())).first->second;
        if (hub == static_cast<int>(hubs_.size())) hubs_.emplace_back(), differing.emplace_back();
        hubs_[static_cast<std::size_t>(hub)].push_back(static_cast<int>(t));
        differing[static_cast<std::size_t>(hub)].push_back(skipped);
        hubs_of_[t].push_back(hub);
      }
    rivals_.assign(rows_ * rows_, false);
    for (const auto& rows : differing)
      for (const int a : rows)
        for (const int b : rows) rivals_[static_cast<std::size_t>(a) * rows_ + static_cast<std::size_t>(b)] = a != b;
  }

  // The hub through which a type loses the row, or gains it; -1 when there is none.
  int hub_towards(int t, int row, bool lose) const {
    const auto& rows = type(t).rows;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (lose ? rows[i] == row : rivals_[static_cast<std::size_t>(rows[i]) * rows_ + static_cast<std::size_t>(row)]) return hubs_of_[static_cast<std::size_t>(t)][i];
    return -1;
  }

  const Problem& problem_;
  Random& random_;
  std::size_t panels_, size_, rows_;
  std::vector<int> seats_;            // the type on each seat, panel after panel
  std::vector<std::int16_t> held_;    // per panel and row
  std::vector<std::vector<std::size_t>> where_;   // the seats of each type
  std::vector<std::size_t> index_;                // a seat's place in its type's list
  std::vector<std::vector<int>> hubs_;            // the types of each
  std::vector<std::vector<int>> hubs_of_;         // by type, beside its rows
  std::vector<bool> rivals_;                      // by row and row
  std::vector<int> spare_;                        // types that may appear once more, as often as they are here
  std::vector<int> removable_;                    // by type: how many appearances less it may have
  long least_each_;                               // appearances of each person that a type keeps
  long violation_ = 0;                            // of all panels
  std::vector<std::size_t> broken_, mine_;
  std::vector<int> place_;                        // a panel's place among the broken, or -1
};

}  // namespace

std::optional<Appearances> whole_appearances(const Problem& problem, const std::vector<double>& expected, int panels, Random& random) {
  // All panels together are one large panel: its rows are m times as wide.
  std::vector<Row> rows;
  for (const auto& row : problem.rows) rows.push_back({row.min * panels, static_cast<int>(std::min<long>(1L * row.max * panels, 1L << 30))});
  Appearances made;
  auto& [whole, up, down, least_each] = made;
  whole.resize(expected.size());
  std::vector<long> held(rows.size(), 0);
  double carried = random.unit();
  long seats = 0;
  for (std::size_t t = 0; t < expected.size(); ++t) {
    const double exact = expected[t] * panels, nearest = std::round(exact);
    const bool is_whole = std::abs(exact - nearest) < 1e-6;
    whole[t] = static_cast<long>(is_whole ? nearest : std::floor(exact));
    // Systematic sampling: rounded up each time the remainders pass another whole number.
    if (!is_whole) {
      carried += exact - std::floor(exact);
      const bool rounded_up = carried >= 1;
      if (rounded_up) carried -= 1, ++whole[t];
      (rounded_up ? up : down).push_back(static_cast<int>(t));
    }
    seats += whole[t];
    for (const int row : problem.types[t].rows) held[static_cast<std::size_t>(row)] += whole[t];
  }
  // The last remainder may have been lost to floating point.
  while (seats != 1L * panels * problem.seats) {
    auto& from = seats < 1L * panels * problem.seats ? down : up;
    if (from.empty()) return std::nullopt;
    const auto at = random.index(from.size());
    const int t = from[at], step = &from == &down ? 1 : -1;
    from[at] = from.back();
    from.pop_back();
    (step > 0 ? up : down).push_back(t);
    whole[static_cast<std::size_t>(t)] += step, seats += step;
    for (const int row : problem.types[static_cast<std::size_t>(t)].rows) held[static_cast<std::size_t>(row)] += step;
  }
  const auto violation = [&] {
    long sum = 0;
    for (std::size_t r = 0; r < rows.size(); ++r) sum += outside(rows[r], held[r]);
    return sum;
  };
  long left = violation();
  const long turns_max = 20000 + 200L * static_cast<long>(expected.size());
  for (long turn = 0; left > 0 && turn < turns_max; ++turn) {
    if (up.empty() || down.empty()) break;
    auto& a = up[random.index(up.size())];
    auto& b = down[random.index(down.size())];
    const auto &out = problem.types[static_cast<std::size_t>(a)], &in = problem.types[static_cast<std::size_t>(b)];
    const long delta = change(rows, held.data(), out, in);
    if (delta > 0) continue;
    exchange(held.data(), out, in);
    --whole[static_cast<std::size_t>(a)], ++whole[static_cast<std::size_t>(b)];
    std::swap(a, b);
    left += delta;
  }
  return made;
}

std::optional<std::vector<Panel>> deal(const Problem& problem, const Appearances& appearances, int panels, Random& random) {
  Table table(problem, appearances, panels, random);
  const bool ok = table.mend();
  if (!ok) return std::nullopt;
  return table.result();
}

}  // namespace shopper::sortition
