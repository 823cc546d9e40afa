#include "people.h"

#include <array>
#include <cstdio>

#include "vocabulary.h"

namespace shopper::demo {
namespace {

const Date window_closes{2022, 7, 6};

std::string time_on(Random& random, Date date, int from_hour, int to_hour) {
  return date.iso() + "T" + padded(random.between(from_hour, to_hour), 2) + ":" + padded(random.between(0, 59), 2) + ":" + padded(random.between(0, 59), 2) + "+03:00";
}

std::string nationality_group(const std::string& code, int names) {
  if (code == "634") return "qatari";
  return names == 0 ? "arab" : names == 1 ? "south_asian" : names == 2 ? "south_east_asian" : "other";
}
std::string age_group(int age) { return age < 30 ? "18_29" : age < 45 ? "30_44" : age < 60 ? "45_59" : "60_plus"; }
std::string occupation_group(const std::string& occupation) {
  if (occupation == "1" || occupation == "2") return "professional";
  if (occupation == "3" || occupation == "4") return "technical";
  if (occupation == "5") return "service";
  return "other";
}

const std::vector<Pair>& motivations() {
  static const std::vector<Pair> all{{"أرغب في الإسهام في تحسين الخدمات التي نستعملها كل يوم.", "I want to help improve the services that we all use every day."},
                                     {"أنجزت معاملات كثيرة وأعرف أين يتعثر الناس.", "I have been through many procedures and know where people get stuck."},
                                     {"المصلحة العامة مسؤولية الجميع، وأستطيع أن ألاحظ وأكتب بدقة.", "The public interest is everyone's responsibility, and I observe and write with care."},
                                     {"أساعد كبار السن في معاملاتهم وأود نقل تجربتهم.", "I help older people with their paperwork and would like to pass on their experience."}};
  return all;
}

void name_person(Random& random, Person& person, const Nationality& nationality) {
  const bool female = person.gender == "female";
  if (nationality.names == 0) {
    const auto& first = random.pick(first_names(female));
    const auto& father = random.pick(first_names(false));
    const auto& family = random.pick(family_names());
    person.name_ar = first.ar + " " + father.ar + " " + family.ar;
    person.name_en = first.en + " " + father.en + " " + family.en;
  } else {
    person.name_en = random.pick(foreign_first_names(nationality.names, female)) + " " + random.pick(foreign_family_names(nationality.names));
  }
}

void set_qid(Random& random, Person& person) {
  person.qid = std::string(person.born.year < 2000 ? "2" : "3") + padded(person.born.year % 100, 2) + person.nationality + padded(random.between(1, 99999), 5);
}

// One way to fail each rule, in turn.
void make_ineligible(Random& random, Person& person, int kind) {
  person.eligible = false;
  switch (kind) {
    case 0:
      person.born = Date{2004, 7, 7}.plus_days(random.between(0, 700));   // 18 only after the window has closed
      set_qid(random, person);
      break;
    case 1:
      if (person.residency == "citizen") person.residency = "work", person.nationality = "818";
      person.resident_since = window_closes.plus_months(-random.between(2, 22));
      set_qid(random, person);
      break;
    case 2: person.declarations = false; break;
    case 3: person.conflicts_complete = false; break;
    case 4: person.consent = false; break;
    default: person.qid = "1" + person.qid.substr(1); break;
  }
}

Person make_person(Random& random, int index) {
  Person person;
  person.ref = "A" + padded(index + 1, 4);
  std::vector<double> weights;
  for (const auto& nationality : nationalities()) weights.push_back(nationality.weight);
  const auto& nationality = nationalities()[random.weighted(weights)];
  person.nationality = nationality.code;
  person.gender = random.chance(0.44) ? "female" : "male";
  name_person(random, person, nationality);
  const int age = std::vector<int>{random.between(18, 29), random.between(30, 44), random.between(45, 59), random.between(60, 76)}[random.weighted({30, 44, 20, 6})];
  person.born = window_closes.plus_months(-12 * age).plus_days(-random.between(1, 360));
  set_qid(random, person);
  person.residency = person.nationality == "634" ? "citizen" : std::vector<std::string>{"work", "family", "permanent_resident", "investor", "student"}[random.weighted({62, 28, 2, 3, 5})];
  if (person.residency != "citizen") person.resident_since = window_closes.plus_months(-random.between(25, 240)).plus_days(-random.between(0, 20));
  person.occupation = std::vector<std::string>{"1", "2", "3", "4", "5", "7", "9", "0"}[random.weighted({9, 30, 16, 14, 15, 6, 6, 4})];
  if (random.chance(0.22)) {
    const auto& entity = random.pick(entities());
    person.employer = entity.name.en;
    person.employer_entity = entity.code;
  }
  if (random.chance(0.18)) person.related_entities = random.pick(entities()).code;
  const auto& place = places()[random.weighted({44, 30, 10, 6, 4, 1, 2, 3})];
  person.municipality = place.en;
  person.address = "Zone " + std::to_string(random.between(1, 90)) + ", street " + std::to_string(random.between(100, 999)) + ", building " + std::to_string(random.between(1, 120));
  person.email = "applicant" + padded(index + 1, 4) + "@example.org";
  person.phone = "+974 3" + padded(random.between(0, 9999999), 7);
  person.languages = nationality.names == 0 ? (random.chance(0.7) ? "ar; en" : "ar") : (random.chance(0.2) ? "en; ar" : "en");
  const auto& motivation = random.pick(motivations());
  person.motivation = nationality.names == 0 ? motivation.ar : motivation.en;
  const Date day = Date{2022, 6, 6}.plus_days(std::min(30, static_cast<int>(random.unit() * random.unit() * 31)));
  person.submitted_at = time_on(random, day, 7, 22);
  person.nationality_group = nationality_group(person.nationality, nationality.names);
  person.age_group = age_group(age);
  person.occupation_group = occupation_group(person.occupation);
  return person;
}

}  // namespace

std::string padded(int number, int width) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%0*d", width, number);
  return text.data();
}

