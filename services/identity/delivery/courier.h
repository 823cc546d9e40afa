// Delivers messages: takes what waits in the store, hands it to a port, and forgets it. At least once.
#pragma once

#include <chrono>
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

inline constexpr std::chrono::hours uncollected_messages_kept{24};

// One file a message in a directory that its owner alone can read: for development, and for a mail system that picks files up.
class MailFolder : public Delivery {
 public:
  explicit MailFolder(std::filesystem::path directory);
  bool deliver(const Message& message) override;
  // Removes what nobody collected for so long: codes and addresses must not pile up in clear. How many files.
  int remove_older_than(std::chrono::hours age);

 private:
  const std::filesystem::path directory_;
};

// What waits now; how many were delivered.
int deliver_waiting(store::Store& store, Delivery& delivery);

}  // namespace shopper::identity
