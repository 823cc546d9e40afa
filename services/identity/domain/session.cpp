#include "identity/domain/session.h"

namespace shopper::identity {

RefreshVerdict judge_refresh(const RefreshToken& token, bool successor_used, Instant now) {
  if (!token.used_at) return RefreshVerdict::rotate;
  return !successor_used && now.us - token.used_at.us <= lost_answer_us ? RefreshVerdict::rotate_again : RefreshVerdict::reused;
}

}  // namespace shopper::identity
