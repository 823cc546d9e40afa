#include "tests/faults/simulated/disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>

namespace shopper::testing {
namespace {

constexpr int sector_sizes[] = {512, 4096};

void write_into(std::string& file, std::size_t offset, std::string_view bytes) {
  if (file.size() < offset + bytes.size()) file.resize(offset + bytes.size());
  file.replace(offset, bytes.size(), bytes);
}

}  // namespace

struct Disk::Node {
  struct Change {
    bool truncate;
    std::size_t offset;   // or the new size
    std::string bytes;
  };
  std::string name;
  std::string current;
  std::string durable;
  std::vector<Change> unsynced;
  std::vector<std::unique_ptr<char[]>> shared_memory;
  int shared_memory_users = 0;

  bool is_log() const { return name.ends_with("-wal"); }
  void apply(const Change& change) {
    if (change.truncate) durable.resize(change.offset);
    else write_into(durable, change.offset, change.bytes);
  }
  void sync() {
    for (const auto& change : unsynced) apply(change);
    unsynced.clear();
  }
};

// What SQLite sees; it allocates the bytes, we build the object in them.
struct Disk::File {
  sqlite3_file base;
  std::shared_ptr<Node> node;
  int lock = SQLITE_LOCK_NONE;
  unsigned shared = 0;      // locks on parts of the shared memory, as bits
  unsigned exclusive = 0;
  bool maps = false;
  bool temporary = false;
};

struct Calls {
  using File = Disk::File;
  using Kind = Disk::Kind;
  static Disk& disk() { return Disk::instance(); }
  static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
  static std::string base_name(const char* path) {
    const std::string_view text(path);
    return std::string(text.substr(text.rfind('/') + 1));
  }
  template <class Test>
  static bool others(const File& file, Test&& test) {
    const auto& handles = disk().handles_;
    return std::any_of(handles.begin(), handles.end(), [&](const File* other) { return other != &file && other->node == file.node && test(*other); });
  }

