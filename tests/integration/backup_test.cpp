// The restore drill: a backup is taken while people work, and a fresh suite in a fresh directory goes on from it.
#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

#include "platform/crypto/hash.h"
#include "tests/harness/ctl.h"
#include "tests/harness/fieldwork.h"

using namespace shopper::test;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> services{"identity", "registration", "selection", "evaluation", "recommendation"};

// What an operator types, on a machine with the suite's directory.
class Operator : public Ctl {
 public:
  // Takes a backup; gives its directory.
  fs::path backup(const fs::path& data) {
    const int code = run({"--json", "backup", "--data", data.string(), "--out", sets().string()});
    INFO(err);
    REQUIRE(code == 0);
    told = Json::parse(out);
    return fs::path(told["path"].get<std::string>());
  }
  int verify(const fs::path& backup, const fs::path& keys) {
    return run({"backup", "verify", backup.string(), "--key", (keys / "backup.key").string(), "--keys", (keys / "audit-keys.txt").string()});
  }
  int restore(const fs::path& backup, const fs::path& keys, const fs::path& target) {
    return run({"restore", "--from", backup.string(), "--data", target.string(), "--keys", keys.string()});
  }
  fs::path sets() const { return place("backups"); }
  Json told;
};

void flip(const fs::path& file, std::uintmax_t at) {
  auto bytes = read_file(file);
  bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
  write_file(file, bytes);
}

}  // namespace

