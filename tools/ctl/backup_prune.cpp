#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>

#include "backup.h"
#include "backup_keep.h"
#include "backup_set.h"
#include "platform/crypto/sealed_file.h"
#include "suite_link.h"

namespace shopperctl {

BackupsLock::BackupsLock(const fs::path& directory, bool exclusive) : fd_(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (fd_ < 0) throw std::runtime_error("cannot open " + directory.string() + ": " + std::strerror(errno));
  if (::flock(fd_, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0) return;
  ::close(fd_);
  throw std::runtime_error(std::string(exclusive ? "a backup is being taken into " : "backups are being removed from ") + directory.string() + "; try again when that is done");
}
BackupsLock::~BackupsLock() { ::close(fd_); }

namespace {

constexpr const char* part_suffix = ".part";         // a backup that is being taken
constexpr const char* removed_suffix = ".removed";   // one that is being removed

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// "20261130T201916Z-0a1b2c3d", as backup_take.cpp makes them.
bool is_id(std::string_view name) {
  constexpr std::string_view shape = "00000000T000000Z-";
  if (name.size() != shape.size() + 8 || !is_hex(name.substr(shape.size()))) return false;
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == '0' ? name[i] < '0' || name[i] > '9' : name[i] != shape[i]) return false;
  return true;
}

// Whether `name` is `.ID` and that suffix: what only a killed program of ours leaves.
bool is_left_over(std::string_view name, std::string_view suffix) {
  return name.size() > suffix.size() && name.starts_with('.') && name.ends_with(suffix) && is_id(name.substr(1, name.size() - 1 - suffix.size()));
}

struct Found {
  std::string id;
  shopper::Instant at;
  std::set<std::string> files;
};

// What a whole backup holds; throws when it is none, in words. Whether its bytes are the right ones is for `backup verify`.
Found whole(const fs::path& directory, const crypto::Key& key) {
  const auto manifest = BackupSet::read_manifest(directory, key);
  const auto name = directory.filename().string();
  if (manifest.id != name) throw BackupBroken("its manifest is of the backup " + manifest.id);
  const BackupSet set(directory, key, manifest.id);
  Found found{manifest.id, manifest.begun_at, {}};
  for (const auto& entry : manifest.stores) {
    const auto& service = entry.facts.service;
    std::error_code missing;
    const auto bytes = fs::file_size(set.store(service), missing);
    if (missing || static_cast<std::int64_t>(bytes) < entry.facts.bytes) throw BackupBroken(service + ".store is missing or cut");
    for (const auto& file : set.read_list(service)) {
      const bool damaged = std::find(manifest.damaged_files.begin(), manifest.damaged_files.end(), file.sha256) != manifest.damaged_files.end();
      if (!damaged && !fs::exists(set.file(file.sha256))) throw BackupBroken("file " + file.sha256 + " is missing");
      found.files.insert(file.sha256);
    }
  }
  return found;
}

class Pruning {
 public:
  Pruning(fs::path directory, const crypto::Key& key, bool dry_run) : directory_(std::move(directory)), dry_run_(dry_run), lock_(directory_, true) {
    for (const auto& entry : fs::directory_iterator(directory_)) {
      const auto name = entry.path().filename().string();
      if (is_left_over(name, part_suffix) || is_left_over(name, removed_suffix)) leftovers_.push_back(entry.path());
      if (!is_id(name)) continue;
      try {
        found_.push_back(whole(entry.path(), key));
      } catch (const std::exception& failure) {
        left_alone_.emplace_back(name, failure.what());
      }
    }
    std::sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) { return a.at > b.at; });
    std::sort(left_alone_.begin(), left_alone_.end());
  }