  static int close(sqlite3_file* base) {
    const std::lock_guard lock(disk().mutex_);
    auto& file = of(base);
    disk().handles_.erase(&file);
    file.~File();
    return SQLITE_OK;
  }
  static int read(sqlite3_file* base, void* out, int size, sqlite3_int64 offset) {
    const std::lock_guard lock(disk().mutex_);
    if (disk().step(Kind::read, of(base).node->name) != SQLITE_OK) return SQLITE_IOERR_READ;
    const auto& bytes = of(base).node->current;
    const auto from = std::min(static_cast<std::size_t>(offset), bytes.size());
    const auto there = std::min(static_cast<std::size_t>(size), bytes.size() - from);
    std::memcpy(out, bytes.data() + from, there);
    std::memset(static_cast<char*>(out) + there, 0, static_cast<std::size_t>(size) - there);
    return there == static_cast<std::size_t>(size) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
  }
  static int write(sqlite3_file* base, const void* in, int size, sqlite3_int64 offset) {
    const std::lock_guard lock(disk().mutex_);
    const bool was_off = disk().off_;
    const int code = disk().step(Kind::write, of(base).node->name);
    std::string bytes(static_cast<const char*>(in), static_cast<std::size_t>(size));
    // The write in which the power goes may have happened, or any part of it.
    const bool cut_now = disk().off_ && !was_off;
    if (code == SQLITE_FULL && disk().fault_ == Fault::short_write) bytes.resize(bytes.size() / 2);
    else if (code != SQLITE_OK && !cut_now) return code;
    auto& node = *of(base).node;
    write_into(node.current, static_cast<std::size_t>(offset), bytes);
    node.unsynced.push_back({false, static_cast<std::size_t>(offset), std::move(bytes)});
    return code;
  }
  static int truncate(sqlite3_file* base, sqlite3_int64 size) {
    const std::lock_guard lock(disk().mutex_);
    if (disk().step(Kind::truncate, of(base).node->name) != SQLITE_OK) return SQLITE_IOERR_TRUNCATE;
    auto& node = *of(base).node;
    node.current.resize(static_cast<std::size_t>(size));
    node.unsynced.push_back({true, static_cast<std::size_t>(size), {}});
    return SQLITE_OK;
  }
  static int sync(sqlite3_file* base, int) {
    const std::lock_guard lock(disk().mutex_);
    if (disk().step(Kind::sync, of(base).node->name) != SQLITE_OK) return SQLITE_IOERR_FSYNC;
    auto& file = of(base);
    const auto syncs = disk().syncs_;
    if (syncs == Syncs::ignored || (syncs == Syncs::ignored_for_log && file.node->is_log())) return SQLITE_OK;
    file.node->sync();
    // As SQLite's own does for the directory, when a file was made.
    if (const auto named = disk().names_.find(file.node->name); named != disk().names_.end() && named->second == file.node) disk().durable_names_[file.node->name] = file.node;
    return SQLITE_OK;
  }
  static int file_size(sqlite3_file* base, sqlite3_int64* size) {
    const std::lock_guard lock(disk().mutex_);
    if (disk().step(Kind::look, of(base).node->name) != SQLITE_OK) return SQLITE_IOERR_FSTAT;
    *size = static_cast<sqlite3_int64>(of(base).node->current.size());
    return SQLITE_OK;
  }
  static int lock(sqlite3_file* base, int wanted) {
    const std::lock_guard lock(disk().mutex_);
    auto& file = of(base);
    if (file.lock >= wanted) return SQLITE_OK;
    if (disk().step(Kind::look, of(base).node->name) != SQLITE_OK) return SQLITE_IOERR_LOCK;
    const auto held = [&](int level) { return others(file, [&](const File& other) { return other.lock >= level; }); };
    if (wanted == SQLITE_LOCK_SHARED) {
      if (held(SQLITE_LOCK_PENDING)) return SQLITE_BUSY;
    } else {
      if (held(SQLITE_LOCK_RESERVED)) return SQLITE_BUSY;
      if (wanted == SQLITE_LOCK_EXCLUSIVE && held(SQLITE_LOCK_SHARED)) {
        file.lock = SQLITE_LOCK_PENDING;
        return SQLITE_BUSY;
      }
    }
    file.lock = wanted;
    return SQLITE_OK;
  }
  static int unlock(sqlite3_file* base, int level) {
    const std::lock_guard lock(disk().mutex_);
    of(base).lock = std::min(of(base).lock, level);
    return SQLITE_OK;
  }
  static int reserved(sqlite3_file* base, int* out) {
    const std::lock_guard lock(disk().mutex_);
    *out = others(of(base), [](const File& other) { return other.lock >= SQLITE_LOCK_RESERVED; }) || of(base).lock >= SQLITE_LOCK_RESERVED;
    return SQLITE_OK;
  }
  static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int sector_size(sqlite3_file*) { return 4096; }
  static int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

  static int map(sqlite3_file* base, int region, int size, int extend, void volatile** out) {
    const std::lock_guard lock(disk().mutex_);
    *out = nullptr;
    if (disk().step(Kind::look, of(base).node->name) != SQLITE_OK) return SQLITE_IOERR_SHMMAP;
    auto& file = of(base);
    auto& memory = file.node->shared_memory;
    if (!file.maps) {
      if (file.node->shared_memory_users++ == 0) memory.clear();
      file.maps = true;
    }
    const auto wanted = static_cast<std::size_t>(region);
    if (memory.size() <= wanted && !extend) return SQLITE_OK;
    while (memory.size() <= wanted) memory.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    *out = memory[wanted].get();
    return SQLITE_OK;
  }
  static int memory_lock(sqlite3_file* base, int offset, int count, int flags) {
    const std::lock_guard lock(disk().mutex_);
    auto& file = of(base);
    const unsigned mask = ((1U << count) - 1U) << offset;
    auto& held = flags & SQLITE_SHM_SHARED ? file.shared : file.exclusive;
    if (flags & SQLITE_SHM_UNLOCK) {
      held &= ~mask;
      return SQLITE_OK;
    }
    if (disk().step(Kind::look, of(base).node->name) != SQLITE_OK) return SQLITE_IOERR_SHMLOCK;
    const bool alone = flags & SQLITE_SHM_EXCLUSIVE;
    if (others(file, [&](const File& other) { return (other.exclusive & mask) || (alone && (other.shared & mask)); })) return SQLITE_BUSY;
    held |= mask;
    return SQLITE_OK;
  }
  static void barrier(sqlite3_file*) { const std::lock_guard lock(disk().mutex_); }
  static int unmap(sqlite3_file* base, int) {
    const std::lock_guard lock(disk().mutex_);
    auto& file = of(base);
    if (file.maps) --file.node->shared_memory_users;
    file.maps = false;
    file.shared = file.exclusive = 0;
    return SQLITE_OK;
  }

