#include <signal.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <set>
#include <thread>
#include <utility>

#include "backup.h"
#include "backup_set.h"
#include "pace.h"
#include "platform/codec/json.h"
#include "platform/crypto/sealed_file.h"
#include "platform/crypto/sha256.h"
#include "platform/rpc/binder.h"
#include "progress.h"
#include "shopper/common/v1/snapshots.pb.h"
#include "suite_link.h"

namespace shopperctl {

namespace pb = shopper::common::v1;
using Clock = std::chrono::steady_clock;

const char* backup_usage =
    "  backup --out DIR [--data DIR] [--key FILE] [--rate MIB] [--share PERCENT] [--keep POLICY] [--every MINUTES]\n"
    "                                            a sealed copy of all stores and files of the running suite, as of one moment; --data: the suite's\n"
    "                                            directory on this machine (else its settings); --rate: MiB a second at most, 64;\n"
    "                                            --share: of the time it is at work at most, 33 percent;\n"
    "                                            --keep: then removes older ones as `backup prune`; --every: goes on taking them\n"
    "  backup prune DIR [--keep 24h,30d,12m] [--dry-run] (--key FILE | --data DIR)\n"
    "                                            keeps the newest of each of the last 24 hours, 30 days and 12 months (y: years) that have any\n"
    "  backup verify DIR/ID --key FILE [--keys FILE]   opens and checks everything of a backup, offline; --keys: the audit logs' public keys\n"
    "  restore --from DIR/ID (--data NEW | --volumes NEW) (--keys DIR | --key FILE)\n"
    "                                            an empty or new directory becomes the suite of the backup; --keys: a copy of its keys/ directory;\n"
    "                                            --volumes: a directory for each service, as its container has it\n";

namespace {

constexpr int hold_ms = 10'000;
constexpr int fence_tries = 3;
constexpr int usual_rate_mib = 64, rate_mib_max = 100'000;
constexpr int usual_share_percent = 33;
constexpr double mib = 1 << 20;
constexpr int background_priority = 10;
constexpr std::size_t page_bytes = 4096;
constexpr std::int64_t pages_left = 256;   // to be copied behind the fence
constexpr std::int64_t catch_up_max = 10;  // times what there was at first: one that grows faster than it may be copied
constexpr auto keep_interval = std::chrono::seconds(10);
constexpr int every_min_max = 7 * 24 * 60;
constexpr auto failed_retry = std::chrono::minutes(1);

struct Stopped : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string fresh_id(shopper::Instant now) {
  std::string text = now.rfc3339();   // 2026-11-30T20:19:16.123456Z
  std::string id;
  for (const char c : text.substr(0, 19))
    if (c != '-' && c != ':') id += c;
  return id + "Z-" + crypto::hex({reinterpret_cast<const char*>(crypto::random_key().data()), 4});
}

class Taking {
 public:
  Taking(const std::string& data, fs::path out, const crypto::Key& key, double rate, int share_percent, const std::string& language, bool quiet)
      : link_(data), out_(std::move(out)), language_(language), quiet_(quiet), rate_(rate), share_percent_(share_percent), id_(fresh_id(shopper::rpc::system_clock())), set_(out_ / ("." + id_ + ".part"), key, id_) {
    manifest_.id = id_;
    manifest_.begun_at = shopper::rpc::system_clock();
  }
  // Nothing stays behind: neither what is half done here, nor what the services hold for us.
  ~Taking() {
    end(false);
    std::error_code none;
    fs::remove_all(set_.directory(), none);
  }
  Taking(const Taking&) = delete;

  Manifest take() {
    fs::create_directories(out_);
    lock_.emplace(out_, false);
    fs::create_directory(set_.directory());
    fs::permissions(set_.directory(), fs::perms::owner_all);
    for (int n = 1;; ++n) {
      begin();
      copy();
      if (fenced()) break;
      if (n == fence_tries) throw Stopped("the services could not fix one moment together within " + std::to_string(hold_ms / 1000) + " s, " + std::to_string(n) + " times");
    }
    describe();
    for (const auto& service : link_.services()) list_files(service);
    seal();
    manifest_.ended_at = shopper::rpc::system_clock();
    set_.write_manifest(manifest_);
    flush_directory(set_.directory());
    fs::rename(set_.directory(), out_ / id_);
    flush_directory(out_);
    end(true);
    return manifest_;
  }

