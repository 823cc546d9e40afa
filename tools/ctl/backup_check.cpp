#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iostream>
#include <limits>
#include <sstream>

#include "backup.h"
#include "backup_set.h"
#include "launch/suite.h"
#include "platform/audit/verify.h"
#include "platform/codec/json.h"
#include "platform/crypto/key_ring.h"
#include "platform/crypto/sealed_file.h"
#include "platform/crypto/sha256.h"
#include "platform/crypto/sign.h"
#include "platform/store/audit_log.h"
#include "progress.h"
#include "suite_link.h"
#include "table.h"

namespace shopperctl {

namespace audit = shopper::audit;
namespace store = shopper::store;

namespace {

constexpr int records_at_once = 5'000;
constexpr std::int64_t all_records = std::int64_t{1} << 62;
const char* const refused = "nothing was restored: ";

std::optional<std::map<std::string, std::string>> audit_keys(const std::string& file) {
  std::map<std::string, std::string> keys;
  if (file.empty()) return keys;
  const auto text = read_file(file);
  if (!text) return std::nullopt;
  std::istringstream lines(*text);
  for (std::string service, key; lines >> service >> key;) keys[service] = key;
  return keys;
}

// A sealed file's contents: into `to`, or nowhere. Gives their SHA-256; throws crypto::SealBroken, or when the disk fails.
std::string unseal(const fs::path& sealed, const crypto::Key& key, const std::string& bound, const fs::path& to) {
  crypto::SealedReader reader(sealed, key, bound);
  crypto::Sha256 hash;
  std::ofstream out;
  if (!to.empty()) {
    fs::create_directories(to.parent_path());
    out.open(to, std::ios::binary | std::ios::trunc);
    fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write);
  }
  for (std::string piece; reader.next(piece);) {
    hash.add(piece);
    if (out.is_open()) out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
  }
  if (out.is_open() && !out.flush()) throw std::runtime_error("cannot write " + to.string());
  return hash.hex();
}

audit::File audit_export(store::Db& db, const SnapshotFacts& facts) {
  audit::Export log;
  log.service = facts.service;
  log.log_id = facts.log_id;
  log.end = facts.audit_head;
  for (std::int64_t after = 0;;) {
    auto records = store::audit_records(db, after, records_at_once);
    if (records.empty()) break;
    after = records.back().sequence;
    for (auto& record : records) log.records.push_back(std::move(record));
  }
  log.checkpoints = store::own_checkpoints(db, 0, all_records);
  for (const auto& kept : store::kept_checkpoints(db, 0, std::numeric_limits<int>::max())) log.foreign.push_back(kept);
  return {facts.service + "'s audit log", audit::format_export(log)};
}

// Where the contents of a backup go while it is checked; "" for files that are only read.
struct Places {
  std::function<fs::path(const std::string& service)> store;
  std::function<fs::path(const std::string& service, const std::string& sha256)> file;
};

class Checking {
 public:
  Checking(const fs::path& directory, const crypto::Key& key, bool quiet) : manifest_(BackupSet::read_manifest(directory, key)), set_(directory, key, manifest_.id), quiet_(quiet) {}
  const Manifest& manifest() const { return manifest_; }

  // Everything that does not hold, in words.
  std::vector<std::string> run(const Places& places, const std::map<std::string, std::string>& public_keys) {
    for (const auto& service : shopper::tools::Suite::services())
      if (std::none_of(manifest_.stores.begin(), manifest_.stores.end(), [&](const auto& entry) { return entry.facts.service == service; })) found_.push_back("the store of " + service + " is not in the backup");
    std::vector<SnapshotFacts> facts;
    std::int64_t files = 0;
    for (const auto& entry : manifest_.stores) files += entry.files;
    Progress progress("opening and checking", manifest_.stores.size() + static_cast<std::size_t>(files), quiet_);
    for (const auto& entry : manifest_.stores) {
      guarded([&] { check_store(entry, places.store(entry.facts.service)); });
      progress.advance();
      guarded([&] { check_files(entry, places, progress); });
      facts.push_back(entry.facts);
    }
    progress.finish();
    for (auto& misfit : store::misfits(facts)) found_.push_back(std::move(misfit));
    for (const auto& finding : audit::verify(logs_, public_keys)) found_.push_back(finding.file + ": " + finding.where + ": " + finding.what);
    for (const auto& file : manifest_.damaged_files) found_.push_back("file " + file + " was damaged in the suite already, and is not in the backup");
    return found_;
  }

