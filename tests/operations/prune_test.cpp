// O-09: old backups go, by a policy; the newest whole one stays, and so does whatever is none of ours.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "platform/crypto/hash.h"
#include "tests/harness/ctl.h"
#include "tests/harness/fieldwork.h"

using namespace shopper::test;
namespace fs = std::filesystem;

namespace {

std::set<std::string> everything_in(const fs::path& directory) {
  std::set<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) names.insert(fs::relative(entry.path(), directory).string());
  return names;
}

}  // namespace

TEST_CASE("O-09 prune removes what the policy does not keep, and never the newest whole backup nor what it does not know", "[backup]") {
  Harness harness;
  Fieldwork field(harness, 1);
  const auto place = field.place();
  const auto draft = field.draft(field.person(0), place);
  const auto stored = expect(201, field.shopper(field.person(0)).send("PUT", draft + "/evidence/" + shopper::crypto::sha256_hex(a_picture()), a_picture(), {{"Content-Type", "image/png"}})).json()["stored_sha256"].get<std::string>();
  const auto data = harness.suite().data(), keys = data / "keys";
  Ctl ctl;
  const auto sets = ctl.place("backups");
  const auto take = [&](std::vector<std::string> more = {}) {
    std::vector<std::string> words{"backup", "--out", sets.string(), "--data", data.string()};
    words.insert(words.end(), more.begin(), more.end());
    const int code = ctl.run(words);
    INFO(ctl.err);
    REQUIRE(code == 0);
    return fs::path(ctl.out.substr(0, ctl.out.find('\n')));
  };
  const auto prune = [&](std::vector<std::string> more) {
    std::vector<std::string> words{"backup", "prune", sets.string(), "--data", data.string()};
    words.insert(words.end(), more.begin(), more.end());
    return ctl.run(words);
  };
  const auto first = take(), second = take();
  // What lies there besides: things of others, a directory named like a backup, what killed programs leave, a file that no backup needs.
  const std::string id = "20200101T000000Z-00000000", orphan(64, 'a');
  const auto strange = sets / id, part = sets / ("." + id + ".part"), letter = sets / "letter", readme = sets / "files" / "aa" / "README";
  for (const auto& directory : {strange, part, readme.parent_path()}) fs::create_directories(directory);
  for (const auto& file : {strange / "selection.store", part / "selection.store", letter, readme, sets / "files" / "aa" / orphan, sets / "files" / "aa" / (orphan + "." + id)}) write_file(file, "mine");

  const auto before = everything_in(sets);
  CHECK(prune({"--keep", "1h", "--dry-run"}) == 0);
  CHECK(ctl.out == "would remove " + first.filename().string() + "\n");
  CHECK(ctl.err.find("left alone: " + id) != std::string::npos);
  CHECK(everything_in(sets) == before);
  for (const char* wrong : {"1", "1h,1h", "0h", ""}) {
    INFO(wrong);
    CHECK(prune({"--keep", wrong}) == 2);
    CHECK(everything_in(sets) == before);
  }
  // Under another key nothing is a backup.
  write_file(ctl.place("other.key"), std::string(64, 'b'));
  fs::permissions(ctl.place("other.key"), fs::perms::owner_read);
  CHECK(ctl.run({"backup", "prune", sets.string(), "--keep", "1h", "--key", ctl.place("other.key").string()}) == 0);
  CHECK(ctl.err.find("0 kept, 0 and 0 files removed") != std::string::npos);
  CHECK(fs::exists(first / "manifest.json"));
  // While one is taken nothing is removed.
  const int taker = ::open(sets.c_str(), O_RDONLY | O_DIRECTORY);
  REQUIRE(::flock(taker, LOCK_SH) == 0);
  CHECK(prune({"--keep", "1h"}) == 1);
  CHECK(ctl.err.find("a backup is being taken") != std::string::npos);
  ::close(taker);

  CHECK(prune({"--keep", "1h"}) == 0);
  CHECK(ctl.out == "removed " + first.filename().string() + "\n");
  CHECK_FALSE(fs::exists(first));
  CHECK_FALSE(fs::exists(part));
  CHECK(fs::exists(sets / "files" / "aa" / orphan));   // the one that cannot be read may need it
  CHECK(fs::exists(strange / "selection.store"));
  fs::remove_all(strange);
  CHECK(prune({}) == 0);
  CHECK_FALSE(fs::exists(sets / "files" / "aa" / orphan));
  CHECK_FALSE(fs::exists(sets / "files" / "aa" / (orphan + "." + id)));
  for (const auto& kept : {second / "manifest.json", sets / "files" / stored.substr(0, 2) / stored, letter, readme}) {
    INFO(kept);
    CHECK(fs::exists(kept));
  }
  CHECK(ctl.run({"backup", "verify", second.string(), "--key", (keys / "backup.key").string()}) == 0);

  // The newest is cut: it is none, and the one before stays.
  const auto third = take();
  fs::resize_file(third / "selection.store", 100);
  CHECK(prune({"--keep", "1h"}) == 0);
  CHECK(ctl.err.find("left alone: " + third.filename().string() + ": selection.store is missing or cut") != std::string::npos);
  CHECK(fs::exists(second / "manifest.json"));
  CHECK(fs::exists(third / "manifest.json"));
  // A whole one again, and what it makes superfluous goes with it.
  const auto fourth = take({"--keep", "1h"});
  CHECK_FALSE(fs::exists(second));
  CHECK(ctl.run({"backup", "verify", fourth.string(), "--key", (keys / "backup.key").string()}) == 0);
}

TEST_CASE("O-09 backups go on by themselves when they are asked to, until the end", "[backup]") {
  Harness harness;
  Ctl ctl;
  CHECK(ctl.run({"backup", "--out", ctl.place("backups").string(), "--data", harness.suite().data().string(), "--every", "0"}) == 2);
  const auto told = ctl.place("told").string();
  const auto script = "'" + Harness::program("shopperctl").string() + "' backup --out '" + ctl.place("backups").string() + "' --data '" + harness.suite().data().string() + "' --every 60 --keep 24h,30d,12m >'" + told +
                      "' 2>'" + told + ".err' & pid=$!; until grep -q '1 kept' '" + told + ".err'; do kill -0 $pid || exit 1; sleep 0.05; done; kill -TERM $pid; wait $pid; exit 0";
  CHECK(Process("/bin/sh", {"-c", script}, ctl.place("log")).wait() == 0);
  const auto path = read_file(told).substr(0, read_file(told).find('\n'));
  CHECK(ctl.run({"backup", "verify", path, "--data", harness.suite().data().string()}) == 0);
}