 private:
  void end(bool kept) {
    for (const auto& service : begun_) {
      pb::EndSnapshotRequest request;
      request.set_backup(id_);
      request.set_kept(kept);
      (void)try_call<pb::EndSnapshotResponse>(service, "End", request);
    }
    begun_.clear();
  }
  template <class Response>
  shopper::Result<Response> try_call(const std::string& service, const std::string& method, const google::protobuf::MessageLite& request) {
    return link_.call<Response>(service, "shopper.common.v1.Snapshots/" + method, request);
  }
  template <class Response>
  Response call(const std::string& service, const std::string& method, const google::protobuf::MessageLite& request) {
    auto answer = try_call<Response>(service, method, request);
    if (!answer.ok()) throw Stopped(reason(service, answer.error()));
    return std::move(*answer);
  }
  std::string reason(const std::string& service, const shopper::Error& error) const { return service + ": " + error.code + ": " + (language_ == "ar" ? error.text.ar : error.text.en); }

  void begin() {
    for (const auto& service : link_.services()) {
      pb::BeginSnapshotRequest request;
      request.set_backup(id_);
      call<pb::BeginSnapshotResponse>(service, "Begin", request);
      begun_.insert(service);
    }
  }

  // All that there is of each store, or nearly: the rest is copied behind the fence. One that is written fast grows as fast as it is copied: what has
  // come since is copied without rests, so that not much stays for when feeds stand still.
  void copy() {
    Progress progress("copying stores", link_.services().size(), quiet_);
    for (const auto& service : link_.services()) {
      std::int64_t done = 0, there = -1;
      pace_ = usual_pace();
      bool catching_up = false;
      for (bool more = true; more;) {
        const auto answer = copy_some(service);
        if (there < 0) there = answer.pages_total();
        if (answer.pages_done() >= there && !std::exchange(catching_up, true)) pace_ = Pace(rate_, 100, Clock::now());
        more = answer.pages_total() - answer.pages_done() > pages_left && answer.pages_done() < catch_up_max * there;
        spend(static_cast<std::size_t>(std::max<std::int64_t>(answer.pages_done() - done, 0)) * page_bytes);
        done = answer.pages_done();
      }
      progress.advance();
    }
    progress.finish();
  }

  // All services stop applying events of others, then each fixes its state, then all go on. Whatever a reader has applied was told before the
  // first state was fixed, so every upstream's state holds it. False: it took too long, and what was copied is of several moments.
  bool fenced() {
    const auto began = Clock::now();
    struct GoOn {
      Taking& taking;
      ~GoOn() {
        for (const auto& service : taking.link_.services()) (void)taking.try_call<pb::ResumeResponse>(service, "Resume", pb::ResumeRequest());
      }
    };
    {
      const GoOn go_on{*this};
      for (const auto& service : link_.services()) {
        pb::PauseRequest request;
        request.set_backup(id_);
        request.set_hold_ms(hold_ms);
        call<pb::PauseResponse>(service, "Pause", request);
      }
      for (const auto& service : link_.services()) {
        pb::FixSnapshotRequest request;
        request.set_backup(id_);
        const auto fixed = try_call<pb::CopySnapshotResponse>(service, "Fix", request);
        if (!fixed.ok() && fixed.error().code == "SNAPSHOT_NOT_PAUSED") return false;
        if (!fixed.ok()) throw Stopped(reason(service, fixed.error()));
      }
    }
    manifest_.paused_us = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began).count();
    return true;
  }

  pb::CopySnapshotResponse copy_some(const std::string& service) {
    pb::CopySnapshotRequest request;
    request.set_backup(id_);
    return call<pb::CopySnapshotResponse>(service, "Copy", request);
  }

  void describe() {
    std::vector<SnapshotFacts> facts;
    for (const auto& service : link_.services()) {
      pb::DescribeSnapshotRequest request;
      request.set_backup(id_);
      facts.push_back(shopper::codec::parse<SnapshotFacts>(call<pb::DescribeSnapshotResponse>(service, "Describe", request).facts()));
      manifest_.stores.push_back({facts.back(), "", 0, 0});
    }
    const auto wrong = shopper::store::misfits(facts);
    if (wrong.empty()) return;
    std::string text = "the copies do not fit each other; this is a defect, please report it:";
    for (const auto& misfit : wrong) text += "\n  " + misfit;
    throw Stopped(text);
  }

