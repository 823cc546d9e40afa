#include "platform/crypto/hash.h"
#include "registration/usecases/programmes.h"

namespace shopper::registration {
namespace {

// The top-level members in which two sets of details differ, as JSON pointers.
std::vector<FieldError> differences(const ProgrammeDetails& a, const ProgrammeDetails& b) {
  std::vector<FieldError> found;
  ProgrammeDetails::each_field([&](const char* name, auto member) {
    if (codec::to_json(a.*member) != codec::to_json(b.*member))
      found.push_back({"/" + std::string(name), "DIFFERS", {"يختلف عن المحفوظ", "It differs from what is stored"}});
  });
  return found;
}

}  // namespace

Result<Programme> put_programme(Unit& unit, const PutProgramme& input) {
  if (!crypto::is_uuid(input.id)) return refuse(ErrorKind::malformed, "ID_INVALID", {"المعرّف يجب أن يكون UUID", "The id must be a UUID"});
  if (auto existing = unit.db.find<Programme>("id = :id", {input.id})) {
    auto fields = differences(*existing, input);
    if (fields.empty()) return load_programme(unit, input.id);
    auto error = conflict("PROGRAMME_DIFFERS", {"يوجد برنامج بهذا المعرّف ومحتوى آخر؛ استعمل PATCH لتعديله", "This id has a programme with other content; use PATCH to change it"});
    error.fields = std::move(fields);
    return error;
  }
  SHOPPER_CHECK(check_programme(input, false));
  if (programme_code_taken(unit.db, input.code, input.id))
    return conflict("PROGRAMME_CODE_TAKEN", fill({"الرمز {} مستعمل لبرنامج آخر", "The code {} belongs to another programme"}, {input.code}));
  Programme programme;
  programme.details() = input;
  programme.id = input.id;
  programme.created_at = unit.now;
  unit.db.insert(programme);
  return programme;
}

}  // namespace shopper::registration
