-- What every store has, whatever its service.
create table outbox (
  sequence integer primary key autoincrement,
  id text not null unique,
  type text not null,
  subject text not null,
  at integer not null,
  payload text not null
) strict;
create trigger outbox_no_update before update on outbox begin select raise(abort, 'outbox is append-only'); end;
create trigger outbox_no_delete before delete on outbox begin select raise(abort, 'outbox is append-only'); end;

-- How far each upstream feed has been applied; written in the transaction of the effect.
create table feed_cursor (
  upstream text primary key,
  log_id text not null,
  sequence integer not null
) strict;

-- Events that our rules refused: kept, so that nothing is dropped in silence.
create table event_refusal (
  upstream text not null,
  sequence integer not null,
  type text not null,
  subject text not null,
  code text not null,
  at integer not null,
  primary key (upstream, sequence)
) strict;

create table idempotency (
  scope text not null,
  key text not null,
  request_hash text not null,
  response text not null,
  at integer not null,
  primary key (scope, key)
) strict;
create index idempotency_at on idempotency (at);

-- A chain: each hash covers its record and the hash before (platform/audit/chain.h).
create table audit (
  sequence integer primary key,
  at integer not null,
  recorded_at integer not null,
  actor text not null,
  roles text not null,
  action text not null,
  subject text not null,
  reason text not null,
  change text not null,
  imported_by text not null,
  trace_id text not null,
  hash text not null
) strict;
create index audit_subject on audit (subject, sequence);
create trigger audit_no_update before update on audit begin select raise(abort, 'audit is append-only'); end;
create trigger audit_no_delete before delete on audit begin select raise(abort, 'audit is append-only'); end;

-- How far the log went, signed by this service; and what other services signed of theirs, so that a log written anew is found out.
create table audit_checkpoint (
  sequence integer primary key,
  service text not null,
  log_id text not null,
  hash text not null,
  at integer not null,
  public_key text not null,
  signature text not null
) strict;
create trigger audit_checkpoint_no_update before update on audit_checkpoint begin select raise(abort, 'checkpoints are append-only'); end;
create trigger audit_checkpoint_no_delete before delete on audit_checkpoint begin select raise(abort, 'checkpoints are append-only'); end;
create table foreign_checkpoint (
  number integer primary key autoincrement,
  service text not null,
  log_id text not null,
  sequence integer not null,
  hash text not null,
  at integer not null,
  public_key text not null,
  signature text not null,
  received_at integer not null,
  unique (service, log_id, sequence)
) strict;
create trigger foreign_checkpoint_no_update before update on foreign_checkpoint begin select raise(abort, 'checkpoints are append-only'); end;
create trigger foreign_checkpoint_no_delete before delete on foreign_checkpoint begin select raise(abort, 'checkpoints are append-only'); end;

-- The data key of each owner of sealed values, wrapped by a key of the service's ring. Without its row nothing of that owner opens again.
create table subject_key (
  subject text primary key,
  key_id text not null unique,
  wrapped text not null,
  kek_id text not null,
  created_at integer not null
) strict;
create index subject_key_kek on subject_key (kek_id);
-- Which keys were destroyed: what they sealed is erased, and not damaged.
create table shredded_key (key_id text primary key, at integer not null) strict;

create table store_meta (name text primary key, value text not null) strict;
