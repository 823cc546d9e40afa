#include "registration/usecases/privacy.h"

namespace shopper::registration {
namespace {
constexpr int purge_batch = 100;   // of each class; more is for the next call, so that no transaction is long
}

Result<PurgeReport> purge(Unit& unit, const Purge& input) {
  PurgeReport report;
  report.dry_run = input.dry_run;
  for (const auto& retention : retention_classes(unit.db)) {
    PurgedClass purged{retention.name, retention.days, 0, 0};
    const Instant before{unit.now.us - std::int64_t{retention.days} * 86'400'000'000};
    if (retention.name == "inquiry") {
      const auto inquiries = inquiries_answered_before(unit.db, before, purge_batch);
      purged.due = static_cast<int>(inquiries.size());
      for (const auto& inquiry : inquiries)
        if (!input.dry_run) erase_inquiry(unit.db, inquiry, unit.now);
    }
    purged.held = static_cast<int>(held_since(unit.db, states_of_class(retention.name), before));
    for (auto& application : unchanged_since(unit.db, states_of_class(retention.name), before, purge_batch)) {
      ++purged.due;
      if (input.dry_run) continue;
      const auto subject = application.applicant;
      SHOPPER_TRY(const auto erasure, start_erasure(unit, ErasureCause::retention, subject, {std::move(application)}, {}));
      report.erasure_ids.push_back(erasure.id);
    }
    report.more = report.more || purged.due >= purge_batch;
    report.classes.push_back(std::move(purged));
  }
  return report;
}

}  // namespace shopper::registration
