create table entity (
  id text primary key,
  code text not null unique,
  name text not null,
  version integer not null check (version >= 1)
) strict;

create table branch (
  id text primary key,
  entity_id text not null references entity (id),
  code text not null,
  name text not null,
  version integer not null check (version >= 1),
  unique (entity_id, code)
) strict;

create table service (
  id text primary key,
  entity_id text not null references entity (id),
  code text not null,
  name text not null,
  channels text not null,
  version integer not null check (version >= 1),
  unique (entity_id, code)
) strict;

create table form_version (
  id text primary key,
  form_id text not null,
  form_version integer not null check (form_version >= 1),
  code text not null,
  title text not null,
  state text not null check (state in ('draft', 'published')),
  definition text not null,
  created_at integer not null,
  published_at integer not null,
  version integer not null check (version >= 1),
  unique (form_id, form_version)
) strict;
create index form_version_code on form_version (code, form_version);
create trigger form_version_published_is_final before update on form_version when old.state = 'published'
  begin select raise(abort, 'a published form version never changes'); end;

create table policy (
  version integer primary key,
  branch_rotation_days integer not null check (branch_rotation_days >= 0),
  entity_rotation_days integer not null check (entity_rotation_days >= 0),
  concurrent_missions integer not null check (concurrent_missions >= 1),
  pair_missions_per_month integer not null check (pair_missions_per_month >= 1),
  offer_hours integer not null check (offer_hours >= 1),
  report_delay_minutes integer not null check (report_delay_minutes >= 0),
  report_age_days integer not null check (report_age_days >= 1),
  query_working_days integer not null check (query_working_days >= 1)
) strict;
insert into policy values (1, 90, 30, 3, 1, 48, 120, 31, 3);

-- Panel members as selection's events tell.
create table member (
  id text primary key,
  programme_id text not null,
  shopper text not null,
  state text not null,
  certified integer not null check (certified in (0, 1)),
  conflicts text not null,
  absent_from text not null,
  absent_to text not null
) strict;
create index member_shopper on member (shopper, programme_id);
create index member_programme on member (programme_id, id);

create table assignment (
  id text primary key,
  programme_id text not null,
  entity_id text not null references entity (id),
  branch_id text not null,
  service_id text not null references service (id),
  channel text not null,
  form_id text not null,
  shopper text not null,
  state text not null check (state in ('planned', 'offered', 'declined', 'expired', 'accepted', 'in_progress', 'submitted', 'reassigned', 'cancelled', 'closed')),
  purpose text not null check (purpose in ('baseline', 'remeasurement')),
  recommendation_id text not null,
  brief text not null,
  window_from text not null,
  due_on text not null,
  offer_expires_at integer not null,
  reason text not null,
  predecessor_id text not null,
  created_at integer not null,
  changed_at integer not null,
  version integer not null check (version >= 1),
  check (state in ('planned', 'cancelled') or shopper <> '')
) strict;
create index assignment_shopper on assignment (shopper, id);
create index assignment_state on assignment (state, id);
create index assignment_entity on assignment (entity_id, id);
create index assignment_recommendation on assignment (recommendation_id, id) where recommendation_id <> '';

create table evaluation (
  id text primary key,
  result_id text not null,
  programme_id text not null,
  shopper text not null,
  assignment_id text not null,
  entity_id text not null,
  branch_id text not null,
  service_id text not null,
  channel text not null,
  form_id text not null,
  form_version integer not null,
  state text not null check (state in ('draft', 'submitted', 'returned', 'resubmitted', 'in_review', 'on_hold', 'approved', 'rejected', 'excluded',
                                       'released', 'appealed', 'upheld', 'amended', 'annulled', 'locked')),
  mode text not null check (mode in ('organic', 'mission')),
  purpose text not null check (purpose in ('baseline', 'remeasurement')),
  recommendation_id text not null,
  visited_on text not null,
  visit_ended_at integer not null,
  answers text not null,
  score real check (score between 0 and 1),
  dimensions text not null,
  flags text not null,
  revision integer not null check (revision >= 1),
  imported integer not null check (imported in (0, 1)),
  created_at integer not null,
  submitted_at integer not null,
  released_at integer not null,
  changed_at integer not null,
  version integer not null check (version >= 1),
  check (state = 'draft' or submitted_at <> 0)
) strict;
create index evaluation_shopper on evaluation (shopper, id);
create index evaluation_state on evaluation (state, id);
create index evaluation_entity on evaluation (entity_id, service_id, id);
create unique index evaluation_result on evaluation (result_id) where result_id <> '';
create unique index evaluation_assignment on evaluation (assignment_id) where assignment_id <> '';

-- What evaluations said before they were changed.
create table revision (
  evaluation_id text not null references evaluation (id),
  revision integer not null,
  answers text not null,
  score real,
  dimensions text not null,
  cause text not null,
  replaced_at integer not null,
  primary key (evaluation_id, revision)
) strict;
create trigger revision_no_update before update on revision begin select raise(abort, 'revisions are append-only'); end;
create trigger revision_no_delete before delete on revision begin select raise(abort, 'revisions are append-only'); end;

create table review (
  id text primary key,
  evaluation_id text not null references evaluation (id),
  evaluation_version integer not null,
  action text not null,
  from_state text not null,
  to_state text not null,
  reviewer text not null,
  reason text not null,
  queries text not null,
  due_on text not null,
  at integer not null
) strict;
create unique index review_evaluation on review (evaluation_id, evaluation_version);

create table evidence (
  evaluation_id text not null references evaluation (id),
  sha256 text not null check (length(sha256) = 64),
  stored_sha256 text not null check (length(stored_sha256) = 64),
  content_type text not null,
  size_bytes integer not null check (size_bytes > 0),
  at integer not null,
  primary key (evaluation_id, sha256)
) strict;

create table author_disclosure (
  id text primary key,
  evaluation_id text not null references evaluation (id),
  programme_id text not null,
  state text not null check (state in ('requested', 'confirmed', 'refused')),
  reason text not null,
  requested_by text not null,
  decided_by text not null,
  decision_reason text not null,
  requested_at integer not null,
  decided_at integer not null,
  expires_at integer not null,
  reads integer not null check (reads >= 0),
  version integer not null check (version >= 1),
  check (decided_by = '' or decided_by <> requested_by)
) strict;
create index author_disclosure_programme on author_disclosure (programme_id, id);

create table recognition (
  id text primary key,
  shopper text not null,
  entity_id text not null references entity (id),
  branch_id text not null,
  assignment_id text not null,
  at integer not null
) strict;
create index recognition_shopper on recognition (shopper, entity_id);

create table suggestion (
  id text primary key,
  programme_id text not null,
  shopper text not null,
  entity_id text not null references entity (id),
  service_id text not null,
  problem text not null,
  cause text not null,
  idea text not null,
  expected_effect text not null,
  created_at integer not null
) strict;
create index suggestion_shopper on suggestion (shopper, id);
create index suggestion_entity on suggestion (entity_id, id);

-- Files that an erasure may have left without a report; they are removed after its commit.
create table evidence_orphan (sha256 text primary key) strict;
