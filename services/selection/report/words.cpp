#include "selection/report/words.h"

#include <cstdio>

namespace shopper::selection {

using sortition::Cap;
using sortition::Method;
using sortition::Refusal;

std::string refusal_code(Refusal refusal) {
  switch (refusal) {
    case Refusal::too_few_people: return "too_few_people";
    case Refusal::quotas_impossible: return "quotas_impossible";
    case Refusal::cap_impossible: return "cap_impossible";
    case Refusal::not_resolved: return "not_resolved";
  }
  return {};
}

Text refusal_text(Refusal refusal) {
  switch (refusal) {
    case Refusal::too_few_people: return {"عدد الأشخاص أقل من المقاعد", "fewer people than seats"};
    case Refusal::quotas_impossible: return {"لا توجد لجنة تحقق كل الحصص", "no panel keeps every quota"};
    case Refusal::cap_impossible: return {"لا توجد قرعة تحقق السقف", "no lottery keeps the cap; give a higher one, or auto"};
    case Refusal::not_resolved: return {"لم يصل البحث إلى نتيجة ضمن حدّه", "the search did not come to a result within its limit"};
  }
  return {};
}

Text method_name(const sortition::MethodFigures& figures) {
  if (!figures.method) return {"السحب الجشع", "Greedy"};
  if (*figures.method == Method::goldilocks) return {"غولديلوكس", "Goldilocks"};
  Text name = *figures.method == Method::leximin ? Text{"ليكسيمن", "Leximin"} : *figures.method == Method::maximin ? Text{"ماكسيمن", "Maximin"} : Text{"ناش", "Nash"};
  Text cap{" بلا سقف", ", no cap"};
  if (figures.cap.kind == Cap::Kind::automatic) {
    cap = {" بسقف تلقائي", ", automatic cap"};
    if (*figures.method == Method::leximin) cap.ar += " (غولديلوكس)", cap.en += " (Goldilocks)";
  } else if (figures.cap.kind == Cap::Kind::fixed) {
    char level[32];
    std::snprintf(level, sizeof level, "%.4g", figures.cap.level);
    // Isolated: k/n stands after its factor in Arabic too.
    cap = {" بسقف \u2066" + std::string(level) + " k/n\u2069", ", cap " + std::string(level) + " k/n"};
  }
  return {name.ar + cap.ar, name.en + cap.en};
}

}  // namespace shopper::selection
