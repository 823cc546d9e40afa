#include "platform/audit/chain.h"

#include "platform/crypto/sign.h"

namespace shopper::audit {
namespace {

void add(std::string& text, std::string_view field) {
  text += std::to_string(field.size());
  text += ':';
  text += field;
  text += ',';
}
void add(std::string& text, std::int64_t field) { add(text, std::to_string(field)); }

std::string message_of(const Checkpoint& checkpoint) {
  std::string text = "shopper audit checkpoint\n";
  add(text, checkpoint.service);
  add(text, checkpoint.log_id);
  add(text, checkpoint.sequence);
  add(text, checkpoint.hash);
  add(text, checkpoint.at.us);
  add(text, checkpoint.public_key);
  return text;
}

}  // namespace

std::string genesis(const std::string& log_id) { return crypto::sha256_hex("shopper audit log\n" + log_id); }

std::string hash_of(const Record& record, const std::string& previous_hash) {
  std::string text = previous_hash;
  add(text, record.sequence);
  add(text, record.at.us);
  add(text, record.recorded_at.us);
  for (const auto* field : {&record.actor, &record.roles, &record.action, &record.subject, &record.reason, &record.change, &record.imported_by, &record.trace_id}) add(text, *field);
  return crypto::sha256_hex(text);
}

Checkpoint sign(Checkpoint checkpoint, const crypto::Key& seed) {
  checkpoint.public_key = crypto::public_key_hex(seed);
  checkpoint.signature = crypto::sign_hex(seed, message_of(checkpoint));
  return checkpoint;
}

bool signature_holds(const Checkpoint& checkpoint) { return crypto::verify_signature(checkpoint.public_key, message_of(checkpoint), checkpoint.signature); }

}  // namespace shopper::audit
