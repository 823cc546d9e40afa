#include "selection/sortition/greedy.h"

#include <algorithm>

namespace shopper::sortition {
namespace {

class Attempt {
 public:
  Attempt(const Problem& problem, Random& random) : problem_(problem), random_(random), held_(problem.rows.size(), 0), left_(problem.rows.size(), 0) {
    for (const auto& type : problem.types) {
      free_.push_back(type.people);
      seats_.push_back(0);
      people_ += type.people;
      for (const int row : type.rows) left_[static_cast<std::size_t>(row)] += type.people;
    }
    for (std::size_t r = 0; r < held_.size(); ++r)
      if (problem.rows[r].max == 0) close(static_cast<int>(r));
  }

  bool fill() {
    for (int seat = 0; seat < problem_.seats; ++seat) {
      if (people_ == 0) return false;
      int scarcest = -1;
      double most = 0;
      for (std::size_t r = 0; r < held_.size(); ++r) {
        const long wanted = problem_.rows[r].min - held_[r];
        if (wanted > left_[r]) return false;
        if (left_[r] == 0 || problem_.rows[r].max <= held_[r]) continue;
        const double ratio = static_cast<double>(wanted) / static_cast<double>(left_[r]);
        if (scarcest < 0 || ratio > most) most = ratio, scarcest = static_cast<int>(r);
      }
      take(drawn(scarcest));
    }
    return std::all_of(problem_.rows.begin(), problem_.rows.end(), [&](const Row& row) { return held_[static_cast<std::size_t>(&row - problem_.rows.data())] >= row.min; });
  }

  Panel panel() const {
    Panel panel;
    for (std::size_t t = 0; t < seats_.size(); ++t)
      if (seats_[t] > 0) panel.push_back({static_cast<int>(t), seats_[t]});
    return panel;
  }

 private:
  // A person of the row, everyone with the same chance; row -1: of everybody left.
  std::size_t drawn(int row) {
    auto skip = static_cast<long>(random_.below(static_cast<std::uint64_t>(row < 0 ? people_ : left_[static_cast<std::size_t>(row)])));
    for (std::size_t t = 0;; ++t) {
      const auto& rows = problem_.types[t].rows;
      if (row >= 0 && !std::binary_search(rows.begin(), rows.end(), row)) continue;
      if ((skip -= free_[t]) < 0) return t;
    }
  }
  void take(std::size_t t) {
    const auto& type = problem_.types[t];
    ++seats_[t];
    remove(t, 1);
    // One of a household is seated: the others of the type may not be more than its households.
    if (seats_[t] >= type.seats_max) remove(t, free_[t]);
    for (const int row : type.rows)
      if (++held_[static_cast<std::size_t>(row)] >= problem_.rows[static_cast<std::size_t>(row)].max) close(row);
  }
  void close(int row) {
    for (std::size_t t = 0; t < free_.size(); ++t)
      if (std::binary_search(problem_.types[t].rows.begin(), problem_.types[t].rows.end(), row)) remove(t, free_[t]);
  }
  void remove(std::size_t t, long number) {
    free_[t] -= number, people_ -= number;
    for (const int row : problem_.types[t].rows) left_[static_cast<std::size_t>(row)] -= number;
  }

  const Problem& problem_;
  Random& random_;
  std::vector<int> held_, seats_;
  std::vector<long> left_, free_;
  long people_ = 0;
};

}  // namespace

std::optional<Panel> greedy_panel(const Problem& problem, Random& random, int attempts_max) {
  if (problem.people() < problem.seats) return std::nullopt;
  for (int attempt = 0; attempt < attempts_max; ++attempt)
    if (Attempt draw(problem, random); draw.fill())
      if (auto panel = draw.panel(); is_panel(problem, panel)) return panel;
  return std::nullopt;
}

}  // namespace shopper::sortition