  void list_files(const std::string& service) {
    auto& files = files_[service];
    for (;;) {
      pb::ListSnapshotFilesRequest request;
      request.set_backup(id_);
      if (!files.empty()) request.set_after(files.back().sha256);
      const auto page = call<pb::ListSnapshotFilesResponse>(service, "ListFiles", request);
      if (page.files().empty()) return;
      for (const auto& file : page.files()) files.push_back({file.sha256(), file.bytes()});
    }
  }

  void seal() {
    pace_ = usual_pace();
    std::int64_t total = 0;
    for (const auto& store : manifest_.stores) total += store.facts.bytes;
    for (const auto& [service, files] : files_)
      for (const auto& file : files) total += fs::exists(set_.file(file.sha256)) ? 0 : file.bytes;
    Progress progress("sealing (MiB)", static_cast<std::size_t>(static_cast<double>(total) / mib) + 1, quiet_);
    progress_ = &progress;
    for (auto& store : manifest_.stores) {
      seal_store(store);
      for (const auto& file : files_[store.facts.service]) {
        keep_file(store.facts.service, file);
        ++store.files;
        store.files_bytes += file.bytes;
      }
      set_.write_list(store.facts.service, files_[store.facts.service]);
    }
    progress.finish();
  }

  void seal_store(StoreEntry& store) {
    const auto& service = store.facts.service;
    crypto::SealedWriter writer(set_.store(service), set_.key(), set_.bound_store(service));
    crypto::Sha256 hash;
    pb::ReadSnapshotRequest request;
    request.set_backup(id_);
    for (;;) {
      const auto answer = call<pb::ReadSnapshotResponse>(service, "Read", request);
      if (answer.content().empty()) break;
      hash.add(answer.content());
      writer.write(answer.content());
      request.set_offset(request.offset() + static_cast<std::int64_t>(answer.content().size()));
      advance(answer.content().size());
    }
    if (request.offset() != store.facts.bytes) throw Stopped(service + ": " + std::to_string(store.facts.bytes) + " bytes were promised, " + std::to_string(request.offset()) + " came");
    writer.finish();
    store.sha256 = hash.hex();
  }

  // Files never change: one that is here from an earlier backup is not fetched again.
  void keep_file(const std::string& service, const ListedFile& file) {
    const auto path = set_.file(file.sha256);
    if (fs::exists(path)) return;
    fs::create_directories(path.parent_path());
    const auto fresh = path.string() + "." + id_;
    std::error_code none;
    fs::remove(fresh, none);
    crypto::SealedWriter writer(fresh, set_.key(), BackupSet::bound_file(file.sha256));
    crypto::Sha256 hash;
    pb::ReadSnapshotFileRequest request;
    request.set_backup(id_);
    request.set_sha256(file.sha256);
    for (;;) {
      const auto answer = try_call<pb::ReadSnapshotResponse>(service, "ReadFile", request);
      if (!answer.ok() && answer.error().kind != shopper::ErrorKind::not_found) throw Stopped(reason(service, answer.error()));
      if (!answer.ok() || answer->content().empty()) break;
      hash.add(answer->content());
      writer.write(answer->content());
      request.set_offset(request.offset() + static_cast<std::int64_t>(answer->content().size()));
      advance(answer->content().size());
    }
    writer.finish();
    if (hash.hex() == file.sha256) return fs::rename(fresh, path);
    // One damaged picture is no reason to have no backup; but it is one to say so.
    fs::remove(fresh, none);
    manifest_.damaged_files.push_back(file.sha256);
  }

  Pace usual_pace() const { return {rate_, share_percent_, Clock::now()}; }
  void spend(std::size_t bytes) {
    std::this_thread::sleep_until(pace_.next(bytes, Clock::now()));
    // Services whose turn comes later, or was before, let go of what nobody asks for; one that has copied everything only learns that we are
    // still here.
    if (Clock::now() - heard_at_ > keep_interval) {
      for (const auto& service : link_.services()) copy_some(service);
      heard_at_ = Clock::now();
    }
  }
  void advance(std::size_t bytes) {
    spend(bytes);
    for (unreported_ += static_cast<double>(bytes); unreported_ >= mib; unreported_ -= mib) progress_->advance();
  }

