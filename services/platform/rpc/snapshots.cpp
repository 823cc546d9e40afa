#include "platform/rpc/snapshots.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "platform/codec/json.h"
#include "platform/fault/fail_point.h"
#include "platform/log/log.h"
#include "platform/rpc/binder.h"
#include "platform/rpc/feed.h"
#include "platform/store/audit_log.h"
#include "platform/usecase/unit.h"
#include "shopper/common/v1/snapshots.pb.h"

namespace shopper::rpc {
namespace {

namespace pb = shopper::common::v1;
namespace fs = std::filesystem;

constexpr int hold_ms_max = 10'000;
constexpr auto abandoned_after = std::chrono::seconds(60);
constexpr int copy_pages = 64;   // in one call: some 0.3 ms, in which commands wait
constexpr std::size_t read_bytes = 1 << 18;
constexpr std::size_t files_in_page = 10'000;
constexpr std::uintmax_t spare_bytes = 64 << 20;
constexpr const char* snapshot_suffix = ".snapshot";   // of the store's path: the copy lies beside it

Error not_paused() { return conflict("SNAPSHOT_NOT_PAUSED", {"انتهت مهلة تعليق تطبيق الأحداث؛ أعد المحاولة", "The pause in applying events is over; begin again"}); }
Error unknown() { return refuse(ErrorKind::not_found, "SNAPSHOT_UNKNOWN", {"لا توجد لقطة بهذا المعرّف", "There is no such snapshot here, or nobody asked for it too long"}); }
Error incomplete() { return conflict("SNAPSHOT_INCOMPLETE", {"لم يكتمل النسخ بعد", "The copy is not complete yet"}); }
Error failed() { return refuse(ErrorKind::unavailable, "SNAPSHOT_FAILED", {"تعذر أخذ اللقطة؛ السبب في سجل الخدمة", "The snapshot cannot be taken; the service's log says why"}); }

bool is_sha256(std::string_view name) {
  return name.size() == 64 && std::all_of(name.begin(), name.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// A handler of one rpc: only for our own processes, and a disk that fails is told as such.
template <class Request>
Handler handler(std::function<Result<std::string>(Call&, const Request&)> act) {
  return [act = std::move(act)](Call& call, const std::string& bytes) -> Result<std::string> {
    if (!call.actor.has_role(service_role)) return errors::forbidden();
    Request request;
    if (!request.ParseFromString(bytes)) return refuse(ErrorKind::malformed, "MALFORMED", {"طلب غير مفهوم", "The request cannot be understood"});
    try {
      return act(call, request);
    } catch (const std::exception& failure) {
      log::error("snapshot failed", {{"reason", failure.what()}});
      return failed();
    }
  };
}

std::string path_of(store::Store& store) {
  return store.read<std::string>([](store::Db& db) -> Result<std::string> { return db.path(); }).value();
}

std::string done(const google::protobuf::MessageLite& message) { return message.SerializeAsString(); }

pb::CopySnapshotResponse progress_of(const store::Snapshot& snapshot) {
  pb::CopySnapshotResponse response;
  response.set_pages_done(snapshot.pages_done());
  response.set_pages_total(snapshot.pages_total());
  return response;
}

}  // namespace

Snapshots::Snapshots(Server& server, store::Store& store, SnapshotSource source) : store_(store), path_(path_of(store)), source_(std::move(source)) {
  std::error_code none;
  fs::remove(path_ + snapshot_suffix, none);   // of a process that was killed
  const auto add = [&server](const std::string& method, Handler handler) {
    server.add("/shopper.common.v1.Snapshots/" + method, std::move(handler), callers_of("shopper.common.v1.Snapshots." + method));
  };
  add("Pause", handler<pb::PauseRequest>([this](Call&, const pb::PauseRequest& in) -> Result<std::string> {
        SHOPPER_CHECK(pause(in.backup(), in.hold_ms()));
        fault::fail_point("backup.paused");
        return done(pb::PauseResponse());
      }));
  add("Resume", handler<pb::ResumeRequest>([this](Call&, const pb::ResumeRequest&) -> Result<std::string> {
        std::lock_guard lock(mutex_);
        paused_until_ = {};
        source_.pause_feeds({});
        return done(pb::ResumeResponse());
      }));
  add("Begin", handler<pb::BeginSnapshotRequest>([this](Call& call, const pb::BeginSnapshotRequest& in) -> Result<std::string> {
        SHOPPER_CHECK(begin(call, in.backup()));
        fault::fail_point("backup.begun");
        return done(pb::BeginSnapshotResponse());
      }));
  add("Copy", handler<pb::CopySnapshotRequest>([this](Call&, const pb::CopySnapshotRequest& in) -> Result<std::string> {
        std::lock_guard lock(mutex_);
        SHOPPER_TRY(auto* current, session(in.backup()));
        current->snapshot.copy(copy_pages);
        fault::fail_point("backup.copied");
        return done(progress_of(current->snapshot));
      }));
  add("Fix", handler<pb::FixSnapshotRequest>([this](Call&, const pb::FixSnapshotRequest& in) -> Result<std::string> {
        std::lock_guard lock(mutex_);
        SHOPPER_TRY(auto* current, session(in.backup()));
        if (!paused(in.backup())) return not_paused();
        current->snapshot.fix();
        fault::fail_point("backup.fixed");
        if (!paused(in.backup())) return not_paused();   // too slow: somebody may have gone on meanwhile
        return done(progress_of(current->snapshot));
      }));
  add("Describe", handler<pb::DescribeSnapshotRequest>([this](Call&, const pb::DescribeSnapshotRequest& in) -> Result<std::string> {
        std::lock_guard lock(mutex_);
        pb::DescribeSnapshotResponse response;
        SHOPPER_TRY(*response.mutable_facts(), describe(in.backup()));
        return done(response);
      }));
  add("Read", handler<pb::ReadSnapshotRequest>([this](Call&, const pb::ReadSnapshotRequest& in) -> Result<std::string> {
        std::lock_guard lock(mutex_);
        SHOPPER_TRY(auto* current, session(in.backup()));
        if (!current->snapshot.complete()) return incomplete();
        pb::ReadSnapshotResponse response;
        current->background.run([&] { response.set_content(current->snapshot.read(in.offset(), read_bytes)); });
        return done(response);
      }));
  add("ListFiles", handler<pb::ListSnapshotFilesRequest>([this](Call&, const pb::ListSnapshotFilesRequest& in) -> Result<std::string> {
        std::lock_guard lock(mutex_);
        SHOPPER_TRY(auto* current, session(in.backup()));
        if (!current->files) list_files(*current);
        pb::ListSnapshotFilesResponse response;
        auto file = std::upper_bound(current->files->begin(), current->files->end(), in.after(), [](const std::string& after, const auto& entry) { return after < entry.first; });
        for (; file != current->files->end() && static_cast<std::size_t>(response.files_size()) < files_in_page; ++file) {
          auto& told = *response.add_files();
          told.set_sha256(file->first);
          told.set_bytes(file->second);
        }
        return done(response);
      }));
  add("ReadFile", handler<pb::ReadSnapshotFileRequest>([this](Call&, const pb::ReadSnapshotFileRequest& in) -> Result<std::string> {
        std::lock_guard lock(mutex_);
        SHOPPER_CHECK(session(in.backup()));
        pb::ReadSnapshotResponse response;
        SHOPPER_TRY(*response.mutable_content(), read_file(in.sha256(), in.offset()));
        return done(response);
      }));
  add("End", handler<pb::EndSnapshotRequest>([this](Call&, const pb::EndSnapshotRequest& in) -> Result<std::string> {
        std::lock_guard lock(mutex_);
        if (!session_ || session_->backup != in.backup()) return unknown();
        if (in.kept())
          SHOPPER_CHECK(store_.write<Done>([](store::Db& db) -> Result<Done> {
            store::note_backup(db, system_clock());
            return Done{};
          }));
        fault::fail_point("backup.kept");
        let_go();
        return done(pb::EndSnapshotResponse());
      }));
}

void Snapshots::let_go() {
  session_.reset();
  in_progress_ = false;
}

void Snapshots::drop_abandoned() {
  std::lock_guard lock(mutex_);
  if (!session_ || Clock::now() - session_->used_at < abandoned_after) return;
  log::warn("a backup was abandoned", {{"backup", session_->backup}});
  let_go();
}

Result<Done> Snapshots::pause(const std::string& backup, int hold_ms) {
  const auto until = Clock::now() + std::chrono::milliseconds(std::clamp(hold_ms, 0, hold_ms_max));
  std::lock_guard lock(mutex_);
  SHOPPER_CHECK(session(backup));
  source_.pause_feeds(until);
  paused_for_ = backup;
  paused_until_ = until;
  return Done{};
}

Result<Done> Snapshots::begin(Call& call, const std::string& backup) {
  std::lock_guard lock(mutex_);
  if (session_ && session_->backup != backup && Clock::now() - session_->used_at < abandoned_after)
    return conflict("SNAPSHOT_IN_PROGRESS", {"نسخ احتياطي آخر جارٍ الآن", "Another backup is being taken"});
  let_go();
  if (fs::space(fs::path(path_).parent_path()).available < fs::file_size(path_) + spare_bytes)
    return refuse(ErrorKind::unavailable, "SNAPSHOT_NO_SPACE", {"لا توجد مساحة كافية على القرص لنسخة من المخزن", "The disk has no room for a copy of the store"});
  // Whoever takes everything out leaves a trace, and the backup itself holds it.
  SHOPPER_CHECK(store_.write<Done>([&](store::Db& db) -> Result<Done> {
    Unit(db, system_clock(), call.actor).audit("TakeSnapshot", backup, system_clock());
    return Done{};
  }));
  in_progress_ = true;
  session_.emplace(backup, store_, path_ + snapshot_suffix);
  return Done{};
}

Result<Snapshots::Session*> Snapshots::session(const std::string& backup) {
  if (!session_ || session_->backup != backup) return unknown();
  session_->used_at = Clock::now();
  return &*session_;
}

Result<std::string> Snapshots::describe(const std::string& backup) {
  SHOPPER_TRY(auto* current, session(backup));
  if (!current->snapshot.complete()) return incomplete();
  store::Db db(current->snapshot.url(), store::Access::read_only);
  auto facts = store::facts_of(db, source_.service);
  facts.version = source_.version;
  facts.bytes = current->snapshot.bytes();
  facts.audit_head.at = system_clock();
  facts.audit_head = audit::sign(std::move(facts.audit_head), source_.audit_key);
  return codec::dump(facts);
}

Result<std::string> Snapshots::read_file(const std::string& sha256, std::int64_t offset) const {
  if (!is_sha256(sha256) || files_directory_.empty()) return errors::not_found(sha256);
  std::ifstream file(fs::path(files_directory_) / sha256.substr(0, 2) / sha256, std::ios::binary);
  if (!file) return errors::not_found(sha256);
  file.seekg(offset);
  std::string bytes(read_bytes, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return bytes;
}

void Snapshots::list_files(Session& session) const {
  auto& files = session.files.emplace();
  if (files_directory_.empty() || !fs::exists(files_directory_)) return;
  for (const auto& part : fs::directory_iterator(files_directory_)) {
    if (!part.is_directory() || part.path().filename().string().size() != 2) continue;
    for (const auto& entry : fs::directory_iterator(part))
      if (const auto name = entry.path().filename().string(); is_sha256(name)) files.emplace_back(name, static_cast<std::int64_t>(entry.file_size()));
  }
  std::sort(files.begin(), files.end());
}

}  // namespace shopper::rpc
