// Files sealed from end to end (crypto_secretstream_xchacha20poly1305 of libsodium), written and read piece by piece: nothing of them can be
// changed, moved, cut, or put in another's place unnoticed.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "platform/crypto/hash.h"

namespace shopper::crypto {

// Why a sealed file does not open, in words for its owner.
struct SealBroken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class SealedWriter {
 public:
  // `bound` is not kept: who opens must name the same. Throws std::runtime_error when the disk fails; the file then is not to be used.
  SealedWriter(const std::filesystem::path& path, const Key& key, std::string bound);
  ~SealedWriter();
  SealedWriter(const SealedWriter&) = delete;
  SealedWriter& operator=(const SealedWriter&) = delete;
  void write(std::string_view data);
  // Ends the file and flushes it to the disk.
  void finish();

 private:
  struct State;
  void push(std::string_view piece, bool last);
  std::unique_ptr<State> state_;
};

class SealedReader {
 public:
  // Throws SealBroken, also for another key than the one that sealed it.
  SealedReader(const std::filesystem::path& path, const Key& key, std::string bound);
  ~SealedReader();
  SealedReader(const SealedReader&) = delete;
  SealedReader& operator=(const SealedReader&) = delete;
  // The next piece; false when there was no more. Throws SealBroken; only after `false` the file is known to be whole.
  bool next(std::string& piece);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace shopper::crypto
