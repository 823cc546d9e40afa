// Two services in one process: one tells, the other follows its feed.
#include "platform/events/consumer.h"

#include <catch2/catch.hpp>

#include "platform/rpc/actor_context.h"
#include "platform/rpc/client.h"
#include "platform/rpc/feed.h"
#include "shopper/common/v1/events.pb.h"
#include "tests/support/temporary.h"

using namespace shopper;

namespace {

struct Said {
  int number = 0;
  SHOPPER_FIELDS(Said, number)
};

class Teller {
 public:
  Teller(const testing::TemporaryDirectory& directory, const crypto::Key& key)
      : store({directory.url("teller.db"), "test", {}}), server({directory.socket("teller"), 8, 64, key}) {
    rpc::serve_feed(server, store);
    server.start();
  }
  ~Teller() {
    store.end_waits();
    server.stop(1000);
  }
  void say(int number, const std::string& type = "said") {
    REQUIRE(store.write<Done>([&](store::Db& db) -> Result<Done> {
                   Unit(db, Instant{1'000'000 + number}, {}).emit(type, "s", Said{number});
                   return Done{};
                 }).ok());
  }
  store::Store store;
  rpc::Server server;
};

class World {
 public:
  std::unique_ptr<events::Consumer> follow() {
    auto consumer = std::make_unique<events::Consumer>(listener, events::ConsumerOptions{"teller", directory.socket("teller"), "listener", key, 7, 500});
    consumer->on("said", [](Unit& unit, const Event& event) -> Result<Done> {
      const auto number = event.as<Said>().number;
      unit.db.execute("insert into heard (number, at) values (:n, :a)", {std::int64_t{number}, unit.now.us});
      if (number % 10 == 5) return conflict("NO_FIVES", {});
      return Done{};
    });
    consumer->start();
    return consumer;
  }
  std::int64_t number(const std::string& sql) {
    return *listener.read<std::int64_t>([&](store::Db& db) -> Result<std::int64_t> { return db.one<std::int64_t>(sql).value_or(0); });
  }
  bool heard_up_to(std::int64_t sequence) {
    return testing::await([&] { return number("select sequence from feed_cursor") == sequence; });
  }

  testing::TemporaryDirectory directory;
  crypto::Key key = crypto::random_key();
  store::Store listener{{directory.url("listener.db"), "test", {{"0001", "create table heard (number integer not null, at integer not null) strict;"}}}};
};

}  // namespace

TEST_CASE_METHOD(World, "each event has one effect, whatever restarts; a refused one is kept and the feed goes on") {
  auto teller = std::make_unique<Teller>(directory, key);
  for (int i = 1; i <= 20; ++i) teller->say(i);
  auto consumer = follow();
  REQUIRE(heard_up_to(20));
  CHECK(consumer->caught_up());
  CHECK(number("select count(*) from heard") == 18);   // 5 and 15 were refused, and undone
  CHECK(number("select count(*) from event_refusal") == 2);
  CHECK(number("select min(sequence) from event_refusal") == 5);
  CHECK(number("select at from heard where number = 7") == 1'000'007);   // the time of the fact

  teller->say(21, "unknown");
  teller->say(22);
  REQUIRE(heard_up_to(22));
  consumer.reset();
  teller->say(23);
  consumer = follow();
  REQUIRE(heard_up_to(23));

  teller.reset();   // the other side goes away and comes back with more to say
  teller = std::make_unique<Teller>(directory, key);
  for (int i = 24; i <= 60; ++i) teller->say(i);
  REQUIRE(heard_up_to(60));
  CHECK(number("select count(*) from heard") == number("select count(distinct number) from heard"));
  CHECK(number("select count(*) from heard") == 60 - 6 - 1);
  consumer.reset();
}

TEST_CASE_METHOD(World, "a follower that starts before its upstream catches up") {
  const auto consumer = follow();
  CHECK_FALSE(consumer->caught_up());
  Teller teller(directory, key);
  teller.say(1);
  REQUIRE(heard_up_to(1));
  consumer->stop();
}

