// Copies of a live store, and whether copies of several fit each other.
#include "platform/store/snapshot.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

#include "platform/crypto/sealed_file.h"
#include "platform/store/store.h"
#include "platform/usecase/unit.h"
#include "tests/support/temporary.h"

using namespace shopper;

namespace {

struct Said {
  int number = 0;
  SHOPPER_FIELDS(Said, number)
};

class Writing {
 public:
  explicit Writing(const testing::TemporaryDirectory& directory)
      : store({directory.url("live.db"), "test", {{"0001", "create table said (number integer not null, text text not null) strict;"}}}) {}
  // By any thread: Catch2's assertions are the main one's.
  bool said(int number) {
    return store.write<Done>([&](store::Db& db) -> Result<Done> {
                   db.execute("insert into said (number, text) values (:n, :t)", {std::int64_t{number}, std::string(500, 'x')});
                   Unit unit(db, Instant{1'000'000 + number}, {});
                   unit.emit("said", "s", Said{number});
                   unit.audit("Say", "s", unit.now);
                   return Done{};
                 }).ok();
  }
  void say(int number) { REQUIRE(said(number)); }
  store::Store store;
};

store::SnapshotFacts facts(const std::string& service, std::int64_t last, std::map<std::string, store::Cursor> cursors = {}) {
  store::SnapshotFacts f;
  f.service = service;
  f.log_id = "log of " + service;
  f.last_sequence = last;
  f.cursors = std::move(cursors);
  return f;
}

}  // namespace

