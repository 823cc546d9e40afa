// Sealed values of a store: each owner has a data key, kept in the store wrapped by a key of the service; whoever has the file alone reads
// nothing. Destroying an owner's key erases all that is sealed for it, wherever a copy of the
// rows may still lie without that key.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/time.h"
#include "platform/crypto/key_ring.h"

namespace shopper::store {

class Db;

// Where a sealed value lies. It is bound into the value, which opens nowhere else.
struct Place {
  std::string_view table;
  std::string_view column;
  std::string_view row_id;
};

// The owner of what is a person's own, by the subject id of the account.
inline std::string owner_of_person(const std::string& subject) { return "person/" + subject; }

// One for each connection (Db::vault). Throws std::runtime_error when a value was damaged or moved, or its key is not known: reading goes no
// further then.
class Vault {
 public:
  Vault(Db& db, std::shared_ptr<const crypto::ServiceKeys> keys, std::string service);

  // For the writer; makes the owner's data key when there is none. `owner` is the subject whose erasure is to erase the value, or any other
  // name for what is nobody's. "" stays "": that nothing was said is no secret.
  std::string seal(const std::string& owner, const Place& place, std::string_view text);
  // Nothing when the owner's key was shredded.
  std::optional<std::string> open(const Place& place, const std::string& sealed);
  // Destroys the owner's data key; false when there is none. Values sealed afterwards have a new key.
  bool shred(const std::string& owner, Instant now);

  // Wraps data keys anew that are not under the ring's current key, at most that many; how many it were. What is left is in the rows
  // themselves, so that whatever interrupts it, the next call goes on.
  int rewrap(int limit);
  // The ids of the service keys that data keys are wrapped with.
  std::vector<std::string> keys_in_use();

 private:
  struct DataKey {
    std::string id;
    crypto::Key key{};
  };
  std::string bound(const Place& place, std::string_view key_id) const;
  std::string wrap(const std::string& owner, const crypto::KeyRing& ring, const crypto::Key& key) const;
  crypto::Key unwrap(const std::string& owner, const std::string& kek_id, const std::string& wrapped) const;
  DataKey data_key_of(const std::string& owner);

  Db& db_;
  const std::shared_ptr<const crypto::ServiceKeys> keys_;
  const std::string service_;
};

}  // namespace shopper::store
