// Which sessions and people have lost their access before their tokens expired. The identity service is asked every few seconds.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "platform/base/error.h"

namespace shopper::gateway::auth {

// Tokens of this session or of this person, issued up to then, are void.
struct Revocation {
  std::string value;               // session id or subject
  std::int64_t issued_until_s = 0;
};
struct RevocationPage {
  std::vector<Revocation> items;
  std::int64_t next_after = 0;
};

struct RevocationOptions {
  std::chrono::milliseconds interval{2'000};
  std::chrono::milliseconds retry{100};    // while it does not answer
  std::chrono::seconds stale_after{60};    // without an answer for longer, no powerful token is let in
  std::chrono::seconds kept_for = std::chrono::hours(2);   // longer than any token lives
};

class Revocations {
 public:
  // Gives what was revoked after that position of the list.
  using Pull = std::function<Result<RevocationPage>(std::int64_t after)>;
  using Clock = std::function<std::int64_t()>;   // seconds; one that no setting of the machine's time moves
  Revocations(Pull pull, Clock clock, RevocationOptions options = {});
  ~Revocations();
  Revocations(const Revocations&) = delete;

  // Asks the identity service until nothing new comes; false when it did not answer.
  bool refresh();
  // Refreshes until stop().
  void start();
  void stop();

  struct Bearer {
    const std::string& session_id;
    const std::string& subject;
    bool powerful;               // over others: it has proven two factors, or is a client's own
    std::int64_t issued_at_s;
  };
  // TOKEN_REVOKED; or REVOCATIONS_UNAVAILABLE for a powerful token when nobody could be asked for too long. The others keep theirs until it
  // expires: what they send must not be lost for a list that would hardly name them.
  Result<Done> check(const Bearer& bearer) const;

 private:
  void take(const RevocationPage& page);

  const Pull pull_;
  const Clock clock_;
  const RevocationOptions options_;
  mutable std::shared_mutex mutex_;
  struct Known {
    std::int64_t issued_until_s = 0;
    std::int64_t heard_at_s = 0;   // by our clock
  };
  std::unordered_map<std::string, Known> known_;
  std::int64_t after_ = 0;
  std::optional<std::int64_t> answered_at_s_;   // a list nobody has seen is no list
  std::mutex thread_mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace shopper::gateway::auth
