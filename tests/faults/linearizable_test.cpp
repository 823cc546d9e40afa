// the search itself, on histories of which the answer is known.
#include <catch2/catch.hpp>
#include <random>

#include "tests/faults/draft_model.h"
#include "tests/support/temporary.h"

using namespace shopper::test;
using Kind = DraftModel::Kind;
using Step = Operation<DraftModel>;
using Output = DraftModel::Output;

namespace {

constexpr auto never = Step::never;
Output told(std::int64_t version, const std::string& value) { return {200, {version, value}}; }
Step create(std::int64_t from, std::int64_t to, const std::string& value, std::optional<Output> output) { return {{Kind::create, value, 0}, from, to, std::move(output), 0}; }
Step change(std::int64_t from, std::int64_t to, std::int64_t expected, const std::string& value, std::optional<Output> output) { return {{Kind::change, value, expected}, from, to, std::move(output), 0}; }
Step read(std::int64_t from, std::int64_t to, std::optional<Output> output) { return {{Kind::read, "", 0}, from, to, std::move(output), 0}; }

// A history that an object of the model really has: each of the clients does one thing after the other, each thing happens at an instant between its call and its answer.
DraftHistory lived(std::mt19937_64& random, int clients, int operations) {
  struct Event {
    std::int64_t at;
    std::size_t operation;
  };
  DraftHistory history;
  std::vector<Event> events;
  std::vector<std::int64_t> free_at(static_cast<std::size_t>(clients), 0);
  for (int i = 0; i < operations; ++i) {
    const auto client = static_cast<std::size_t>(i) % free_at.size();
    auto& time = free_at[client];
    Step step;
    step.client = static_cast<int>(client);
    step.called_ns = time + 1 + static_cast<std::int64_t>(random() % 50);
    const auto happens = step.called_ns + static_cast<std::int64_t>(random() % 50);
    step.answered_ns = time = happens + static_cast<std::int64_t>(random() % 50);
    step.input.kind = i < clients ? Kind::create : random() % 2 ? Kind::change : Kind::read;
    step.input.value = "v" + std::to_string(i);
    events.push_back({happens, history.size()});
    history.push_back(step);
  }
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  DraftModel::State state;
  for (const auto& event : events) {
    auto& step = history[event.operation];
    if (step.input.kind == Kind::change) step.input.expected = random() % 4 ? state.version : state.version - 1;
    const bool lost = random() % 8 == 0;   // nobody answers, and it happened or not
    Output output;
    if (!lost || random() % 2) output = DraftModel::apply(state, step.input);
    if (!lost) step.output = output;
    else step.answered_ns = never;
  }
  return history;
}

}  // namespace

TEST_CASE("R-22 histories that can be are accepted") {
  CHECK(linearizable(DraftHistory{}));
  CHECK(linearizable(DraftHistory{read(0, 1, Output{404}), create(2, 3, "a", told(1, "a")), change(4, 5, 1, "b", told(2, "b")), read(6, 7, told(2, "b"))}));
  // At the same time: one of two wins, and a read sees either.
  CHECK(linearizable(DraftHistory{create(0, 1, "a", told(1, "a")), change(2, 9, 1, "b", told(2, "b")), change(3, 8, 1, "c", Output{412}), read(4, 5, told(1, "a")), read(6, 7, told(2, "b"))}));
  CHECK(linearizable(DraftHistory{create(0, 5, "a", Output{409}), create(1, 4, "b", told(1, "b")), create(6, 7, "b", told(1, "b"))}));
  // What nobody answered has happened, late or early, or never.
  CHECK(linearizable(DraftHistory{create(0, 1, "a", told(1, "a")), change(2, never, 1, "b", {}), read(3, 4, told(1, "a")), read(5, 6, told(2, "b"))}));
  CHECK(linearizable(DraftHistory{create(0, 1, "a", told(1, "a")), change(2, never, 1, "b", {}), read(3, 4, told(1, "a")), change(5, 6, 1, "c", told(2, "c")), read(7, 8, told(2, "c"))}));
  CHECK(linearizable(DraftHistory{create(0, never, "a", {}), read(3, 4, Output{404}), read(5, 6, told(1, "a"))}));
}