TEST_CASE("R-15 the drill, a backup under load goes on as a suite of its own, with all that was acknowledged before it", "[backup]") {
  Operator op;
  const fs::path restored = op.place("restored");
  std::vector<std::string> acknowledged_before;
  std::string evaluation_with_picture, stored_sha256, old_shopper;
  Json old_sheet;
  {
    Harness harness;
    Fieldwork field(harness, 2);
    const auto place = field.place();
    const auto released = field.released(field.person(0), place);
    acknowledged_before.push_back(released);
    old_shopper = field.person(0).subject;
    old_sheet = field.sheet(place, true, {{"submit", true}});
    evaluation_with_picture = field.draft(field.person(0), place);
    stored_sha256 = expect(201, field.shopper(field.person(0)).send("PUT", evaluation_with_picture + "/evidence/" + shopper::crypto::sha256_hex(a_picture()), a_picture(), {{"Content-Type", "image/png"}})).json()["stored_sha256"];
    // Reports are handed in and reviewed all through the backups.
    std::atomic<bool> over{false};
    std::atomic<int> handed_in{0};
    std::mutex mutex;
    std::vector<std::string> acknowledged;
    std::string unexpected;
    std::vector<std::thread> people;
    for (int i = 0; i < 4; ++i)
      people.emplace_back([&, shopper = field.shopper(field.person(static_cast<std::size_t>(i % 2))), analyst = field.analyst(), sheet = old_sheet]() mutable {
        while (!over) {
          const auto path = "/v1/evaluations/" + new_id();
          const auto answer = shopper.put(path, sheet);
          const auto taken = answer.status == 200 ? analyst.act_now(path, "take-up") : answer;
          const std::lock_guard lock(mutex);
          if (taken.status == 200) acknowledged.push_back(path);
          else unexpected = taken.body;
          ++handed_in;
        }
      });
    const auto more = [&](int n) {
      const int from = handed_in;
      return await([&] { return handed_in > from + n; }, std::chrono::seconds(60));
    };
    for (int round = 0; round < 3; ++round) {
      REQUIRE(more(40));
      {
        const std::lock_guard lock(mutex);
        acknowledged_before.insert(acknowledged_before.end(), acknowledged.begin(), acknowledged.end());
        acknowledged.clear();
      }
      const auto backup = op.backup(harness.suite().data());
      CHECK(op.told["files"] == 1);
      CHECK(op.told["damaged_files"].empty());
      CHECK(op.told["paused_ms"].get<double>() < 5'000);
      REQUIRE(more(10));
      const int verified = op.verify(backup, harness.suite().data() / "keys");
      INFO(op.out << op.err);
      CHECK(verified == 0);
    }
    over = true;
    for (auto& thread : people) thread.join();
    INFO(unexpected);
    CHECK(unexpected.empty());
    const auto last = fs::path(op.told["path"].get<std::string>());
    // Feeds flow again: who was released now is known to recommendation.
    CHECK(field.results(place, 1).size() == 1);
    const int code = op.restore(last, harness.suite().data() / "keys", restored);
    INFO(op.out << op.err);
    REQUIRE(code == 0);
    for (const auto& service : services) CHECK_FALSE(fs::exists(harness.suite().data() / "store" / (service + ".db.snapshot")));
  }
  Harness again(Harness::At{restored});
  auto analyst = again.as("analyst");
  for (const auto& path : acknowledged_before) {
    INFO(path);
    const auto found = analyst.get(path);
    REQUIRE(found.status == 200);
    CHECK(found.json()["state"] != "submitted");
  }
  CHECK(acknowledged_before.size() > 100);
  const auto picture = expect(200, again.as("shopper", old_shopper).get(evaluation_with_picture + "/evidence/" + shopper::crypto::sha256_hex(a_picture())));
  CHECK(shopper::crypto::sha256_hex(picture.body) == stored_sha256);
  // Whoever was on the panel hands in further reports; and a whole programme goes from the application to its results.
  expect(200, again.as("shopper", old_shopper).put("/v1/evaluations/" + new_id(), old_sheet));
  Fieldwork more(again, 1);
  const auto place = more.place();
  more.released(more.person(0), place);
  CHECK(more.results(place, 1).size() == 1);
  // The restored suite is one that can be backed up, and all logs still hold together.
  const auto backup = op.backup(restored);
  CHECK(op.verify(backup, restored / "keys") == 0);
  INFO(op.out << op.err);
}

TEST_CASE("R-15 what is not a whole backup, or not into an empty place, is refused in words", "[backup]") {
  Operator op;
  Harness harness;
  Fieldwork field(harness, 1);
  const auto place = field.place();
  const auto draft = field.draft(field.person(0), place);
  expect(201, field.shopper(field.person(0)).send("PUT", draft + "/evidence/" + shopper::crypto::sha256_hex(a_picture()), a_picture(), {{"Content-Type", "image/png"}}));
  const auto keys = harness.suite().data() / "keys";
  const auto whole = op.backup(harness.suite().data());
  REQUIRE(op.verify(whole, keys) == 0);
  // Nothing that was written in it stands there in clear.
  for (const auto& entry : fs::recursive_directory_iterator(op.sets()))
    if (entry.is_regular_file()) {
      INFO(entry.path());
      CHECK((entry.status().permissions() & fs::perms(077)) == fs::perms::none);
      CHECK(read_file(entry.path()).find(field.person(0).subject) == std::string::npos);
    }
  const auto broken = [&](const std::function<void(const fs::path&)>& harm, const std::string& reason) {
    // Beside it, where the files that belong to it are found, too.
    const auto copy = op.sets() / "broken";
    fs::remove_all(copy);
    fs::copy(whole, copy, fs::copy_options::recursive);
    harm(copy);
    const int verified = op.verify(copy, keys);
    INFO(reason << " ?\n" << op.out << op.err);
    CHECK(verified == 1);
    CHECK((op.out + op.err).find(reason) != std::string::npos);
    CHECK(op.restore(copy, keys, op.place("target")) == 1);
    CHECK(op.err.find("nothing was restored") != std::string::npos);
    CHECK_FALSE(fs::exists(op.place("target")));
    CHECK_FALSE(fs::exists(op.place("target.restoring")));
  };
  broken([](const fs::path& at) { fs::resize_file(at / "selection.store", fs::file_size(at / "selection.store") / 2); }, "selection.store was");
  broken([](const fs::path& at) { fs::resize_file(at / "selection.store", 100); }, "selection.store was");
  broken([](const fs::path& at) { flip(at / "registration.store", fs::file_size(at / "registration.store") / 2); }, "registration.store was changed");
  broken([](const fs::path& at) { fs::remove(at / "evaluation.store"); }, "evaluation.store is missing");
  broken([](const fs::path& at) { fs::rename(at / "evaluation.store", at / "selection.store"); }, "selection.store was changed");
  broken([](const fs::path& at) { fs::remove(at / "evaluation.files"); }, "evaluation.files is missing");
  broken([](const fs::path& at) { flip(at / "manifest.json", 30); }, "the manifest was changed");
  broken([](const fs::path& at) { fs::remove(at / "manifest.json"); }, "holds no backup");
  // One store of another moment.
  const auto earlier = whole;
  const auto later = op.backup(harness.suite().data());
  broken([&](const fs::path& at) { fs::copy_file(later / "identity.store", at / "identity.store", fs::copy_options::overwrite_existing); }, "identity.store was changed");

  const auto other_keys = op.place("other");
  fs::copy(keys, other_keys);
  write_file(other_keys / "backup.key", std::string(64, 'b'));
  CHECK(op.verify(whole, other_keys) == 1);
  CHECK(op.err.find("another key") != std::string::npos);
  CHECK(op.restore(whole, other_keys, op.place("target")) == 1);
  CHECK(op.err.find("another key") != std::string::npos);
  fs::copy_file(keys / "backup.key", other_keys / "backup.key", fs::copy_options::overwrite_existing);
  write_file(other_keys / "selection.keys", "k9 " + std::string(64, 'c') + " current\n");
  write_file(other_keys / "registration.keys", "k9 " + std::string(64, 'c') + " current\n");
  CHECK(op.restore(whole, other_keys, op.place("target")) == 1);
  CHECK(op.err.find("registration.keys lacks the key k1, which the store of registration needs") != std::string::npos);
  write_file(other_keys / "backup.key", "not a key");
  CHECK(op.restore(whole, other_keys, op.place("target")) == 1);
  CHECK_FALSE(fs::exists(op.place("target")));

  fs::create_directories(op.place("taken"));
  write_file(op.place("taken") / "letter", "mine");
  CHECK(op.restore(whole, keys, op.place("taken")) == 1);
  CHECK(op.err.find("is not empty") != std::string::npos);
  CHECK(read_file(op.place("taken") / "letter") == "mine");
  CHECK(op.restore(whole, keys, harness.suite().data()) == 1);
  CHECK(op.err.find("is not empty") != std::string::npos);
  fs::create_directories(op.place("empty"));
  CHECK(op.restore(whole, keys, op.place("empty")) == 0);
  CHECK(fs::exists(op.place("empty") / "store" / "evaluation.db"));
  for (const auto& entry : fs::recursive_directory_iterator(op.place("empty"))) {
    INFO(entry.path());
    if (entry.is_directory()) CHECK((fs::status(entry.path()).permissions() & fs::perms::mask) == fs::perms::owner_all);
  }

  // A picture damaged on the suite's own disk: everything else is in the backup, and the operator hears of it.
  for (const auto& entry : fs::recursive_directory_iterator(harness.suite().data() / "evidence"))
    if (entry.is_regular_file()) flip(entry.path(), 3);
  fs::remove_all(op.sets() / "files");
  CHECK(op.run({"backup", "--data", harness.suite().data().string(), "--out", op.sets().string()}) == 1);
  CHECK(op.err.find("damaged in the suite, and not in the backup") != std::string::npos);
}

TEST_CASE("R-15 a backup needs every service, its key, and to be alone; what it left half done is gone", "[backup]") {
  Operator op;
  Harness harness;
  const auto data = harness.suite().data();
  const auto take = [&] { return op.run({"backup", "--data", data.string(), "--out", op.sets().string()}); };
  CHECK(op.run({"backup", "--data", data.string()}) == 2);
  CHECK(op.run({"backup", "--data", op.place("nowhere").string(), "--out", op.sets().string()}) == 1);
  CHECK(op.err.find("nowhere/keys/backup.key") != std::string::npos);
  harness.kill("selection");
  CHECK(take() == 1);
  CHECK(op.err.find("no backup was made: selection") != std::string::npos);
  harness.start("selection");
  int left = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(op.sets())) ++left;
  CHECK(left == 0);
  // Two at once: one of them is told, and the other is whole.
  Process first(Harness::program("shopperctl"), {"backup", "--data", data.string(), "--out", op.sets().string(), "--rate", "1"}, op.place("first.out"), op.place("first.err"));
  const bool begun = await([&] { return fs::exists(data / "store" / "recommendation.db.snapshot"); });
  INFO(read_file(op.place("first.err")));
  REQUIRE(begun);
  CHECK(take() == 1);
  CHECK(op.err.find("SNAPSHOT_IN_PROGRESS") != std::string::npos);
  CHECK(first.wait() == 0);
  auto path = first.output();
  path.pop_back();
  CHECK(op.verify(path, data / "keys") == 0);
  // A taker that is killed leaves nothing that the next one stumbles over, once its minute is over; a killed service none at all.
  Process killed(Harness::program("shopperctl"), {"backup", "--data", data.string(), "--out", op.sets().string(), "--rate", "1"}, op.place("killed.out"), op.place("killed.err"));
  REQUIRE(await([&] { return fs::exists(data / "store" / "recommendation.db.snapshot"); }));
  killed.kill();
  for (const auto& service : services) harness.restart(service);
  for (const auto& service : services) CHECK(await([&] { return !fs::exists(data / "store" / (service + ".db.snapshot")); }));
  CHECK(await([&] { return take() == 0; }));
}
