#include "platform/rpc/audit.h"

#include <charconv>

#include "platform/base/page.h"
#include "shopper/common/v1/audit.pb.h"

namespace shopper::rpc {
namespace {

struct Listing {
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(Listing, limit, cursor)
};
struct AuditPage : Page<audit::Record> {
  std::string service;
  std::string log_id;
  std::vector<audit::Checkpoint> checkpoints;
  audit::Checkpoint head;
  SHOPPER_FIELDS(AuditPage, items, next_cursor, service, log_id, checkpoints, head)
};

std::int64_t number_of(const std::string& cursor) {
  std::int64_t number = 0;
  std::from_chars(cursor.data(), cursor.data() + cursor.size(), number);
  return number;
}

}  // namespace

bool has_audit(const std::string& proto_service) {
  return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(proto_service + ".ListAudit") != nullptr;
}

void bind_audit(Binder& bind, const std::string& service, const crypto::Key& seed) {
  bind.query<common::v1::ListAuditRequest, common::v1::AuditPage>("ListAudit", [service, seed](Unit& unit, const Listing& in) -> Result<AuditPage> {
    const int limit = page_limit(in.limit);
    const auto after = number_of(in.cursor);
    AuditPage page;
    static_cast<Page<audit::Record>&>(page) =
        make_page(store::audit_records(unit.db, after, limit + 1), limit, [](const audit::Record& last) { return std::to_string(last.sequence); });
    page.head = store::audit_head(unit.db, service, seed, unit.now);
    page.service = service;
    page.log_id = page.head.log_id;
    if (!page.items.empty()) page.checkpoints = store::own_checkpoints(unit.db, after, page.items.back().sequence);
    return page;
  });
  bind.query<common::v1::ListAuditCheckpointsRequest, common::v1::AuditCheckpointPage>("ListAuditCheckpoints", [](Unit& unit, const Listing& in) -> Result<Page<audit::Checkpoint>> {
    const int limit = page_limit(in.limit);
    auto kept = make_page(store::kept_checkpoints(unit.db, number_of(in.cursor), limit + 1), limit, [](const store::KeptCheckpoint& last) { return std::to_string(last.number); });
    Page<audit::Checkpoint> page;
    page.next_cursor = std::move(kept.next_cursor);
    page.items.assign(kept.items.begin(), kept.items.end());
    return page;
  });
}

}  // namespace shopper::rpc
