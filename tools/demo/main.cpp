// Writes the files of a realistic programme after the launch brief: seeded, in a second.
//   shopper-demo --out DIR [--seed N] [--applicants N]
//   shopper-demo --out DIR --pool N [--seed N]       a pool of N people to draw from instead
#include <xlsxwriter.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "csv_writer.h"
#include "people.h"
#include "pool.h"
#include "vocabulary.h"

namespace shopper::demo {
namespace {

using Json = nlohmann::ordered_json;

constexpr int panel_size = 50, reserve_size = 40, evaluation_count = 600;

Json text(const std::string& ar, const std::string& en) { return {{"ar", ar}, {"en", en}}; }
Json value(const std::string& code, const std::string& ar, const std::string& en, std::vector<std::string> members, int min = 0, int max = 0) {
  return {{"code", code}, {"label", text(ar, en)}, {"members", std::move(members)}, {"min", min}, {"max", max}};
}

Json features() {
  return Json::array(
      {{{"code", "nationality"}, {"label", text("الجنسية", "Nationality")}, {"source", "nationality"},
        {"values", Json::array({value("qatari", "قطري", "Qatari", {"634"}), value("arab", "عربي", "Arab", {"818", "729", "760", "400", "422", "275", "788"}),
                                value("south_asian", "جنوب آسيا", "South Asian", {"356", "050", "524", "586", "144"}),
                                value("south_east_asian", "جنوب شرق آسيا", "South-East Asian", {"608"}), value("other", "أخرى", "Other", {})})}},
       {{"code", "age_group"}, {"label", text("الفئة العمرية", "Age group")}, {"source", "age"},
        {"values", Json::array({value("18_29", "18-29", "18-29", {}, 0, 29), value("30_44", "30-44", "30-44", {}, 30, 44), value("45_59", "45-59", "45-59", {}, 45, 59),
                                value("60_plus", "60 فأكثر", "60 and over", {}, 60, 0)})}},
       {{"code", "occupation"}, {"label", text("المهنة", "Occupation")}, {"source", "occupation"},
        {"values", Json::array({value("professional", "مديرون واختصاصيون", "Managers and professionals", {"1", "2"}), value("technical", "فنيون وكتبة", "Technicians and clerks", {"3", "4"}),
                                value("service", "خدمات ومبيعات", "Service and sales", {"5"}), value("other", "أخرى", "Other", {})})}},
       {{"code", "gender"}, {"label", text("الجنس", "Gender")}, {"source", "gender"},
        {"values", Json::array({value("female", "أنثى", "Female", {"female"}), value("male", "ذكر", "Male", {"male"})})}}});
}

void write_programme(const std::string& directory, std::uint64_t seed) {
  Json json;
  json["programme"] = {
      {"code", "MS-2022"},
      {"title", text("المتسوق الخفي 2022", "Mystery Shopper 2022")},
      {"summary", text("مبادرة لتحسين الخدمات الحكومية ووضع تجربة المتعامل في قلب التطوير الحكومي", "An initiative to improve government services and to put the customer's experience at the centre of government development")},
      {"conditions", Json::array({text("مواطن أو مقيم منذ سنتين على الأقل", "Citizen, or resident for at least two years"), text("ألا يقل العمر عن 18 سنة", "At least 18 years old"),
                                  text("استيفاء معايير التنوع المحددة", "Fits the diversity criteria"), text("التحلي بالمصداقية وتحمل المسؤولية", "Shows credibility and takes responsibility"),
                                  text("الحرص على المصلحة العامة وتطوير الخدمات", "Is keen on the public interest and better services")})},
      {"responsibilities", Json::array({text("حضور الورش والتدريب", "Attend workshops and training"), text("الإبلاغ فوراً عن أي تغير في الشروط", "Give notice at once of any change in the conditions"),
                                        text("تقييم تجربة المتعامل بالنماذج المعتمدة", "Evaluate the customer's experience with the forms provided"), text("الحياد والسرية التامة", "Be strictly impartial and confidential"),
                                        text("اقتراح فرص التحسين", "Propose opportunities for improvement")})},
      {"opens_on", "2022-06-06"}, {"closes_on", "2022-07-06"}, {"panel_size", panel_size}, {"reserve_size", reserve_size}, {"contact_email", "mystery-shopper@example.org"},
      {"policy", {{"version", 1}, {"minimum_age_years", 18}, {"minimum_residency_months", 24}, {"reference_day", "window_close"}, {"draft_grace_minutes", 30}, {"absence_suspends_after_days", 30}}},
      {"consent_notice", {{"version", "2022-1"}, {"text", text("تُستعمل بياناتك لاختيار المتطوعين وإدارة البرنامج فحسب، وتُحذف بعد انتهاء المدة النظامية.", "Your data is used only to select the volunteers and to run the programme, and is deleted when the legal period is over.")}}},
      {"features", features()}};
  const auto value = padded(static_cast<int>(seed * 7919 % 1000), 3);
  std::string secret;   // whoever runs these files twice gets the same draw
  for (int i = 0; i < 16; ++i) secret += padded(static_cast<int>((seed + static_cast<std::uint64_t>(i)) * 7919 % 10000), 4);
  json["draw"] = {{"source", "Three ten-sided dice, thrown in public and filmed"}, {"value", value}, {"evidence", "https://example.org/ms-2022/draw"}, {"salt_secret", secret}};
  json["code_of_conduct"] = {{"code_version", "1"}, {"text", text("ألتزم بالحياد والسرية، ولا أكشف صفتي، ولا أقيّم جهة لي أو لأقاربي مصلحة فيها، وأسلّم تقاريري في موعدها.",
                                                                   "I am impartial and confidential, do not reveal my role, evaluate no entity in which I or my relatives have an interest, and hand in my reports on time.")}};
  json["workshops"] = Json::array({{{"title", text("ورشة المنهجية", "Methodology workshop")}, {"starts_at", "2022-09-11T17:00:00+03:00"}, {"minutes", 120}, {"minutes_needed", 90}, {"required", true}},
                                   {{"title", text("ورشة النماذج والحياد", "Forms and impartiality")}, {"starts_at", "2022-09-13T17:00:00+03:00"}, {"minutes", 120}, {"minutes_needed", 90}, {"required", true}}});
  json["timeline"] = {{"created_at", "2022-05-29T09:00:00+03:00"}, {"published_at", "2022-06-05T10:00:00+03:00"}, {"closed_at", "2022-07-07T09:00:00+03:00"},
                      {"committed_at", "2022-08-22T10:00:00+03:00"}, {"drawn_at", "2022-08-25T10:00:00+03:00"}, {"certified_at", "2022-09-20T12:00:00+03:00"}, {"analysed_at", "2023-04-02T10:00:00+03:00"}};
  std::ofstream(directory + "/programme.json") << json.dump(2) << "\n";
}

void write_applicants(const std::string& directory, const std::vector<Person>& people) {
  CsvWriter csv(directory + "/applicants.csv");
  csv.row({"applicant", "submitted_at", "name_ar", "name_en", "qid", "date_of_birth", "nationality", "residency", "resident_since", "gender", "occupation", "employer", "employer_entity", "related_entities",
           "municipality", "address", "email", "phone", "languages", "motivation", "consent", "declarations", "conflicts_complete", "withdrawn_at", "offer_answer", "notice_kind", "notice_at", "notice_from", "notice_to"});
  const auto yes = [](bool b) { return std::string(b ? "yes" : "no"); };
  for (const auto& p : people)
    csv.row({p.ref, p.submitted_at, p.name_ar, p.name_en, p.qid, p.born.iso(), p.nationality, p.residency, p.resident_since.iso(), p.gender, p.occupation, p.employer, p.employer_entity, p.related_entities,
             p.municipality, p.address, p.email, p.phone, p.languages, p.motivation, yes(p.consent), yes(p.declarations), yes(p.conflicts_complete), p.withdrawn_at, p.offer_answer, p.notice_kind, p.notice_at,
             p.notice_from, p.notice_to});
}

void write_reviews(const std::string& directory, const std::vector<Person>& people, Random& random) {
  CsvWriter csv(directory + "/reviews.csv");
  csv.row({"applicant", "reader", "verdict", "reasons", "note", "at"});
  const std::vector<std::string> reasons{"MOTIVATION_WEAK", "AVAILABILITY_LIMITED", "DETAILS_INCONSISTENT"};
  for (const auto& p : people) {
    if (!p.eligible || !p.withdrawn_at.empty()) continue;
    const int first = random.between(1, 8), second = (first + random.between(1, 7) - 1) % 8 + 1;
    const auto at = [&](int day) { return "2022-07-" + padded(day, 2) + "T" + padded(random.between(8, 13), 2) + ":" + padded(random.between(0, 59), 2) + ":00+03:00"; };
    const auto write = [&](int reader, bool pass, const std::string& when) {
      csv.row({p.ref, std::to_string(reader), pass ? "pass" : "fail", pass ? "" : random.pick(reasons), "", when});
    };
    const bool disagree = random.chance(0.08);
    write(first, p.passes_phase1, at(10));
    // Where the second reader differs, a third one decides.
    write(second, disagree ? !p.passes_phase1 : p.passes_phase1, at(13));
    int third = second % 8 + 1;
    if (third == first) third = third % 8 + 1;
    if (disagree) write(third, p.passes_phase1, at(18));
  }
}

void write_interviews(const std::string& directory, const std::vector<Person>& people, Random& random) {
  CsvWriter csv(directory + "/interviews.csv");
  csv.row({"applicant", "starts_at", "place", "member", "credibility", "responsibility", "public_interest"});
  int slot = 0;
  for (const auto& p : people) {
    if (!p.passes_phase1) continue;
    const int working_day = slot / 14;   // from a Sunday on, five working days a week
    const Date day = Date{2022, 7, 24}.plus_days(working_day / 5 * 7 + working_day % 5);
    const auto starts_at = day.iso() + "T" + padded(8 + slot % 14 / 2, 2) + (slot % 2 ? ":30" : ":00") + ":00+03:00";
    ++slot;
    for (int member = 1; member <= 3; ++member) {
      const auto points = [&] { return std::to_string(p.passes_interview ? random.between(3, 5) : random.between(1, 2)); };
      csv.row({p.ref, starts_at, "Committee room", std::to_string((slot % 3) * 3 + member), points(), points(), points()});
    }
  }
}

// Quotas around the shares of those who pass, wide enough to leave the draw a choice.
void write_quotas(const std::string& directory, const std::vector<Person>& people) {
  std::map<std::pair<std::string, std::string>, int> counts;
  int pool = 0;
  for (const auto& p : people) {
    if (!p.passes_interview) continue;
    ++pool;
    ++counts[{"nationality", p.nationality_group}];
    ++counts[{"age_group", p.age_group}];
    ++counts[{"occupation", p.occupation_group}];
    ++counts[{"gender", p.gender}];
  }
  CsvWriter csv(directory + "/quotas.csv");
  csv.row({"feature", "value", "min", "max"});
  for (const auto& [key, n] : counts) {
    const double share = static_cast<double>(n) / std::max(1, pool) * panel_size;
    csv.row({key.first, key.second, std::to_string(static_cast<int>(share * 0.7)), std::to_string(static_cast<int>(std::ceil(share * 1.3)) + 1)});
  }
}

void write_entities(const std::string& directory) {
  CsvWriter csv(directory + "/entities.csv");
  csv.row({"entity_code", "entity_ar", "entity_en", "branch_code", "branch_ar", "branch_en", "service_code", "service_ar", "service_en", "channels"});
  int index = 0;
  for (const auto& entity : entities()) {
    for (int b = 0; b < 2; ++b) {
      const auto& place = places()[static_cast<std::size_t>((index + b) % 4)];
      for (std::size_t s = 0; s < entity.services.size(); ++s)
        csv.row({entity.code, entity.name.ar, entity.name.en, entity.code + "-B" + std::to_string(b + 1), "فرع " + place.ar, "Branch " + std::to_string(b + 1), entity.code + "-S" + std::to_string(s + 1),
                 entity.services[s].ar, entity.services[s].en, s == 0 ? "visit; phone" : "visit; web"});
    }
    ++index;
  }
}

struct Question {
  const char* type;
  const char* name;
  const char* ar;
  const char* en;
  const char* dimension;
};
const std::vector<Question>& questions() {
  static const std::vector<Question> all{
      {"select_one agree", "satisfaction", "أنا راضٍ عن الخدمة التي تلقيتها", "I am satisfied with the service I received", "satisfaction"},
      {"select_one agree", "trust", "زادت هذه التجربة ثقتي بالجهة", "This experience increased my trust in the entity", "trust"},
      {"select_one agree", "effectiveness", "أُنجزت حاجتي", "My need was addressed", "effectiveness"},
      {"select_one agree", "ease", "كان من السهل إنجاز ما احتجت إليه", "It was easy to complete what I needed to do", "ease"},
      {"select_one agree", "efficiency", "استغرق الأمر وقتاً معقولاً", "It took a reasonable amount of time", "efficiency"},
      {"select_one agree", "fairness", "عوملت بإنصاف", "I was treated fairly", "fairness"},
      {"select_one agree", "employees", "كان الموظفون متعاونين", "The employees were helpful", "people"},
      {"integer", "waiting_minutes", "كم دقيقة انتظرت؟", "How many minutes did you wait?", "waiting"},
      {"select_one agree", "clarity", "كانت الخطوات والرسوم واضحة مسبقاً", "Steps and fees were clear beforehand", "clarity"},
      {"select_one yes_no", "documents_as_published", "هل اقتصرت المستندات المطلوبة على المعلن؟", "Were only the published documents asked for?", "documents"},
      {"select_one yes_no", "documents_repeated", "هل أُغنيت عن تقديم مستند لدى الحكومة أصلاً؟", "Were you spared documents the government already has?", "linkage"},
      {"select_one linkage", "linkage", "هل تواصلت الجهات فيما بينها بدلاً عنك؟", "Did the entities deal with each other instead of sending you?", "linkage"},
      {"select_one yes_no", "reference_given", "هل حصلت على رقم مرجعي؟", "Were you given a reference number?", "clarity"},
      {"text", "best", "ما أفضل ما في التجربة؟", "What was best about it?", ""},
      {"text", "improve", "ما الذي ينبغي تحسينه؟", "What should be improved?", ""}};
  return all;
}

void write_form(const std::string& directory) {
  lxw_workbook* workbook = workbook_new((directory + "/form.xlsx").c_str());
  const auto sheet = [&](const char* name) { return workbook_add_worksheet(workbook, name); };
  const auto row = [](lxw_worksheet* ws, lxw_row_t at, const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (!cells[i].empty()) worksheet_write_string(ws, at, static_cast<lxw_col_t>(i), cells[i].c_str(), nullptr);
  };
  auto* survey = sheet("survey");
  row(survey, 0, {"type", "name", "label::Arabic (ar)", "label::English (en)", "required", "constraint", "constraint_message::Arabic (ar)", "constraint_message::English (en)", "dimension", "best", "worst"});
  lxw_row_t at = 1;
  for (const auto& q : questions()) {
    const bool waiting = std::strcmp(q.name, "waiting_minutes") == 0, free_text = std::strcmp(q.type, "text") == 0;
    row(survey, at++, {q.type, q.name, q.ar, q.en, free_text ? "no" : "yes", waiting ? ". >= 0 and . <= 300" : "", waiting ? "من 0 إلى 300 دقيقة" : "", waiting ? "From 0 to 300 minutes" : "", q.dimension,
                       waiting ? "5" : "", waiting ? "60" : ""});
  }
  auto* choices = sheet("choices");
  row(choices, 0, {"list_name", "name", "label::Arabic (ar)", "label::English (en)", "score"});
  const std::vector<std::vector<std::string>> rows{
      {"agree", "1", "لا أوافق بشدة", "Strongly disagree", "0"}, {"agree", "2", "لا أوافق", "Disagree", "1"}, {"agree", "3", "محايد", "Neutral", "2"}, {"agree", "4", "أوافق", "Agree", "3"},
      {"agree", "5", "أوافق بشدة", "Strongly agree", "4"}, {"agree", "na", "لا ينطبق", "Not applicable", ""}, {"yes_no", "yes", "نعم", "Yes", "1"}, {"yes_no", "no", "لا", "No", "0"},
      {"yes_no", "not_observed", "لم ألاحظ", "Not observed", ""}, {"linkage", "fully", "نعم، بالكامل", "Yes, fully", "2"}, {"linkage", "partly", "جزئياً", "Partly", "1"},
      {"linkage", "not", "لا، تنقلت بينها", "No, I was sent around", "0"}, {"linkage", "na", "لا ينطبق", "Not applicable", ""}};
  for (std::size_t i = 0; i < rows.size(); ++i) row(choices, static_cast<lxw_row_t>(i + 1), rows[i]);
  auto* settings = sheet("settings");
  row(settings, 0, {"form_title::Arabic (ar)", "form_title::English (en)", "form_id", "version"});
  row(settings, 1, {"نموذج تقييم تجربة المتعامل", "Customer experience evaluation", "customer_experience", "1"});
  if (workbook_close(workbook) != LXW_NO_ERROR) throw std::runtime_error("cannot write form.xlsx");
}

// The weaknesses the report must find, and what becomes of each after the recommendation.
struct Weakness {
  const char* entity;
  const char* dimension;
  const char* response;   // accepted, partly, rejected
  int visits;             // of the re-measurement; 0: none
  bool fixed;
};
const std::vector<Weakness>& weaknesses() {
  static const std::vector<Weakness> all{{"MOJ", "waiting", "accepted", 20, true}, {"MM", "linkage", "accepted", 20, true}, {"MOEHE", "documents", "accepted", 20, false},
                                         {"KAHRAMAA", "clarity", "partly", 0, false}, {"COURTS", "linkage", "rejected", 0, false}, {"MOL", "waiting", "accepted", 0, false}};
  return all;
}

bool weak(const std::string& entity, const std::string& dimension, bool after) {
  for (const auto& w : weaknesses())
    if (entity == w.entity && dimension == w.dimension) return !(after && w.fixed);
  return false;
}

std::vector<std::string> answers(const std::string& entity, bool after, Random& random) {
  std::vector<std::string> cells;
  const auto scale = [&](double level) {
    if (random.chance(0.03)) return std::string("na");
    const int v = static_cast<int>(std::lround(1 + 4 * level + (random.unit() - 0.5) * 2.2));
    return std::to_string(std::clamp(v, 1, 5));
  };
  for (const auto& q : questions()) {
    const std::string type = q.type, dimension = q.dimension;
    const bool bad = weak(entity, dimension, after);
    if (type == "select_one agree") cells.push_back(scale(bad ? 0.22 : 0.76));
    else if (type == "select_one yes_no") cells.push_back(random.chance(0.04) ? "not_observed" : random.chance(bad ? 0.22 : 0.82) ? "yes" : "no");
    else if (type == "select_one linkage") cells.push_back(random.chance(0.06) ? "na" : random.chance(bad ? 0.12 : 0.72) ? "fully" : random.chance(0.5) ? "partly" : "not");
    else if (type == "integer") cells.push_back(std::to_string(bad ? random.between(38, 95) : random.between(3, 28)));
    else if (std::string(q.name) == "improve" && random.chance(0.3)) cells.push_back(bad ? "تقليل الانتظار وربط الأنظمة" : "Signs could be clearer");
    else cells.push_back(std::string(q.name) == "best" && random.chance(0.4) ? "The service was quick and polite" : "");
  }
  return cells;
}

void write_evaluations(const std::string& directory, Random& random) {
  CsvWriter csv(directory + "/evaluations.csv");
  std::vector<std::string> head{"sheet", "shopper", "entity_code", "branch_code", "service_code", "channel", "visited_on", "visit_ended_at", "submitted_at", "mode", "purpose", "verdict", "verdict_reason",
                                "suggestion_problem", "suggestion_idea"};
  for (const auto& q : questions()) head.emplace_back(q.name);
  csv.row(head);
  int number = 0;
  const auto write = [&](const EntityName& entity, int service, Date day, bool after, const std::string& shopper) {
    while (!is_working_day(day)) day = day.plus_days(1);
    const int hour = random.between(8, 12);
    const auto ended = day.iso() + "T" + padded(hour, 2) + ":" + padded(random.between(0, 59), 2) + ":00+03:00";
    const auto submitted = day.iso() + "T" + padded(hour + 1, 2) + ":" + padded(random.between(0, 30), 2) + ":00+03:00";
    const bool reject = !after && random.chance(0.015);
    const bool suggest = !after && random.chance(0.06);
    std::vector<std::string> cells{"E" + padded(++number, 4), shopper, entity.code, entity.code + "-B" + std::to_string(random.between(1, 2)), entity.code + "-S" + std::to_string(service), "visit", day.iso(), ended, submitted,
                                   after ? "mission" : random.chance(0.3) ? "organic" : "mission", after ? "remeasurement" : "baseline", reject ? "reject" : "approve", reject ? "Answers contradict the receipt" : "",
                                   suggest ? "The same papers are asked for at two counters" : "", suggest ? "Let the second counter see the first one's file" : ""};
    for (auto& cell : answers(entity.code, after, random)) cells.push_back(std::move(cell));
    csv.row(cells);
  };
  const auto& all = entities();
  for (int i = 0; i < evaluation_count; ++i) {
    const auto& entity = all[static_cast<std::size_t>(i) % all.size()];
    const Date day = Date{2022, 11, 1}.plus_days(i * 140 / evaluation_count);
    // Seats are spread so that every entity sees many shoppers.
    write(entity, 1 + i / static_cast<int>(all.size()) % 2, day, false, "#" + std::to_string(1 + (i * 7 + i / static_cast<int>(all.size())) % panel_size));
  }
  for (const auto& w : weaknesses())
    for (int v = 0; v < w.visits; ++v)
      for (const auto& entity : all)
        if (entity.code == w.entity) write(entity, 1 + v % 2, Date{2023, 6, 4}.plus_days(v), true, "");
}

void write_responses(const std::string& directory) {
  CsvWriter csv(directory + "/responses.csv");
  csv.row({"recommendation", "entity_code", "service_code", "dimension", "title_ar", "title_en", "text_ar", "text_en", "due_on", "issued_at", "response", "reason", "answered_at", "commitment_owner",
           "commitment_measure", "commitment_due_on", "claimed_done_at", "done_remark", "remeasure_visits", "remeasure_due_on", "verified_at"});
  const std::map<std::string, std::vector<std::string>> texts{
      {"waiting", {"تقليص زمن الانتظار", "Shorten the waiting", "تنظيم الطوابير بالمواعيد المسبقة وفتح نوافذ في أوقات الذروة.", "Give appointments and open more counters at peak hours.", "Appointments and two more counters"}},
      {"linkage", {"ربط الخدمة بالجهات الأخرى", "Link the service with the other entities", "تبادل المستندات إلكترونياً بدلاً من إرسال المتعامل.", "Exchange documents electronically instead of sending the customer.", "Electronic exchange of documents"}},
      {"documents", {"الاكتفاء بالمستندات المعلنة", "Ask for the published documents alone", "توحيد القائمة في كل النوافذ ومراجعتها.", "Use one list at every counter, and review it.", "One list at every counter"}},
      {"clarity", {"توضيح الخطوات والرسوم", "Make steps and fees clear", "نشر دليل بلغتين عند المدخل وعلى الموقع.", "Publish a guide in both languages at the entrance and online.", "A guide in both languages"}}};
  int number = 0;
  for (const auto& w : weaknesses()) {
    const auto& t = texts.at(w.dimension);
    const std::string response = w.response;
    const bool does = response != "rejected", done = w.visits > 0;
    csv.row({"R" + padded(++number, 2), w.entity, "", w.dimension, t[0], t[1], t[2], t[3], "2023-06-30", "2023-04-04T10:00:00+03:00", response,
             response == "accepted" ? "" : response == "partly" ? "The web site is run by another department" : "The procedure is laid down by law", "2023-04-16T11:00:00+03:00", does ? "Director of services" : "",
             does ? t[4] : "", does ? "2023-05-31" : "", done ? "2023-05-28T12:00:00+03:00" : "", done ? "Done as committed" : "", done ? std::to_string(w.visits) : "", done ? "2023-07-31" : "",
             done ? "2023-08-06T10:00:00+03:00" : ""});
  }
}

int generate(const std::string& directory, std::uint64_t seed, int applicants) {
  std::filesystem::create_directories(directory);
  Random random(seed);
  const auto people = make_people(random, applicants);
  write_programme(directory, seed);
  write_applicants(directory, people);
  write_reviews(directory, people, random);
  write_interviews(directory, people, random);
  write_quotas(directory, people);
  write_entities(directory);
  write_form(directory);
  write_evaluations(directory, random);
  write_responses(directory);
  std::cout << "written to " << directory << ": programme.json, applicants.csv (" << applicants << "), reviews.csv, interviews.csv, quotas.csv, entities.csv (" << entities().size() << " entities), form.xlsx, evaluations.csv ("
            << evaluation_count << " and the re-measurements), responses.csv (" << weaknesses().size() << ")\n";
  return 0;
}

int number_of(const char* text, int low, int high, const char* name) {
  char* end = nullptr;
  const long number = std::strtol(text, &end, 10);
  if (*text == '\0' || *end != '\0' || number < low || number > high) throw std::runtime_error(std::string(name) + " must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return static_cast<int>(number);
}

}  // namespace
}  // namespace shopper::demo

int main(int argc, char** argv) {
  std::string out;
  int seed = 2022, applicants = 1200, pool = 0;
  try {
    for (int i = 1; i + 1 < argc; i += 2) {
      const std::string name = argv[i];
      if (name == "--out") out = argv[i + 1];
      else if (name == "--seed") seed = shopper::demo::number_of(argv[i + 1], 0, 2'000'000'000, "--seed");
      else if (name == "--applicants") applicants = shopper::demo::number_of(argv[i + 1], 300, 100'000, "--applicants");
      else if (name == "--pool") pool = shopper::demo::number_of(argv[i + 1], shopper::demo::pool_seats, 10'000'000, "--pool");
      else throw std::runtime_error("unknown option " + name);
    }
    if (out.empty() || argc % 2 == 0) throw std::runtime_error("usage: generate --out DIR [--seed N] [--applicants N | --pool N]");
    if (pool > 0) {
      shopper::demo::write_pool(out, static_cast<std::uint64_t>(seed), pool);
      std::cout << "written to " << out << ": respondents.csv (" << pool << "), categories.csv for " << shopper::demo::pool_seats << " seats\n";
      return 0;
    }
    return shopper::demo::generate(out, static_cast<std::uint64_t>(seed), applicants);
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << "\n";
    return 2;
  }
}