TEST_CASE_METHOD(World, "a reaction that throws is tried again with its whole batch, never skipped") {
  Teller teller(directory, key);
  teller.say(1);
  teller.say(2);
  std::atomic<int> tries{0};
  events::Consumer consumer(listener, {"teller", directory.socket("teller"), "listener", key, 100, 500});
  consumer.on("said", [&](Unit& unit, const Event& event) -> Result<Done> {
    unit.db.execute("insert into heard (number, at) values (:n, 0)", {std::int64_t{event.as<Said>().number}});
    if (event.sequence == 2 && ++tries < 3) throw std::runtime_error("not now");
    return Done{};
  });
  consumer.start();
  REQUIRE(heard_up_to(2));
  CHECK(tries == 3);
  CHECK(number("select count(*) from heard") == 2);
  consumer.stop();
}

TEST_CASE_METHOD(World, "another log than before is not mistaken for news") {
  auto teller = std::make_unique<Teller>(directory, key);
  teller->say(1);
  auto consumer = follow();
  REQUIRE(heard_up_to(1));
  consumer.reset();
  teller.reset();
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(directory.file(std::string("teller.db") + suffix));
  teller = std::make_unique<Teller>(directory, key);
  teller->say(2);
  teller->say(3);
  consumer = follow();
  CHECK_FALSE(testing::await([&] { return number("select sequence from feed_cursor") != 1 || consumer->caught_up(); }, 1000));
  CHECK(number("select count(*) from heard") == 1);
}

TEST_CASE_METHOD(World, "R-15 while it is paused nothing is applied; it goes on when it is told to, or by itself") {
  Teller teller(directory, key);
  teller.say(1);
  const auto consumer = follow();
  REQUIRE(heard_up_to(1));
  const auto soon = [](int ms) { return std::chrono::steady_clock::now() + std::chrono::milliseconds(ms); };
  consumer->pause(soon(60'000));
  for (int i = 2; i <= 4; ++i) teller.say(i);
  CHECK_FALSE(testing::await([&] { return number("select sequence from feed_cursor") != 1; }, 300));
  consumer->resume();
  REQUIRE(heard_up_to(4));
  const auto end = soon(400);
  consumer->pause(end);
  teller.say(6);
  REQUIRE(heard_up_to(5));
  CHECK(std::chrono::steady_clock::now() >= end);
  consumer->pause(soon(60'000));
  consumer->stop();
}

TEST_CASE_METHOD(World, "R-15 an upstream that was restored from an older backup is noticed: nothing is passed over in silence") {
  auto teller = std::make_unique<Teller>(directory, key);
  teller->say(1);
  teller.reset();
  std::filesystem::copy_file(directory.file("teller.db"), directory.file("old"));
  teller = std::make_unique<Teller>(directory, key);
  teller->say(2);
  teller->say(3);
  auto consumer = follow();
  REQUIRE(heard_up_to(3));
  consumer.reset();
  teller.reset();
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(directory.file(std::string("teller.db") + suffix));
  std::filesystem::rename(directory.file("old"), directory.file("teller.db"));
  teller = std::make_unique<Teller>(directory, key);
  teller->say(7);
  consumer = follow();
  CHECK_FALSE(testing::await([&] { return number("select count(*) from heard") != 3 || consumer->caught_up(); }, 1000));
}

TEST_CASE_METHOD(World, "only services may read a feed") {
  Teller teller(directory, key);
  teller.say(1);
  const auto channel = rpc::connect(directory.socket("teller"));
  for (const char* role : {"applicant", "administrator", "service"}) {
    grpc::ClientContext context;
    rpc::set_deadline(context, 10'000);
    context.AddMetadata(rpc::actor_metadata, rpc::seal_actor(key, {"x", {role}, "", "en", "", {}}, rpc::system_clock()));
    common::v1::PullRequest request;
    request.set_max(10);
    common::v1::PullResponse response;
    const auto status = rpc::call(*channel, "/shopper.common.v1.EventFeed/Pull", context, request, response);
    if (std::string(role) == "service") CHECK(response.events_size() == 1);
    else CHECK(status.error_code() == grpc::StatusCode::PERMISSION_DENIED);
  }
}
