-- Which time registration gave the application: said with each word about it.
alter table candidate add column admission integer not null default 1;
