#include <catch2/catch.hpp>

#include "tests/evaluation/import/zip_builder.h"
#include "tests/evaluation/usecases/world.h"

using namespace shopper;
using namespace shopper::evaluation;
using namespace shopper::evaluation::testing;
using Fields = std::vector<std::string>;

TEST_CASE_METHOD(World, "entities.csv imports once, changes what differs, and tells the others") {
  furnish();
  CHECK(events("entity.changed").size() == 2);
  CHECK(events("branch.changed").size() == 3);
  CHECK(events("service.changed").size() == 2);
  ImportEntities in{"entity_code,entity_ar,entity_en,branch_code,branch_ar,branch_en,service_code,service_ar,service_en,channels\n"
                    "MOI,الداخلية,Ministry of Interior,HQ,المقر,Headquarters,PASS,جواز,Passport,visit;web;app\n",
                    {}};
  REQUIRE(prepare_import_entities(analyst(), in).ok());
  const auto result = as(analyst(), import_entities, in);
  REQUIRE(result.ok());
  CHECK(result->added == 0);
  CHECK(result->changed == 2);
  CHECK(result->unchanged == 1);
  CHECK(as(analyst(), get_entity, ById{entity_id})->version == 2);
  ImportEntities bad{"nonsense", {}};
  CHECK(fields_of(prepare_import_entities(analyst(), bad)).size() == 10);
  ImportEntities none;
  CHECK(fields_of(prepare_import_entities(analyst(), none)) == Fields{"/content CONTENT_MISSING"});
}

TEST_CASE_METHOD(World, "catalogue entries are added, changed and paged") {
  furnish();
  const auto entity = as(analyst(), create_entity, CreateEntity{"MOT", {"النقل", "Transport"}});
  REQUIRE(entity.ok());
  CHECK(code_of(as(analyst(), create_entity, CreateEntity{"MOT", {"ن", "T"}})) == "CODE_TAKEN");
  CHECK(fields_of(as(analyst(), create_branch, CreateBranch{"x", "HQ", {"م", "H"}})) == Fields{"/entity_id ENTITY_UNKNOWN"});
  CHECK(fields_of(as(analyst(), create_service, CreateService{"x", "S", {"م", "H"}, {"web"}})) == Fields{"/entity_id ENTITY_UNKNOWN"});
  REQUIRE(as(analyst(), create_branch, CreateBranch{entity->id, "HQ", {"م", "H"}}).ok());
  CHECK(code_of(as(analyst(), create_branch, CreateBranch{entity->id, "HQ", {"م", "H"}})) == "CODE_TAKEN");
  const auto service = as(analyst(), create_service, CreateService{entity->id, "S", {"م", "H"}, {"web"}});
  REQUIRE(service.ok());
  CHECK(code_of(as(analyst(), create_service, CreateService{entity->id, "S", {"م", "H"}, {"web"}})) == "CODE_TAKEN");

  Patch<NameChanges> rename{entity->id, {{"", "Ministry of Transport"}}, {"name.en"}, 1};
  const auto renamed = as(analyst(), patch_entity, rename);
  REQUIRE(renamed.ok());
  CHECK(renamed->name == Text{"النقل", "Ministry of Transport"});
  CHECK(code_of(as(analyst(), patch_entity, rename)) == "VERSION_STALE");
  rename.id = "x";
  CHECK(as(analyst(), patch_branch, rename).error().kind == ErrorKind::not_found);
  CHECK(fields_of(as(analyst(), patch_service, Patch<ServiceChanges>{service->id, {{}, {}}, {"channels"}, 1})) == Fields{"/channels CHANNELS_MISSING"});

  ListEntities page;
  page.limit = 2;
  const auto first = as(analyst(), list_entities, page);
  REQUIRE(first->items.size() == 2);
  page.cursor = first->next_cursor;
  const auto second = as(analyst(), list_entities, page);
  CHECK(second->items.size() == 1);
  CHECK(second->next_cursor.empty());
  ListOfEntity by_code;
  by_code.code = "PASS";
  CHECK(as(analyst(), list_services, by_code)->items.size() == 1);
  by_code = {};
  by_code.entity_id = entity_id;
  CHECK(as(analyst(), list_branches, by_code)->items.size() == 2);
}

