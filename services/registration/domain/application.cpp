#include "registration/domain/application.h"

#include <array>
#include <set>

#include "registration/domain/qid.h"
#include "registration/domain/words.h"

namespace shopper::registration {
namespace {

using State = ApplicationState;
using Command = ApplicationCommand;

std::vector<Transition<State, Command>> build_transitions() {
  std::vector<Transition<State, Command>> table{
      {State::draft, Command::edit, State::draft},
      {State::draft, Command::submit, State::submitted},
      {State::submitted, Command::judge_eligible, State::submitted},
      {State::submitted, Command::judge_ineligible, State::ineligible},
      {State::ineligible, Command::appeal, State::ineligible},
      {State::rejected, Command::appeal, State::rejected},
      {State::not_passed, Command::appeal, State::not_passed},
      {State::ineligible, Command::reopen, State::submitted},
  };
  // Facts may be corrected until the draw; a correction is judged again.
  for (const auto state : {State::submitted, State::phase1_review, State::invited, State::interview_scheduled, State::interviewed, State::pool}) {
    table.push_back({state, Command::correct, state});
    if (state != State::submitted) table.push_back({state, Command::judge_eligible, state});
    if (state != State::submitted) table.push_back({state, Command::judge_ineligible, State::ineligible});
  }
  for (const auto state : {State::draft, State::submitted, State::ineligible, State::phase1_review, State::invited, State::interview_scheduled,
                           State::interviewed, State::pool, State::selected, State::reserve, State::accepted, State::onboarding, State::active})
    table.push_back({state, Command::withdraw, State::withdrawn});
  return table;
}

bool all_digits(const std::string& text, std::size_t length) {
  return text.size() == length && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool plausible_email(const std::string& text) {
  const auto at = text.find('@');
  return at != std::string::npos && at > 0 && text.find('.', at + 2) != std::string::npos && text.find_first_of(" \t\r\n") == std::string::npos &&
         text.find('@', at + 1) == std::string::npos;
}

constexpr std::size_t short_text_max = 200;
constexpr std::size_t long_text_max = 4000;

}  // namespace

const Lifecycle<State, Command>& application_lifecycle() {
  static const auto table = build_transitions();
  static const Lifecycle<State, Command> lifecycle{table};
  return lifecycle;
}

std::vector<std::string> applicant_actions(State state) {
  std::vector<std::string> actions;
  for (const auto command : {Command::edit, Command::submit, Command::correct, Command::withdraw, Command::appeal})
    if (application_lifecycle().peek(state, command)) actions.emplace_back(to_string(command));
  return actions;
}

bool decided_by_selection(State state) { return state >= State::phase1_review && state <= State::active; }

Result<Done> check_details(const ApplicationDetails& details, Date today, const std::string& at) {
  FieldErrors errors;
  const auto length = [&](const std::string& text, std::size_t max, const char* name) {
    errors.check(text.size() <= max, at + "/" + name, "TOO_LONG", fill({"{} بايت على الأكثر", "At most {} bytes"}, {std::to_string(max)}));
  };
  length(details.name_ar, short_text_max, "name_ar");
  length(details.name_en, short_text_max, "name_en");
  length(details.employer, short_text_max, "employer");
  length(details.address, short_text_max, "address");
  length(details.municipality, short_text_max, "municipality");
  length(details.motivation, long_text_max, "motivation");
  errors.check(!details.date_of_birth || (details.date_of_birth >= Date{1900, 1, 1} && details.date_of_birth <= today), at + "/date_of_birth",
               "OUT_OF_RANGE", {"تاريخ الميلاد غير معقول", "The date of birth is not plausible"});
  errors.check(!details.resident_since || details.resident_since <= today, at + "/resident_since", "OUT_OF_RANGE",
               {"بداية الإقامة في المستقبل", "Residence starts in the future"});
  errors.check(details.nationality.empty() || all_digits(details.nationality, 3), at + "/nationality", "CODE_INVALID",
               {"رمز ISO 3166 من ثلاثة أرقام", "An ISO 3166 code of three digits"});
  errors.check(details.occupation.empty() || all_digits(details.occupation, 1), at + "/occupation", "CODE_INVALID",
               {"مجموعة ISCO-08 الرئيسية: رقم واحد", "An ISCO-08 major group: one digit"});
  errors.check(details.email.empty() || (details.email.size() <= short_text_max && plausible_email(details.email)), at + "/email", "EMAIL_INVALID",
               {"عنوان البريد غير صحيح", "The e-mail address is not valid"});
  errors.check(details.phone.size() <= 20, at + "/phone", "TOO_LONG", {"20 حرفاً على الأكثر", "At most 20 characters"});
  errors.check(details.related_entities.size() <= 50, at + "/related_entities", "TOO_MANY", {"50 جهة على الأكثر", "At most 50 entities"});
  errors.check(details.languages.size() <= 10, at + "/languages", "TOO_MANY", {"10 لغات على الأكثر", "At most 10 languages"});
  return errors.result();
}

Result<Done> check_complete(const ApplicationDetails& details, const std::string& at) {
  FieldErrors errors;
  const auto need = [&](bool given, const char* name) { errors.check(given, at + "/" + name, "REQUIRED", required); };
  errors.check(!details.name_ar.empty() || !details.name_en.empty(), at + "/name_ar", "REQUIRED",
               {"يلزم الاسم بالعربية أو الإنجليزية", "A name in Arabic or English is needed"});
  need(!details.qid.empty(), "qid");
  need(bool(details.date_of_birth), "date_of_birth");
  need(!details.nationality.empty(), "nationality");
  need(details.residency != Residency::unspecified, "residency");
  need(details.residency == Residency::citizen || bool(details.resident_since), "resident_since");
  need(details.gender != Gender::unspecified, "gender");
  need(!details.occupation.empty(), "occupation");
  need(!details.municipality.empty(), "municipality");
  need(!details.email.empty() || !details.phone.empty(), "email");
  need(!details.motivation.empty(), "motivation");
  return errors.result();
}

std::vector<std::string> conflicts_of(const ApplicationDetails& details) {
  std::set<std::string> codes(details.related_entities.begin(), details.related_entities.end());
  if (!details.employer_entity.empty()) codes.insert(details.employer_entity);
  codes.erase("");
  return {codes.begin(), codes.end()};
}

std::string appeal_stage(State state) {
  switch (state) {
    case State::ineligible: return "eligibility";
    case State::rejected: return "phase1";
    case State::not_passed: return "interview";
    default: return {};
  }
}

}  // namespace shopper::registration
