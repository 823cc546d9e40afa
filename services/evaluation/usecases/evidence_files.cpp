#include "evaluation/usecases/evidence_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "platform/fault/fail_point.h"

namespace shopper::evaluation {
namespace {

namespace fs = std::filesystem;

Error disk_trouble() { return refuse(ErrorKind::unavailable, "EVIDENCE_STORE_UNAVAILABLE", {"تعذر حفظ الملف أو قراءته الآن", "The file cannot be stored or read at the moment"}); }

constexpr const char* placed = ".placed";

bool flush_directory(const fs::path& directory) {
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool flushed = ::fsync(fd) == 0;
  ::close(fd);
  return flushed;
}

}  // namespace

IncomingFile::~IncomingFile() {
  // A mark that cannot be made is found by the next start.
  if (kept_) (void)::rename(path_.c_str(), (path_ + placed).c_str());
  else ::unlink(path_.c_str());
}

Result<Done> IncomingFile::keep_as(const std::string& path) {
  std::error_code fault;
  fs::create_directories(fs::path(path).parent_path(), fault);
  // What came stays in its place under a second name: by it is known what may lie there for nobody, after a sudden end and after a commit that failed.
  kept_ = true;
  const auto second = path_ + ".kept";
  if (fault || ::link(path_.c_str(), second.c_str()) != 0 || ::rename(second.c_str(), path.c_str()) != 0) return disk_trouble();
  ::unlink(second.c_str());   // where both were the same file already, the renaming did nothing
  fault::fail_point("evidence.placed");
  if (!flush_directory(fs::path(path).parent_path())) return disk_trouble();
  fault::fail_point("evidence.kept");
  return Done{};
}

Result<std::shared_ptr<IncomingFile>> receive_file(const std::string& directory, const std::string& sha256, std::string_view content) {
  const auto incoming = fs::path(directory) / "incoming";
  std::error_code fault;
  fs::create_directories(incoming, fault);
  std::string path = (incoming / (sha256 + ".XXXXXX")).string();
  const int fd = fault ? -1 : ::mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0) return disk_trouble();
  auto file = std::make_shared<IncomingFile>(path);
  for (std::size_t done = 0; done < content.size();) {
    const auto written = ::write(fd, content.data() + done, content.size() - done);
    if (written <= 0) {
      ::close(fd);
      return disk_trouble();
    }
    done += static_cast<std::size_t>(written);
  }
  const bool flushed = ::fsync(fd) == 0;
  if (::close(fd) != 0 || !flushed || !flush_directory(incoming)) return disk_trouble();   // the mark lasts before what it marks
  fault::fail_point("evidence.received");
  return file;
}

std::string evidence_path(const std::string& directory, const std::string& sha256) { return (fs::path(directory) / sha256.substr(0, 2) / sha256).string(); }

std::vector<std::string> interrupted_files(const std::string& directory) {
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(fs::path(directory) / "incoming", none)) found.push_back(entry.path().string());
  return found;
}

std::vector<std::string> placed_files(const std::string& directory, std::size_t limit) {
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(fs::path(directory) / "incoming", none)) {
    if (found.size() == limit) break;
    if (entry.path().extension() == placed) found.push_back(entry.path().string());
  }
  return found;
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(in), {}};
  if (!in.good() && !in.eof()) return disk_trouble();
  return content;
}

}  // namespace shopper::evaluation
