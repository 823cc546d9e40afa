// Delivers messages: takes what waits in the store, hands it to a port, and forgets it. At least once.
#pragma once

#include <filesystem>
#include <string>

#include "identity/domain/records.h"
#include "platform/store/store.h"

namespace shopper::identity {

// The way a message leaves the suite.
class Delivery {
 public:
  virtual ~Delivery() = default;
  // False when it could not be delivered now; it is tried again.
  virtual bool deliver(const Message& message) = 0;
};

// One file a message in a directory that its owner alone can read: for development, and for a mail system that picks files up.
class MailFolder : public Delivery {
 public:
  explicit MailFolder(std::filesystem::path directory);
  bool deliver(const Message& message) override;

 private:
  const std::filesystem::path directory_;
};

// What waits now; how many were delivered.
int deliver_waiting(store::Store& store, Delivery& delivery);

}  // namespace shopper::identity
