#include "platform/store/vault.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "platform/store/store.h"
#include "tests/support/service_keys.h"
#include "tests/support/temporary.h"

using namespace shopper;
using store::Place;

namespace shopper {
struct Letter {
  std::string id;
  std::string writer;
  std::string town;
  std::string text;
  std::vector<std::string> names;
  friend bool operator==(const Letter&, const Letter&) = default;
  SHOPPER_FIELDS(Letter, id, writer, town, text, names)
};
namespace store {
template <>
struct Table<Letter> {
  static constexpr const char* name = "letter";
  static constexpr std::array sealed = {"text", "names"};
  static const std::string& owner(const Letter& row) { return row.writer; }
};
}  // namespace store
}  // namespace shopper

namespace {

const std::vector<store::Migration> schema{
    {"0001_letter", "create table letter (id text primary key, writer text not null, town text not null, text text not null, names text not null) strict;"}};
const std::string secret = "Abdulrahman, 28412345678";

struct Fixture {
  testing::TemporaryDirectory directory;
  std::shared_ptr<const crypto::ServiceKeys> keys = testing::service_keys();
  std::unique_ptr<store::Store> store = open();

  std::unique_ptr<store::Store> open() { return std::make_unique<store::Store>(store::StoreOptions{directory.url("s.db"), "test", schema, keys}); }
  void write(const std::function<void(store::Db&)>& change) {
    REQUIRE(store->write<Done>([&](store::Db& db) -> Result<Done> {
      change(db);
      return Done{};
    }).ok());
  }
};

const std::string damaged = "cannot be opened";

}  // namespace

TEST_CASE("I-22 sealed columns are read as they were written, and are in no file") {
  Fixture f;
  const Letter letter{"l1", "maryam", "Doha", secret, {"Noora", "\"quoted\" 'name'"}};
  f.write([&](store::Db& db) { db.insert(letter); });
  const auto seen = f.store->read<std::optional<Letter>>([](store::Db& db) -> Result<std::optional<Letter>> { return db.find<Letter>("id = :i", {std::string("l1")}); });
  CHECK(seen.value() == letter);
  f.write([&](store::Db& db) {
    auto changed = letter;
    changed.text = "again " + secret;
    CHECK(db.update(changed));
    CHECK(db.find<Letter>("id = :i", {std::string("l1")}) == changed);
    CHECK_FALSE(db.insert_new(letter));
    db.upsert(letter);
    CHECK(db.list<Letter>("where town = :t", {std::string("Doha")}) == std::vector{letter});
  });
  const auto bytes = f.directory.contents();
  CHECK(bytes.find("Doha") != std::string::npos);   // the search finds what is in clear
  for (const char* word : {"Abdulrahman", "28412345678", "Noora", "quoted"}) CHECK(bytes.find(word) == std::string::npos);
}

TEST_CASE("I-22 a value moved to another row, column, table or service does not open") {
  Fixture f;
  f.write([&](store::Db& db) {
    db.insert(Letter{"l1", "maryam", "", secret, {"one"}});
    db.insert(Letter{"l2", "maryam", "", "another", {"two"}});
    db.insert(Letter{"l3", "hamad", "", "third", {"three"}});
  });
  const auto stored = [&](const char* sql) {
    std::string value;
    f.write([&](store::Db& db) { value = db.one<std::string>(sql).value(); });
    return value;
  };
  const auto text = stored("select text from letter where id = 'l1'");
  CHECK(text.starts_with("s1."));
  const auto moved = [&](const char* sql) {
    const auto answer = f.store->write<Done>([&](store::Db& db) -> Result<Done> {
      db.execute(sql);
      CHECK_THROWS_WITH(db.list<Letter>(""), Catch::Contains(damaged));
      return errors::forbidden();   // undoes it
    });
    CHECK_FALSE(answer.ok());
  };
  moved("update letter set text = (select text from letter where id = 'l2') where id = 'l1'");
  moved("update letter set text = names where id = 'l1'");
  moved("update letter set text = (select text from letter where id = 'l3') where id = 'l1'");
  moved("update letter set id = 'l4' where id = 'l1'");
  moved("update letter set text = substr(text, 1, length(text) - 2) where id = 'l1'");
  moved("update letter set text = 'in clear' where id = 'l1'");
  moved("update letter set text = 's1.0123456789abcdef.' || substr(text, 21) where id = 'l1'");
  moved("update subject_key set wrapped = (select wrapped from subject_key where subject = 'hamad') where subject = 'maryam'");
  moved("update subject_key set subject = 'hamid' where subject = 'hamad'");
  f.write([&](store::Db& db) {
    CHECK(db.vault().open({"letter", "text", "l1"}, text) == secret);
    CHECK_THROWS_WITH(db.vault().open({"letters", "text", "l1"}, text), Catch::Contains(damaged));
    store::Vault other(db, f.keys, "other");
    CHECK_THROWS_WITH(other.open({"letter", "text", "l1"}, text), Catch::Contains(damaged));
    for (std::size_t length = 1; length < text.size(); ++length) REQUIRE_THROWS_WITH(db.vault().open({"letter", "text", "l1"}, text.substr(0, length)), Catch::Contains(damaged));
  });
}

