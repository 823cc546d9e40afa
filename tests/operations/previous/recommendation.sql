PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_migration (component text not null, name text not null, sha256 text not null, primary key (component, name)) strict;
INSERT INTO schema_migration VALUES('platform','0001_platform','3abaf669cb57dc990837f7312862a684dc95c53c72148af6c33c4f8f5807fbac');
INSERT INTO schema_migration VALUES('recommendation','0001_recommendation','e78e29f92919bcb6f6d1bfe49079065721315175ad2f3d441721cb3dd8a3a8f0');
CREATE TABLE outbox (
  sequence integer primary key autoincrement,
  id text not null unique,
  type text not null,
  subject text not null,
  at integer not null,
  payload text not null
) strict;
CREATE TABLE feed_cursor (
  upstream text primary key,
  log_id text not null,
  sequence integer not null
) strict;
INSERT INTO feed_cursor VALUES('registration','00000000-0000-75c7-9537-75b6ef0ab438',2);
INSERT INTO feed_cursor VALUES('evaluation','00000000-0000-7d92-bcf7-14c198fd4dfa',8);
CREATE TABLE event_refusal (
  upstream text not null,
  sequence integer not null,
  type text not null,
  subject text not null,
  code text not null,
  at integer not null,
  primary key (upstream, sequence)
) strict;
CREATE TABLE idempotency (
  scope text not null,
  key text not null,
  request_hash text not null,
  response text not null,
  at integer not null,
  primary key (scope, key)
) strict;
CREATE TABLE audit (
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
INSERT INTO audit VALUES(1,1796096293763464,0,'analyst','analyst','PutFinding','01a22fae-7b74-73ab-9168-dd25d9a83be5','','4c77e3376505a486eaf0a2befb99141589d071dbfc9cbacf597f131eef357b0b','','00-3b49d4f68606e79c9761133f1e301bd3-ab1225d181625b1d-01','48560f3fc373f107987f07d01525a82a20a4a4655843c49fdf166c2a879d7062');
INSERT INTO audit VALUES(2,1796096293788381,0,'analyst','analyst','PutRecommendation','01a22fae-7b90-7db2-a093-3e84d2e0381c','','94c65c569cb7f4364591784d02fe38cc8f8208364f3e1e6101ec9d3be3aa1561','','00-d531ce93ff4308669fd16d93680ad388-a8bfb3b4fc1393f0-01','6b4a33f799358a8cc828ec73d32e5f7aaa8907c8b3bacbaa9371ff21a6da4db1');
INSERT INTO audit VALUES(3,1796096293805016,0,'analyst','analyst','SendToReview','01a22fae-7b90-7db2-a093-3e84d2e0381c','','c426bcf0ee63ff13260f8d36ed375e1706292897101448fd6337232c787509c2','','00-5e656f2b2bff0e73d7f86d8c6197bc9a-a04136f10f231d72-01','2d136c3d6f1246843d9c4faab565170f94cbb476c3f26bf561d54b80bd02fc34');
INSERT INTO audit VALUES(4,1796096293825307,0,'second-analyst','analyst','IssueRecommendation','01a22fae-7b90-7db2-a093-3e84d2e0381c','','4a290570c0d677aca5b3148b38bdacefdb55972ca26528d0b0fbcddbb0ce94ce','','00-23a716d76aeaec175ff25d559f82983a-7df3f55973468dd0-01','30d7ec420ff49b958b79dcc1ec83c1024175d9148645b708f22c6e73718f1d67');
CREATE TABLE audit_checkpoint (
  sequence integer primary key,
  service text not null,
  log_id text not null,
  hash text not null,
  at integer not null,
  public_key text not null,
  signature text not null
) strict;
CREATE TABLE foreign_checkpoint (
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
CREATE TABLE subject_key (
  subject text primary key,
  key_id text not null unique,
  wrapped text not null,
  kek_id text not null,
  created_at integer not null
) strict;
CREATE TABLE shredded_key (key_id text primary key, at integer not null) strict;
CREATE TABLE store_meta (name text primary key, value text not null) strict;
INSERT INTO store_meta VALUES('log_id','00000000-0000-7a56-840f-90b621293767');
CREATE TABLE programme (programme_id text primary key, code text not null, name text not null) strict;
INSERT INTO programme VALUES('01a22fae-7538-72b0-8432-983e5e4fb426','T-983e5e4fb426','{"ar":"نص: Test programme","en":"Test programme"}');
CREATE TABLE entity (entity_id text primary key, code text not null, name text not null) strict;
INSERT INTO entity VALUES('01a22fae-7a21-7883-a446-705a5b59db40','E2-c4410199','{"ar":"نص: Entity","en":"Entity"}');
INSERT INTO entity VALUES('01a22fae-7aa4-7a89-b4a6-b95bc04289f9','E3-7a8e2bb2','{"ar":"نص: Entity","en":"Entity"}');
CREATE TABLE branch (branch_id text primary key, entity_id text not null, code text not null, name text not null) strict;
INSERT INTO branch VALUES('01a22fae-7a37-731b-b736-170142aab977','01a22fae-7a21-7883-a446-705a5b59db40','HQ','{"ar":"نص: Headquarters","en":"Headquarters"}');
INSERT INTO branch VALUES('01a22fae-7ab7-7ebc-a8bb-9700c262a535','01a22fae-7aa4-7a89-b4a6-b95bc04289f9','HQ','{"ar":"نص: Headquarters","en":"Headquarters"}');
CREATE TABLE service (service_id text primary key, entity_id text not null, code text not null, name text not null) strict;
INSERT INTO service VALUES('01a22fae-7a48-7f34-a081-872661f8d7dc','01a22fae-7a21-7883-a446-705a5b59db40','S1','{"ar":"نص: A permit","en":"A permit"}');
INSERT INTO service VALUES('01a22fae-7ac7-74cf-aee0-8e75a06b78f5','01a22fae-7aa4-7a89-b4a6-b95bc04289f9','S1','{"ar":"نص: A permit","en":"A permit"}');
CREATE TABLE form (form_id text not null, version integer not null, title text not null, items text not null, primary key (form_id, version)) strict;
INSERT INTO form VALUES('01a22fae-79ea-73ec-93b2-e6faa93b1119',1,'{"ar":"نص: A visit","en":"A visit"}','[{"dimension":"staff","kind":"select_one","label":{"ar":"نص: greeted","en":"greeted"},"name":"greeted"},{"dimension":"information","kind":"select_one","label":{"ar":"نص: clear","en":"clear"},"name":"clear"},{"dimension":"time","kind":"integer","label":{"ar":"نص: minutes","en":"minutes"},"name":"minutes"},{"dimension":"","kind":"select_one","label":{"ar":"نص: paid","en":"paid"},"name":"paid"}]');
CREATE TABLE fact (
  evaluation_id text primary key,
  programme_id text not null,
  entity_id text not null,
  branch_id text not null,
  service_id text not null,
  channel text not null,
  mode text not null,
  purpose text not null check (purpose in ('baseline', 'remeasurement')),
  recommendation_id text not null,
  volunteer text not null,
  form_id text not null,
  form_version integer not null,
  visited_on text not null,
  imported integer not null,
  items text not null,
  score real,
  judged_score real,
  revision integer not null,
  annulled integer not null,
  arrived_in text not null,
  shown text not null check (shown in ('withheld', 'scores', 'month', 'service', 'place'))
) strict;
INSERT INTO fact VALUES('359186f6-90fe-848a-bbdf-db376b484232','01a22fae-7538-72b0-8432-983e5e4fb426','01a22fae-7aa4-7a89-b4a6-b95bc04289f9','01a22fae-7ab7-7ebc-a8bb-9700c262a535','01a22fae-7ac7-74cf-aee0-8e75a06b78f5','visit','organic','baseline','','bbe22b293526a62d15c903b412a2e0b3','01a22fae-79ea-73ec-93b2-e6faa93b1119',1,'2026-12',0,'[{"dimension":"staff","measured":false,"name":"greeted","score":1.0},{"dimension":"information","measured":false,"name":"clear","score":1.0},{"dimension":"time","measured":true,"name":"minutes","score":0.9166666666666666}]',0.97222222222222220988,1.0,1,0,'2026-12-01','place');
CREATE TABLE finding (
  id text primary key,
  programme_id text not null,
  kind text not null check (kind in ('weakness', 'strength')),
  entity_id text not null,
  service_id text not null,
  dimension text not null,
  claim text not null,
  evidence text not null,
  n integer not null,
  score real not null,
  low real not null,
  high real not null,
  reference real not null,
  effect real not null,
  p_value real not null,
  found_at integer not null,
  detected integer not null
) strict;
INSERT INTO finding VALUES('01a22fae-7b74-73ab-9168-dd25d9a83be5','01a22fae-7538-72b0-8432-983e5e4fb426','weakness','01a22fae-7aa4-7a89-b4a6-b95bc04289f9','01a22fae-7ac7-74cf-aee0-8e75a06b78f5','staff','{"ar":"نص: Nobody is greeted","en":"Nobody is greeted"}','["359186f6-90fe-848a-bbdf-db376b484232"]',1,1.0,0.20654931437723744735,1.0,0.0,0.0,1.0,1796096293763467,0);
CREATE TABLE recommendation (
  id text primary key,
  version integer not null check (version >= 1),
  programme_id text not null,
  entity_id text not null,
  service_id text not null,
  dimension text not null,
  state text not null,
  title text not null,
  text text not null,
  finding_ids text not null,
  due_on text not null,
  author text not null,
  response text not null,
  response_reason text not null,
  commitments text not null,
  remeasurement_visits integer not null,
  remeasurement_due_on text not null,
  remeasurement_missions integer not null,
  verification text,
  history text not null,
  created_at integer not null,
  updated_at integer not null
) strict;
INSERT INTO recommendation VALUES('01a22fae-7b90-7db2-a093-3e84d2e0381c',3,'01a22fae-7538-72b0-8432-983e5e4fb426','01a22fae-7aa4-7a89-b4a6-b95bc04289f9','01a22fae-7ac7-74cf-aee0-8e75a06b78f5','staff','issued','{"ar":"نص: Greet","en":"Greet"}','{"ar":"نص: Greet everybody at the counter","en":"Greet everybody at the counter"}','["01a22fae-7b74-73ab-9168-dd25d9a83be5"]','2026-12-31','analyst','unspecified','','[]',0,'',0,NULL,'[{"at":"2026-12-01T03:38:13.788384Z","by":"analyst","remark":"","state":"draft"},{"at":"2026-12-01T03:38:13.805019Z","by":"analyst","remark":"","state":"peer_review"},{"at":"2026-12-01T03:38:13.825309Z","by":"second-analyst","remark":"","state":"issued"}]',1796096293788384,1796096293825309);
CREATE TABLE result_appeal (
  id text primary key,
  version integer not null,
  evaluation_id text not null unique,
  programme_id text not null,
  entity_id text not null,
  grounds text not null,
  state text not null check (state in ('open', 'upheld', 'amended', 'annulled')),
  decision_reason text not null,
  corrections text not null,
  filed_at integer not null,
  decided_at integer not null
) strict;
CREATE TABLE suggestion (
  id text primary key,
  programme_id text not null,
  entity_id text not null,
  service_id text not null,
  problem text not null,
  idea text not null
) strict;
DELETE FROM sqlite_sequence;
CREATE TRIGGER outbox_no_update before update on outbox begin select raise(abort, 'outbox is append-only'); end;
CREATE TRIGGER outbox_no_delete before delete on outbox begin select raise(abort, 'outbox is append-only'); end;
CREATE INDEX idempotency_at on idempotency (at);
CREATE INDEX audit_subject on audit (subject, sequence);
CREATE TRIGGER audit_no_update before update on audit begin select raise(abort, 'audit is append-only'); end;
CREATE TRIGGER audit_no_delete before delete on audit begin select raise(abort, 'audit is append-only'); end;
CREATE TRIGGER audit_checkpoint_no_update before update on audit_checkpoint begin select raise(abort, 'checkpoints are append-only'); end;
CREATE TRIGGER audit_checkpoint_no_delete before delete on audit_checkpoint begin select raise(abort, 'checkpoints are append-only'); end;
CREATE TRIGGER foreign_checkpoint_no_update before update on foreign_checkpoint begin select raise(abort, 'checkpoints are append-only'); end;
CREATE TRIGGER foreign_checkpoint_no_delete before delete on foreign_checkpoint begin select raise(abort, 'checkpoints are append-only'); end;
CREATE INDEX subject_key_kek on subject_key (kek_id);
CREATE INDEX fact_withheld on fact (arrived_in) where shown = 'withheld';
CREATE INDEX fact_entity on fact (programme_id, entity_id, evaluation_id);
CREATE INDEX fact_recommendation on fact (recommendation_id) where recommendation_id <> '';
CREATE INDEX finding_list on finding (programme_id, entity_id, id);
CREATE INDEX recommendation_list on recommendation (programme_id, entity_id, id);
CREATE INDEX result_appeal_list on result_appeal (programme_id, id);
CREATE INDEX suggestion_list on suggestion (programme_id, id);
COMMIT;
