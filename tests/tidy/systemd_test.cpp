// The units of deploy/systemd: systemd takes them, every process has its settings, and each setting is one that the process knows.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/tidy/source.h"

using namespace shopper::tidy;

namespace {

namespace fs = std::filesystem;

const fs::path units = fs::path(SHOPPER_SOURCE_DIR) / "deploy" / "systemd";

std::set<std::string> processes() {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(fs::path(SHOPPER_SOURCE_DIR) / "services"))
    if (fs::exists(entry.path() / "main.cpp")) names.insert(entry.path().filename().string());
  return names;
}

struct Scratch {
  Scratch() {
    auto name = (fs::temp_directory_path() / "shopper-units-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Scratch() {
    std::error_code none;
    fs::remove_all(path, none);
  }
  fs::path path;
};

}  // namespace

TEST_CASE("every process has a unit in the target and an environment of its own") {
  const auto target = text_of(units / "shopper.target");
  CHECK(processes().size() == 6);
  for (const auto& process : processes()) {
    INFO(process);
    CHECK(target.find("shopper@" + process + ".service") != std::string::npos);
    CHECK(fs::exists(units / "env" / (process + ".env")));
  }
}

TEST_CASE("a process takes the settings of its unit, all of them and no more") {
  for (const auto& process : processes()) {
    const Scratch scratch;
    // The same settings with files that are here: a key for every key, directories that can be made.
    std::ofstream(scratch.path / "key") << std::string(64, 'a') << "\n";
    std::ofstream(scratch.path / "ring") << "k1 " << std::string(64, 'b') << " current\n";
    for (const char* file : {"key", "ring"}) fs::permissions(scratch.path / file, fs::perms::owner_read);
    std::ostringstream command;
    command << "env -i";
    std::istringstream lines(text_of(units / "env" / (process + ".env")));
    for (std::string line; std::getline(lines, line);) {
      if (line.empty() || line[0] == '#') continue;
      const auto equals = line.find('=');
      const auto name = line.substr(0, equals);
      auto value = line.substr(equals + 1);
      if (name.ends_with("_SERVICE_KEYS_FILE")) value = (scratch.path / "ring").string();
      else if (name.ends_with("_KEY_FILE")) value = (scratch.path / "key").string();
      else if (const auto at = value.find("/var/lib/shopper"); at != std::string::npos && name != "SHOPPER_BOOTSTRAP_FILE") value.replace(at, 16, scratch.path.string());
      command << " '" << name << "=" << value << "'";
    }
    command << " " << SHOPPER_PROGRAMS << "/shopper-" << process << " --print-config >/dev/null 2>&1";
    INFO(command.str());
    CHECK(std::system(command.str().c_str()) == 0);
  }
}

TEST_CASE("systemd takes the units, and what they leave open is little") {
  if (std::system("command -v systemd-analyze >/dev/null") != 0) {
    WARN("systemd-analyze is not here");
    return;
  }
  const Scratch scratch;
  const auto at = scratch.path.string();
  // Programs are where the host will have them; here any will do.
  const auto prepare = "cp '" + units.string() + "'/*.* '" + at + "' && cd '" + at + "' && cp shopper@.service shopper@identity.service && sed -i 's#/opt/shopper/bin/shopper[^ ]*#/bin/true#' *.service && ";
  CHECK(std::system((prepare + "systemd-analyze verify ./shopper@identity.service ./shopper-backup.service ./shopper.target ./shopper-backup.timer").c_str()) == 0);
  CHECK(std::system(("cd '" + at + "' && systemd-analyze security --no-pager --offline=true --threshold=20 ./shopper@identity.service >/dev/null").c_str()) == 0);
}