 private:
  void guarded(const std::function<void()>& act) {
    try {
      act();
    } catch (const crypto::SealBroken& failure) {
      found_.emplace_back(failure.what());
    }
  }

  void check_store(const StoreEntry& entry, const fs::path& place) {
    const auto& facts = entry.facts;
    const auto sha256 = unseal(set_.store(facts.service), set_.key(), set_.bound_store(facts.service), place);
    if (sha256 != entry.sha256 || static_cast<std::int64_t>(fs::file_size(place)) != facts.bytes) return found_.push_back("the store of " + facts.service + " is not the one of the manifest");
    store::Db db("sqlite://" + place.string(), store::Access::read_only);
    const auto damages = store::damages(db);
    for (const auto& damage : damages) found_.push_back("the store of " + facts.service + ": " + damage);
    if (!damages.empty()) return;
    auto here = store::facts_of(db, facts.service);
    here.version = facts.version;
    here.bytes = facts.bytes;
    if (here.audit_head.hash == facts.audit_head.hash) here.audit_head = facts.audit_head;
    if (shopper::codec::dump(here) != shopper::codec::dump(facts)) found_.push_back("the store of " + facts.service + " says otherwise of itself than the manifest");
    logs_.push_back(audit_export(db, facts));
  }

  void check_files(const StoreEntry& entry, const Places& places, Progress& progress) {
    const auto files = set_.read_list(entry.facts.service);
    if (static_cast<std::int64_t>(files.size()) != entry.files) found_.push_back("the list of files of " + entry.facts.service + " is not the one of the manifest");
    for (const auto& file : files) {
      if (std::find(manifest_.damaged_files.begin(), manifest_.damaged_files.end(), file.sha256) == manifest_.damaged_files.end())
        guarded([&] {
          if (unseal(set_.file(file.sha256), set_.key(), BackupSet::bound_file(file.sha256), places.file(entry.facts.service, file.sha256)) != file.sha256)
            found_.push_back("file " + file.sha256 + " is not what its name says");
        });
      progress.advance();
    }
  }

  const Manifest manifest_;
  const BackupSet set_;
  const bool quiet_;
  std::vector<std::string> found_;
  std::vector<audit::File> logs_;
};

// A directory of our own that goes away again.
class Scratch {
 public:
  explicit Scratch(fs::path path) : path_(std::move(path)) {
    fs::create_directories(path_);
    fs::permissions(path_, fs::perms::owner_all);
  }
  ~Scratch() {
    std::error_code none;
    fs::remove_all(path_, none);
  }
  Scratch(const Scratch&) = delete;
  const fs::path& path() const { return path_; }

 private:
  const fs::path path_;
};

int told(const std::vector<std::string>& findings, const Manifest& manifest, bool json) {
  if (json) std::cout << Json{{"id", manifest.id}, {"holds", findings.empty()}, {"findings", findings}}.dump(-1, ' ', false, Json::error_handler_t::replace) << "\n";
  else
    for (const auto& finding : findings) std::cout << finding << "\n";
  return findings.empty() ? 0 : 1;
}

// Which keys the stores cannot be opened without, but that directory lacks.
std::vector<std::string> missing_keys(const Manifest& manifest, const fs::path& keys) {
  std::vector<std::string> missing;
  for (const char* file : {"internal.key", "personal.key"})
    if (!fs::exists(keys / file)) missing.push_back((keys / file).string() + " is missing");
  for (const auto& entry : manifest.stores) {
    const auto& service = entry.facts.service;
    try {
      const auto ring = crypto::KeyRing::parse(crypto::read_private_file((keys / (service + ".keys")).string()));
      for (const auto& id : entry.facts.service_keys)
        if (!ring.find(id)) missing.push_back((keys / (service + ".keys")).string() + " lacks the key " + id + ", which the store of " + service + " needs");
      const auto public_key = crypto::public_key_hex(crypto::read_key_file((keys / (service + ".audit.key")).string()));
      if (public_key != entry.facts.audit_head.public_key) missing.push_back((keys / (service + ".audit.key")).string() + " is not the key that signed the audit log of " + service);
    } catch (const std::exception& failure) {
      missing.emplace_back(failure.what());
    }
  }
  return missing;
}

bool is_vacant(const fs::path& directory) { return !fs::exists(directory) || (fs::is_directory(directory) && fs::is_empty(directory)); }

void flush_tree(const fs::path& directory) {
  for (const auto& entry : fs::recursive_directory_iterator(directory))
    if (entry.is_directory()) flush_directory(entry.path());
  ::sync();
}

}  // namespace

