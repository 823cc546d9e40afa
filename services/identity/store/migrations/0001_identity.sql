create table account (
  id text primary key,
  version integer not null check (version >= 1),
  state text not null check (state in ('active', 'suspended', 'erased')),
  details text not null,
  language text not null,
  grants text not null,
  password_hash text not null,
  second_factor text not null,
  second_factor_confirmed integer not null,
  second_factor_step integer not null,
  email_key text not null,
  phone_key text not null,
  created_at integer not null
) strict;
create unique index account_email on account (email_key) where email_key <> '';
create unique index account_phone on account (phone_key) where phone_key <> '';

-- Somebody known to an outside issuer, by a keyed hash of who they are there.
create table outside_identity (
  key text primary key,
  account_id text not null references account (id),
  issuer text not null,
  linked_at integer not null
) strict;
create index outside_identity_account on outside_identity (account_id);

create table session (
  id text primary key,
  account_id text not null,
  client_id text not null,
  scopes text not null,
  entity_id text not null,
  methods text not null,
  authenticated_at integer not null,
  second_factor_at integer not null,
  began_at integer not null,
  used_at integer not null,
  expires_at integer not null,
  ended_at integer not null
) strict;
create index session_account on session (account_id, id);
create index session_client on session (client_id) where ended_at = 0;
create index session_expiry on session (expires_at);

create table refresh_token (
  hash text primary key,
  session_id text not null references session (id),
  issued_at integer not null,
  used_at integer not null,
  successor text not null
) strict;
create index refresh_token_session on refresh_token (session_id);

create table authorisation_code (
  hash text primary key,
  session_id text not null references session (id),
  client_id text not null,
  redirect_uri text not null,
  code_challenge text not null,
  nonce text not null,
  expires_at integer not null,
  used_at integer not null
) strict;

create table one_time_code (
  login_key text primary key,
  code_hash text not null,
  expires_at integer not null
) strict;

-- How often something was tried within a window of time.
create table attempt (
  name text primary key,
  count integer not null,
  began_at integer not null
) strict;

create table used_assertion (
  id text primary key,
  expires_at integer not null
) strict;

create table api_client (
  id text primary key,
  version integer not null check (version >= 1),
  name text not null,
  redirect_uris text not null,
  jwks text not null,
  scopes text not null,
  entity_id text not null,
  disabled integer not null,
  created_at integer not null
) strict;

create table signing_key (
  id text primary key,
  algorithm text not null check (algorithm in ('ES256', 'RS256')),
  pem text not null,
  jwk text not null,
  created_at integer not null,
  retired_at integer not null
) strict;

create table revocation (
  sequence integer primary key autoincrement,
  value text not null,
  issued_until_s integer not null,
  at integer not null
) strict;

create index revocation_value on revocation (value);

-- Messages that wait for the courier; gone when delivered.
create table message (
  id text primary key,
  channel text not null check (channel in ('email', 'phone')),
  recipient text not null,
  body text not null,
  at integer not null
) strict;
