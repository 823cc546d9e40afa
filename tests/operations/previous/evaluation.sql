PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_migration (component text not null, name text not null, sha256 text not null, primary key (component, name)) strict;
INSERT INTO schema_migration VALUES('platform','0001_platform','3abaf669cb57dc990837f7312862a684dc95c53c72148af6c33c4f8f5807fbac');
INSERT INTO schema_migration VALUES('evaluation','0001_evaluation','9cc31454ab266b8b3ae884bbe334f60880efafbee372648de2c523862201d8de');
CREATE TABLE outbox (
  sequence integer primary key autoincrement,
  id text not null unique,
  type text not null,
  subject text not null,
  at integer not null,
  payload text not null
) strict;
INSERT INTO outbox VALUES(1,'01a22fae-7a08-7502-8dc5-564ecba875c9','form.published','01a22fae-79ea-73ec-93b2-e6faa93b1119',1796096293384646,'{"form_id":"01a22fae-79ea-73ec-93b2-e6faa93b1119","items":[{"dimension":"staff","kind":"select_one","label":{"ar":"نص: greeted","en":"greeted"},"max":1.0,"name":"greeted"},{"dimension":"information","kind":"select_one","label":{"ar":"نص: clear","en":"clear"},"max":1.0,"name":"clear"},{"dimension":"time","kind":"integer","label":{"ar":"نص: minutes","en":"minutes"},"max":0.0,"name":"minutes"},{"dimension":"","kind":"select_one","label":{"ar":"نص: paid","en":"paid"},"max":0.0,"name":"paid"}],"title":{"ar":"نص: A visit","en":"A visit"},"version":1}');
INSERT INTO outbox VALUES(2,'01a22fae-7a21-7c5d-8773-318d22d95646','entity.changed','01a22fae-7a21-7883-a446-705a5b59db40',1796096293409942,'{"code":"E2-c4410199","entity_id":"01a22fae-7a21-7883-a446-705a5b59db40","name":{"ar":"نص: Entity","en":"Entity"}}');
INSERT INTO outbox VALUES(3,'01a22fae-7a37-7cc7-9b21-7e63a4e133aa','branch.changed','01a22fae-7a37-731b-b736-170142aab977',1796096293431741,'{"branch_id":"01a22fae-7a37-731b-b736-170142aab977","code":"HQ","entity_id":"01a22fae-7a21-7883-a446-705a5b59db40","name":{"ar":"نص: Headquarters","en":"Headquarters"}}');
INSERT INTO outbox VALUES(4,'01a22fae-7a48-7343-9d38-5acd4f79fddd','service.changed','01a22fae-7a48-7f34-a081-872661f8d7dc',1796096293448642,'{"channels":["visit","web"],"code":"S1","entity_id":"01a22fae-7a21-7883-a446-705a5b59db40","name":{"ar":"نص: A permit","en":"A permit"},"service_id":"01a22fae-7a48-7f34-a081-872661f8d7dc"}');
INSERT INTO outbox VALUES(5,'01a22fae-7aa4-79b1-8887-74e3bf3ccdaf','entity.changed','01a22fae-7aa4-7a89-b4a6-b95bc04289f9',1796096293540057,'{"code":"E3-7a8e2bb2","entity_id":"01a22fae-7aa4-7a89-b4a6-b95bc04289f9","name":{"ar":"نص: Entity","en":"Entity"}}');
INSERT INTO outbox VALUES(6,'01a22fae-7ab7-7100-8b00-90c4047a4c72','branch.changed','01a22fae-7ab7-7ebc-a8bb-9700c262a535',1796096293559936,'{"branch_id":"01a22fae-7ab7-7ebc-a8bb-9700c262a535","code":"HQ","entity_id":"01a22fae-7aa4-7a89-b4a6-b95bc04289f9","name":{"ar":"نص: Headquarters","en":"Headquarters"}}');
INSERT INTO outbox VALUES(7,'01a22fae-7ac7-7ff7-8012-31d5952e69fb','service.changed','01a22fae-7ac7-74cf-aee0-8e75a06b78f5',1796096293575199,'{"channels":["visit","web"],"code":"S1","entity_id":"01a22fae-7aa4-7a89-b4a6-b95bc04289f9","name":{"ar":"نص: A permit","en":"A permit"},"service_id":"01a22fae-7ac7-74cf-aee0-8e75a06b78f5"}');
INSERT INTO outbox VALUES(8,'01a22fae-7b37-7cf0-b514-2326d9f3e212','evaluation.released','359186f6-90fe-848a-bbdf-db376b484232',1796096293687341,'{"branch_id":"01a22fae-7ab7-7ebc-a8bb-9700c262a535","channel":"visit","entity_id":"01a22fae-7aa4-7a89-b4a6-b95bc04289f9","evaluation_id":"359186f6-90fe-848a-bbdf-db376b484232","form_id":"01a22fae-79ea-73ec-93b2-e6faa93b1119","form_version":1,"imported":false,"items":[{"dimension":"staff","measured":false,"name":"greeted","raw":"yes","score":1.0},{"dimension":"information","measured":false,"name":"clear","raw":"yes","score":1.0},{"dimension":"time","measured":true,"name":"minutes","raw":"5","score":0.9166666666666666}],"judged_score":1.0,"mode":"organic","programme_id":"01a22fae-7538-72b0-8432-983e5e4fb426","purpose":"baseline","recommendation_id":"","revision":1,"score":0.9722222222222222,"service_id":"01a22fae-7ac7-74cf-aee0-8e75a06b78f5","visited_on":"2026-12","volunteer":"bbe22b293526a62d15c903b412a2e0b3"}');
CREATE TABLE feed_cursor (
  upstream text primary key,
  log_id text not null,
  sequence integer not null
) strict;
INSERT INTO feed_cursor VALUES('selection','00000000-0000-7e32-bfdb-7d5f33651c0a',13);
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
INSERT INTO idempotency VALUES(replace('analyst\nCreateForm','\n',char(10)),'01a22fae-79d9-7b5f-93d0-df4814c790fa','486c2466488543d2ba0762fe1a36f9baac511a739025fff188d08b8548c0541a','s1.1a93a8e0f3a095be.x3KKiihM0JLsbPRDqye6HAan_lSM5poVpmCTxMWBrTc-kH-somjsE_UEitHWPQmGohRMM5SLGmtWR269eeHELB7sWU1ir0cyyPUvN4AqF9vgcTZlpcMCE8BSVcAt4FGzK4VkDrIoH4rdjHMwKAM0huGAgFnihFffshnjgk0zmZ4np23sEngrzavsAhDQDKTaSD-Mv9Qz6nLg9oFYcLe9vnTV7jkDG3WfoIPUZEyCN_RWjLjd_LC8gU60RkWOMmzz-xrs2cmp_QNQp2ZEWuoeb84jN2bYei5IYzQcDxp9Zo_L_XE4tpXkrtwHnhREbiZbKDPSGphJwgLP2TCpzDXU9CEvBOFmCQ68Dy4ep9InplB5ALukDgjU0epNeB53OAKxwJU3ZtI4UbRXpjjWOei3NN3cYIh3BnPfk8vTb3A1-wRMYuO8yWuVxxUPJLxaJ3QK2VEh8bf3YaB2MU_-IiFzyiEHhQQL6S5oawjH0guAsIM17Gs4W0os3KniBtUGYOEODi25lBHXmGhjZmwgwJoa-VQ7uQxyz0vQDugGvmr4YuekK3ll9I6RCmr7hj88RH34xAOk-Wv3RjKMNrmPTPz8N1H_GKcabziSrjWYOwRyyiEJxMJ47qAtY-EDit75O37aVKSCkYA51ZUU-LNRPQznPjUNFXTR27sBqX7WcJVeVeU63RULZyjli0yCnsxcG0iSyTevTxtsfqKRNPDPPZgUAZbR-rcExMI5nSeQ3kdkyzZ60LsS_ru1rhEvgyZTn3rC571row5_JtovWChYZD_3YZ9Wertbs34JeDxd8VrCByl7Ea0BUZHwJrSKCNWVMmqdRz57-b0BoFwYh7_mq4u6k9n4Y2cWnYnr5Shxfs6btDTULVfxMPMan9C8c4n65kCB-EV7X8VZfn0NvO4sroGrvm6D_5GXGlhmYPlAgYcCEZixQGojmqNWjvQwJ1lv_hz3g0bXm8AUGrrxm5sg6tIHAEfRlxS7C7PuB4416Y3Z1qY8aqNAoEsnzuS55dATqRitxWfUMRIPbCCQUYq_blcaXHYp0_XCPIZ7uhi7ovP-ijHIuP_kow',1796096293354425);
INSERT INTO idempotency VALUES(replace('analyst\nCreateEntity','\n',char(10)),'01a22fae-7a1c-74ba-877a-9087d6876e0c','84842fb42dcdb5623379e56594904d64850c38eadd3521e2a6dde64de03c6353','s1.1a93a8e0f3a095be.fgmImBkti6lGb66k_7hegJan-6ZFppygfobpRUnARmypKYRxCRQrJZq-GU7bTZ3ZA1uorpDtRFxRIjZcHQ2kgU7HHV5OBhjKqincLnyk96bt92QDSVRRxVb3V85v2qe6dC8Tf1V0Hbo-BY_uy3_D5ZQ_TwEc',1796096293409939);
INSERT INTO idempotency VALUES(replace('analyst\nCreateBranch','\n',char(10)),'01a22fae-7a2c-7e43-92ed-e403eac204b2','92e27be72eea7095582c6ba498340a100bc7cdecd606429e73f3df935c17d5d6','s1.1a93a8e0f3a095be.ABYGx76u8DztgrVDiLoQwD5_6nEC7oPwOYZTyrn9PF0dCV-Q8fP9XmD-9TxOFyv0buQxqPAUnYo6fjrXYSEnslAAIWAd511VzqCMbj_kZR5yZKzAn__9KCLxqT20xXhRxgZm03XMS2G9xkVQgwt7xgKO8b-kfIUcK24G8ByXekJRSvnEUeaM9fwWldNUWVk3i00zoLUgsvIaN0p2_K4',1796096293431737);
INSERT INTO idempotency VALUES(replace('analyst\nCreateService','\n',char(10)),'01a22fae-7a46-760c-bcc2-e942dc63cc3e','a5fd4a62640373921096ab751c156b38f4e633c820864043fd3703cacc8c4b85','s1.1a93a8e0f3a095be.X1WfrruR6clUdOoiCJ_XipejRPEyD7NdOmh1oFcfX_lP2Rf2ovKTdNzTTVO6Ix2576T7wI3A8EUt7fHYEArw5w6PppozpopNKpJS421rkb0cQf5l2Yin6YaZrefe3Z42XKFPoIcDw_bIJbb7YHsRAJNDzjlYjwZndFVAb2H2xL60hXiqEJkgr66YIWCLKJMZmn6h6-28FxrpV1vqnkbEA_ie',1796096293448638);
INSERT INTO idempotency VALUES(replace('analyst\nCreateAssignment','\n',char(10)),'01a22fae-7a5a-793e-a483-6a31f7e59987','c22105fd7efff94a3de830e1138c915c9ed0aac56bfbcc16eb2f5aa6bbceca38','s1.1a93a8e0f3a095be.tB2dCZuEI8TT4njtbLHBu9I41G3D1i1N7KdvSK97wZQEdUTR1oWO_rRRpPErnBtG5XhkvJQVdSfYE1abbIYQxKhvZVZPyy2IRp-EscEQqfwGnzFl1MOpL99ltGc-LLKWUXxHahnpylnYt6xVobAYg-qVl8Orzytx3WxAa1UR-9o2QAl06JrI0uMqC-13rimLMvjKAo4oeNlLWg4eNz6NvrDqt9SvXARKUff21JouxbiobalmIdkHdtOb37AnUDtuk9EEvpxAfCqWRs45s8HUikqVXwdy7m_Zk3nkOeNBS-ShHP78rv9Iww_naJxyY4AkXcm80zuwGXjUOS6sdyke1t7GgRfgPmEHqaWPbh4XoIqNVvveJlaSR0c5fCs-f13ZWuHdsAHelbhTXmKlPv6XaegupEZxz5svwRtjHSPMXwSJsZMSbDDUp0KZYNvCf3J86c6TEU16oggwvLqkKvLSb3ZaiQ',1796096293484047);
INSERT INTO idempotency VALUES(replace('analyst\nCreateEntity','\n',char(10)),'01a22fae-7a9d-7b2c-9966-d8cd49b212e4','858cbafd8d25b420d39e5af2e10a360eb4934605d9ab091f8aae2aea75abe678','s1.1a93a8e0f3a095be.PGus0ox59lAIM1rUUx_716ZqhPHaI9KzZ8UyIJec5yVHssyagAtqFmt0fqT1gJpZNK0yc5OE_1mvAeWMUaUcf73C_7ctwneTTR0cNcvIuT9uWn8kZF_SI1tYOAJuNIAMDlOeM-6P21jaNQ0AIr28L5JQu7lc',1796096293540054);
INSERT INTO idempotency VALUES(replace('analyst\nCreateBranch','\n',char(10)),'01a22fae-7ab6-7724-a5b2-f4b4ded071dc','02f448bf69892f7b1034417eda9d2c25c5d1161152e4fb83d6744d1856c3615e','s1.1a93a8e0f3a095be.CNqNp1cp4_s6pYAvzQgTfbQWNVLcsywUayAGgY8AMqNfF33olap9V_vJDxOcky2Ifm4YOGXfoUTe3o41Fad7OpcWcCIXnPHVW1SCB2Q9xJgjXR5doYPOi5v7f-vB20V5LpNI9vS5nw16wWYL9LZIZ9h02pjSscHKLwIn4JH-4CISL_WBwLuMV5ORZst2q0qg-adNNK-MibNfAZyHXi8',1796096293559934);
INSERT INTO idempotency VALUES(replace('analyst\nCreateService','\n',char(10)),'01a22fae-7ac5-710d-977e-70c9d95d5d70','c24a49c4a3b342be0a7f0bc6c36a217a2a1957e39676e5a9eea68aa21f34cab9','s1.1a93a8e0f3a095be.5DabnsPdjfmpC2o_fjhPm2JwDOktqnYuF4_lBPntCROl6j29zf2VA01P7tnMeHfeJs8dcIPdWXqgeiygh4MiyXKVvAP6kwwKh6gg8QSyscQ66g4e7IMi2tb8DLJ3meVr_1UmSXG8hXhuda8qbU6Wl-4w8puqLrAt_5vOEcT1ET3yqEH8L8iVshJOqKW-inUAtxAzK27TkdLOQH18fIJaPrhr',1796096293575197);
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
INSERT INTO audit VALUES(1,1796096293354425,0,'analyst','analyst','CreateForm','01a22fae-79ea-7084-8402-65b702642ceb','','7b9d5791ee5fb699275343fef377e09d7fac436888e23a8594e132e3fd381b1d','','00-9cca68986b21597d6c8060cd008f76d9-ef1ec155113efab9-01','6a47d7c32df5db45b4b02e1694957ad0d0825e7b2241935defd00b058af867d8');
INSERT INTO audit VALUES(2,1796096293384642,0,'analyst','analyst','PublishForm','01a22fae-79ea-7084-8402-65b702642ceb','','7e0f449902bb8370e31327c6f431dc11b4a3c1f10fe5f96527591c2c1dc22be1','','00-d9418cc6826a0c71316713377cd2fa10-8cbe33f01e5a4597-01','c72d32d4cbdae111a837c327a8212c96dcd402467f93bdab9686a1c771b3256e');
INSERT INTO audit VALUES(3,1796096293409939,0,'analyst','analyst','CreateEntity','01a22fae-7a21-7883-a446-705a5b59db40','','aafcd15c2be7bd79a75b858b222d278d5a1aa8bebdc8214b076c56fd32291d2c','','00-61c91d5a6be890a908d1a830722b40d0-092ebfd73a0e5626-01','68f26b387b25f11321ecd5e4ec9e1f5e7aa3b57fe08d082e2cf8ab5374140cd0');
INSERT INTO audit VALUES(4,1796096293431737,0,'analyst','analyst','CreateBranch','01a22fae-7a37-731b-b736-170142aab977','','87fde71a49bd2a56abcc81393f799d12e9b5e3b9b81616b13a381f48e3defdec','','00-65fd5b867901829542e4597fec07107c-0b72b172c7025fe5-01','feb89e471c134abbd94ffcccae555ef24bb8622f7b08f595ad577c0ab1249c3a');
INSERT INTO audit VALUES(5,1796096293448638,0,'analyst','analyst','CreateService','01a22fae-7a48-7f34-a081-872661f8d7dc','','57f9e6be9ede9edb69bee327c5a6b52692d2bedca6217fd6e2aa3408ed0ca2b3','','00-13a9c8f68b5ba1707ba5d008dee807ed-ca4e53e18d0a88f1-01','7b26cfae7268e86ef67bf7a713c992ce8341aea8ba2607464af6aa44d00c65c0');
INSERT INTO audit VALUES(6,1796096293484047,0,'analyst','analyst','CreateAssignment','01a22fae-7a6c-75a0-a6b8-d967badc8851','','c0348ef48fd6b14fba2c80ddd9e16740d5891b03b54245deca74cf803c207df4','','00-1b44542b341af3fcb5cd03b2541d756a-be4f8662c4f7c8fc-01','8f750e879fc543437398ee4694cf7f31104b93fad0a5b55872c0b28482d65bbd');
INSERT INTO audit VALUES(7,1796096293529709,0,'analyst','analyst','CancelAssignment','01a22fae-7a6c-75a0-a6b8-d967badc8851','','156173459ab147457693b1e4fd281e0619ec99edc36cc88b1deee6bdd6774d6b','','00-3373a3541302c1720cb81c04f479d111-ce83b7b832378bd7-01','05c885c6c45ab992d9202f3c8fde5ace4e8f28a73f866dda0afc4b258a8495ba');
INSERT INTO audit VALUES(8,1796096293540054,0,'analyst','analyst','CreateEntity','01a22fae-7aa4-7a89-b4a6-b95bc04289f9','','41c80e5d10a1878b3d37e45aa31c603a2355f2904325b7e8ccea8ea6b20da973','','00-1c438d1f5c5dcfd9cceb606d2be94bb8-e1f38a5f9e0b227c-01','540a5aa36f6b0f0e62396ac33ddf89f3775f1397dff0eb03b6a1b90f9da2757d');
INSERT INTO audit VALUES(9,1796096293559934,0,'analyst','analyst','CreateBranch','01a22fae-7ab7-7ebc-a8bb-9700c262a535','','2e7dab825f28bc7d667596bef3ff71ef64e19ed243b6d8af938bb7c07881064b','','00-c539739db6cbc7755cde8189c98752f6-e55814f2ea625a3d-01','31be6d843e5d7263462b48f47f4433d8316fde01d351e20064396e369ddc63bb');
INSERT INTO audit VALUES(10,1796096293575197,0,'analyst','analyst','CreateService','01a22fae-7ac7-74cf-aee0-8e75a06b78f5','','c20de80c6b1522eefea597a0b378f1d2b033b8db798aaf34c4086f4928928c07','','00-d78c43044b53a529289629f253964afd-547a7ae70b7ab7e5-01','caf225f91d51345786edaf5c7eba05905b7de948b75875d952002fd443e69341');
INSERT INTO audit VALUES(11,1796096293608355,0,'hidden:61d6ad1430585eb96f218d85a18d6cdc','shopper','PutEvaluation','01a22fae-7ad4-717f-ac94-c04855f3068f','','3f4df2393e20e5b5ee79f9de0f39bb4aaaf63b52482ac98ab3dbd24fd79dd628','','00-13395dd3cf257cbd3e43eb4e88b20ec2-57018ce26c20810a-01','f0e2b34f3aa031fc7238cb88cdc27fa7339840c5bd4bb07a797d819e105e0f38');
INSERT INTO audit VALUES(12,1796096293641204,0,'analyst','analyst','TakeUpEvaluation','01a22fae-7ad4-717f-ac94-c04855f3068f','','c48dba0bb9c4bed0b97a50b9f20cb2a2328a9744b1b2ae11f79dab9ffdc928f5','','00-edc31a43c709166053c870376fe718d5-aea939ea2585e887-01','2a7094e369e4604ecd02b2891f29ef2b9a26df8a37ac227cbd0f525a589fec2d');
INSERT INTO audit VALUES(13,1796096293656491,0,'analyst','analyst','ApproveEvaluation','01a22fae-7ad4-717f-ac94-c04855f3068f','','64150bf2b8695fe0c61a334460f60cd9639ba67f37a35deffef5f44deb434d80','','00-2353f67d1118485ed1de6bc39fb7cc83-703e7946e5a6ca17-01','c8ff97b2e39b583c19b9db3bd4b1c957f6d54e6b23bc8b3c353309f73880a06f');
INSERT INTO audit VALUES(14,1796096293687339,0,'analyst','analyst','ReleaseEvaluation','01a22fae-7ad4-717f-ac94-c04855f3068f','','c855ab43049ad5f02e732562275c6ce6b2d4c37b5f9721beae1abe0927da6d87','','00-cc7c84d2fa57e949583425674bd9ff7d-dc4d0e5a6a77831c-01','959d9cf3419b8816451c4192dcacd9802b07717f9f0ce0cd61a1ea8db9d9d2e7');
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
INSERT INTO subject_key VALUES('person/analyst','1a93a8e0f3a095be','Fy9Wx1MDeKOHvI4Oe9YX8CAvrvfXF-r72Qekto4zshpnF-_Rg4cdx3AC02DHki_IdgGS2rG4wsVfszYK-1RJkQHSFPNByJkY','k1',1796096293355357);
CREATE TABLE shredded_key (key_id text primary key, at integer not null) strict;
CREATE TABLE store_meta (name text primary key, value text not null) strict;
INSERT INTO store_meta VALUES('log_id','00000000-0000-7d92-bcf7-14c198fd4dfa');
CREATE TABLE entity (
  id text primary key,
  code text not null unique,
  name text not null,
  version integer not null check (version >= 1)
) strict;
INSERT INTO entity VALUES('01a22fae-7a21-7883-a446-705a5b59db40','E2-c4410199','{"ar":"نص: Entity","en":"Entity"}',1);
INSERT INTO entity VALUES('01a22fae-7aa4-7a89-b4a6-b95bc04289f9','E3-7a8e2bb2','{"ar":"نص: Entity","en":"Entity"}',1);
CREATE TABLE branch (
  id text primary key,
  entity_id text not null references entity (id),
  code text not null,
  name text not null,
  version integer not null check (version >= 1),
  unique (entity_id, code)
) strict;
INSERT INTO branch VALUES('01a22fae-7a37-731b-b736-170142aab977','01a22fae-7a21-7883-a446-705a5b59db40','HQ','{"ar":"نص: Headquarters","en":"Headquarters"}',1);
INSERT INTO branch VALUES('01a22fae-7ab7-7ebc-a8bb-9700c262a535','01a22fae-7aa4-7a89-b4a6-b95bc04289f9','HQ','{"ar":"نص: Headquarters","en":"Headquarters"}',1);
CREATE TABLE service (
  id text primary key,
  entity_id text not null references entity (id),
  code text not null,
  name text not null,
  channels text not null,
  version integer not null check (version >= 1),
  unique (entity_id, code)
) strict;
INSERT INTO service VALUES('01a22fae-7a48-7f34-a081-872661f8d7dc','01a22fae-7a21-7883-a446-705a5b59db40','S1','{"ar":"نص: A permit","en":"A permit"}','["visit","web"]',1);
INSERT INTO service VALUES('01a22fae-7ac7-74cf-aee0-8e75a06b78f5','01a22fae-7aa4-7a89-b4a6-b95bc04289f9','S1','{"ar":"نص: A permit","en":"A permit"}','["visit","web"]',1);
CREATE TABLE form_version (
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
INSERT INTO form_version VALUES('01a22fae-79ea-7084-8402-65b702642ceb','01a22fae-79ea-73ec-93b2-e6faa93b1119',1,'visit-1-185de144','{"ar":"نص: A visit","en":"A visit"}','published','{"choices":[{"label":{"ar":"نص: yes","en":"yes"},"list":"yes_no","name":"yes","points":1.0,"scored":true},{"label":{"ar":"نص: no","en":"no"},"list":"yes_no","name":"no","points":0.0,"scored":true},{"label":{"ar":"نص: na","en":"na"},"list":"yes_no","name":"na","points":0.0,"scored":false},{"label":{"ar":"نص: card","en":"card"},"list":"paid","name":"card","points":0.0,"scored":false},{"label":{"ar":"نص: nothing","en":"nothing"},"list":"paid","name":"nothing","points":0.0,"scored":false}],"code":"visit-1-185de144","groups":[],"questions":[{"appearance":"","best":1.0,"calculation":"","constraint":"","constraint_message":{"ar":"","en":""},"dimension":"staff","group":"","hint":{"ar":"","en":""},"label":{"ar":"نص: greeted","en":"greeted"},"list":"yes_no","name":"greeted","relevant":"","required":true,"scored":true,"type":"select_one","weight":1.0,"worst":0.0},{"appearance":"","best":1.0,"calculation":"","constraint":"","constraint_message":{"ar":"","en":""},"dimension":"information","group":"","hint":{"ar":"","en":""},"label":{"ar":"نص: clear","en":"clear"},"list":"yes_no","name":"clear","relevant":"","required":true,"scored":true,"type":"select_one","weight":1.0,"worst":0.0},{"appearance":"","best":0.0,"calculation":"","constraint":". >= 0 and . <= 600","constraint_message":{"ar":"","en":""},"dimension":"time","group":"","hint":{"ar":"","en":""},"label":{"ar":"نص: minutes","en":"minutes"},"list":"","name":"minutes","relevant":"","required":true,"scored":true,"type":"integer","weight":1.0,"worst":60.0},{"appearance":"","best":0.0,"calculation":"","constraint":"","constraint_message":{"ar":"","en":""},"dimension":"","group":"","hint":{"ar":"","en":""},"label":{"ar":"نص: paid","en":"paid"},"list":"paid","name":"paid","relevant":"","required":false,"scored":false,"type":"select_one","weight":1.0,"worst":0.0},{"appearance":"","best":0.0,"calculation":"","constraint":"","constraint_message":{"ar":"","en":""},"dimension":"","group":"","hint":{"ar":"","en":""},"label":{"ar":"نص: receipt","en":"receipt"},"list":"","name":"receipt","relevant":"${paid} = ''card''","required":true,"scored":false,"type":"evidence","weight":1.0,"worst":0.0},{"appearance":"","best":0.0,"calculation":"","constraint":"","constraint_message":{"ar":"","en":""},"dimension":"","group":"","hint":{"ar":"","en":""},"label":{"ar":"نص: comment","en":"comment"},"list":"","name":"comment","relevant":"","required":false,"scored":false,"type":"text","weight":1.0,"worst":0.0}],"title":{"ar":"نص: A visit","en":"A visit"}}',1796096293354429,1796096293384646,2);
CREATE TABLE policy (
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
INSERT INTO policy VALUES(1,90,30,3,1,48,120,31,3);
CREATE TABLE member (
  id text primary key,
  programme_id text not null,
  shopper text not null,
  state text not null,
  certified integer not null check (certified in (0, 1)),
  conflicts text not null,
  absent_from text not null,
  absent_to text not null
) strict;
INSERT INTO member VALUES('01a22fae-7572-7787-910e-ce3905ef1db3','01a22fae-7538-72b0-8432-983e5e4fb426','person-01a22fae-7572-7a72-8d9c-3c0a315b9103','active',1,'[]','','');
CREATE TABLE assignment (
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
INSERT INTO assignment VALUES('01a22fae-7a6c-75a0-a6b8-d967badc8851','01a22fae-7538-72b0-8432-983e5e4fb426','01a22fae-7a21-7883-a446-705a5b59db40','01a22fae-7a37-731b-b736-170142aab977','01a22fae-7a48-7f34-a081-872661f8d7dc','visit','01a22fae-79ea-73ec-93b2-e6faa93b1119','','cancelled','baseline','','{"ar":"","en":""}','2026-12-01','2026-12-08',0,'only a look at the panel','',1796096293484051,1796096293529711,2);
CREATE TABLE evaluation (
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
INSERT INTO evaluation VALUES('01a22fae-7ad4-717f-ac94-c04855f3068f','359186f6-90fe-848a-bbdf-db376b484232','01a22fae-7538-72b0-8432-983e5e4fb426','person-01a22fae-7572-7a72-8d9c-3c0a315b9103','','01a22fae-7aa4-7a89-b4a6-b95bc04289f9','01a22fae-7ab7-7ebc-a8bb-9700c262a535','01a22fae-7ac7-74cf-aee0-8e75a06b78f5','visit','01a22fae-79ea-73ec-93b2-e6faa93b1119',1,'released','organic','baseline','','2026-12-01',0,'{"greeted":"yes","clear":"yes","minutes":5}',0.97222222222222220988,'[{"dimension":"staff","items":1,"score":1.0},{"dimension":"information","items":1,"score":1.0},{"dimension":"time","items":1,"score":0.9166666666666666}]','[]',1,0,1796096293608358,1796096293608358,1796096293687341,1796096293687341,4);
CREATE TABLE revision (
  evaluation_id text not null references evaluation (id),
  revision integer not null,
  answers text not null,
  score real,
  dimensions text not null,
  cause text not null,
  replaced_at integer not null,
  primary key (evaluation_id, revision)
) strict;
CREATE TABLE review (
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
INSERT INTO review VALUES('01a22fae-7b09-7427-b99d-8476794638aa','01a22fae-7ad4-717f-ac94-c04855f3068f',2,'take_up','submitted','in_review','analyst','as the rules say','[]','',1796096293641207);
INSERT INTO review VALUES('01a22fae-7b18-72a7-9f6c-47557130161a','01a22fae-7ad4-717f-ac94-c04855f3068f',3,'approve','in_review','approved','analyst','as the rules say','[]','',1796096293656493);
INSERT INTO review VALUES('01a22fae-7b37-7359-a97d-e32e0fe63af4','01a22fae-7ad4-717f-ac94-c04855f3068f',4,'release','approved','released','analyst','as the rules say','[]','',1796096293687341);
CREATE TABLE evidence (
  evaluation_id text not null references evaluation (id),
  sha256 text not null check (length(sha256) = 64),
  stored_sha256 text not null check (length(stored_sha256) = 64),
  content_type text not null,
  size_bytes integer not null check (size_bytes > 0),
  at integer not null,
  primary key (evaluation_id, sha256)
) strict;
CREATE TABLE author_disclosure (
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
CREATE TABLE recognition (
  id text primary key,
  shopper text not null,
  entity_id text not null references entity (id),
  branch_id text not null,
  assignment_id text not null,
  at integer not null
) strict;
CREATE TABLE suggestion (
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
CREATE TABLE evidence_orphan (sha256 text primary key) strict;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('outbox',8);
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
CREATE INDEX form_version_code on form_version (code, form_version);
CREATE TRIGGER form_version_published_is_final before update on form_version when old.state = 'published'
  begin select raise(abort, 'a published form version never changes'); end;
CREATE INDEX member_shopper on member (shopper, programme_id);
CREATE INDEX member_programme on member (programme_id, id);
CREATE INDEX assignment_shopper on assignment (shopper, id);
CREATE INDEX assignment_state on assignment (state, id);
CREATE INDEX assignment_entity on assignment (entity_id, id);
CREATE INDEX assignment_recommendation on assignment (recommendation_id, id) where recommendation_id <> '';
CREATE INDEX evaluation_shopper on evaluation (shopper, id);
CREATE INDEX evaluation_state on evaluation (state, id);
CREATE INDEX evaluation_entity on evaluation (entity_id, service_id, id);
CREATE UNIQUE INDEX evaluation_result on evaluation (result_id) where result_id <> '';
CREATE UNIQUE INDEX evaluation_assignment on evaluation (assignment_id) where assignment_id <> '';
CREATE TRIGGER revision_no_update before update on revision begin select raise(abort, 'revisions are append-only'); end;
CREATE TRIGGER revision_no_delete before delete on revision begin select raise(abort, 'revisions are append-only'); end;
CREATE UNIQUE INDEX review_evaluation on review (evaluation_id, evaluation_version);
CREATE INDEX author_disclosure_programme on author_disclosure (programme_id, id);
CREATE INDEX recognition_shopper on recognition (shopper, entity_id);
CREATE INDEX suggestion_shopper on suggestion (shopper, id);
CREATE INDEX suggestion_entity on suggestion (entity_id, id);
COMMIT;
