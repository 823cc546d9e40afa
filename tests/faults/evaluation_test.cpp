#include <catch2/catch.hpp>
#include <set>

#include "evaluation/usecases/evidence_files.h"
#include "evaluation/usecases/evidence_sweep.h"
#include "tests/faults/evaluation_service.h"

using namespace shopper;
using namespace shopper::evaluation;
using evaluation::testing::Evaluation;
using evaluation::testing::World;

namespace {

// The names of the files in the directory of evidence, and those that rows have.
std::set<std::string> files_of(const World& world) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(world.context.evidence_directory))
    if (entry.is_regular_file()) names.insert(entry.path().filename().string());
  return names;
}
std::set<std::string> rows_of(World& world) {
  std::set<std::string> names;
  world.read([&](store::Db& db) {
    for (auto& [sha256] : db.all<std::string>("select stored_sha256 from evidence")) names.insert(sha256);
  });
  return names;
}

}  // namespace

TEST_CASE("a picture whose command fails at any call of the disk leaves no file that nobody has", "[calls]") {
  auto& disk = shopper::testing::Disk::empty();
  World world;
  world.furnish();
  world.tell(world.member("sara"));
  const auto sara = World::shopper("sara");
  const auto sweep = [&] { REQUIRE(sweep_evidence(world.context, *world.store, [] { return true; }).ok()); };
  int refused = 0, left_behind = 0;
  bool reached = true;
  for (int n = 1; reached; ++n) {
    INFO("call " << n);
    auto sheet = world.sheet(evaluation::testing::uuid(n));
    sheet.submit = false;
    REQUIRE(world.put(sara, sheet).ok());
    const auto content = "\x89PNG\r\n\x1A\n and pixels " + std::to_string(n);
    const PutEvidence picture{sheet.id, crypto::sha256_hex(content), "image/png", content, {}, {}};
    disk.fail_at(n, shopper::testing::Fault::io_error, false);
    const auto kept = world.attach(sara, picture);
    reached = disk.failed();
    disk.heal();
    if (!kept.ok()) {
      ++refused;
      CHECK(kept.error().code == "STORE_UNAVAILABLE");
      left_behind += std::filesystem::exists(evidence_path(world.context.evidence_directory, crypto::sha256_hex(content + " made anew")));
    }
    // Whoever comes first: the sweep, the same again, or the next start.
    if (n % 3 == 0) sweep();
    if (n % 3 == 1) {
      world.open();
      REQUIRE(world.write<Done>(sara, [&](Unit& unit) { return remove_interrupted_uploads(world.context, unit); }).ok());
    }
    if (n % 3 != 2) CHECK(files_of(world) == rows_of(world));
    REQUIRE(world.attach(sara, picture).ok());
    sweep();
    CHECK(files_of(world) == rows_of(world));
  }
  CHECK(refused > 2);
  CHECK(left_behind > 2);
}

TEST_CASE("evaluation loses nothing in power cuts", "[cuts]") {
  Evaluation service;
  shopper::testing::survive_power_cuts(service);
}
TEST_CASE("evaluation refuses cleanly while calls of its disk fail", "[calls]") {
  Evaluation service;
  shopper::testing::survive_failing_calls(service);
}
