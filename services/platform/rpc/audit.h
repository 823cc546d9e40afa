// The audit log over rpc, the same in every service: ListAudit and ListAuditCheckpoints (proto/shopper/common/v1/audit.proto).
#pragma once

#include "platform/rpc/binder.h"
#include "platform/store/audit_log.h"

namespace shopper::rpc {

// For protos that have the two rpcs; `service` and `seed` sign the state of the log at each answer.
// Has that proto service the two?
bool has_audit(const std::string& proto_service);
void bind_audit(Binder& bind, const std::string& service, const crypto::Key& seed);

}  // namespace shopper::rpc
