PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_migration (component text not null, name text not null, sha256 text not null, primary key (component, name)) strict;
INSERT INTO schema_migration VALUES('platform','0001_platform','3abaf669cb57dc990837f7312862a684dc95c53c72148af6c33c4f8f5807fbac');
INSERT INTO schema_migration VALUES('identity','0001_identity','ac39f075cd3f35326bc80d2e121eb36c8527fbd7279fe3f859be13247b8020c6');
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
INSERT INTO feed_cursor VALUES('selection','00000000-0000-7e32-bfdb-7d5f33651c0a',13);
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
INSERT INTO subject_key VALUES('signing keys','b5f09de2438d7004','lKcy5bCSE420XKXRbI_f78xUN4nRhS1mXaWsmmKobR3F9e_V0Pn_s2DBP0FK08IgA5Kk0eAWq8OZ-wxj3SUnsmIhoSuqEeHE','k1',1796096291826501);
CREATE TABLE shredded_key (key_id text primary key, at integer not null) strict;
CREATE TABLE store_meta (name text primary key, value text not null) strict;
INSERT INTO store_meta VALUES('log_id','00000000-0000-7e3f-bcce-ddfd88cafe72');
CREATE TABLE account (
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
CREATE TABLE outside_identity (
  key text primary key,
  account_id text not null references account (id),
  issuer text not null,
  linked_at integer not null
) strict;
CREATE TABLE session (
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
CREATE TABLE refresh_token (
  hash text primary key,
  session_id text not null references session (id),
  issued_at integer not null,
  used_at integer not null,
  successor text not null
) strict;
CREATE TABLE authorisation_code (
  hash text primary key,
  session_id text not null references session (id),
  client_id text not null,
  redirect_uri text not null,
  code_challenge text not null,
  nonce text not null,
  expires_at integer not null,
  used_at integer not null
) strict;
CREATE TABLE one_time_code (
  login_key text primary key,
  code_hash text not null,
  expires_at integer not null
) strict;
CREATE TABLE attempt (
  name text primary key,
  count integer not null,
  began_at integer not null
) strict;
CREATE TABLE used_assertion (
  id text primary key,
  expires_at integer not null
) strict;
CREATE TABLE api_client (
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
CREATE TABLE signing_key (
  id text primary key,
  algorithm text not null check (algorithm in ('ES256', 'RS256')),
  pem text not null,
  jwk text not null,
  created_at integer not null,
  retired_at integer not null
) strict;
INSERT INTO signing_key VALUES('DYFsZ-WBu3mT4gWZ5oonbocnj12SdTmG2SXGGzfIV28','ES256','s1.b5f09de2438d7004.EswwgCvwDDXeN7luncjJ41A55QL6RPsT--LhPV_zmWWsSProns-mnNI3nXgMWW8H1wec1gfN44ouDVLEX50MU3-R3WJQKfuvBBC2814XDlAoh3QpjYU8_mjUlNNktxnHZ9OnXUd3s9PfI7lXpaq-V8TJDEWL373cGjLR6dHRztx5f2wb-u27IqjH1C6Jv7EaiDgRV-Dozvdu5IhIHB6RZmyEmm66UGCgsWKswUEKu_1bX7LjcJbKkfWzMOQ2I5IoL2-gQYtrC2rN3tRV3Xxl5DD7Sz64jD9gNP3cGQcwhA0JS2zoQL09VZEcKxy8ObLgYtQb9n-dT7Zp3d4v3tHCxb6dLgkVtc-DLbaaRiYM6LbX9BXMw4j-6K0','{"alg":"ES256","crv":"P-256","kid":"DYFsZ-WBu3mT4gWZ5oonbocnj12SdTmG2SXGGzfIV28","kty":"EC","use":"sig","x":"AybKNK2o7HzwhqtW64Z7g_asivLKamZtEr0pYr0_z1Q","y":"z0vs-kIy6G3uaHnZqHrzvc-K8208WXteGH2GQEcraeI"}',1796096291823784,0);
INSERT INTO signing_key VALUES('TsT-Y2Y3mZF8XFJQ1Gs4S9oCrUQ8bskysAVvKww5mmQ','RS256','s1.b5f09de2438d7004.vMgDn4Ff8-g2Jjt2JJlxnzgz2WQnQc0KElTr8M_LBcAcaVRt6AOHaiNNl5wiwQfesacmHrWsjAo5Uep-lYRCnqpfp-lPLiVoUJHKF0I6EOZHamliCkT5SYlE-Yf7tNRH6Uixv3BzXpL1D_RJUVZGEFk5Hk1HELVM4GhaIVJIjRJpbTqSUWCtQDcmaZSNAT3hU9N55QhWqlxIMEaRXJrUIhMoXSX4rVflQ3u13STIF5H26wiBW4FwIiekxSRLi1YJzi0LrpRmiy22Dqt4RTy6hInmtmJzf7GW99s3xSCIAhSWfv6PJ_eJ_u_x00P5zQaHzeP1-lIvrDB1dH3uwy6d-f-Oh3ZM0_E8-tw611BQMMvNqahfLXyLgImYCERgiekEQya_DyHriC5EaaZKr9T4QBd3jZlWdFH7s_gs89Gz_n9zp-4njySgAqDia8FD168Sr1HWjihX18r2ohlgdVP1jzEh5EIjcWp8HOxAf7fvDjAxNfKBDUtb5FLQkM103kpxW4ejSBjcwcbu8L4Wo-UG2dqkduGq6xBXpssuuoaJaL6QI8pCcKK4KUsuGD-W6FlHGxHOTnD53QSdut0YNbEDK2eh2L9EsgYIZ6gppPUtwbYu-TwLSXYAe7Vgh5W864TNQug9_ul2PrkptcmvtexkodW94f3axeJbk0hJk6jrniOK_ob__PE0ohzTHcNl2tuvtn7QXPgJwQTVlw-HlF40dFZAHlNJ0yeZ-MRrHyTLH6xZeU5cADRAzzGR9OtTdHHzYKrOWlyAKwETvTjS05LMnNBvkI-LLgY3St-Q_xbQalrnUAuvJpU_wTH_z8Qk4AhAqq8d743xjBtngirIvH-hU6RbLjzvr5vLf25KG05lnriiuoT5Dp3YTF7d_b58wFFwDO9iDH6g5nocsydhJA2IzcKjsdsX9LMRdrozRuOnu2rdiGZ_QCFcuYQh9qrGQOSDQIXedFpXPdYqHYAP9W7oFpWPaKMXJHKETG9Kggt4IhxH5s0nRkDLjtlqYh98XFDvco1KF9WXzKQCHHyimkecEsAvd24OHNVRPsFfw8iItE5vINd99dIisiYrwCZYUMxRxJVENjzgIm9ShnHHX3IaaiJ0Tqh66pkglTHFEFKfvewjh4AzQ6NKtsp31zESlo5HpZsoQdMMNFM_a85J39mMVCiH4Ysav8sMS9mJbE27Pg-K5WUWrG_B53FjQR5fLNMfx3hoYdjXD7HfqtzZIVJxJroZGycfuHB_KFstnGuzl_1KADR3XoP7howFIsldx0nROn2UknxS_uzNzgRXWgi5VgAOnqIKoJ2CwIg-lKy8ZdbR_X-_QIVnOufwK2Td4KAXSwSEjRTrDiqjcRDvdibOv9de0OuMm6QOw2jmmrDUyYxzDTHarUWLM5Ys9JkGTD4rHWXvg0lK1wvchRJNOG9NtVunQ8ReVQ2hudtX3AWVwTQ88rCYGSbtowThxfbq9maLlb6Pbl3WBflzNFeSDGUIsLVbdUgPHNqUJeMQYip0eA5G75jiZFu85fl-SuMLXFc0WXUWmNOHRrHhdWbxIB4gAGrthkD6sLDFvuxoRksmdyqyd69hMprZme6UfoU3PbhpyN09dOCZcDJYUQgLsrPov1d-xvpKGQv4d6mgcxxHv5GLt0hrmcCFntrwPjeS-N6DqBnBZgneVH9_5KKDYeP5kFe-_PblHSx9Wn3yDN__TJdEXZe2P7ypgJuR4NpDo149neZ5_484TdVJIpJzll04HqnvlWhBB2LuDF70xMnM7KOitjzcDRg4EcgnElSzUNRjN1_XCNPpYyfVOyQGDqnctT4T9FZL844Wvo_vt2DjTvu35l_jnyeKVn-sP7k71aElfNxTo1gPFZibIuAyNSYHgS63kPYoJy9806JbltBVJ0IHQ5c3fXqpRwYKDMx9qCL0sfAk4Z6FoVQRSHxd5lUYOF3zOz0uigV2IdrVlGp2A3DJcvkQ9WIrciH1n7gUsaCZF_aP8f2ljPPj3X7eOgl1D-lBf3Qwd8I_Z88iqvMzkxVroxsxqcvou-QqD_gqCpwHwhhYMnGIVVADhrlpXaqNz_AcKgdjN02JKb2fTVsblC0anoflFJmWPnN8DEVYfemXGV3dzMvdoRGvaxGhSbAyvtMUI9ylPxWXkmleWIBfRfoauLgrmqFzwkZ_o_AQ4rGa9CXQriRMpgA2JLWOzn_dh9mIAlZgeqIk8F4u-sO2wSaHwQkNFuTNUFI-NsJB7ed4fpaDRLDAfYZVpkfLSpvAYEtYCY-hE13QaLZrkZIVbcyYBxGQohy-naArJA2NVjHK4e-0CaVDfqk3WTUMFSAVhA','{"alg":"RS256","e":"AQAB","kid":"TsT-Y2Y3mZF8XFJQ1Gs4S9oCrUQ8bskysAVvKww5mmQ","kty":"RSA","n":"7LxfznL6Da3gbG8EbXzVgBNmRL44l2yaxWAFMi-zMiUNldaa4ZBFzgcQkb9wXS9MegANw8DY0CIIsgp-7irYc95T9uQGutFq7FFAZfIcOflnMZu5Nt7MoeN4j4OjDlscJm9Xw6Eng8MR7xqrUvpmm78rl8Roqfm8sjkIGc6_tPI12bV7HOzC8yQvw3qGeszVJAojwnEdgH4Z92XPxzybTyGXB8D_TVs41_GwNntdf39IkoCnnabGyukwjIJnC-NJUFDJkGPV6SluyKojaogAGr8qdWM8hjvsgT8JszPBvwpeIihDxCSb0HVaPL6qULuqDNlsXfIQN62F_p3nP-m49Q","use":"sig"}',1796096291823784,0);
CREATE TABLE revocation (
  sequence integer primary key autoincrement,
  value text not null,
  issued_until_s integer not null,
  at integer not null
) strict;
CREATE TABLE message (
  id text primary key,
  channel text not null check (channel in ('email', 'phone')),
  recipient text not null,
  body text not null,
  at integer not null
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
CREATE UNIQUE INDEX account_email on account (email_key) where email_key <> '';
CREATE UNIQUE INDEX account_phone on account (phone_key) where phone_key <> '';
CREATE INDEX outside_identity_account on outside_identity (account_id);
CREATE INDEX session_account on session (account_id, id);
CREATE INDEX session_client on session (client_id) where ended_at = 0;
CREATE INDEX session_expiry on session (expires_at);
CREATE INDEX refresh_token_session on refresh_token (session_id);
CREATE INDEX revocation_value on revocation (value);
COMMIT;