TEST_CASE("I-22 a shredded owner's values read as empty, other owners' as they were") {
  Fixture f;
  f.write([&](store::Db& db) {
    db.insert(Letter{"l1", "maryam", "Doha", secret, {"one"}});
    db.insert(Letter{"l2", "hamad", "Doha", "kept", {}});
    CHECK(db.vault().shred("maryam", Instant{7}));
    CHECK_FALSE(db.vault().shred("maryam", Instant{8}));
    CHECK(db.find<Letter>("id = :i", {std::string("l1")}) == Letter{"l1", "maryam", "Doha", "", {}});
    CHECK(db.find<Letter>("id = :i", {std::string("l2")})->text == "kept");
    // A new life under the same name has a new key; the old values stay gone.
    db.insert(Letter{"l3", "maryam", "Doha", "new", {}});
    CHECK(db.find<Letter>("id = :i", {std::string("l1")})->text.empty());
    CHECK(db.find<Letter>("id = :i", {std::string("l3")})->text == "new");
    CHECK_THROWS_WITH(db.vault().seal("", {"letter", "text", "l1"}, "x"), Catch::Contains("owner"));
    CHECK(db.vault().seal("maryam", {"letter", "text", "l1"}, "").empty());
  });
}

TEST_CASE("S-09 a failing statement does not tell its values") {
  Fixture f;
  f.write([&](store::Db& db) {
    db.insert(Letter{"l1", "maryam", "Doha", secret, {}});
    std::string message;
    try {
      db.insert(Letter{"l1", "maryam", "Abdulrahman's town", secret, {}});
    } catch (const std::exception& failure) {
      message = failure.what();
    }
    CHECK(message.find("UNIQUE") != std::string::npos);
    CHECK(message.find("Abdulrahman") == std::string::npos);
    CHECK(message.find("maryam") == std::string::npos);
  });
}

TEST_CASE("I-24 a store whose service key is missing does not open") {
  Fixture f;
  f.write([&](store::Db& db) { db.insert(Letter{"l1", "maryam", "", secret, {}}); });
  f.store.reset();
  f.keys = std::make_shared<const crypto::ServiceKeys>(crypto::KeyRing::fresh("other"));
  CHECK_THROWS_WITH(f.open(), Catch::Contains("needs the service key test"));
  // The same id with another key is no better: it is found out when something is to be opened.
  f.keys = std::make_shared<const crypto::ServiceKeys>(crypto::KeyRing::fresh("test"));
  f.store = f.open();
  f.write([&](store::Db& db) { CHECK_THROWS_WITH(db.list<Letter>(""), Catch::Contains(damaged)); });
}

TEST_CASE("I-24 rotation killed at random instants: all readable throughout, all on the new key at the end") {
  constexpr int rows = 20'000, kills = 50, batch = 100;
  Fixture f;
  const auto old_ring = f.keys->ring()->text();
  f.write([&](store::Db& db) {
    for (int i = 0; i < rows; ++i) db.insert(Letter{"l" + std::to_string(i), "writer" + std::to_string(i), "", "text " + std::to_string(i), {}});
  });
  f.store.reset();
  auto both = old_ring;
  both.erase(both.find(" current"), std::string(" current").size());
  f.keys = std::make_shared<const crypto::ServiceKeys>(crypto::KeyRing::parse(both + crypto::KeyRing::fresh("new").text()));
  std::mt19937_64 random(testing::seed("rotation"));
  int interrupted = 0;
  for (int i = 0; i < kills; ++i) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      auto store = f.open();
      while (store->write<int>([](store::Db& db) -> Result<int> { return db.vault().rewrap(batch); }).value() > 0) {
      }
      for (;;) ::pause();
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 40'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    interrupted += WIFSIGNALED(status);
    if (i % 10 != 0) continue;
    f.store = f.open();
    f.write([&](store::Db& db) {
      for (int n = 0; n < 200; ++n) {
        const auto number = std::to_string(random() % rows);
        REQUIRE(db.find<Letter>("id = :i", {"l" + number})->text == "text " + number);
      }
    });
    f.store.reset();
  }
  CHECK(interrupted == kills);
  f.store = f.open();
  f.write([&](store::Db& db) {
    while (db.vault().rewrap(batch) > 0) {
    }
    CHECK(db.vault().keys_in_use() == std::vector<std::string>{"new"});
    for (int i = 0; i < rows; ++i) REQUIRE(db.find<Letter>("id = :i", {"l" + std::to_string(i)})->text == "text " + std::to_string(i));
  });
  f.store.reset();
  // The old key may go now.
  auto only_new = f.keys->ring()->text();
  f.keys = std::make_shared<const crypto::ServiceKeys>(crypto::KeyRing::parse(only_new.substr(only_new.starts_with("new") ? 0 : only_new.find("new"), std::string("new ").size() + 64 + std::string(" current").size())));
  CHECK_NOTHROW(f.open());
}
