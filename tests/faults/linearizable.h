// Whether what clients saw of one object can be: its operations one after the other, each at some instant between its call and its answer, give just these
// answers (Wing and Gong's search, with Lowe's memory of what was tried already). What nobody answered may have happened at any later time, or never.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

namespace shopper::test {

// A model has a State that can be ordered, an Input, an Output that can be compared, and `Output apply(State&, const Input&)`.
template <class Model>
struct Operation {
  static constexpr auto never = std::numeric_limits<std::int64_t>::max();
  typename Model::Input input;
  std::int64_t called_ns = 0;
  std::int64_t answered_ns = never;
  std::optional<typename Model::Output> output{};   // none: no answer came
  int client = 0;
};

template <class Model>
using History = std::vector<Operation<Model>>;

template <class Model>
class LinearizationSearch {
 public:
  static constexpr std::size_t operations_max = 64;

  explicit LinearizationSearch(const History<Model>& history) : history_(history) {
    if (history.size() > operations_max) throw std::invalid_argument("a history of too many operations");
    for (std::size_t i = 0; i < history.size(); ++i)
      if (history[i].output) answered_ |= bit(i);
  }
  bool found() { return explains(0, typename Model::State{}); }
  // How many ways were begun: what a history costs.
  std::size_t tried() const { return tried_.size(); }

 private:
  static std::uint64_t bit(std::size_t i) { return std::uint64_t{1} << i; }

  // Whether what is not in `done` can follow on `state`.
  bool explains(std::uint64_t done, const typename Model::State& state) {
    if ((done & answered_) == answered_) return true;
    if (!tried_.insert({done, state}).second) return false;
    auto first_answer = Operation<Model>::never;
    for (auto left = answered_ & ~done; left != 0; left &= left - 1) first_answer = std::min(first_answer, history_[static_cast<std::size_t>(std::countr_zero(left))].answered_ns);
    for (std::size_t i = 0; i < history_.size(); ++i) {
      const auto& operation = history_[i];
      if ((done & bit(i)) != 0 || operation.called_ns > first_answer) continue;   // another had its answer before this was asked
      auto next = state;
      const auto output = Model::apply(next, operation.input);
      if (operation.output ? *operation.output != output : next == state) continue;
      if (explains(done | bit(i), next)) return true;
    }
    return false;
  }

  const History<Model>& history_;
  std::uint64_t answered_ = 0;
  std::set<std::pair<std::uint64_t, typename Model::State>> tried_;
};

template <class Model>
bool linearizable(const History<Model>& history) {
  return LinearizationSearch<Model>(history).found();
}

}  // namespace shopper::test
