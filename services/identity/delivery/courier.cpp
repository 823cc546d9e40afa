#include "identity/delivery/courier.h"

#include <fcntl.h>
#include <unistd.h>

#include "identity/store/identity_store.h"
#include "platform/fault/fail_point.h"
#include "platform/log/log.h"

namespace shopper::identity {

namespace {
constexpr int batch = 50;
}

MailFolder::MailFolder(std::filesystem::path directory) : directory_(std::move(directory)) {
  std::filesystem::create_directories(directory_);
  std::filesystem::permissions(directory_, std::filesystem::perms::owner_all);
}

// A file appears whole or not at all: who reads the folder must not see half a message.
bool MailFolder::deliver(const Message& message) {
  const auto file = directory_ / (message.id + ".txt");
  const auto draft = directory_ / ("." + message.id);
  const auto text = "To: " + message.recipient + "\n\n" + message.body + "\n";
  const int fd = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  fault::fail_point("message.written");
  return ::close(fd) == 0 && written && std::rename(draft.c_str(), file.c_str()) == 0;
}

int MailFolder::remove_older_than(std::chrono::hours age) {
  const auto oldest_kept = std::filesystem::file_time_type::clock::now() - age;
  int removed = 0;
  std::error_code failure;   // a collector may take a file away at the same moment
  for (const auto& entry : std::filesystem::directory_iterator(directory_, failure)) {
    const auto written = entry.last_write_time(failure);
    if (!failure && written < oldest_kept && std::filesystem::remove(entry.path(), failure)) ++removed;
  }
  if (removed > 0) log::warn("messages that nobody collected were removed", {{"messages", std::to_string(removed)}});
  return removed;
}

int deliver_waiting(store::Store& store, Delivery& delivery) {
  const auto waiting = store.read<std::vector<Message>>([](store::Db& db) -> Result<std::vector<Message>> { return waiting_messages(db, batch); });
  if (!waiting.ok()) return 0;
  int delivered = 0;
  for (const auto& message : *waiting) {
    if (!delivery.deliver(message)) {
      log::warn("a message could not be delivered; it is tried again", {{"message", message.id}});
      break;
    }
    fault::fail_point("message.delivered");
    ++delivered;
    (void)store.write<Done>([&](store::Db& db) -> Result<Done> {
      delete_message(db, message.id);
      return Done{};
    });
  }
  return delivered;
}

}  // namespace shopper::identity
