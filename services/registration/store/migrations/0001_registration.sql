create table programme (
  id text primary key,
  version integer not null check (version >= 1),
  state text not null check (state in ('draft', 'published', 'closed')),
  code text not null unique,
  title text not null,
  summary text not null,
  conditions text not null,
  responsibilities text not null,
  opens_on text not null,
  closes_on text not null,
  panel_size integer not null check (panel_size >= 1),
  reserve_size integer not null check (reserve_size >= 0),
  contact_email text not null,
  policy text not null,
  consent_notice text not null,
  features text not null,
  created_at integer not null,
  published_at integer not null,
  closed_at integer not null,
  open integer not null
) strict;

create table application (
  id text primary key,
  version integer not null check (version >= 1),
  programme_id text not null references programme (id),
  applicant text not null,
  state text not null,
  details text not null,
  qid_hash text not null,
  qid_birth_year integer not null,
  qid_country text not null,
  person_key text not null,
  household_key text not null,
  employer_key text not null,
  verdict text not null,
  features text not null,
  created_at integer not null,
  submitted_at integer not null,
  updated_at integer not null,
  consented_at integer not null
) strict;
create index application_list on application (programme_id, state, id);
create index application_applicant on application (applicant, id);
create index application_qid on application (programme_id, qid_hash);
create index application_person on application (programme_id, person_key);

create table timeline (
  application_id text not null references application (id),
  sequence integer primary key autoincrement,
  at integer not null,
  state text not null,
  reasons text not null,
  texts text not null
) strict;
create index timeline_application on timeline (application_id, sequence);

-- Every consent ever given, as a receipt.
create table consent (
  application_id text not null references application (id),
  notice_version text not null,
  notice_sha256 text not null,
  given_at integer not null,
  withdrawn_at integer not null default 0,
  primary key (application_id, notice_version)
) strict;

create table appeal (
  id text primary key,
  version integer not null,
  application_id text not null references application (id),
  programme_id text not null,
  stage text not null,
  grounds text not null,
  state text not null check (state in ('open', 'upheld', 'dismissed')),
  decision_reason text not null,
  filed_at integer not null,
  decided_at integer not null,
  unique (application_id, stage)
) strict;
create index appeal_list on appeal (programme_id, state, id);

create table notice (
  id text primary key,
  application_id text not null references application (id),
  programme_id text not null,
  kind text not null,
  "from" text not null,
  "to" text not null,
  conflicts text not null,
  remark text not null,
  suspends integer not null,
  effects text not null,
  recorded_at integer not null
) strict;
create index notice_list on notice (programme_id, id);
create index notice_application on notice (application_id, id);

create table inquiry (
  id text primary key,
  version integer not null,
  programme_id text not null,
  email text not null,
  subject text not null,
  question text not null,
  answer text not null,
  receipt text not null check (receipt = ''),
  receipt_hash text not null,
  email_key text not null,
  asked_at integer not null,
  answered_at integer not null
) strict;
create index inquiry_list on inquiry (answered_at, id);
create index inquiry_email on inquiry (email_key);

-- Receipts of erasures: what each service erased, kept, and why.
create table erasure (
  id text primary key,
  version integer not null check (version >= 1),
  subject text not null,
  cause text not null check (cause in ('request', 'retention')),
  state text not null check (state in ('running', 'complete')),
  application_ids text not null,
  requested_at integer not null,
  completed_at integer not null,
  waiting_for text not null,
  reports text not null
) strict;
create index erasure_subject on erasure (subject, id);

create table legal_hold (
  id text primary key,
  version integer not null check (version >= 1),
  subject text not null,
  reason text not null,
  set_by text not null,
  set_at integer not null,
  lift_reason text not null,
  lifted_by text not null,
  lifted_at integer not null
) strict;
-- One standing hold a person.
create unique index legal_hold_subject on legal_hold (subject) where lifted_at = 0;

-- Days that a class is kept after its last change.
create table retention (name text primary key, days integer not null check (days >= 1)) strict;
insert into retention (name, days) values ('draft', 90), ('withdrawn', 180), ('ineligible', 365), ('not_taken', 730), ('inquiry', 365);
create index application_retention on application (state, updated_at);
