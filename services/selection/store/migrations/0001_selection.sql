create table programme (
  id text primary key,
  code text not null,
  panel_size integer not null,
  reserve_size integer not null,
  features text not null,
  closed integer not null
) strict;

create table candidate (
  id text primary key,
  version integer not null check (version >= 1),
  programme_id text not null,
  applicant text not null,
  state text not null,
  features text not null,
  conflicts text not null,
  household text not null,
  employer text not null,
  reviews integer not null,
  needs_adjudication integer not null,
  updated_at integer not null
) strict;
create index candidate_list on candidate (programme_id, state, id);
create index candidate_applicant on candidate (applicant);

create table review (
  id text primary key,
  application_id text not null references candidate (id),
  reader text not null,
  verdict text not null check (verdict in ('pass', 'fail')),
  reasons text not null,
  note text not null,
  adjudication integer not null,
  set_aside integer not null,
  at integer not null
) strict;
create unique index review_reader on review (application_id, reader);

create table rubric (
  id text not null,
  version integer not null,
  criteria text not null,
  pass_share real not null,
  hold_share real not null,
  quorum integer not null,
  primary key (id, version)
) strict;

create table interview_slot (
  id text primary key,
  programme_id text not null,
  starts_at integer not null,
  ends_at integer not null,
  place text not null,
  capacity integer not null check (capacity >= 1),
  booked integer not null check (booked >= 0 and booked <= capacity),
  committee text not null
) strict;
create index interview_slot_list on interview_slot (programme_id, id);

create table interview (
  id text primary key,
  version integer not null,
  programme_id text not null,
  application_id text not null references candidate (id),
  slot_id text not null references interview_slot (id),
  state text not null check (state in ('booked', 'held', 'concluded', 'cancelled')),
  outcome text not null,
  rubric_outcome text not null,
  share real not null,
  rubric_version integer not null,
  reason text not null,
  recused text not null,
  scored integer not null,
  starts_at integer not null
) strict;
create index interview_list on interview (programme_id, state, id);
create index interview_application on interview (application_id);

create table interview_score (
  id text primary key,
  interview_id text not null references interview (id),
  member text not null,
  points text not null,
  note text not null,
  locked_at integer not null,
  unique (interview_id, member)
) strict;
-- Locked before the discussion: nobody changes a score afterwards.
create trigger interview_score_locked before update on interview_score begin select raise(abort, 'scores are locked'); end;

create table quota_plan (
  id text primary key,
  version integer not null,
  panel_size integer not null,
  reserve_size integer not null,
  employer_max integer not null,
  quotas text not null
) strict;

create table draw (
  id text primary key,
  version integer not null check (version >= 1),
  programme_id text not null,
  attempt integer not null,
  state text not null check (state in ('prepared', 'committed', 'entered', 'drawn', 'discarded')),
  method text not null,
  reason text not null,
  imported integer not null,
  cap_kind text not null,
  cap real not null,
  candidates integer not null,
  size integer not null,
  reserve_places integer not null,
  panels integer not null,
  lowest_chance real not null,
  highest_chance real not null,
  gini real not null,
  bound real not null,
  exact integer not null,
  in_no_panel text not null,
  quota_plan_version integer not null,
  input_sha256 text not null,
  commitment_sha256 text not null,
  list_root text not null,
  sources text not null,
  prepared_by text not null,
  prepared_at integer not null,
  committed_by text not null,
  committed_at integer not null,
  source integer not null,
  value text not null,
  evidence text not null,
  source_reason text not null,
  entered_by text not null,
  entered_at integer not null,
  confirmed_by text not null,
  confirmed_at integer not null,
  superseded text not null,
  drawn_index integer not null,
  panel text not null,
  reserve text not null
) strict;
-- No second draw: besides discarded attempts a programme has one.
create unique index draw_programme on draw (programme_id) where state <> 'discarded';
-- What was committed before the randomness stays as it was.
create trigger draw_committed before update on draw
  when old.state in ('committed', 'entered', 'drawn')
    and (new.commitment_sha256 <> old.commitment_sha256 or new.list_root <> old.list_root or new.sources <> old.sources or new.state in ('prepared', 'discarded'))
  begin select raise(abort, 'a committed draw does not change'); end;
create trigger draw_drawn before update on draw when old.state = 'drawn' begin select raise(abort, 'the draw is done'); end;

create table draw_document (
  id text primary key,
  draw_id text not null references draw (id),
  content text not null
) strict;

create table draw_place (
  id text primary key,
  draw_id text not null references draw (id),
  number integer not null,
  application_id text not null references candidate (id),
  identity_salt text not null,
  features_salt text not null,
  chance_salt text not null,
  features text not null,
  household integer not null,
  employer integer not null,
  appearances integer not null
) strict;
create unique index draw_place_number on draw_place (draw_id, number);
create index draw_place_application on draw_place (application_id);

create table panel_member (
  id text primary key,
  version integer not null,
  programme_id text not null,
  shopper text not null,
  seat text not null check (seat in ('panel', 'reserve')),
  rank integer not null,
  state text not null,
  features text not null,
  conflicts text not null,
  household text not null,
  employer text not null,
  offer_expires_at integer not null,
  code_version text not null,
  code_sha256 text not null,
  code_signed_at integer not null,
  certified_at integer not null,
  absent_from text not null,
  absent_to text not null,
  reason text not null,
  replaces text not null,
  before_suspension text not null,
  updated_at integer not null
) strict;
create index panel_member_list on panel_member (programme_id, seat, rank);
create index panel_member_offers on panel_member (state, offer_expires_at);
create index panel_member_shopper on panel_member (shopper);

create table code_of_conduct (
  id text primary key,
  code_version text not null,
  text text not null,
  sha256 text not null
) strict;

create table workshop (
  id text primary key,
  programme_id text not null,
  title text not null,
  starts_at integer not null,
  minutes integer not null,
  minutes_needed integer not null,
  required integer not null
) strict;
create index workshop_list on workshop (programme_id, id);

create table attendance (
  workshop_id text not null references workshop (id),
  member_id text not null references panel_member (id),
  minutes integer not null,
  sufficient integer not null,
  primary key (workshop_id, member_id)
) strict;
create index attendance_member on attendance (member_id);