  void run(const KeepPolicy& policy) {
    std::vector<Dated> dated;
    for (const auto& found : found_) dated.push_back({found.id, found.at});
    const auto keep = kept(std::move(dated), policy);
    std::set<std::string> needed;
    for (const auto& found : found_) {
      (keep.contains(found.id) ? kept_ : removed_).push_back(found.id);
      if (keep.contains(found.id)) needed.insert(found.files.begin(), found.files.end());
    }
    for (const auto& id : removed_) remove_backup(id);
    for (const auto& left : leftovers_) remove_all(left);
    // What cannot be read may need any of them.
    if (left_alone_.empty()) remove_files(needed);
  }

  void tell(bool json) const {
    if (json) {
      Json alone = Json::array();
      for (const auto& [id, reason] : left_alone_) alone.push_back({{"id", id}, {"reason", reason}});
      std::cout << Json{{"dry_run", dry_run_}, {"kept", kept_}, {"removed", removed_}, {"left_alone", alone}, {"files_removed", files_removed_}}.dump() << "\n";
      return;
    }
    for (const auto& id : removed_) std::cout << (dry_run_ ? "would remove " : "removed ") << id << "\n";
    for (const auto& [id, reason] : left_alone_) std::cerr << "left alone: " << id << ": " << reason << "\n";
    if (!left_alone_.empty()) std::cerr << "files that no backup may need are kept as long as those are there\n";
    std::cerr << kept_.size() << " kept, " << removed_.size() << " and " << files_removed_ << " files " << (dry_run_ ? "to be removed" : "removed") << "\n";
  }

 private:
  // Under a name that is no backup's first: half of one must never be taken for a whole one.
  void remove_backup(const std::string& id) {
    if (dry_run_) return;
    const auto away = directory_ / ("." + id + removed_suffix);
    fs::rename(directory_ / id, away);
    flush_directory(directory_);
    remove_all(away);
  }
  void remove_all(const fs::path& path) const {
    if (!dry_run_) fs::remove_all(path);
  }
  void remove_files(const std::set<std::string>& needed) {
    const auto files = directory_ / "files";
    if (!fs::is_directory(files)) return;
    for (const auto& part : fs::directory_iterator(files)) {
      if (!part.is_directory()) continue;
      for (const auto& entry : fs::directory_iterator(part.path())) {
        const auto name = entry.path().filename().string();
        const auto sha256 = name.substr(0, 64);
        const bool half = name.size() > 65 && name[64] == '.' && is_id(std::string_view(name).substr(65));   // of a taker that was killed
        if (sha256.size() != 64 || !is_hex(sha256) || (name.size() != 64 && !half)) continue;
        if (!half && needed.contains(sha256)) continue;
        if (!dry_run_) fs::remove(entry.path());
        ++files_removed_;
      }
    }
  }

  const fs::path directory_;
  const bool dry_run_;
  const BackupsLock lock_;
  std::vector<Found> found_;
  std::vector<std::pair<std::string, std::string>> left_alone_;
  std::vector<fs::path> leftovers_;
  std::vector<std::string> kept_, removed_;
  std::int64_t files_removed_ = 0;
};

}  // namespace

void prune_backups(const fs::path& directory, const crypto::Key& key, const KeepPolicy& policy, bool dry_run, bool json) {
  Pruning pruning(directory, key, dry_run);
  pruning.run(policy);
  pruning.tell(json);
}

int backup_prune(Arguments arguments) {
  const bool dry_run = arguments.take_flag("dry-run");
  const auto keep = arguments.take("keep", usual_keep), key = arguments.take("key"), data = arguments.take("data");
  const auto policy = parse_keep(keep);
  if (!policy) std::cerr << "--keep is like 24h,30d,12m,7y: each unit once, from 1 to " << keep_count_max << ", not: " << keep << "\n";
  if (!policy || arguments.words.size() != 3 || !arguments.options.empty()) {
    std::cerr << "usage: shopperctl\n" << backup_usage;
    return 2;
  }
  try {
    prune_backups(arguments.words[2], backup_key(key, data), *policy, dry_run, arguments.json);
    return 0;
  } catch (const std::exception& failure) {
    std::cerr << "stopped: " << failure.what() << "\n";
    return 1;
  }
}

}  // namespace shopperctl
