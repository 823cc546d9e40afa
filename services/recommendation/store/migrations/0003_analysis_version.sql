-- Counts the changes of everything that scores and trends are computed from, so that what was computed holds until the next.
create table analysis_version (one integer primary key check (one = 1), version integer not null) strict;
insert into analysis_version (one, version) values (1, 1);
create trigger fact_added after insert on fact begin update analysis_version set version = version + 1; end;
create trigger fact_changed after update on fact begin update analysis_version set version = version + 1; end;
create trigger fact_removed after delete on fact begin update analysis_version set version = version + 1; end;
create trigger entity_added after insert on entity begin update analysis_version set version = version + 1; end;
create trigger entity_changed after update on entity begin update analysis_version set version = version + 1; end;
create trigger branch_added after insert on branch begin update analysis_version set version = version + 1; end;
create trigger branch_changed after update on branch begin update analysis_version set version = version + 1; end;
create trigger service_added after insert on service begin update analysis_version set version = version + 1; end;
create trigger service_changed after update on service begin update analysis_version set version = version + 1; end;
create trigger form_added after insert on form begin update analysis_version set version = version + 1; end;
create trigger form_changed after update on form begin update analysis_version set version = version + 1; end;