TEST_CASE("R-22 histories that cannot be are refused") {
  const auto begin = create(0, 1, "a", told(1, "a"));
  const auto changed = change(2, 3, 1, "b", told(2, "b"));
  // A stale read.
  CHECK_FALSE(linearizable(DraftHistory{begin, changed, read(4, 5, told(1, "a"))}));
  CHECK_FALSE(linearizable(DraftHistory{begin, read(2, 3, Output{404})}));
  // A lost update: acknowledged and gone, or both of two that read the same.
  CHECK_FALSE(linearizable(DraftHistory{begin, changed, change(4, 5, 1, "c", told(2, "c"))}));
  CHECK_FALSE(linearizable(DraftHistory{begin, change(2, 5, 1, "b", told(2, "b")), change(3, 4, 1, "c", told(2, "c"))}));
  CHECK_FALSE(linearizable(DraftHistory{begin, changed, change(4, 5, 2, "c", Output{412})}));
  // A value comes back.
  CHECK_FALSE(linearizable(DraftHistory{begin, changed, read(4, 5, told(3, "a"))}));
  CHECK_FALSE(linearizable(DraftHistory{begin, changed, read(4, 5, told(2, "b")), read(6, 7, told(1, "a"))}));
  // One that nobody answered has happened twice, or before it was asked, or after it was refuted.
  CHECK_FALSE(linearizable(DraftHistory{begin, change(2, never, 1, "b", {}), read(3, 4, told(2, "b")), change(5, 6, 2, "c", told(3, "c")), read(7, 8, told(4, "b"))}));
  CHECK_FALSE(linearizable(DraftHistory{begin, read(2, 3, told(2, "b")), change(4, never, 1, "b", {})}));
  CHECK_FALSE(linearizable(DraftHistory{begin, change(2, never, 1, "b", {}), change(3, 4, 1, "c", told(2, "c")), read(5, 6, told(2, "b"))}));
  // A read between two changes has seen neither.
  CHECK_FALSE(linearizable(DraftHistory{begin, changed, change(4, 9, 2, "c", told(3, "c")), read(5, 6, told(3, "c")), read(7, 8, told(2, "b"))}));
  // Created twice.
  CHECK_FALSE(linearizable(DraftHistory{begin, create(2, 3, "b", told(1, "b"))}));
}

TEST_CASE("R-22 who was told of a version is shown no older one") {
  DraftHistory history{create(0, 1, "a", told(1, "a")), change(2, 3, 1, "b", told(2, "b"))};
  CHECK(older_than_told(history) == "");
  history.push_back(read(4, 5, told(1, "a")));
  CHECK(older_than_told(history) == "client 0 was told of version 2, then of 1");
  history.back().client = 1;
  CHECK(older_than_told(history) == "");
}

TEST_CASE("R-22 of what an object has lived through nothing is refused, and what was forged is", "[random]") {
  std::mt19937_64 random(shopper::testing::seed("histories"));
  int forged = 0;
  std::size_t most = 0;
  for (int run = 0; run < 500; ++run) {
    auto history = lived(random, 2 + run % 7, 50);
    LinearizationSearch<DraftModel> search(history);
    const bool found = search.found();
    if (!found) FAIL(described(history));
    most = std::max(most, search.tried());
    // Another value in an answer was never there at that version.
    std::vector<std::size_t> answered;
    for (std::size_t i = 0; i < history.size(); ++i)
      if (history[i].output && history[i].output->status == 200) answered.push_back(i);
    if (answered.empty()) continue;
    auto& output = *history[answered[random() % answered.size()]].output;
    if (random() % 2) output.seen.value += " forged";
    else output.seen.version += 50;   // more than ever were
    ++forged;
    if (linearizable(history)) FAIL("forged: " << described(history));
  }
  CHECK(forged > 400);
  CHECK(most < 1'000'000);
}