TEST_CASE("R-15 a copy is the store at one moment, whatever is written meanwhile, also into the very pages") {
  const testing::TemporaryDirectory directory;
  Writing writing(directory);
  for (int i = 1; i <= 300; ++i) writing.say(i);
  store::Snapshot snapshot(writing.store, directory.file("copy"));
  std::atomic<bool> over{false};
  std::atomic<int> last{300};
  std::atomic<int> refused{0};
  std::thread writer([&] {
    while (!over) refused += !writing.said(++last);
  });
  for (int steps = 0; steps < 40; ++steps) {
    snapshot.copy(4);
    REQUIRE_FALSE(snapshot.complete());
    CHECK(snapshot.pages_done() < snapshot.pages_total());
    const int seen = last;
    REQUIRE(testing::await([&] { return last > seen + 2; }));   // every step sees a store that has gone on
  }
  const auto before = writing.store.last_sequence();
  snapshot.fix();
  const auto after = writing.store.last_sequence();
  const int seen = last;
  REQUIRE(testing::await([&] { return last > seen + 20; }));   // nothing of this is in it
  over = true;
  writer.join();
  CHECK(snapshot.complete());
  CHECK(refused == 0);
  store::Db copy(snapshot.url(), store::Access::read_only);
  const auto told = store::facts_of(copy, "test");
  CHECK(told.last_sequence >= before);
  CHECK(told.last_sequence <= after);
  CHECK(told.last_sequence > 340);
  CHECK(told.audit_head.sequence == told.last_sequence);
  CHECK(told.log_id == writing.store.log_id());
  CHECK(told.schema == std::vector<std::string>{"platform/0001_platform", "platform/0002_traces", "test/0001"});
  CHECK(copy.one<std::int64_t>("select count(*) from said") == told.last_sequence);
  CHECK(store::damages(copy).empty());
  CHECK(snapshot.bytes() > 300 * 500);
  std::string bytes;
  for (std::string piece; !(piece = snapshot.read(static_cast<std::int64_t>(bytes.size()), 10'000)).empty();) bytes += piece;
  CHECK(static_cast<std::int64_t>(bytes.size()) == snapshot.bytes());
}

TEST_CASE("R-15 while a copy is made the store's log does not grow") {
  const testing::TemporaryDirectory directory;
  Writing writing(directory);
  for (int i = 1; i <= 100; ++i) writing.say(i);
  store::Snapshot snapshot(writing.store, directory.file("copy"));
  snapshot.copy(4);
  const auto log_bytes = [&] { return std::filesystem::file_size(directory.file("live.db-wal")); };
  for (int i = 101; i <= 3'000; ++i) writing.say(i);   // some ten times what the log holds before it begins anew
  CHECK(log_bytes() < 8'000'000);
  snapshot.fix();
  store::Db copy(snapshot.url(), store::Access::read_only);
  CHECK(copy.one<std::int64_t>("select count(*) from said") == 3'000);
  CHECK(store::damages(copy).empty());
}

TEST_CASE("R-15 what is refused or undone meanwhile is not in the copy") {
  const testing::TemporaryDirectory directory;
  Writing writing(directory);
  for (int i = 1; i <= 300; ++i) writing.say(i);
  store::Snapshot snapshot(writing.store, directory.file("copy"));
  snapshot.copy(40);
  // More than the writer keeps in memory, so that pages were in the log already when it was undone.
  const auto undone = writing.store.write<Done>([](store::Db& db) -> Result<Done> {
    for (int i = 0; i < 40'000; ++i) db.execute("insert into said (number, text) values (:n, :t)", {std::int64_t{-1}, std::string(500, 'y')});
    db.execute("update said set text = 'z' where number between 1 and 300");
    return errors::not_found("undone");
  });
  CHECK_FALSE(undone.ok());
  writing.say(301);
  snapshot.copy(40);
  snapshot.fix();
  store::Db copy(snapshot.url(), store::Access::read_only);
  CHECK(copy.one<std::int64_t>("select count(*) from said") == 301);
  CHECK(copy.one<std::int64_t>("select count(*) from said where text = 'z'") == 0);
  CHECK(store::damages(copy).empty());
}

TEST_CASE("between two commits the writer's connection is lent, before any command, and what goes wrong there is the borrower's") {
  const testing::TemporaryDirectory directory;
  Writing writing(directory);
  std::atomic<bool> over{false};
  std::atomic<int> last{0}, refused{0};
  std::vector<std::thread> writers;
  for (int n = 0; n < 4; ++n)
    writers.emplace_back([&] {
      while (!over) refused += !writing.said(++last);
    });
  int lent = 0;
  for (int i = 0; i < 200; ++i)
    writing.store.between_commits([&](store::Db& db) {
      db.execute("begin");   // would fail inside a transaction
      db.execute("rollback");
      ++lent;
    });
  CHECK(lent == 200);
  CHECK_THROWS_AS(writing.store.between_commits([](store::Db&) { throw std::runtime_error("mine"); }), std::runtime_error);
  const int seen = last;
  CHECK(testing::await([&] { return last > seen + 50; }));
  over = true;
  for (auto& writer : writers) writer.join();
  CHECK(refused == 0);
}

TEST_CASE("R-15 a copy goes away with whoever took it, and lets the store's log be emptied") {
  const testing::TemporaryDirectory directory;
  Writing writing(directory);
  writing.say(1);
  {
    store::Snapshot snapshot(writing.store, directory.file("copy"));
    snapshot.copy(1);
    CHECK(std::filesystem::exists(directory.file("copy")));
    CHECK((std::filesystem::status(directory.file("copy")).permissions() & std::filesystem::perms(077)) == std::filesystem::perms::none);
    CHECK_FALSE(writing.store.write<bool>([](store::Db& db) -> Result<bool> { return db.read_only(); }).value());
  }
  CHECK_FALSE(std::filesystem::exists(directory.file("copy")));
  CHECK_FALSE(std::filesystem::exists(directory.file("copy-journal")));
  CHECK_THROWS(store::Snapshot(writing.store, directory.file("nowhere/copy")));
  writing.say(2);
}

TEST_CASE("R-15 a damaged copy is told") {
  const testing::TemporaryDirectory directory;
  {
    Writing writing(directory);
    for (int i = 1; i <= 300; ++i) writing.say(i);
    store::Snapshot snapshot(writing.store, directory.file("copy"));
    snapshot.fix();
    std::filesystem::copy_file(directory.file("copy"), directory.file("kept"));
  }
  std::fstream file(directory.file("kept"), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(20 * 4096 + 1);
  file.write("\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f", 8);
  file.close();
  store::Db copy(directory.url("kept"), store::Access::read_only);
  CHECK_FALSE(store::damages(copy).empty());
}

TEST_CASE("R-15 stores fit when no reader is further than its upstream, also round in a circle") {
  CHECK(store::misfits({facts("a", 5, {{"b", {"log of b", 7}}}), facts("b", 7, {{"a", {"log of a", 5}}})}).empty());
  CHECK(store::misfits({facts("a", 5, {{"b", {"log of b", 8}}}), facts("b", 7)}) == std::vector<std::string>{"a follows b up to event 8, but only 7 are here"});
  CHECK(store::misfits({facts("a", 5, {{"b", {"another", 1}}}), facts("b", 7)}) == std::vector<std::string>{"a follows b in another log than the one that is here"});
  CHECK(store::misfits({facts("a", 5, {{"b", {"log of b", 1}}})}) == std::vector<std::string>{"a follows b, which is not here"});
}

TEST_CASE("a sealed file opens whole, with its key, in its place, or says why not") {
  const testing::TemporaryDirectory directory;
  const auto key = crypto::random_key(), other = crypto::random_key();
  const auto path = directory.file("sealed");
  const auto read = [&](const crypto::Key& with, const std::string& bound) -> std::string {
    try {
      crypto::SealedReader reader(path, with, bound);
      std::string all;
      for (std::string piece; reader.next(piece);) all += piece;
      return all;
    } catch (const crypto::SealBroken& broken) {
      return std::string("broken: ") + broken.what();
    }
  };
  constexpr std::size_t piece = 1 << 20;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, piece - 1, piece, piece + 1, 3 * piece}) {
    INFO(size);
    std::filesystem::remove(path);
    std::string text(size, 'a');
    for (std::size_t i = 0; i < size; i += 997) text[i] = static_cast<char>(i);
    crypto::SealedWriter writer(path, key, "here");
    for (std::size_t i = 0; i < size; i += 300'001) writer.write(std::string_view(text).substr(i, 300'001));
    writer.finish();
    CHECK(read(key, "here") == text);
    CHECK(read(key, "there") == "broken: sealed was changed or cut");
    CHECK(read(other, "here") == "broken: sealed was sealed with another key");
  }
  std::ifstream file(path, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  const auto put = [&](const std::string& bytes) { std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes; };
  // At every seam and around it, and in between: cut, changed, longer.
  std::vector<std::size_t> places{0, 5, 20, 33, 34, 40, 57, 58, 59, 75};
  for (std::size_t seam = 58; seam < whole.size(); seam += piece + 17)
    for (const int near : {-17, -1, 0, 1}) places.push_back(seam + static_cast<std::size_t>(near));
  for (const auto at : places) {
    INFO(at);
    put(whole.substr(0, at));
    CHECK(read(key, "here").starts_with("broken: "));
    auto changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    put(changed);
    CHECK(read(key, "here").starts_with("broken: "));
  }
  put(whole + "x");
  CHECK(read(key, "here") == "broken: sealed goes on after its end");
  // Two pieces in each other's place.
  put(whole.substr(0, 58) + whole.substr(58 + piece + 17, piece + 17) + whole.substr(58, piece + 17) + whole.substr(58 + 2 * (piece + 17)));
  CHECK(read(key, "here").starts_with("broken: "));
  CHECK_THROWS(crypto::SealedWriter(path, key, "here"));   // never over another file
}
