-- The request that made the event: what others do about it belongs to the same trace. "" where none did.
alter table outbox add column traceparent text not null default '';
