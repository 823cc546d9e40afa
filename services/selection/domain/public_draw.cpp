#include "selection/domain/public_draw.h"

namespace shopper::selection {
namespace {

constexpr std::size_t text_max_bytes = 1000;

using S = DrawState;
using C = DrawCommand;
constexpr Transition<S, C> transitions[] = {
    {S::prepared, C::commit, S::committed}, {S::prepared, C::discard, S::discarded}, {S::committed, C::enter, S::entered},
    {S::entered, C::enter, S::entered},     {S::entered, C::confirm, S::drawn}, {S::entered, C::set_aside, S::committed},
};

}  // namespace

const Lifecycle<DrawState, DrawCommand>& draw_lifecycle() {
  static constexpr Lifecycle<S, C> lifecycle(transitions);
  return lifecycle;
}

PublicDraw public_view(const Draw& draw) {
  PublicDraw view{draw.id, draw.version, draw.programme_id, draw.state, draw.candidates, draw.size, draw.panels, draw.method, draw.lowest_chance, draw.highest_chance, draw.commitment_sha256,
                  draw.committed_at, draw.sources, "", "", 0, {}};
  if (draw.state != S::drawn) {
    view.state = S::committed;   // what one person has entered is nobody else's yet
    return view;
  }
  view.value = draw.value;
  view.evidence = draw.evidence;
  view.drawn_index = draw.drawn_index;
  view.drawn_at = draw.confirmed_at;
  return view;
}

std::string place_id(const std::string& draw_id, const std::string& application_id) { return draw_id + "/" + application_id; }

bool is_public(DrawState state) { return state == S::committed || state == S::entered || state == S::drawn; }

Result<Done> expect_same_way(const Draw& draw, bool imported) {
  if (draw.imported == imported) return Done{};
  return conflict("IMPORT_MIXED", {"السحب المستورد يُستورد كاملاً، والسحب الحي يُجرى كله في وقته", "An imported draw is imported as a whole; a live draw is done live to its end"});
}

Result<Done> may_commit(const Draw& draw, const std::string& person, Instant now) {
  if (person == draw.prepared_by)
    return refuse(ErrorKind::forbidden, "SECOND_PERSON_NEEDED", {"يُلزم بالسحب شخص غير الذي أعدّه", "Another person than the one who prepared the draw commits it"});
  if (now < draw.prepared_at) return conflict("BEFORE_PREPARED", {"لا يُلزم بسحب قبل إعداده", "A draw is not committed before it is prepared"});
  if (!(now < draw.sources.front().at))
    return conflict("RANDOMNESS_PAST", {"حان وقت مصدر العشوائية؛ ألغِ السحب المعدّ وأعدّه بمصدر لاحق", "The time of the source has come; discard the draw and prepare it with a later one"});
  return Done{};
}

Result<EnteredValue> checked_value(const Draw& draw, EnteredValue entered, Instant now) {
  FieldErrors errors;
  const bool announced = entered.source >= 0 && static_cast<std::size_t>(entered.source) < draw.sources.size();
  errors.check(announced, "/source", "OUT_OF_RANGE", fill({"رقم مصدر معلن من 0 إلى {}", "The number of an announced source, from 0 to {}"}, {std::to_string(draw.sources.size() - 1)}));
  errors.check(entered.evidence.size() <= text_max_bytes, "/evidence", "LENGTH", {"1000 بايت على الأكثر", "At most 1000 bytes"});
  errors.check(entered.reason.size() <= text_max_bytes, "/reason", "LENGTH", {"1000 بايت على الأكثر", "At most 1000 bytes"});
  errors.check(!announced || entered.source == 0 || !entered.reason.empty(), "/reason", "REQUIRED", {"لماذا لا يُستعمل المصدر الأول", "Why it is not the first source"});
  SHOPPER_CHECK(errors.result());
  const auto& source = draw.sources[static_cast<std::size_t>(entered.source)];
  const auto canonical = procedure::canonical_value(source.kind, entered.value, static_cast<std::size_t>(draw.panels));
  errors.check(canonical.has_value(), "/value", "FORMAT",
               {"النرد: رقم لكل نرد، مثل 042؛ المنارة: أرقام ست عشرية؛ كلاهما: النرد+المنارة", "Dice: a digit for each, such as 042; a beacon: hexadecimal digits; both: dice+beacon"});
  SHOPPER_CHECK(errors.result());
  if (now < source.at) return conflict("RANDOMNESS_EARLY", fill({"لا قيمة لهذا المصدر قبل {}", "This source has no value before {}"}, {source.at.rfc3339()}));
  entered.value = *canonical;
  return entered;
}

Result<bool> confirms(const Draw& draw, const EnteredValue& entered, const std::string& person) {
  if (draw.state != S::entered || person == draw.entered_by) return false;
  if (entered.source == draw.source && entered.value == draw.value) return true;
  // Not which: whoever confirms reads the source for herself.
  return conflict("RANDOMNESS_DIFFERS", {"أدخل شخص آخر قيمة أو مصدراً مختلفاً؛ راجعا المصدر، ويمكنه التصحيح أو يمكنك تنحية إدخاله مع ذكر السبب",
                                         "Another person entered a different value or source; look at the source again: she can correct hers, or you can set it aside with a reason"});
}

}  // namespace shopper::selection
