// The keys of one service that wrap its data keys. They come from one file of its own and are nowhere else: not in the store, not in a log.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "platform/crypto/hash.h"

namespace shopper::crypto {

// Several keys, so that what an older one wrapped stays readable while a newer one takes over.
class KeyRing {
 public:
  // Lines "KEYID HEX64", the one to wrap with marked by a third word "current"; "#" begins a remark. Throws std::runtime_error.
  static KeyRing parse(const std::string& text);
  // A ring of one new key: for tests and for making a file.
  static KeyRing fresh(const std::string& id);
  std::string text() const;

  const std::string& current_id() const { return current_; }
  // Nullptr when the ring has no such key.
  const Key* find(const std::string& id) const;

 private:
  std::map<std::string, Key> keys_;
  std::string current_;
};

// The ring as its file now has it. Thread-safe.
class ServiceKeys {
 public:
  // Reads the file; throws std::runtime_error when it is absent, readable by others or wrong.
  explicit ServiceKeys(std::string path);
  // A ring without a file.
  explicit ServiceKeys(KeyRing ring);

  std::shared_ptr<const KeyRing> ring() const;
  // Reads the file again when it is another one than before; whether it was. Throws as the constructor does, and keeps the old ring then.
  // The new ring must still have each key of `in_use`.
  bool reload(const std::vector<std::string>& in_use);

 private:
  std::string stamp() const;
  const std::string path_;
  mutable std::mutex mutex_;
  std::shared_ptr<const KeyRing> ring_;
  std::string stamp_;
};

}  // namespace shopper::crypto
