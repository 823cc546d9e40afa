// The stores of a suite of processes, and what must hold in them whatever has happened to these.
#pragma once

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "platform/store/audit_log.h"
#include "platform/store/db.h"
#include "tests/harness/procedure.h"

namespace shopper::test {

// How much is tried: a number from the environment (tools/test --soak), or the quick one.
inline int wanted(const char* variable, int otherwise) {
  const char* given = std::getenv(variable);
  return given ? std::atoi(given) : otherwise;
}

// Read beside the processes or after them.
class Stores {
 public:
  explicit Stores(Harness& harness) : directory_(harness.suite().data() / "store") {}
  store::Db open(const std::string& service) const { return {"sqlite://" + (directory_ / (service + ".db")).string(), store::Access::read_only}; }
  static std::vector<std::string> names() {
    auto all = tools::Suite::names();
    all.pop_back();   // the gateway has none
    return all;
  }
  // Every feed read to its end.
  bool drained() const {
    try {
      std::map<std::string, std::int64_t> ends;
      for (const auto& name : names()) ends[name] = open(name).one<std::int64_t>("select coalesce(max(sequence), 0) from outbox").value();
      for (const auto& name : names())
        for (const auto& [upstream, sequence] : open(name).all<std::string, std::int64_t>("select upstream, sequence from feed_cursor"))
          if (sequence < ends.at(upstream)) return false;
      return true;
    } catch (const std::exception&) {
      return false;   // just being started
    }
  }
  void check() const {
    for (const auto& name : names()) {
      INFO(name);
      auto db = open(name);
      CHECK(db.one<std::string>("PRAGMA integrity_check(1)") == "ok");
      CHECK(db.all<std::string>("select \"table\" from pragma_foreign_key_check()").empty());
      CHECK(db.one<std::int64_t>("select count(*) from event_refusal") == 0);
      auto previous = audit::genesis(db.one<std::string>("select value from store_meta where name = 'log_id'").value());
      std::int64_t sequence = 0;
      bool whole = true;
      for (const auto& record : store::audit_records(db, 0, 10'000'000)) {
        whole = whole && record.sequence == ++sequence && record.hash == audit::hash_of(record, previous);
        previous = record.hash;
      }
      CHECK(whole);
    }
  }

 private:
  std::filesystem::path directory_;
};

}  // namespace shopper::test