std::vector<Person> make_people(Random& random, int count) {
  std::vector<Person> people;
  for (int i = 0; i < count; ++i) people.push_back(make_person(random, i));
  for (int i = 0; i < count; ++i) {
    auto& person = people[static_cast<std::size_t>(i)];
    if (i % 18 == 7) {
      make_ineligible(random, person, (i / 18) % 6);
    } else if (i % 150 == 60 && i >= 60) {
      // The same person once more, under another reference and with other contact details.
      const auto& twin = people[static_cast<std::size_t>(i - 31)];
      if (twin.eligible) {
        person.qid = twin.qid;
        person.name_ar = twin.name_ar;
        person.name_en = twin.name_en;
        person.born = twin.born;
        person.nationality = twin.nationality;
        person.residency = twin.residency;
        person.resident_since = twin.resident_since;
        person.submitted_at = "2022-07-06T22:" + padded(i % 60, 2) + ":00+03:00";   // after the first one
        person.eligible = false;
      }
    } else if (i % 80 == 33) {
      person.withdrawn_at = "2022-07-06T23:" + padded(i % 60, 2) + ":30+03:00";
    } else if (i % 40 == 12) {
      const auto& neighbour = people[static_cast<std::size_t>(i - 1)];
      person.address = neighbour.address;   // one household, two applications
    }
    const bool live = person.eligible && person.withdrawn_at.empty();
    const double rare = person.age_group == "60_plus" || person.nationality_group == "south_east_asian" || person.nationality_group == "other" ? 0.3 : 0.0;
    person.passes_phase1 = live && random.chance(0.26 + rare);
    person.passes_interview = person.passes_phase1 && random.chance(0.72);
    if (!person.passes_interview) continue;
    person.offer_answer = std::vector<std::string>{"accept", "decline", "ignore"}[random.weighted({90, 6, 4})];
    if (person.offer_answer == "accept" && random.chance(0.07)) {
      const bool longer = random.chance(0.5);
      person.notice_kind = "absence";
      person.notice_at = "2022-09-28T09:" + padded(random.between(0, 59), 2) + ":00+03:00";
      person.notice_from = "2022-10-05";
      person.notice_to = longer ? "2022-12-20" : "2022-10-20";
    }
  }
  return people;
}

}  // namespace shopper::demo
