#include <catch2/catch.hpp>

#include "platform/audit/verify.h"
#include "platform/crypto/sign.h"
#include "platform/store/audit_log.h"
#include "platform/store/store.h"
#include "platform/usecase/unit.h"
#include "tests/support/temporary.h"

using namespace shopper;
using audit::Checkpoint;
using audit::Export;
using audit::File;
using audit::Finding;
using audit::Record;

namespace {

const crypto::Key seed = crypto::random_key();
const std::map<std::string, std::string> keys{{"one", crypto::public_key_hex(seed)}};

// A service's log, with actions of all kinds in it.
class Log {
 public:
  void write(const std::function<void(Unit&)>& act) {
    now.us += 1'000'000;
    REQUIRE(store.write<Done>([&](store::Db& db) -> Result<Done> {
      Unit unit(db, now, actor, "00-trace");
      act(unit);
      return Done{};
    }).ok());
  }
  void grow(int records) {
    write([&](Unit& unit) {
      for (int i = 0; i < records; ++i) unit.audit("PutThing", "thing-" + std::to_string(i), now, i % 3 ? "" : "سبب " + std::to_string(i), crypto::sha256_hex(std::to_string(i)));
    });
  }
  std::optional<Checkpoint> checkpoint() {
    std::optional<Checkpoint> made;
    write([&](Unit& unit) { made = store::due_checkpoint(unit.db, "one", seed, now); });
    return made;
  }
  void tamper(const std::string& sql) {
    write([&](Unit& unit) {
      for (const char* trigger : {"audit_no_update", "audit_no_delete"}) unit.db.execute(std::string("drop trigger if exists ") + trigger);
      unit.db.script(sql);
    });
  }
  Export take() {
    Export log{"one", store.log_id(), {}, {}, {}, {}};
    write([&](Unit& unit) {
      log.records = store::audit_records(unit.db, 0, 1'000'000);
      log.checkpoints = store::own_checkpoints(unit.db, 0, 1'000'000);
      log.end = store::audit_head(unit.db, "one", seed, now);
    });
    return log;
  }

  testing::TemporaryDirectory directory;
  Instant now{1'700'000'000'000'000};
  Actor actor{"person-1", {"administrator", "auditor"}, "", "en", "", {}};
  store::Store store{{directory.url("s.db"), "one", {}}};
};

std::vector<Finding> found(const std::string& text, std::map<std::string, std::string> with = keys) { return audit::verify({{"one.audit", text}}, with); }

// What verify says of another service's export that holds these checkpoints.
std::vector<Finding> found(const Export& log, const std::vector<Checkpoint>& kept) {
  const auto other = crypto::random_key();
  Export holder{"two", "log-2", {}, {}, kept, {}};
  holder.end = audit::sign({"two", "log-2", 0, audit::genesis("log-2"), Instant{1}, {}, {}}, other);
  return audit::verify({{"one.audit", audit::format_export(log)}, {"two.audit", audit::format_export(holder)}}, {{"one", keys.at("one")}, {"two", crypto::public_key_hex(other)}});
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line + "\n");
  return lines;
}
std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line;
  return text;
}

}  // namespace

TEST_CASE_METHOD(Log, "I-25 an audit log as it was written holds, from its first record to its end") {
  grow(300);
  REQUIRE(checkpoint());
  grow(20);
  const auto log = take();
  REQUIRE(log.records.size() == 320);
  CHECK(log.records.front().roles == "administrator,auditor");
  CHECK(log.records[3].reason == "سبب 3");
  const auto findings = found(audit::format_export(log));
  CAPTURE(findings.empty() ? "" : findings.front().where + ": " + findings.front().what);
  CHECK(findings.empty());
  CHECK(found(audit::format_export(log), {}).empty());
  Export empty{"one", "log", {}, {}, {}, audit::sign({"one", "log", 0, audit::genesis("log"), now, {}, {}}, seed)};
  CHECK(found(audit::format_export(empty)).empty());
}

