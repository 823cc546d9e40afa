#include "backup_set.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <sstream>

#include "platform/codec/json.h"
#include "platform/crypto/sealed_file.h"
#include "table.h"

namespace shopperctl {
namespace {

constexpr const char* manifest_name = "manifest.json";
constexpr int format_known = 1;

std::string proof_of(const std::string& text, const crypto::Key& key) { return crypto::keyed_hash_hex(crypto::derive(key, "backup manifest"), text); }

}  // namespace

void write_flushed(const fs::path& path, const std::string& text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool written = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  if (fd >= 0) written = ::close(fd) == 0 && written;
  if (!written) throw std::runtime_error("cannot write " + path.string() + ": " + std::strerror(errno));
}

void flush_directory(const fs::path& directory) {
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool flushed = fd >= 0 && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!flushed) throw std::runtime_error("cannot flush " + directory.string() + ": " + std::strerror(errno));
}

void BackupSet::write_manifest(const Manifest& manifest) const {
  const auto text = shopper::codec::dump(manifest);
  write_flushed(directory_ / manifest_name, text + "\n" + proof_of(text, key_) + "\n");
}

Manifest BackupSet::read_manifest(const fs::path& directory, const crypto::Key& key) {
  const auto text = read_file((directory / manifest_name).string());
  if (!text) throw BackupBroken(directory.string() + " holds no backup: " + manifest_name + " is missing or cannot be read");
  std::istringstream lines(*text);
  std::string json, proof;
  std::getline(lines, json);
  std::getline(lines, proof);
  if (*text != json + "\n" + proof + "\n" || proof != proof_of(json, key)) throw BackupBroken("the manifest was changed or cut, or is of another key");
  auto manifest = shopper::codec::parse<Manifest>(json);
  if (manifest.format != format_known) throw BackupBroken("the backup is of format " + std::to_string(manifest.format) + ", which this program does not know");
  return manifest;
}

void BackupSet::write_list(const std::string& service, const std::vector<ListedFile>& files) const {
  crypto::SealedWriter writer(list(service), key_, bound_list(service));
  for (const auto& file : files) writer.write(file.sha256 + " " + std::to_string(file.bytes) + "\n");
  writer.finish();
}

std::vector<ListedFile> BackupSet::read_list(const std::string& service) const {
  crypto::SealedReader reader(list(service), key_, bound_list(service));
  std::string text;
  for (std::string piece; reader.next(piece);) text += piece;
  std::vector<ListedFile> files;
  std::istringstream lines(text);
  for (ListedFile file; lines >> file.sha256 >> file.bytes;) files.push_back(file);
  return files;
}

}  // namespace shopperctl
