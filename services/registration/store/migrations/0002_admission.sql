-- Which time selection was given an application: its words about an earlier one are passed over.
alter table application add column admission integer not null default 1;
