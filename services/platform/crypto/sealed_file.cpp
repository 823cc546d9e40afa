#include "platform/crypto/sealed_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "platform/crypto/bytes.h"

namespace shopper::crypto {
namespace {

constexpr std::size_t piece_bytes = 1 << 20;
constexpr std::size_t stream_tag_bytes = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::string_view magic = "SHOPPER-SEALED 1 ";
constexpr std::size_t key_id_digits = 16;

struct CloseFile {
  void operator()(FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<FILE, CloseFile>;

// Which key sealed it, so that a wrong one is told from damage.
std::string key_id(const Key& key) { return keyed_hash_hex(derive(key, "sealed file key id"), "").substr(0, key_id_digits); }
Key stream_key(const Key& key) { return derive(key, "sealed file contents"); }

}  // namespace

struct SealedWriter::State {
  File file;
  std::string name;
  std::string bound;
  std::string waiting;   // less than a piece, or the last one
  crypto_secretstream_xchacha20poly1305_state stream{};
  void put(std::string_view data) const {
    if (std::fwrite(data.data(), 1, data.size(), file.get()) != data.size()) throw std::runtime_error("cannot write " + name + ": " + std::strerror(errno));
  }
};

SealedWriter::SealedWriter(const std::filesystem::path& path, const Key& key, std::string bound) : state_(std::make_unique<State>()) {
  state_->name = path.string();
  state_->bound = std::move(bound);
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error("cannot make " + state_->name + ": " + std::strerror(errno));
  state_->file.reset(::fdopen(fd, "wb"));
  std::string header(crypto_secretstream_xchacha20poly1305_HEADERBYTES, '\0');
  crypto_secretstream_xchacha20poly1305_init_push(&state_->stream, bytes(header), stream_key(key).data());
  state_->put(std::string(magic) + key_id(key) + "\n");
  state_->put(header);
}

SealedWriter::~SealedWriter() = default;

void SealedWriter::write(std::string_view data) {
  // A full piece is kept back until more comes: the last one is marked as such.
  while (!data.empty()) {
    if (state_->waiting.size() == piece_bytes) {
      push(state_->waiting, false);
      state_->waiting.clear();
    }
    const auto part = data.substr(0, piece_bytes - state_->waiting.size());
    state_->waiting += part;
    data.remove_prefix(part.size());
  }
}

void SealedWriter::push(std::string_view piece, bool last) {
  std::string sealed(piece.size() + stream_tag_bytes, '\0');
  crypto_secretstream_xchacha20poly1305_push(&state_->stream, bytes(sealed), nullptr, reinterpret_cast<const unsigned char*>(piece.data()), piece.size(), bytes(state_->bound),
                                             state_->bound.size(), last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
  state_->put(sealed);
  // Written out as it grows, so that whoever shares the disk never waits for a heap of it.
  std::fflush(state_->file.get());
  ::sync_file_range(::fileno(state_->file.get()), 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
}

void SealedWriter::finish() {
  push(state_->waiting, true);
  if (std::fflush(state_->file.get()) != 0 || ::fsync(::fileno(state_->file.get())) != 0) throw std::runtime_error("cannot write " + state_->name + ": " + std::strerror(errno));
}

struct SealedReader::State {
  File file;
  std::string name;
  std::string bound;
  bool ended = false;
  crypto_secretstream_xchacha20poly1305_state stream{};
  std::string get(std::size_t max) const {
    std::string data(max, '\0');
    data.resize(std::fread(data.data(), 1, data.size(), file.get()));
    return data;
  }
};

SealedReader::SealedReader(const std::filesystem::path& path, const Key& key, std::string bound) : state_(std::make_unique<State>()) {
  state_->name = path.filename().string();
  state_->bound = std::move(bound);
  state_->file.reset(std::fopen(path.c_str(), "rbe"));
  if (!state_->file) throw SealBroken(state_->name + " is missing or cannot be read");
  const auto head = state_->get(magic.size() + key_id_digits + 1);
  if (head.size() != magic.size() + key_id_digits + 1 || !head.starts_with(magic) || head.back() != '\n') throw SealBroken(state_->name + " is no sealed file");
  if (head.substr(magic.size(), key_id_digits) != key_id(key)) throw SealBroken(state_->name + " was sealed with another key");
  const auto header = state_->get(crypto_secretstream_xchacha20poly1305_HEADERBYTES);
  if (header.size() != crypto_secretstream_xchacha20poly1305_HEADERBYTES) throw SealBroken(state_->name + " was cut");
  if (crypto_secretstream_xchacha20poly1305_init_pull(&state_->stream, bytes(header), stream_key(key).data()) != 0) throw SealBroken(state_->name + " was changed");
}

SealedReader::~SealedReader() = default;

bool SealedReader::next(std::string& piece) {
  if (state_->ended) {
    if (!state_->get(1).empty()) throw SealBroken(state_->name + " goes on after its end");
    return false;
  }
  const auto sealed = state_->get(piece_bytes + stream_tag_bytes);
  if (sealed.size() < stream_tag_bytes) throw SealBroken(state_->name + " was cut");
  piece.assign(sealed.size() - stream_tag_bytes, '\0');
  unsigned char tag = 0;
  if (crypto_secretstream_xchacha20poly1305_pull(&state_->stream, bytes(piece), nullptr, &tag, bytes(sealed), sealed.size(), bytes(state_->bound), state_->bound.size()) != 0)
    throw SealBroken(state_->name + " was changed or cut");
  state_->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  return true;
}

}  // namespace shopper::crypto