int backup_verify(Arguments arguments) {
  const auto key = arguments.take("key"), keys_file = arguments.take("keys"), data = arguments.take("data");
  if (arguments.words.size() != 3 || !arguments.options.empty()) {
    std::cerr << "usage: shopperctl\n" << backup_usage;
    return 2;
  }
  const auto public_keys = audit_keys(keys_file);
  if (!public_keys) {
    std::cerr << keys_file << " cannot be read\n";
    return 2;
  }
  try {
    Checking checking(arguments.words[2], backup_key(key, data), arguments.json);
    const Scratch scratch(fs::temp_directory_path() / ("shopper-verify-" + checking.manifest().id + "-" + std::to_string(::getpid())));
    const auto findings = checking.run({[&](const std::string& service) { return scratch.path() / (service + ".db"); }, [](const std::string&, const std::string&) { return fs::path(); }}, *public_keys);
    if (findings.empty() && !arguments.json) std::cout << "everything holds: " << checking.manifest().id << ", taken at " << checking.manifest().begun_at.rfc3339() << "\n";
    return told(findings, checking.manifest(), arguments.json);
  } catch (const BackupBroken& failure) {
    std::cerr << failure.what() << "\n";
    return 1;
  }
}

int backup_restore(Arguments arguments) {
  const auto from = arguments.take("from"), data = arguments.take("data"), volume_parent = arguments.take("volumes"), keys = arguments.take("keys"), key = arguments.take("key");
  const bool volumes = !volume_parent.empty();
  if (arguments.words.size() != 1 || from.empty() || data.empty() != volumes || keys.empty() == key.empty() || !arguments.options.empty()) {
    std::cerr << "usage: shopperctl\n" << backup_usage;
    return 2;
  }
  const auto target = fs::absolute(volumes ? volume_parent : data).lexically_normal();
  if (!is_vacant(target)) {
    std::cerr << refused << target.string() << " is not empty; name a new directory, for what is there is never overwritten\n";
    return 1;
  }
  try {
    Checking checking(from, backup_key(keys.empty() ? key : (fs::path(keys) / "backup.key").string(), ""), arguments.json);
    if (!keys.empty())
      if (const auto missing = missing_keys(checking.manifest(), keys); !missing.empty()) {
        for (const auto& what : missing) std::cerr << what << "\n";
        std::cerr << refused << "these keys do not open what is in the backup\n";
        return 1;
      }
    // It takes its name when everything was found in order, so that no half suite is ever started.
    const Scratch scratch(target.string() + ".restoring");
    const auto home = [&](const std::string& service) { return volumes ? scratch.path() / service : scratch.path(); };
    const auto findings = checking.run({[&](const std::string& service) { return home(service) / (volumes ? "" : "store") / (service + ".db"); },
                                        [&](const std::string& service, const std::string& sha256) { return home(service) / "evidence" / sha256.substr(0, 2) / sha256; }},
                                       {});
    if (!findings.empty()) {
      std::cerr << refused << "the backup does not hold\n";
      return told(findings, checking.manifest(), arguments.json);
    }
    if (!keys.empty() && !volumes) fs::copy(keys, scratch.path() / "keys", fs::copy_options::recursive);
    for (const auto& entry : fs::recursive_directory_iterator(scratch.path()))
      if (entry.is_directory()) fs::permissions(entry.path(), fs::perms::owner_all);
    flush_tree(scratch.path());
    fs::rename(scratch.path(), target);
    flush_directory(target.parent_path());
    if (arguments.json) std::cout << Json{{"id", checking.manifest().id}, {"restored", target.string()}}.dump() << "\n";
    else std::cout << target.string() << " is the suite of " << checking.manifest().begun_at.rfc3339() << "\n";
    std::cerr << "What happened since then is not in it: erasures and revocations since then are to be made again (docs/OPERATIONS.md, Restore).\n";
    if (keys.empty() && !volumes) std::cerr << "Put its keys there before it is started.\n";
    return 0;
  } catch (const BackupBroken& failure) {
    std::cerr << refused << failure.what() << "\n";
    return 1;
  }
}

}  // namespace shopperctl
