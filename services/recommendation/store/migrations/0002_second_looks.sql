-- Locked results are beyond appeal; a decision that evaluation could not carry out comes back.
alter table fact add column locked integer not null default 0;
alter table result_appeal add column refusal text not null default '';
-- Empty: told before channels were kept.
alter table service add column channels text not null default '[]';

-- Results that measured an earlier claim, and say nothing about the present one.
create table earlier_result (
  recommendation_id text not null references recommendation (id),
  evaluation_id text not null references fact (evaluation_id),
  primary key (recommendation_id, evaluation_id)
) strict;
