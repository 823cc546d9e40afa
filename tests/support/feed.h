// Events of another service, told straight to the reactions: with the consumer's transaction, but neither wire nor time.
#pragma once

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "platform/events/consumer.h"

namespace shopper::testing {

class Feed {
 public:
  Feed(store::Store& store, const std::string& upstream) : consumer(store, {upstream, "unix:/nowhere", "test", {}, 1, 0}), store_(store), upstream_(upstream) {}

  // Tells it as the next event of the feed; "" when it was taken, else the code of the refusal.
  std::string tell(const std::string& type, const std::string& subject, Instant at, const nlohmann::json& payload) {
    const Event event{++sequence_, std::to_string(sequence_), type, subject, at, payload.dump()};
    const auto code = store_.write<std::string>([&](store::Db& db) -> Result<std::string> {
      consumer.apply(db, event, "log");
      return db.one<std::string>("select code from event_refusal where upstream = :u and sequence = :s", {upstream_, event.sequence}).value_or("");
    });
    REQUIRE(code.ok());
    return *code;
  }

  events::Consumer consumer;   // for the service's reactions

 private:
  store::Store& store_;
  const std::string upstream_;
  std::int64_t sequence_ = 0;
};

}  // namespace shopper::testing
