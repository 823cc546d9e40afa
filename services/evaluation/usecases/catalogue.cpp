#include "evaluation/usecases/catalogue.h"

#include "evaluation/usecases/events_out.h"

namespace shopper::evaluation {

using namespace domain;

namespace {

Error code_taken(const std::string& code) { return conflict("CODE_TAKEN", fill({"الرمز {} مستعمل", "The code {} is already used"}, {code})); }
Error entity_unknown() { return invalid_field("/entity_id", "ENTITY_UNKNOWN", {"لا توجد جهة بهذا المعرّف", "There is no such entity"}); }

template <class T>
Result<T> found(std::optional<T> thing, const std::string& id) {
  if (!thing) return errors::not_found(id);
  return std::move(*thing);
}

// Applies the changes to a kept entry and tells the others, if anything is new.
template <class T, class Changes, class Check>
Result<T> patched(Unit& unit, std::optional<T> kept, const Patch<Changes>& in, Changes current, Check check, const std::function<void(T&, Changes&&)>& put) {
  if (!kept) return errors::not_found(in.id);
  SHOPPER_CHECK(expect_version(kept->version, in.expected_version));
  apply_changes(current, in.changes, in.changed_fields);
  put(*kept, std::move(current));
  SHOPPER_CHECK(check(*kept));
  ++kept->version;
  unit.db.update(*kept);
  announce(unit, *kept);
  return std::move(*kept);
}

}  // namespace

void announce(Unit& unit, const Entity& e) { unit.emit("entity.changed", e.id, events_out::EntityChanged{e.id, e.code, e.name}); }
void announce(Unit& unit, const Branch& b) { unit.emit("branch.changed", b.id, events_out::BranchChanged{b.id, b.entity_id, b.code, b.name}); }
void announce(Unit& unit, const Service& s) { unit.emit("service.changed", s.id, events_out::ServiceChanged{s.id, s.entity_id, s.code, s.name, s.channels}); }

Result<Page<Entity>> list_entities(Unit& unit, const ListEntities& in) {
  const int limit = page_limit(in.limit);
  return make_page(stored::entities(unit.db, in.code, in.cursor, limit + 1), limit, [](const Entity& e) { return e.id; });
}
Result<Page<Branch>> list_branches(Unit& unit, const ListOfEntity& in) {
  const int limit = page_limit(in.limit);
  return make_page(stored::branches(unit.db, in.entity_id, in.code, in.cursor, limit + 1), limit, [](const Branch& b) { return b.id; });
}
Result<Page<Service>> list_services(Unit& unit, const ListOfEntity& in) {
  const int limit = page_limit(in.limit);
  return make_page(stored::services(unit.db, in.entity_id, in.code, in.cursor, limit + 1), limit, [](const Service& s) { return s.id; });
}

Result<Entity> get_entity(Unit& unit, const ById& in) { return found(stored::entity(unit.db, in.id), in.id); }
Result<Branch> get_branch(Unit& unit, const ById& in) { return found(stored::branch(unit.db, in.id), in.id); }
Result<Service> get_service(Unit& unit, const ById& in) { return found(stored::service(unit.db, in.id), in.id); }

Result<Entity> create_entity(Unit& unit, const CreateEntity& in) {
  Entity entity{unit.new_id(), in.code, in.name, 1};
  SHOPPER_CHECK(check_entity(entity));
  if (!unit.db.insert_new(entity)) return code_taken(in.code);
  announce(unit, entity);
  return entity;
}

Result<Branch> create_branch(Unit& unit, const CreateBranch& in) {
  Branch branch{unit.new_id(), in.entity_id, in.code, in.name, 1};
  SHOPPER_CHECK(check_branch(branch));
  if (!stored::entity(unit.db, in.entity_id)) return entity_unknown();
  if (!unit.db.insert_new(branch)) return code_taken(in.code);
  announce(unit, branch);
  return branch;
}

Result<Service> create_service(Unit& unit, const CreateService& in) {
  Service service{unit.new_id(), in.entity_id, in.code, in.name, in.channels, 1};
  SHOPPER_CHECK(check_service(service));
  if (!stored::entity(unit.db, in.entity_id)) return entity_unknown();
  if (!unit.db.insert_new(service)) return code_taken(in.code);
  announce(unit, service);
  return service;
}

Result<Entity> patch_entity(Unit& unit, const Patch<NameChanges>& in) {
  auto kept = stored::entity(unit.db, in.id);
  NameChanges current{kept ? kept->name : Text{}};
  return patched<Entity, NameChanges>(unit, std::move(kept), in, std::move(current), check_entity, [](Entity& e, NameChanges&& c) { e.name = std::move(c.name); });
}

Result<Branch> patch_branch(Unit& unit, const Patch<NameChanges>& in) {
  auto kept = stored::branch(unit.db, in.id);
  NameChanges current{kept ? kept->name : Text{}};
  return patched<Branch, NameChanges>(unit, std::move(kept), in, std::move(current), check_branch, [](Branch& b, NameChanges&& c) { b.name = std::move(c.name); });
}

Result<Service> patch_service(Unit& unit, const Patch<ServiceChanges>& in) {
  auto kept = stored::service(unit.db, in.id);
  ServiceChanges current = kept ? ServiceChanges{kept->name, kept->channels} : ServiceChanges{};
  return patched<Service, ServiceChanges>(unit, std::move(kept), in, std::move(current), check_service, [](Service& s, ServiceChanges&& c) {
    s.name = std::move(c.name);
    s.channels = std::move(c.channels);
  });
}

}  // namespace shopper::evaluation
