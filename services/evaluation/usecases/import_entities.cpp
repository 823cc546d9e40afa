#include "evaluation/import/csv.h"
#include "evaluation/usecases/catalogue.h"

namespace shopper::evaluation {

using namespace domain;

namespace {

// Inserts what is new, changes what differs, and counts; the id by which the entry is known from now on.
template <class T, class Differs>
std::string merge(Unit& unit, ImportedEntities& counts, std::optional<T> kept, T read, Differs differs) {
  if (!kept) {
    read.id = unit.new_id();
    unit.db.insert(read);
    announce(unit, read);
    ++counts.added;
    return read.id;
  }
  if (!differs(*kept, read)) {
    ++counts.unchanged;
    return kept->id;
  }
  read.id = kept->id;
  read.version = kept->version + 1;
  unit.db.update(read);
  announce(unit, read);
  ++counts.changed;
  return read.id;
}

}  // namespace

Result<Done> prepare_import_entities(const Actor&, ImportEntities& in) {
  if (in.content.empty()) return invalid_field("/content", "CONTENT_MISSING", {"لم يُرسل ملف", "No file was sent"});
  SHOPPER_TRY(const auto sheet, import::read_csv(in.content, "entities"));
  SHOPPER_TRY(in.catalogue, read_catalogue(sheet));
  return Done{};
}

Result<ImportedEntities> import_entities(Unit& unit, const ImportEntities& in) {
  ImportedEntities counts;
  counts.entities = static_cast<std::int64_t>(in.catalogue.entities.size());
  counts.branches = static_cast<std::int64_t>(in.catalogue.branches.size());
  counts.services = static_cast<std::int64_t>(in.catalogue.services.size());
  std::map<std::string, std::string> ids;
  const auto renamed = [](const auto& a, const auto& b) { return a.name != b.name; };
  for (const auto& e : in.catalogue.entities)
    ids[e.code] = merge<Entity>(unit, counts, stored::entity_by_code(unit.db, e.code), {"", e.code, e.name, 1}, renamed);
  for (const auto& b : in.catalogue.branches) {
    const auto& entity_id = ids[b.entity_code];
    merge<Branch>(unit, counts, stored::branch_by_code(unit.db, entity_id, b.code), {"", entity_id, b.code, b.name, 1}, renamed);
  }
  for (const auto& s : in.catalogue.services) {
    const auto& entity_id = ids[s.entity_code];
    merge<Service>(unit, counts, stored::service_by_code(unit.db, entity_id, s.code), {"", entity_id, s.code, s.name, s.channels, 1},
                   [](const Service& a, const Service& b) { return a.name != b.name || a.channels != b.channels; });
  }
  return counts;
}

}  // namespace shopper::evaluation