  static int open(sqlite3_vfs*, const char* path, sqlite3_file* base, int flags, int* out_flags) {
    static const sqlite3_io_methods methods = [] {
      sqlite3_io_methods m{};
      m.iVersion = 2;
      m.xClose = close, m.xRead = read, m.xWrite = write, m.xTruncate = truncate, m.xSync = sync, m.xFileSize = file_size;
      m.xLock = lock, m.xUnlock = unlock, m.xCheckReservedLock = reserved, m.xFileControl = control, m.xSectorSize = sector_size;
      m.xDeviceCharacteristics = characteristics, m.xShmMap = map, m.xShmLock = memory_lock, m.xShmBarrier = barrier, m.xShmUnmap = unmap;
      return m;
    }();
    const std::lock_guard lock(disk().mutex_);
    base->pMethods = nullptr;
    const auto name = path ? base_name(path) : "";
    if (disk().step(Kind::open, name) != SQLITE_OK) return SQLITE_CANTOPEN;
    std::shared_ptr<Disk::Node> node;
    if (const auto found = disk().names_.find(name); path && found != disk().names_.end()) node = found->second;
    if (!node) {
      if (path && !(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
      node = std::make_shared<Disk::Node>();
      node->name = name;
      if (path) disk().names_[name] = node;
    }
    auto* file = new (base) File{};
    file->node = std::move(node);
    file->base.pMethods = &methods;
    disk().handles_.insert(file);
    if (out_flags) *out_flags = flags;
    return SQLITE_OK;
  }
  static int remove(sqlite3_vfs*, const char* path, int sync_directory) {
    const std::lock_guard lock(disk().mutex_);
    const auto name = base_name(path);
    if (disk().step(Kind::remove, name) != SQLITE_OK) return SQLITE_IOERR_DELETE;
    if (disk().names_.erase(name) == 0) return SQLITE_IOERR_DELETE_NOENT;
    if (sync_directory && disk().syncs_ == Syncs::honoured) disk().durable_names_.erase(name);
    return SQLITE_OK;
  }
  static int access(sqlite3_vfs*, const char* path, int, int* out) {
    const std::lock_guard lock(disk().mutex_);
    const auto name = base_name(path);
    if (disk().step(Kind::look, name) != SQLITE_OK) return SQLITE_IOERR_ACCESS;
    *out = disk().names_.contains(name);
    return SQLITE_OK;
  }
  static int full_name(sqlite3_vfs*, const char* path, int size, char* out) {
    sqlite3_snprintf(size, out, "/%s", base_name(path).c_str());
    return SQLITE_OK;
  }
};

Disk& Disk::instance() {
  static Disk disk;
  return disk;
}

Disk& Disk::empty() {
  instance().restore({});
  return instance();
}

Disk::Disk() {
  static sqlite3_vfs vfs = *sqlite3_vfs_find(nullptr);   // time, sleep and randomness stay the system's
  vfs.iVersion = 1;
  vfs.zName = "disk";
  vfs.szOsFile = sizeof(File);
  vfs.xOpen = Calls::open;
  vfs.xDelete = Calls::remove;
  vfs.xAccess = Calls::access;
  vfs.xFullPathname = Calls::full_name;
  sqlite3_vfs_register(&vfs, 1);
}

int Disk::step(Kind kind, const std::string& name) {
  const bool of_cut = name.starts_with(cut_owner_);
  if (off_ && of_cut) return SQLITE_IOERR;
  const bool changes = kind == Kind::write || kind == Kind::truncate || kind == Kind::sync || kind == Kind::remove;
  if (changes && of_cut && cut_ > 0 && --cut_ == 0) {
    off_ = true;
    return SQLITE_IOERR_WRITE;
  }
  if (fail_ == 0 || (fault_ != Fault::io_error && kind != Kind::write)) return SQLITE_OK;
  if (fail_ > 1) {
    --fail_;
    return SQLITE_OK;
  }
  failed_ = true;
  if (!lasting_) fail_ = 0;
  return fault_ == Fault::io_error ? SQLITE_IOERR_WRITE : SQLITE_FULL;
}

Disk::Image Disk::image() const {
  const std::lock_guard lock(mutex_);
  Image image;
  for (const auto& [name, node] : names_) image[name] = node->current;
  return image;
}

void Disk::restore(const Image& image) {
  const std::lock_guard lock(mutex_);
  if (!handles_.empty()) throw std::logic_error("files of the disk are open");
  names_.clear();
  for (const auto& [name, bytes] : image) {
    auto node = std::make_shared<Node>();
    node->name = name;
    node->current = node->durable = bytes;
    names_[name] = std::move(node);
  }
  durable_names_ = names_;
  syncs_ = Syncs::honoured;
  cut_ = fail_ = 0;
  cut_owner_.clear();
  off_ = failed_ = false;
}

void Disk::cut_at(int n, const std::string& owner) {
  const std::lock_guard lock(mutex_);
  cut_ = n;
  cut_owner_ = owner;
}

bool Disk::off() const {
  const std::lock_guard lock(mutex_);
  return off_;
}

void Disk::fail_at(int n, Fault fault, bool lasting) {
  const std::lock_guard lock(mutex_);
  fail_ = n;
  fault_ = fault;
  lasting_ = lasting;
  failed_ = false;
}

void Disk::heal() {
  const std::lock_guard lock(mutex_);
  fail_ = 0;
}

bool Disk::failed() const {
  const std::lock_guard lock(mutex_);
  return failed_;
}

void Disk::set_syncs(Syncs syncs) {
  const std::lock_guard lock(mutex_);
  syncs_ = syncs;
}

// Sectors are written whole or not, or torn in the middle; a disk keeps no order between syncs.
void Disk::survive(Node& node, Random& random) const {
  const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
  const auto sector = static_cast<std::size_t>(sector_sizes[random() % std::size(sector_sizes)]);
  const unsigned kept = std::vector<unsigned>{0, 100, 50, 90, 10}[random() % 5];
  const bool in_order = chance(30);
  const std::size_t last = in_order && !node.unsynced.empty() ? random() % node.unsynced.size() : node.unsynced.size();
  for (std::size_t i = 0; i < node.unsynced.size() && i <= last; ++i) {
    const auto& change = node.unsynced[i];
    if (in_order && i < last) {
      node.apply(change);
    } else if (change.truncate) {
      if (chance(kept)) node.apply(change);
    } else {
      for (std::size_t from = 0; from < change.bytes.size();) {
        const auto at = change.offset + from;
        auto size = std::min(change.bytes.size() - from, sector - at % sector);
        const auto next = from + size;
        if (chance(5)) size = random() % (size + 1);
        if (chance(kept)) write_into(node.durable, at, std::string_view(change.bytes).substr(from, size));
        from = next;
      }
    }
  }
  node.unsynced.clear();
  node.current = node.durable;
}

void Disk::power_on(Random& random) {
  const std::lock_guard lock(mutex_);
  const auto of_cut = [&](const std::string& name) { return name.starts_with(cut_owner_); };
  if (std::any_of(handles_.begin(), handles_.end(), [&](const File* file) { return of_cut(file->node->name); })) throw std::logic_error("files of the disk are open");
  // A name that was made or removed without a sync of the directory is there, or not.
  auto after = durable_names_;
  for (const auto& [name, node] : names_)
    if (const auto old = durable_names_.find(name); old == durable_names_.end() || old->second != node)
      if (!of_cut(name) || random() % 2) after[name] = node;
  for (auto old = after.begin(); old != after.end();)
    if (!names_.contains(old->first) && (!of_cut(old->first) || random() % 2)) old = after.erase(old);
    else ++old;
  names_ = std::move(after);
  for (auto& [name, node] : names_) {
    if (!of_cut(name)) continue;
    survive(*node, random);
    node->shared_memory.clear();
    node->shared_memory_users = 0;
    durable_names_[name] = node;
  }
  std::erase_if(durable_names_, [&](const auto& known) { return of_cut(known.first) && !names_.contains(known.first); });
  cut_ = fail_ = 0;
  cut_owner_.clear();
  off_ = failed_ = false;
}

}  // namespace shopper::testing