TEST_CASE_METHOD(World, "forms: drafts change, published versions never do, and the next one follows") {
  const auto draft = as(analyst(), create_form, CreateForm{sample_form()});
  REQUIRE(draft.ok());
  const GetFormVersion first{draft->form_id, 1};
  CHECK(as(shopper("sara"), get_form_version, first).error().kind == ErrorKind::not_found);
  auto changed = sample_form();
  changed.title.en = "A visit";
  CHECK(as(analyst(), create_form, CreateForm{changed})->version == 2);
  CHECK(code_of(as(analyst(), publish_form, PublishForm{draft->form_id, 1, 1})) == "VERSION_STALE");
  REQUIRE(as(analyst(), publish_form, PublishForm{draft->form_id, 1, 2}).ok());
  CHECK(code_of(as(analyst(), publish_form, PublishForm{draft->form_id, 1, 3})) == "WRONG_STATE");
  CHECK(as(analyst(), publish_form, PublishForm{"x", 1, 3}).error().kind == ErrorKind::not_found);
  CHECK(as(shopper("sara"), get_form_version, first)->title.en == "A visit");
  const auto told = events("form.published");
  REQUIRE(told.size() == 1);
  CHECK(told[0].second["items"].size() == 5);
  CHECK(told[0].second["items"][1]["max"] == 5.0);
  const auto next = as(analyst(), create_form, CreateForm{sample_form()});
  CHECK(next->form_id == draft->form_id);
  CHECK(next->form_version == 2);
  CHECK(as(analyst(), list_forms, ListForms{})->items.size() == 1);
  CHECK(code_of(store->write<Done>([&](store::Db& db) -> Result<Done> {
    db.execute("update form_version set code = 'x' where form_version = 1");
    return Done{};
  })) == "INTERNAL");   // the database itself refuses

  auto broken = sample_form();
  broken.questions[0].relevant = "${x} = 1";
  CHECK(fields_of(as(analyst(), create_form, CreateForm{broken})) == Fields{"/definition/questions/0/relevant VARIABLE_UNKNOWN"});
}

TEST_CASE_METHOD(World, "a form arrives as XLSForm") {
  ImportForm in{make_zip({{"survey.csv", "type,name,label::Arabic (ar),label::English (en),dimension\nselect_one yn,clear,هل كانت الخطوات واضحة؟,Were the steps clear?,clarity\n"},
                          {"choices.csv", "list_name,name,label::ar,label::en,score\nyn,yes,نعم,Yes,1\nyn,no,لا,No,0\n"},
                          {"settings.csv", "form_id,form_title::ar,form_title::en\nv1,زيارة,Visit\n"}}),
                {}};
  REQUIRE(prepare_import_form(analyst(), in).ok());
  const auto form = as(analyst(), import_form, in);
  REQUIRE(form.ok());
  CHECK(form->definition.questions[0].scored);
  REQUIRE(form->advice.size() == 1);
  CHECK(form->advice[0].code == "NOT_OBSERVED_MISSING");
  ImportForm bad{"type,name\n", {}};
  CHECK(fields_of(prepare_import_form(analyst(), bad)) == Fields{"/csv/1 SHEET_NAME_EXPECTED"});
}

TEST_CASE_METHOD(World, "the numbers of the rules are versions") {
  auto policy = as(analyst(), get_policy, GetPolicy{});
  REQUIRE(policy.ok());
  CHECK(policy->branch_rotation_days == 90);
  PutPolicy in;
  static_cast<domain::Policy&>(in) = *policy;
  in.branch_rotation_days = 60;
  CHECK(code_of(as(analyst(), put_policy, in)) == "VERSION_STALE");
  in.expected_version = 1;
  CHECK(as(analyst(), put_policy, in)->version == 2);
  CHECK(as(analyst(), get_policy, GetPolicy{})->branch_rotation_days == 60);
  in.expected_version = 2;
  in.offer_hours = 0;
  CHECK(fields_of(as(analyst(), put_policy, in)) == Fields{"/offer_hours OUT_OF_RANGE"});
}