  SuiteLink link_;
  const fs::path out_;
  const std::string language_;
  const bool quiet_;
  const double rate_;
  const int share_percent_;
  Pace pace_ = usual_pace();   // of what is being done now: what another phase took is neither its work nor its arrears
  const std::string id_;
  const BackupSet set_;
  std::optional<BackupsLock> lock_;
  Manifest manifest_;
  std::set<std::string> begun_;
  std::map<std::string, std::vector<ListedFile>> files_;
  Progress* progress_ = nullptr;
  double unreported_ = 0;
  Clock::time_point heard_at_ = Clock::now();
};

struct Order {
  std::string data;
  fs::path out;
  crypto::Key key{};
  double rate = 0;   // bytes a second
  int share_percent = usual_share_percent;
  std::optional<KeepPolicy> keep;
  std::string language;
  bool json = false;
};

void tell(const Manifest& manifest, const Order& order) {
  std::int64_t bytes = 0, files = 0;
  for (const auto& store : manifest.stores) {
    bytes += store.facts.bytes + store.files_bytes;
    files += store.files;
  }
  const auto path = (order.out / manifest.id).string();
  if (order.json) {
    std::cout << Json{{"id", manifest.id}, {"path", path}, {"bytes", bytes}, {"files", files}, {"paused_ms", static_cast<double>(manifest.paused_us) / 1000}, {"damaged_files", manifest.damaged_files}}.dump() << "\n";
  } else {
    std::cout << path << std::endl;
    std::fprintf(stderr, "%zu stores and %lld files, %.1f MiB; feeds stood still for %.0f ms\n", manifest.stores.size(), static_cast<long long>(files), static_cast<double>(bytes) / mib, static_cast<double>(manifest.paused_us) / 1000);
  }
  for (const auto& file : manifest.damaged_files) std::cerr << "damaged in the suite, and not in the backup: file " << file << "\n";
}

int take_once(const Order& order) {
  Manifest manifest;
  try {
    manifest = Taking(order.data, fs::absolute(order.out), order.key, order.rate, order.share_percent, order.language, order.json).take();
  } catch (const std::exception& stop) {
    std::cerr << "no backup was made: " << stop.what() << "\n";
    return 1;
  }
  tell(manifest, order);
  if (!order.keep) return manifest.damaged_files.empty() ? 0 : 1;
  try {
    prune_backups(order.out, order.key, *order.keep, false, order.json);
  } catch (const std::exception& failure) {
    std::cerr << "the backup was made, but older ones were not removed: " << failure.what() << "\n";
    return 1;
  }
  return manifest.damaged_files.empty() ? 0 : 1;
}

// Until it is stopped; a signal while one is being taken ends it at once, and the next `prune` clears up.
int take_again_and_again(const Order& order, std::chrono::minutes interval) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT}) sigaddset(&signals, signal);
  for (;;) {
    const auto next = Clock::now() + (take_once(order) == 0 ? interval : std::min<std::chrono::minutes>(interval, failed_retry));
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);
    const auto left_s = std::chrono::duration_cast<std::chrono::seconds>(next - Clock::now()).count();
    const timespec pause{std::max<time_t>(left_s, 0), 0};
    if (::sigtimedwait(&signals, nullptr, &pause) > 0) return 0;
    ::sigprocmask(SIG_UNBLOCK, &signals, nullptr);
  }
}

}  // namespace

int backup_take(Arguments arguments, const std::string& language) {
  const auto out = arguments.take("out"), data = arguments.take("data"), key = arguments.take("key"), rate = arguments.take("rate", std::to_string(usual_rate_mib));
  const auto share = arguments.take("share", std::to_string(usual_share_percent)), keep = arguments.take("keep"), every = arguments.take("every");
  const int rate_mib = std::atoi(rate.c_str()), share_percent = std::atoi(share.c_str()), every_min = std::atoi(every.c_str());
  const auto policy = parse_keep(keep);
  const bool wrong_keep = !keep.empty() && !policy, wrong_every = !every.empty() && (every_min < 1 || every_min > every_min_max);
  if (arguments.words.size() != 1 || out.empty() || !arguments.options.empty() || rate_mib < 1 || rate_mib > rate_mib_max || share_percent < 1 || share_percent > 100 || wrong_keep || wrong_every) {
    std::cerr << "usage: shopperctl\n" << backup_usage;
    return 2;
  }
  ::setpriority(PRIO_PROCESS, 0, background_priority);
  const Order order{data, out, backup_key(key, data), rate_mib * mib, share_percent, policy, language, arguments.json};
  return every.empty() ? take_once(order) : take_again_and_again(order, std::chrono::minutes(every_min));
}

}  // namespace shopperctl
