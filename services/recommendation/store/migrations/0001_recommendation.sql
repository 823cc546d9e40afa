create table programme (programme_id text primary key, code text not null, name text not null) strict;
create table entity (entity_id text primary key, code text not null, name text not null) strict;
create table branch (branch_id text primary key, entity_id text not null, code text not null, name text not null) strict;
create table service (service_id text primary key, entity_id text not null, code text not null, name text not null) strict;
create table form (form_id text not null, version integer not null, title text not null, items text not null, primary key (form_id, version)) strict;

create table fact (
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
create index fact_withheld on fact (arrived_in) where shown = 'withheld';
create index fact_entity on fact (programme_id, entity_id, evaluation_id);
create index fact_recommendation on fact (recommendation_id) where recommendation_id <> '';

create table finding (
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
create index finding_list on finding (programme_id, entity_id, id);

create table recommendation (
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
create index recommendation_list on recommendation (programme_id, entity_id, id);

create table result_appeal (
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
create index result_appeal_list on result_appeal (programme_id, id);

create table suggestion (
  id text primary key,
  programme_id text not null,
  entity_id text not null,
  service_id text not null,
  problem text not null,
  idea text not null
) strict;
create index suggestion_list on suggestion (programme_id, id);