TEST_CASE_METHOD(Log, "I-25 any changed byte of any of 300 records is found") {
  grow(300);
  const auto log = take();
  std::mt19937_64 random(testing::seed("changed bytes"));
  std::int64_t changes = 0;
  // Each record between its neighbours is a log of its own here, so that every position of all of them can be tried.
  for (std::size_t i = 0; i < log.records.size(); ++i) {
    Export one = log;
    one.records = {log.records[i]};
    const auto lines = lines_of(audit::format_export(one));
    const auto& line = lines[1];
    for (std::size_t at = 0; at < line.size(); ++at) {
      auto changed = line;
      changed[at] = static_cast<char>(changed[at] ^ (1 << random() % 8));
      // Only a record that reads back exactly, and with its hash after the one before, would pass.
      std::string reason;
      const auto parsed = changed.starts_with("record ") && changed.ends_with('\n')
                              ? codec::parse_exactly<Record>(changed.substr(7, changed.size() - 8), reason)
                              : std::nullopt;
      const bool passes = parsed && "record " + codec::dump(*parsed) + "\n" == changed && audit::hash_of(*parsed, i ? log.records[i - 1].hash : audit::genesis(log.log_id)) == parsed->hash;
      if (passes) FAIL_CHECK("record " << i << ", byte " << at << ": " << changed);
      ++changes;
    }
  }
  CHECK(changes > 100'000);
}

TEST_CASE_METHOD(Log, "I-25 any changed byte of a whole file is found by the verifier") {
  grow(4);
  REQUIRE(checkpoint());
  auto log = take();
  log.foreign = log.checkpoints;   // its own serves as what another kept
  const auto text = audit::format_export(log);
  REQUIRE(found(text).empty());
  for (std::size_t at = 0; at < text.size(); ++at)
    for (const int bit : {0, 5}) {
      auto changed = text;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      if (found(changed).empty()) FAIL_CHECK("byte " << at << ", bit " << bit);
    }
  for (std::size_t length = 0; length < text.size(); ++length)
    if (found(text.substr(0, length)).empty()) FAIL_CHECK("cut after " << length);
}

TEST_CASE_METHOD(Log, "I-25 lines deleted, moved, doubled or put in are found, each of them") {
  grow(60);
  REQUIRE(checkpoint());
  grow(5);
  const auto lines = lines_of(audit::format_export(take()));
  const auto records = 65u;
  for (std::size_t i = 1; i <= records; ++i) {
    INFO("line " << i);
    auto deleted = lines;
    deleted.erase(deleted.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK_FALSE(found(joined(deleted)).empty());
    auto doubled = lines;
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    CHECK_FALSE(found(joined(doubled)).empty());
    if (i == records) break;
    auto moved = lines;
    std::swap(moved[i], moved[i + 1]);
    CHECK_FALSE(found(joined(moved)).empty());
  }
}

TEST_CASE_METHOD(Log, "I-25 whoever changes the store itself is found out by the next export") {
  grow(40);
  REQUIRE(checkpoint());
  grow(10);
  const std::vector<std::string> attacks{
      "update audit set actor = 'somebody' where sequence = 17", "update audit set at = at + 1 where sequence = 1",      "update audit set reason = '' where sequence = 4",
      "delete from audit where sequence = 20",                   "delete from audit where sequence > 30 and sequence <= 50", "update audit set sequence = 100 where sequence = 3; update audit set sequence = 3 where sequence = 4",
  };
  for (const auto& attack : attacks) {
    INFO(attack);
    CHECK_FALSE(store.write<Done>([&](store::Db& db) -> Result<Done> {
      for (const char* trigger : {"audit_no_update", "audit_no_delete"}) db.execute(std::string("drop trigger ") + trigger);
      db.script(attack);
      Export log{"one", store.log_id(), store::audit_records(db, 0, 1000), store::own_checkpoints(db, 0, 1000), {}, store::audit_head(db, "one", seed, now)};
      CHECK_FALSE(found(audit::format_export(log)).empty());
      return errors::forbidden();   // undone for the next attack
    }).ok());
  }
}

TEST_CASE_METHOD(Log, "I-25 a log cut or written anew with the service's own key is found by what another service kept") {
  grow(30);
  const auto kept = checkpoint();
  REQUIRE(kept);
  CHECK(kept->sequence == 30);
  grow(10);
  CHECK(found(take(), {*kept}).empty());

  tamper("delete from audit where sequence > 25");
  const auto cut = take();   // its own end is signed, and its own checkpoints could be taken away
  auto without = cut;
  without.checkpoints.clear();
  CHECK(found(audit::format_export(without)).empty());
  auto findings = found(without, {*kept});
  REQUIRE(findings.size() == 1);
  CHECK(findings.front().file == "one.audit");
  CHECK(findings.front().where == "checkpoint of one at 30 kept by two");
  CHECK(findings.front().what.find("cut") != std::string::npos);

  grow(20);   // and grown over again
  auto anew = take();
  anew.checkpoints.clear();
  findings = found(anew, {*kept});
  REQUIRE(findings.size() == 1);
  CHECK(findings.front().what.find("written anew") != std::string::npos);
}

TEST_CASE_METHOD(Log, "I-25 another key's signature is no signature") {
  grow(5);
  auto log = take();
  log.end = audit::sign(log.end, crypto::random_key());
  CHECK(audit::signature_holds(log.end));
  REQUIRE(found(audit::format_export(log)).size() == 1);
  CHECK(found(audit::format_export(log)).front().what == "another key signed it");
  log.end.public_key = keys.at("one");
  CHECK(found(audit::format_export(log)).front().what == "the signature does not hold");
}

TEST_CASE_METHOD(Log, "I-25 a checkpoint is due after 60 s with something new, or 1,000 records") {
  CHECK_FALSE(checkpoint());
  grow(1);
  CHECK(checkpoint()->sequence == 1);
  CHECK_FALSE(checkpoint());
  grow(1);
  CHECK_FALSE(checkpoint());
  now.us += 60'000'000;
  CHECK(checkpoint()->sequence == 2);
  now.us += 600'000'000;
  CHECK_FALSE(checkpoint());   // nothing new
  grow(1000);
  CHECK(checkpoint()->sequence == 1002);
  grow(999);
  CHECK_FALSE(checkpoint());
}

TEST_CASE_METHOD(Log, "I-25 a checkpoint of another service is kept unless it is forged or goes back") {
  const auto other = crypto::random_key();
  const auto signed_at = [&](std::int64_t sequence, const crypto::Key& key) { return audit::sign({"two", "log-2", sequence, crypto::sha256_hex("x"), now, {}, {}}, key); };
  const auto keep = [&](const Checkpoint& checkpoint) {
    const auto kept = store.write<Done>([&](store::Db& db) { return store::keep_checkpoint(db, checkpoint, now); });
    return kept.ok() ? std::string("kept") : kept.error().code;
  };
  CHECK(keep(signed_at(10, other)) == "kept");
  CHECK(keep(signed_at(20, other)) == "kept");
  CHECK(keep(signed_at(20, other)) == "CHECKPOINT_BACKWARDS");
  CHECK(keep(signed_at(15, other)) == "CHECKPOINT_BACKWARDS");
  CHECK(keep(signed_at(30, crypto::random_key())) == "CHECKPOINT_KEY_CHANGED");
  auto forged = signed_at(30, other);
  forged.hash = crypto::sha256_hex("y");
  CHECK(keep(forged) == "CHECKPOINT_INVALID");
  const auto kept = store.read<std::vector<store::KeptCheckpoint>>([](store::Db& db) -> Result<std::vector<store::KeptCheckpoint>> { return store::kept_checkpoints(db, 0, 100); });
  REQUIRE(kept->size() == 2);
  CHECK(kept->back().sequence == 20);
  CHECK(audit::signature_holds(kept->back()));
  for (const char* sql : {"update foreign_checkpoint set hash = ''", "delete from foreign_checkpoint"})
    CHECK_FALSE(store.write<Done>([&](store::Db& db) -> Result<Done> {
      db.execute(sql);
      return Done{};
    }).ok());
}
