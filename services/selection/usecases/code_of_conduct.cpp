#include "platform/crypto/hash.h"
#include "selection/usecases/members.h"

namespace shopper::selection {

CodeOfConduct code_of(Unit& unit, const std::string& programme_id) {
  return unit.db.find<CodeOfConduct>("id = :i", {programme_id}).value_or(CodeOfConduct{programme_id, "", {}, ""});
}

Result<CodeOfConduct> put_code_of_conduct(Unit& unit, const PutCodeOfConduct& input) {
  SHOPPER_CHECK(load_programme(unit, input.id));
  FieldErrors errors;
  errors.check(!input.code_version.empty() && input.code_version.size() <= 40, "/code_version", "LENGTH", {"يلزم نص من 1 إلى 40 بايت", "A text of 1 to 40 bytes is needed"});
  errors.check(input.text.complete(), "/text", "TEXT_INCOMPLETE", {"يلزم النص بالعربية والإنجليزية", "The text is needed in Arabic and English"});
  SHOPPER_CHECK(errors.result());
  CodeOfConduct code{input.id, input.code_version, input.text, crypto::sha256_hex(input.text.ar + "\n" + input.text.en)};
  if (const auto existing = unit.db.find<CodeOfConduct>("id = :i", {input.id}); existing && existing->code_version == code.code_version && existing->sha256 != code.sha256)
    return conflict("CODE_VERSION_TAKEN", {"لهذا الإصدار نص آخر؛ أعط النص الجديد إصداراً جديداً", "This version has another text; give the new text a new version"});
  unit.db.upsert(code);
  return code;
}

Result<CodeOfConduct> get_code_of_conduct(Unit& unit, const ById& input) {
  auto code = unit.db.find<CodeOfConduct>("id = :i", {input.id});
  if (!code) return errors::not_found(input.id);
  return std::move(*code);
}

}  // namespace shopper::selection
