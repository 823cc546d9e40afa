#include "tests/operations/previous.h"

#include <cstdlib>
#include <fstream>
#include <set>
#include <stdexcept>

#include "launch/keys.h"
#include "platform/store/db.h"
#include "tests/harness/process.h"

namespace shopper::test {

namespace fs = std::filesystem;

namespace {

const fs::path kept = fs::path(SHOPPER_SOURCE_DIR) / "tests" / "operations" / "previous";

}  // namespace

void lay_out_previous(const fs::path& data) {
  fs::create_directories(data / "store");
  fs::create_directories(data / "keys");
  fs::permissions(data / "keys", fs::perms::owner_all);
  const auto keys = Json::parse(read_file(kept / "keys.json"));
  for (const auto& [name, text] : keys.items()) tools::write_private(data / "keys" / name, text.get<std::string>());
  for (const auto& service : tools::Suite::services()) {
    store::Db db("sqlite://" + (data / "store" / (service + ".db")).string(), store::Access::read_write);
    db.script(read_file(kept / (service + ".sql")));
  }
}

Json previous_facts() { return Json::parse(read_file(kept / "facts.json")); }

void keep_as_previous(const fs::path& data, const Json& facts) {
  fs::create_directories(kept);
  for (const auto& service : tools::Suite::services()) {
    const auto command = "sqlite3 '" + (data / "store" / (service + ".db")).string() + "' .dump > '" + (kept / (service + ".sql")).string() + "'";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("sqlite3 (of the package of that name) cannot dump the store of " + service);
  }
  Json keys = Json::object();
  const std::set<std::string> tokens{"signing.pem", "jwks.json"};   // of the tests' own issuer, made anew for each suite
  for (const auto& entry : fs::directory_iterator(data / "keys"))
    if (const auto name = entry.path().filename().string(); !tokens.contains(name)) keys[name] = read_file(entry.path());
  std::ofstream(kept / "keys.json") << keys.dump(1) << "\n";
  std::ofstream(kept / "facts.json") << facts.dump(1) << "\n";
}

}  // namespace shopper::test
