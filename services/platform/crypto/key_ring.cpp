#include "platform/crypto/key_ring.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <sstream>
#include <stdexcept>

namespace shopper::crypto {
namespace {

constexpr std::size_t key_id_max = 32;

bool is_key_id(const std::string& id) {
  return !id.empty() && id.size() <= key_id_max &&
         id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == std::string::npos;
}

[[noreturn]] void wrong(int line, const std::string& what) { throw std::runtime_error("service keys, line " + std::to_string(line) + ": " + what); }

}  // namespace

KeyRing KeyRing::parse(const std::string& text) {
  KeyRing ring;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string id, digits, mark, more;
    words >> id >> digits >> mark >> more;
    if (id.empty()) continue;
    if (!is_key_id(id)) wrong(number, "a key id has 1 to 32 letters, digits, _ and -");
    const auto bytes = from_hex(digits);
    if (bytes.size() != sizeof(Key)) wrong(number, "a key has 64 hexadecimal digits");
    if ((!mark.empty() && mark != "current") || !more.empty()) wrong(number, "after the key only the word current may follow");
    Key key{};
    std::memcpy(key.data(), bytes.data(), key.size());
    if (!ring.keys_.emplace(id, key).second) wrong(number, "the key id " + id + " is there twice");
    if (mark.empty()) continue;
    if (!ring.current_.empty()) wrong(number, "two keys are marked current");
    ring.current_ = id;
  }
  if (ring.current_.empty()) throw std::runtime_error("service keys: no key is marked current");
  return ring;
}

KeyRing KeyRing::fresh(const std::string& id) {
  const auto key = random_key();
  return parse(id + " " + hex({reinterpret_cast<const char*>(key.data()), key.size()}) + " current\n");
}

std::string KeyRing::text() const {
  std::string text;
  for (const auto& [id, key] : keys_)
    text += id + " " + hex({reinterpret_cast<const char*>(key.data()), key.size()}) + (id == current_ ? " current\n" : "\n");
  return text;
}

const Key* KeyRing::find(const std::string& id) const {
  const auto found = keys_.find(id);
  return found == keys_.end() ? nullptr : &found->second;
}

ServiceKeys::ServiceKeys(std::string path)
    : path_(std::move(path)), ring_(std::make_shared<const KeyRing>(KeyRing::parse(read_private_file(path_)))), stamp_(stamp()) {}

ServiceKeys::ServiceKeys(KeyRing ring) : ring_(std::make_shared<const KeyRing>(std::move(ring))) {}

std::shared_ptr<const KeyRing> ServiceKeys::ring() const {
  std::lock_guard lock(mutex_);
  return ring_;
}

bool ServiceKeys::reload(const std::vector<std::string>& in_use) {
  if (path_.empty()) return false;
  const auto now = stamp();
  {
    std::lock_guard lock(mutex_);
    if (now == stamp_) return false;
    stamp_ = now;   // also when it turns out wrong: it is told once, and looked at again when it changes
  }
  auto fresh = std::make_shared<const KeyRing>(KeyRing::parse(read_private_file(path_)));
  for (const auto& id : in_use)
    if (!fresh->find(id)) throw std::runtime_error("the key file " + path_ + " lacks the key " + id + ", which is still in use");
  std::lock_guard lock(mutex_);
  ring_ = std::move(fresh);
  return true;
}

// What changes when a file is replaced or rewritten.
std::string ServiceKeys::stamp() const {
  struct stat info {};
  if (::stat(path_.c_str(), &info) != 0) return {};
  return std::to_string(info.st_ino) + " " + std::to_string(info.st_size) + " " + std::to_string(info.st_mtim.tv_sec) + "." + std::to_string(info.st_mtim.tv_nsec) + " " + std::to_string(info.st_mode);
}

}  // namespace shopper::crypto
