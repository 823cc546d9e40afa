PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_migration (component text not null, name text not null, sha256 text not null, primary key (component, name)) strict;
INSERT INTO schema_migration VALUES('platform','0001_platform','3abaf669cb57dc990837f7312862a684dc95c53c72148af6c33c4f8f5807fbac');
INSERT INTO schema_migration VALUES('registration','0001_registration','ac099b66c060d3d06dff4174bd2f48187c7a1f3352daf44dbeeb748fa888c670');
CREATE TABLE outbox (
  sequence integer primary key autoincrement,
  id text not null unique,
  type text not null,
  subject text not null,
  at integer not null,
  payload text not null
) strict;
INSERT INTO outbox VALUES(1,'01a22fae-7548-78b0-b8fd-cfc2f451e6e9','programme.published','01a22fae-7538-72b0-8432-983e5e4fb426',1796096292168641,'{"code":"T-983e5e4fb426","features":[{"code":"gender","values":["female","male"]}],"name":{"ar":"نص: Test programme","en":"Test programme"},"panel_size":1,"programme_id":"01a22fae-7538-72b0-8432-983e5e4fb426","reserve_size":0}');
INSERT INTO outbox VALUES(2,'01a22fae-7590-7b4b-aa39-356b31bd96bb','application.eligible','01a22fae-7572-7787-910e-ce3905ef1db3',1796096292240262,'{"applicant":"person-01a22fae-7572-7a72-8d9c-3c0a315b9103","application_id":"01a22fae-7572-7787-910e-ce3905ef1db3","conflicts":[],"employer":"","features":{"gender":"female"},"household":"61aa47dbdc8af1cf181435719bad1e26cf7a66b8f7112a2cc146082fbecd2725","programme_id":"01a22fae-7538-72b0-8432-983e5e4fb426"}');
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
INSERT INTO audit VALUES(1,1796096292156464,0,'administrator','administrator','PutProgramme','01a22fae-7538-72b0-8432-983e5e4fb426','','5ef93553fc264f0cd0a27eae07c7dc6b9b32e7f2ed1a66484bc0f2a843f5eac9','','00-3e5f299d2410fdf5e083fae36108a33e-31c11ae3d3b9dd5b-01','23177273f10d9600aa4057e0a68fab6440982e208266e209f93246515bfa25be');
INSERT INTO audit VALUES(2,1796096292168639,0,'administrator','administrator','PublishProgramme','01a22fae-7538-72b0-8432-983e5e4fb426','','a753196802ba71233c0c5426ae45c5d9daf1fd70c5e7da28ed61ae5d8bab3468','','00-10bf42692e8a166debfe1fc367fb74c1-601efb7529aab815-01','e5263f7dcc8259b78c429392ffb8d90f6ecfdbe5cc4fa5a3054e8b60b7b00d18');
INSERT INTO audit VALUES(3,1796096292217263,0,'person-01a22fae-7572-7a72-8d9c-3c0a315b9103','applicant','PutApplication','01a22fae-7572-7787-910e-ce3905ef1db3','','4dc2d812ef2780c00afdeaf655ac0f358422020c0fa05040fd53f013fd1060af','','00-a8d26eb0a23cb1b88e8eaacc70914565-29c6e0b64112c4c3-01','a573d040f804b8a6ea67ccce47ab527c8c737de93477b0234c0a5ca0efb44a9f');
INSERT INTO audit VALUES(4,1796096292240259,0,'person-01a22fae-7572-7a72-8d9c-3c0a315b9103','applicant','SubmitApplication','01a22fae-7572-7787-910e-ce3905ef1db3','','c12e58204600afd3471f46852b83ee3524dd7129bb2ac027e0bf2bc34265bd52','','00-bd6ffde7f03370c68ae94d6cc136a226-02b56264ab540aa9-01','20aa06418ccf58cdc874b3d15e6f1a55aa2af65fea17c56e6bb9eadf7c5b66d2');
INSERT INTO audit VALUES(5,1796096292265305,0,'administrator','administrator','GetApplication','01a22fae-7572-7787-910e-ce3905ef1db3','applications.read','f2e1df682d15a61c045bc449f9cf78f3712effde99c14adc9ab3427fde6529cb','','00-2fe45730df692e34d5b80bf5afd0c925-0d0e22cb639caa77-01','4a3197e5d6f3c52a3d971a0cf4a730624b65d3bd5a18a25a77ca0c01cd90adff');
INSERT INTO audit VALUES(6,1796096292323047,0,'administrator','administrator','GetApplication','01a22fae-7572-7787-910e-ce3905ef1db3','applications.read','84d6ec9289fb9776fb2c50fa0a58649be6a005f74d2fd1c63dc9a685ea4a74d4','','00-4ceddc647498b228d8aecd0f845959b2-6dd9ac5a2dd08c77-01','ac0ab9f1bade26c5eb846ef7b244756a8551e68a9cd718b81dc454ef7f06582e');
INSERT INTO audit VALUES(7,1796096292345085,0,'administrator','administrator','GetApplication','01a22fae-7572-7787-910e-ce3905ef1db3','applications.read','2316fef4faf846222afcc803e4cd520693eb4ae4e65639d584cfab116baccf57','','00-803e8d146b8d4cfe52bd4a43b8c11ae7-e493275c2b2374f4-01','82d04f8253c69347b37929f8680e0540f4b55c85203066cc18d13aba99f6b96a');
INSERT INTO audit VALUES(8,1796096292393610,0,'administrator','administrator','GetApplication','01a22fae-7572-7787-910e-ce3905ef1db3','applications.read','55eda28753e30d575009fd562009ec7106ffa790cb2f53f0b4072e59de44a243','','00-dcec2acae6f629031b6ded0c55597c7e-9dce9ac9a86b43c0-01','efeffd9ef3f3dc1adc8acf818dbfd020846031d5e115950d2d92bb113aad4424');
INSERT INTO audit VALUES(9,1796096292424056,0,'administrator','administrator','GetApplication','01a22fae-7572-7787-910e-ce3905ef1db3','applications.read','8cffb35c63103902943b63fbf23fe6e1ae245528039fd1d91402becf591c3d5b','','00-8d76fd59b5f2b46acb660e93719d8a25-680d530071aa6e3a-01','b0dc870c07c3aed899099d03b0279137fd1b90a9d0be6f7009135688da8a3487');
INSERT INTO audit VALUES(10,1796096292556936,0,'administrator','administrator','GetApplication','01a22fae-7572-7787-910e-ce3905ef1db3','applications.read','d4ce1214ba083d8f14285add9f380b55d0006653274d983bc0ddeacb14f01d72','','00-b16ed3c8e521cc1fdae574a3780fe810-ce2396817a3ae60e-01','e190602ae6e38f959df66d697ce1849f7b20edf815772dc1bd6ccd012481de0d');
INSERT INTO audit VALUES(11,1796096292611083,0,'administrator','administrator','GetApplication','01a22fae-7572-7787-910e-ce3905ef1db3','applications.read','8ae391d44621d3d30e04f78f354b8b9e14ca3d66c99688c2ba8e2266c2583237','','00-161cf5256877238da065fc09427a86e2-c2d29acc8096f451-01','80bb49c437d199cdf80ed2fe692ebfd13d1eb006d953e068b65a6b930a46d71f');
INSERT INTO audit VALUES(12,1796096292633746,0,'administrator','administrator','GetApplication','01a22fae-7572-7787-910e-ce3905ef1db3','applications.read','a84177daf0e703b6b5b2f2f5cb41f04c63602cda6c43544a094a86dc2b6ddd57','','00-71903cc87d7655df1ee269a09a85cb49-20d6578446649b30-01','b4ca376e9fc904d3795c2677440d733643b8b4c1b6089176864b0b6689bfb536');
INSERT INTO audit VALUES(13,1796096293264036,0,'administrator','administrator','GetApplication','01a22fae-7572-7787-910e-ce3905ef1db3','applications.read','0cc676edc1921a16854e3335b5b1b06e064217aff59bcfe1cfcd26835c52369d','','00-4b6b5a0b840e0bcb1eeed28a73c1913a-5dcba7cacc4bb680-01','5cd50ee09baf77d071e818a2263aa7d2f03b7ef4524bee56a5c6cc1a352837c5');
INSERT INTO audit VALUES(14,1796096293311994,0,'administrator','administrator','GetApplication','01a22fae-7572-7787-910e-ce3905ef1db3','applications.read','576ceb9ecf26ba9b156453a7e69eda4be5fc8b84b8248ffc4e39f856cc802305','','00-13a7eae6bea70d85c0ea03599c13f4a8-bdb3ea00c8de8d5b-01','a806aab6f12e07ac5082e3f965fdb4074220e94374d46d72e166a74eebe853ab');
INSERT INTO audit VALUES(15,1796096293325718,0,'administrator','administrator','GetApplication','01a22fae-7572-7787-910e-ce3905ef1db3','applications.read','f5be340f98e57de558fefb8328befc88ef013de17031d1135a38cf70bcfebf80','','00-02dffdb98990742946776d518ad4f207-b9ba5a3e3f917bd8-01','056b7bd250ad815734ae4f997a19f47b783b9733dc7ffe7a3da13a8fd6baaa10');
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
INSERT INTO subject_key VALUES('application/01a22fae-7572-7787-910e-ce3905ef1db3','acfbe5a715128013','UWSS0KbUN2UPa-3S3g15rwrefWZG6vyW3n9ZaFsINoJsG76P2J6RzR8Z-DtqUtIDcd0YK2wZuA1fCIkf9ESpJWUXABEW5bq5','k1',1796096292218133);
CREATE TABLE shredded_key (key_id text primary key, at integer not null) strict;
CREATE TABLE store_meta (name text primary key, value text not null) strict;
INSERT INTO store_meta VALUES('log_id','00000000-0000-75c7-9537-75b6ef0ab438');
CREATE TABLE programme (
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
INSERT INTO programme VALUES('01a22fae-7538-72b0-8432-983e5e4fb426',2,'published','T-983e5e4fb426','{"ar":"نص: Test programme","en":"Test programme"}','{"ar":"نص: For a test","en":"For a test"}','[{"ar":"نص: Resident for two years","en":"Resident for two years"}]','[{"ar":"نص: Visit and report","en":"Visit and report"}]','2026-11-30','2026-12-31',1,0,'team@example.org','{"absence_suspends_after_days":14,"draft_grace_minutes":60,"minimum_age_years":18,"minimum_residency_months":24,"reference_day":"application","version":1}','{"text":{"ar":"نص: We keep your data for the programme","en":"We keep your data for the programme"},"version":"1"}','[{"code":"gender","label":{"ar":"نص: gender","en":"gender"},"source":"gender","values":[{"code":"female","label":{"ar":"نص: female","en":"female"},"max":0,"members":["female"],"min":0},{"code":"male","label":{"ar":"نص: male","en":"male"},"max":0,"members":["male"],"min":0}]}]',1796096292156468,1796096292168641,0,1);
CREATE TABLE application (
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
INSERT INTO application VALUES('01a22fae-7572-7787-910e-ce3905ef1db3',11,'01a22fae-7538-72b0-8432-983e5e4fb426','person-01a22fae-7572-7a72-8d9c-3c0a315b9103','active','s1.acfbe5a715128013.xT7K9rf8rP71jarsTVtGlAwWxV47eKBX-ienXOU-i54QgPj-RY8J0YGMil7kwpr_9kP8Nt5s-0r3BcQSk1Fvi-QJeqWIMEBopgQxsNUfWG5FrFiy3dJWNqRh1SdXm_KzNdE58tAFA00VqyQLE1qcvKhZyH2DwufQ_CijSn03_7iybyI-d-x9L7KJdrMErSnMFyMSLLU1FLa3MSZssLAG2x2k-iDjTMegZ57yB4UCM7PwA5EYl0z5b4NH8V0T85pUq9TPWeZSg_EIuZlv8iwTic5300qd8kZQIvisPHoFhbHBKJvoB2oLHBoQTvmx4xE5VNrIJd5K0xzbDDmraJ0HF5w1Fq7TQ0JyoiSm7c9zrmvn506AUr2spWFcSRIeAsYKmW6SjEaZllFxTJe-zPdFkpp73qj8_uqsSKobHEwQJmfLb6UT4YdlBfcaekuMFTyHqB7F_PshT11ljjivtaqrdihxezGtvOxXCLsdR85N-YrepX4YKnpo4hjppPL_veUl2f9dl3ohPcgYkx1je0yiDlsdMqcS2RDuop-GDM6rH6yD2EZvgHu2FmbFQTQTfDwN8tlBe2cC4CCAvVKrXEChRvZxxiwuW4k7jNA4IYyV5mIW2aZJfAcZFy5HnJJK7eudfDvUZoTyQi10qDWe3fs31VLFluvhTPfM2ZTQtqhkot6MqRe9M2J3dV-oiBX_E6arkUam7g8uAxR2frqfp4itG51tgQY02BnMikTCc_kNYn4gZi1HbGiQO2yBjKHEqgBcXf29KtnbDE0mFlH1M6-ZhYB_G8H_PBNOdNE491F6eA','ae4605f54923ac4ecb9f667d613ac5d9ca2e6b2ee8d16c6c7105209c9d63b024',1990,'634','dc86bf5b1dc6d674bcd22bf8df46dd10b297a5cb070387564a970ab07bff35a6','61aa47dbdc8af1cf181435719bad1e26cf7a66b8f7112a2cc146082fbecd2725','','s1.acfbe5a715128013.zMKAwloLXKU2XPHGH1oInuaeqzPXHj_AAFJAk9ObamZJbRb46lbNFh_jvan9-PzWYxUQqnQj48bkPcKYwSuZNRlTJb-jP4Pg86GLCQG-xrh4zm7GFJlqNKceF8aum6o-Q-EcGqDCBaQhZuOS2l8geMMuuLXoRkvYjlSzkDRtDCQaMHitC6oLv9F3lnDcyX8jzi3v6sKrHzaV7fcOkFEYxe5b3u8_g-Ijx-4pTMXLqevkNEo4M2ZX0WjOSoqjQ03_U3jUwVWFOigora2Fg4JHB40OKj0Nfl9XpYIgp66P-E9KXNwsI5cE_Zx9RllhKjhd6o-QtyOvLU_gmDDcp9Slph81TBF1tm10ufxQAOHCbMXJIJGqIjl5dlMP0wqGscG_eGyzVAtKvJYfwQp-ZQiUOMnkjeIS48QSyLHjpni_xDN9x5Uj9YC6wWDDjCWhbqjVaR7ahaQcwyTA0Wtyjtg-MTmZvthjlqyheQ7xpgLwEFuM2LRPPTb_M5VhHt-i2JJmMPJ8DuK6LLgREDQz2ecMUt9gulbIy7Ae0P9h5iSA5uaHBzMIiatELU4rzRgdCr6o1odHVFP2TynyYy9tPuqrzHFd2CmXucAKNBmha1T9Ctb0u9PXyFuo-sxmsti_GoJy9vVdxV87S2BWDN--FOvPhmBf_wLH7uxSmSxzFjXfpX6n3NqYbN_yWP-mY0vmVOQ7R0HCrQsZUI3XZKlI276pfsygyESeMxXw6I1uX2XAokiBBu3OYNLEk3sekHvINcq68mEo0YJ2Gne-xXrFdloKYVOzXxstdpnG6dwQr_ZCG36Naf1UA3PfnU_YpCS7hxpLITW6qeThTKdcnRCQBxvfGuuEyJQmOT8632TDABK4nb9wA7WLExFkNPYZaFhV17TzKkNc_bcusvSo6VBMPvxctFEL0FN3xZBej6AwmPOPMKnzycbEOw0mTjl5a3Zz3GGrZouy6URlgARPEFi3aVcf4gvyhaSC-Lsj0EZEM2n-xjTGjWptpa6gEHEiK8Jlx3n72F8rS4BSogsyubmH6aQ_pvpvjYietf_AY_NYV8c8r2ZSC48dSyIMRs31QCHH-wp1LKGAKKbrQUJmsc7SCbOZX7oO5slSKID0tuTJQe-P1x8Bp70CGYX2DKOd8a9gIirB26T3u5puQ2Z-tTuUGKGrMzvMrJ4gCoWPyylaLO_VHy7j9VarDk1bzgyk2Bm9xQwZye6ygRVqjSsu0EyOlLmMNJMaPuWbirV7FgidPsEw7xrdCqOdkPKChoGRH2dOhahWiC2s5UnOCubhX0KsU7kj_x7sccUPW4nyG4OiOfNtDvwgbkbdK5iVJzmm1stS9k-dzIV1Rbtfi4quP9LFzFecCiUA9Yl836gfS1GMwOb5aG2LS5w9IS0fLBn457mJWsc0t-ykdEEV1S5cheSfzi-h1FXkAddSSun917Y3VvcJ83q3fRHb9H05Ofy1gpGQKV7vLP50rX-BNgatZFhP1JzMWSwu7XXfKzSEsmyKg3K3rTQzYsouZAlcMUxE0H1wWIeldLxFu7dElIAvVlrsvwLp1GFl1avyk88Gi4iHj3VicDLImcj1osqGxDrNr8-DGKMkOy_AqzQoQt0ggf56rpQKrmOGeewpkV1ly7mzjLDyJlrjTX-2ryKLSVq7bWsngNYDymDvYlWuCboY-S8T8t9JUCZwny47oMMhxS6k_aS0UTia_uTClCyDfR5RO4wFKZq4g5OfHd6LvBDOU2NAEICrHvh7WX0PdnBKZn-ZM9r1IUnZ-RAX0ub3txiQ63PUUFwbWp2m6LvwL9IBuEIniHIuV814b8q4z0YkURRwWprXVbTVvNu3ujM3T4BYbL1K2KD2MYNHt6F8c92u_zFqoGm7Im1bO1gK-y8gbtdIy6SzzHcOam0DH2v2J9YVbpV3FPOestcpbEitfg7oCTdYhZK1Z9kzOlABq_G37Aj3EK53ya0J-jlkwtuKqDPhirrZRIkvitSGlE1H7Uc-H9VxHTvs0XT_88YMCYqPBKSUW7TZkfnLaxX3wVbvkJWgHz52M9z075gToUH7aXDdTykh1jZKhm6heizANnAe5OGF1DHrvddjU4oKGere8jgmgIX_7h0LcIzzHS9FV1uM26UrHU_2Sz6wB6EHGCbReORjEuRBNtFWzT2og4z3MVfKrJqLcJryOBoExW_6T7glFKWhTVoXXSaSuJNOuBDsWKQIH_BbZ3b0UngFaXzY2fbKZKAKgEJj8-DD5rpNum4_nAwQ7s_sMOx_hj1SIu3IytyZSgYSNd_KggzvaNJHEHVQgyQbCW3h1M6UH9fINzSHEQQh7sQzBAjcJZqqjme4HcF13rA2mVY31a6_z6CgvA_JSOYTR7k5XnJDRXZaQ_Kjy_VBHe8KE0J_4pfaAvDdnv2p_g3lK9do4718h6-0yJ_w7LvNmys8mm2xep7HZtiIju0ndPxbMblsXXgm2CD0R29qIiPZBIYT4iH7FGfAShIYjP4ZFHq9s-4d5HcKSJFQFFvr6ntkraTM3DoO2mtkpnXLVpQvRak7AaId9lIhNM1MFo24FGSCToJ59_vJBPkgf9gy5yaKG4wqCL86f141vvnrkXCmCEE9zzBW4-3rVjXSynKDB93pJZ3seqOVySut0LyUWomr5tVaIRHMNqfAfmAWe9i_REBXj-65669hQlYfp-RjRDamBlI3IAhzeOekYscwAhDbZKsdFuJBG5KRCDWnZwE','{"gender":"female"}',1796096292217268,1796096292240262,1796096293237216,1796096292217268);
CREATE TABLE timeline (
  application_id text not null references application (id),
  sequence integer primary key autoincrement,
  at integer not null,
  state text not null,
  reasons text not null,
  texts text not null
) strict;
INSERT INTO timeline VALUES('01a22fae-7572-7787-910e-ce3905ef1db3',1,1796096292217268,'draft','[]','[{"ar":"أُنشئت المسودة","en":"The draft was created"}]');
INSERT INTO timeline VALUES('01a22fae-7572-7787-910e-ce3905ef1db3',2,1796096292240262,'submitted','[]','[{"ar":"قُدّم الطلب","en":"The application was submitted"}]');
INSERT INTO timeline VALUES('01a22fae-7572-7787-910e-ce3905ef1db3',3,1796096292240262,'phase1_review','[]','[{"ar":"الطلب قيد المراجعة","en":"The application is being reviewed"}]');
INSERT INTO timeline VALUES('01a22fae-7572-7787-910e-ce3905ef1db3',4,1796096292372300,'invited','[]','[{"ar":"أنت مدعو إلى مقابلة؛ اختر موعداً","en":"You are invited to an interview; choose a time"}]');
INSERT INTO timeline VALUES('01a22fae-7572-7787-910e-ce3905ef1db3',5,1796096292458111,'interview_scheduled','[]','[{"ar":"حُدّد موعد المقابلة","en":"The interview is booked"}]');
INSERT INTO timeline VALUES('01a22fae-7572-7787-910e-ce3905ef1db3',6,1796096292476619,'interviewed','[]','[{"ar":"أُجريت المقابلة","en":"The interview was held"}]');
INSERT INTO timeline VALUES('01a22fae-7572-7787-910e-ce3905ef1db3',7,1796096292536530,'pool','[]','[{"ar":"اجتزت المقابلة وأنت ضمن مجموعة السحب","en":"You passed and are in the pool for the draw"}]');
INSERT INTO timeline VALUES('01a22fae-7572-7787-910e-ce3905ef1db3',8,1796096292877150,'selected','[]','[{"ar":"اختارك السحب؛ يُرجى الرد على العرض","en":"The draw selected you; please answer the offer"}]');
INSERT INTO timeline VALUES('01a22fae-7572-7787-910e-ce3905ef1db3',9,1796096293102213,'accepted','[]','[{"ar":"قبلت العرض","en":"You accepted the offer"}]');
INSERT INTO timeline VALUES('01a22fae-7572-7787-910e-ce3905ef1db3',10,1796096293152123,'onboarding','[]','[{"ar":"بدأ التأهيل","en":"Onboarding has begun"}]');
INSERT INTO timeline VALUES('01a22fae-7572-7787-910e-ce3905ef1db3',11,1796096293237216,'active','[]','[{"ar":"أنت متسوق خفي نشط","en":"You are an active mystery shopper"}]');
CREATE TABLE consent (
  application_id text not null references application (id),
  notice_version text not null,
  notice_sha256 text not null,
  given_at integer not null,
  withdrawn_at integer not null default 0,
  primary key (application_id, notice_version)
) strict;
INSERT INTO consent VALUES('01a22fae-7572-7787-910e-ce3905ef1db3','1','d4fa1b99f19e7f60d206d6576dda2b00c877fdb1004d7349114784b44ca8bb9c',1796096292217268,0);
CREATE TABLE appeal (
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
CREATE TABLE notice (
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
CREATE TABLE inquiry (
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
CREATE TABLE erasure (
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
CREATE TABLE legal_hold (
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
CREATE TABLE retention (name text primary key, days integer not null check (days >= 1)) strict;
INSERT INTO retention VALUES('draft',90);
INSERT INTO retention VALUES('withdrawn',180);
INSERT INTO retention VALUES('ineligible',365);
INSERT INTO retention VALUES('not_taken',730);
INSERT INTO retention VALUES('inquiry',365);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('outbox',2);
INSERT INTO sqlite_sequence VALUES('timeline',11);
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
CREATE INDEX application_list on application (programme_id, state, id);
CREATE INDEX application_applicant on application (applicant, id);
CREATE INDEX application_qid on application (programme_id, qid_hash);
CREATE INDEX application_person on application (programme_id, person_key);
CREATE INDEX timeline_application on timeline (application_id, sequence);
CREATE INDEX appeal_list on appeal (programme_id, state, id);
CREATE INDEX notice_list on notice (programme_id, id);
CREATE INDEX notice_application on notice (application_id, id);
CREATE INDEX inquiry_list on inquiry (answered_at, id);
CREATE INDEX inquiry_email on inquiry (email_key);
CREATE INDEX erasure_subject on erasure (subject, id);
CREATE UNIQUE INDEX legal_hold_subject on legal_hold (subject) where lifted_at = 0;
CREATE INDEX application_retention on application (state, updated_at);
COMMIT;
