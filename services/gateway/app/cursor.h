// Page cursors: the service's plain keyset, sealed so that clients can neither read nor change it, nor use it for another list.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/crypto/hash.h"

namespace shopper::gateway::app {

class CursorSeal {
 public:
  explicit CursorSeal(const crypto::Key& internal_key) : key_(crypto::derive(internal_key, "gateway.cursor")) {}

  // `list` names the list and its filters; the seal opens only for the same.
  std::string seal(std::string_view plain, std::string_view list, std::int64_t now_s) const;
  // Nothing when it was tampered with, belongs to another list, or is too old.
  std::optional<std::string> open(std::string_view sealed, std::string_view list, std::int64_t now_s) const;

 private:
  const crypto::Key key_;
};

}  // namespace shopper::gateway::app
