// Entities, branches, services: lists, additions, changes, import of entities.csv.
#pragma once

#include "evaluation/domain/catalogue_import.h"
#include "evaluation/usecases/shared.h"

namespace shopper::evaluation {

struct ListEntities {
  std::string code;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListEntities, code, limit, cursor)
};
struct ListOfEntity {
  std::string entity_id;
  std::string code;
  int limit = 0;
  std::string cursor;
  SHOPPER_FIELDS(ListOfEntity, entity_id, code, limit, cursor)
};
struct CreateEntity {
  std::string code;
  Text name;
  SHOPPER_FIELDS(CreateEntity, code, name)
};
struct CreateBranch {
  std::string entity_id;
  std::string code;
  Text name;
  SHOPPER_FIELDS(CreateBranch, entity_id, code, name)
};
struct CreateService {
  std::string entity_id;
  std::string code;
  Text name;
  std::vector<std::string> channels;
  SHOPPER_FIELDS(CreateService, entity_id, code, name, channels)
};
struct NameChanges {
  Text name;
  SHOPPER_FIELDS(NameChanges, name)
};
struct ServiceChanges {
  Text name;
  std::vector<std::string> channels;
  SHOPPER_FIELDS(ServiceChanges, name, channels)
};
template <class Changes>
struct Patch {
  std::string id;
  Changes changes;
  std::vector<std::string> changed_fields;
  std::int64_t expected_version = 0;
  SHOPPER_FIELDS(Patch, id, changes, changed_fields, expected_version)
};

Result<Page<domain::Entity>> list_entities(Unit& unit, const ListEntities& in);
Result<Page<domain::Branch>> list_branches(Unit& unit, const ListOfEntity& in);
Result<Page<domain::Service>> list_services(Unit& unit, const ListOfEntity& in);
Result<domain::Entity> get_entity(Unit& unit, const ById& in);
Result<domain::Branch> get_branch(Unit& unit, const ById& in);
Result<domain::Service> get_service(Unit& unit, const ById& in);
Result<domain::Entity> create_entity(Unit& unit, const CreateEntity& in);
Result<domain::Branch> create_branch(Unit& unit, const CreateBranch& in);
Result<domain::Service> create_service(Unit& unit, const CreateService& in);
Result<domain::Entity> patch_entity(Unit& unit, const Patch<NameChanges>& in);
Result<domain::Branch> patch_branch(Unit& unit, const Patch<NameChanges>& in);
Result<domain::Service> patch_service(Unit& unit, const Patch<ServiceChanges>& in);

struct ImportEntities {
  std::string content;
  domain::Catalogue catalogue;     // read by prepare_import_entities
  SHOPPER_FIELDS(ImportEntities, content)
};
struct ImportedEntities {
  std::int64_t entities = 0, branches = 0, services = 0;
  std::int64_t added = 0, changed = 0, unchanged = 0;
  SHOPPER_FIELDS(ImportedEntities, entities, branches, services, added, changed, unchanged)
};
// Reads the file before the transaction; every bad cell at once.
Result<Done> prepare_import_entities(const Actor& actor, ImportEntities& in);
Result<ImportedEntities> import_entities(Unit& unit, const ImportEntities& in);

// Tells the others about a new or changed entry.
void announce(Unit& unit, const domain::Entity& entity);
void announce(Unit& unit, const domain::Branch& branch);
void announce(Unit& unit, const domain::Service& service);

}  // namespace shopper::evaluation
