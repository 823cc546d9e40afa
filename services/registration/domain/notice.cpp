#include "registration/domain/notice.h"

#include "registration/domain/words.h"

namespace shopper::registration {

Result<Done> check_notice(const Notice& notice) {
  FieldErrors errors;
  errors.check(notice.kind != NoticeKind::unspecified, "/kind", "REQUIRED", required);
  if (notice.kind == NoticeKind::absence) {
    errors.check(bool(notice.from), "/from", "REQUIRED", required);
    errors.check(bool(notice.to), "/to", "REQUIRED", required);
    errors.check(notice.from <= notice.to, "/to", "RANGE_INVALID", {"يجب ألا تسبق النهاية البداية", "The end must not be before the start"});
  }
  if (notice.kind == NoticeKind::conflict) errors.check(!notice.conflicts.empty(), "/conflicts", "REQUIRED", required);
  errors.check(notice.conflicts.size() <= 50, "/conflicts", "TOO_MANY", {"50 جهة على الأكثر", "At most 50 entities"});
  errors.check(notice.remark.size() <= 2000, "/remark", "TOO_LONG", {"2000 بايت على الأكثر", "At most 2000 bytes"});
  return errors.result();
}

void derive_effects(Notice& notice, const Policy& policy) {
  notice.effects.clear();
  notice.suspends = false;
  switch (notice.kind) {
    case NoticeKind::absence: {
      const int days = notice.to.days_since_epoch() - notice.from.days_since_epoch() + 1;
      notice.effects.push_back({"MISSIONS_PAUSED", fill({"لا مهام من {} إلى {}", "No missions from {} to {}"}, {notice.from.iso(), notice.to.iso()})});
      if (days > policy.absence_suspends_after_days) {
        notice.suspends = true;
        notice.effects.push_back({"SUSPENDED", fill({"الغياب {} يوماً يتجاوز {}؛ تُعلَّق العضوية ويُستدعى بديل", "The absence of {} days is longer than {}; the membership is suspended and a replacement is called"},
                                                    {std::to_string(days), std::to_string(policy.absence_suspends_after_days)})});
      }
      break;
    }
    case NoticeKind::employer:
    case NoticeKind::conflict:
      notice.effects.push_back({"CONFLICTS_ADDED", {"لا مهام لدى الجهات المذكورة بعد الآن", "No more missions at the entities named"}});
      break;
    case NoticeKind::residency:
      notice.suspends = true;
      notice.effects.push_back({"SUSPENDED", {"تُعلَّق العضوية حتى تُراجع شروط الإقامة", "The membership is suspended until the residency condition is reviewed"}});
      break;
    case NoticeKind::health:
      notice.suspends = true;
      notice.effects.push_back({"SUSPENDED", {"تُعلَّق العضوية إلى حين إبلاغك بالعودة", "The membership is suspended until you report back"}});
      break;
    case NoticeKind::contact:
    case NoticeKind::unspecified: notice.effects.push_back({"RECORDED", {"سُجّل الإشعار", "The notice is recorded"}}); break;
  }
}

}  // namespace shopper::registration
