// Reads for the preparation of a command: work that needs facts of the store and takes too long to hold its writer, or a snapshot, meanwhile.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "platform/usecase/unit.h"

namespace shopper {

class Lookups {
 public:
  // Calls what it is given with a Unit on a snapshot of its own.
  using Snapshot = std::function<void(const std::function<void(Unit&)>&)>;
  Lookups(const Actor& acting, Instant now_instant, Snapshot snapshot, Snapshot commit = {})
      : actor(acting), now(now_instant), snapshot_(std::move(snapshot)), commit_(std::move(commit)) {}

  template <class F>
  auto read(F&& look) const {
    std::optional<decltype(look(std::declval<Unit&>()))> answer;
    snapshot_([&](Unit& unit) { answer.emplace(look(unit)); });
    if (!answer) throw store::StorageFailure("the store could not be read");
    return std::move(*answer);
  }

  // Commits on its own, whatever becomes of the command: a try is counted although the command will be refused.
  template <class F>
  auto record(F&& write) const {
    std::optional<decltype(write(std::declval<Unit&>()))> answer;
    commit_([&](Unit& unit) { answer.emplace(write(unit)); });
    if (!answer) throw store::StorageFailure("the store does not take writes");
    return std::move(*answer);
  }

  const Actor& actor;
  const Instant now;

 private:
  Snapshot snapshot_;
  Snapshot commit_;
};

}  // namespace shopper
