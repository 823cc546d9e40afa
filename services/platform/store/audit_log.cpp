#include "platform/store/audit_log.h"

namespace shopper::store {
namespace {

constexpr std::int64_t records_between_checkpoints = 1'000;
constexpr std::int64_t us_between_checkpoints = 60'000'000;

std::string log_id_of(Db& db) { return db.one<std::string>("select value from store_meta where name = 'log_id'").value(); }

using Head = std::pair<std::int64_t, std::string>;
constexpr const char* head_key = "head";

Head last_record(Db& db) {
  return db.kept<Head>("audit", head_key, [&]() -> Head {
    if (auto last = db.one<std::int64_t, std::string>("select sequence, hash from audit order by sequence desc limit 1")) return {std::get<0>(*last), std::move(std::get<1>(*last))};
    return {0, audit::genesis(log_id_of(db))};
  });
}

constexpr const char* checkpoint_columns = "service, log_id, sequence, hash, at, public_key, signature";

audit::Checkpoint checkpoint_of(std::tuple<std::string, std::string, std::int64_t, std::string, Instant, std::string, std::string> row) {
  auto& [service, log_id, sequence, hash, at, public_key, signature] = row;
  return {std::move(service), std::move(log_id), sequence, std::move(hash), at, std::move(public_key), std::move(signature)};
}

}  // namespace

void append_audit(Db& db, audit::Record record) {
  const auto [sequence, hash] = last_record(db);
  record.sequence = sequence + 1;
  record.hash = audit::hash_of(record, hash);
  db.execute("insert into audit (sequence, at, recorded_at, actor, roles, action, subject, reason, change, imported_by, trace_id, hash) "
             "values (:n, :a, :r, :u, :o, :c, :s, :e, :d, :i, :t, :h)",
             {record.sequence, record.at.us, record.recorded_at.us, record.actor, record.roles, record.action, record.subject, record.reason, record.change,
              record.imported_by, record.trace_id, record.hash});
  db.keep("audit", head_key, Head{record.sequence, std::move(record.hash)});
}

std::vector<audit::Record> audit_records(Db& db, std::int64_t after, int limit) {
  std::vector<audit::Record> records;
  using Text = std::string;
  for (auto& [sequence, at, recorded_at, actor, roles, action, subject, reason, change, imported_by, trace_id, hash] :
       db.all<std::int64_t, Instant, Instant, Text, Text, Text, Text, Text, Text, Text, Text, Text>(
           "select sequence, at, recorded_at, actor, roles, action, subject, reason, change, imported_by, trace_id, hash from audit where sequence > :s order by sequence limit :n",
           {after, std::int64_t{limit}}))
    records.push_back({sequence, at, recorded_at, std::move(actor), std::move(roles), std::move(action), std::move(subject), std::move(reason), std::move(change),
                       std::move(imported_by), std::move(trace_id), std::move(hash)});
  return records;
}

audit::Checkpoint unsigned_audit_head(Db& db, const std::string& service) {
  const auto [sequence, hash] = last_record(db);
  return {service, log_id_of(db), sequence, hash, {}, {}, {}};
}

audit::Checkpoint audit_head(Db& db, const std::string& service, const crypto::Key& seed, Instant now) {
  auto head = unsigned_audit_head(db, service);
  head.at = now;
  return audit::sign(std::move(head), seed);
}

std::optional<audit::Checkpoint> due_checkpoint(Db& db, const std::string& service, const crypto::Key& seed, Instant now) {
  const auto last = db.one<std::int64_t, std::int64_t>("select sequence, at from audit_checkpoint order by sequence desc limit 1").value_or(std::tuple{0, 0});
  const auto grown = last_record(db).first - std::get<0>(last);
  const auto age_us = now.us - std::get<1>(last);   // negative: the clock was set back, and nobody knows how long it has been
  if (grown == 0 || (grown < records_between_checkpoints && age_us >= 0 && age_us < us_between_checkpoints)) return std::nullopt;
  const auto head = audit_head(db, service, seed, now);
  db.execute("insert into audit_checkpoint (sequence, service, log_id, hash, at, public_key, signature) values (:n, :v, :l, :h, :a, :k, :s)",
             {head.sequence, head.service, head.log_id, head.hash, head.at.us, head.public_key, head.signature});
  return head;
}

std::vector<audit::Checkpoint> own_checkpoints(Db& db, std::int64_t after, std::int64_t up_to) {
  std::vector<audit::Checkpoint> checkpoints;
  for (auto& row : db.all<std::string, std::string, std::int64_t, std::string, Instant, std::string, std::string>(
           std::string("select ") + checkpoint_columns + " from audit_checkpoint where sequence > :a and sequence <= :u order by sequence", {after, up_to}))
    checkpoints.push_back(checkpoint_of(std::move(row)));
  return checkpoints;
}

Result<Done> keep_checkpoint(Db& db, const audit::Checkpoint& checkpoint, Instant now) {
  if (!audit::signature_holds(checkpoint)) return conflict("CHECKPOINT_INVALID", {"توقيع نقطة التدقيق غير صحيح", "The checkpoint's signature does not hold"});
  const auto before = db.one<std::string, std::int64_t>("select public_key, sequence from foreign_checkpoint where service = :s and log_id = :l order by sequence desc limit 1",
                                                        {checkpoint.service, checkpoint.log_id});
  if (before && std::get<0>(*before) != checkpoint.public_key) return conflict("CHECKPOINT_KEY_CHANGED", {"وُقّعت نقطة التدقيق بمفتاح آخر", "Another key signed this checkpoint than those before"});
  if (before && checkpoint.sequence <= std::get<1>(*before)) return conflict("CHECKPOINT_BACKWARDS", {"نقطة التدقيق ترجع إلى ما قبل سابقتها", "This checkpoint goes back behind the one before"});
  db.execute("insert into foreign_checkpoint (service, log_id, sequence, hash, at, public_key, signature, received_at) values (:v, :l, :n, :h, :a, :k, :s, :r)",
             {checkpoint.service, checkpoint.log_id, checkpoint.sequence, checkpoint.hash, checkpoint.at.us, checkpoint.public_key, checkpoint.signature, now.us});
  return Done{};
}

std::vector<KeptCheckpoint> kept_checkpoints(Db& db, std::int64_t after, int limit) {
  std::vector<KeptCheckpoint> kept;
  for (auto& [number, service, log_id, sequence, hash, at, public_key, signature] :
       db.all<std::int64_t, std::string, std::string, std::int64_t, std::string, Instant, std::string, std::string>(
           std::string("select number, ") + checkpoint_columns + " from foreign_checkpoint where number > :a order by number limit :n", {after, std::int64_t{limit}}))
    kept.push_back({{std::move(service), std::move(log_id), sequence, std::move(hash), at, std::move(public_key), std::move(signature)}, number});
  return kept;
}

}  // namespace shopper::store
