// A programme after the brief, and an applicant whom every rule lets through.
#pragma once

#include "registration/domain/eligibility.h"

namespace shopper::registration::testing {

inline Text both(const std::string& text) { return {"ع " + text, text}; }
inline Instant at(const std::string& text) { return Instant::parse(text).value(); }

inline ProgrammeDetails sample_programme() {
  ProgrammeDetails p;
  p.code = "MS-2022";
  p.title = both("Mystery Shopper");
  p.summary = both("summary");
  p.conditions = {both("18 years or older")};
  p.responsibilities = {both("be fair")};
  p.opens_on = {2022, 6, 6};
  p.closes_on = {2022, 7, 6};
  p.panel_size = 50;
  p.reserve_size = 10;
  p.contact_email = "info@example.qa";
  p.consent_notice = {"1", both("privacy")};
  p.features = {{"nationality", both("Nationality"), FeatureSource::nationality, {{"qatari", both("Qatari"), {"634"}, 0, 0}, {"other", both("Other"), {}, 0, 0}}},
                {"age", both("Age"), FeatureSource::age, {{"young", both("18-29"), {}, 18, 29}, {"older", both("30+"), {}, 30, 0}}},
                {"gender", both("Gender"), FeatureSource::gender, {{"female", both("Female"), {"female"}, 0, 0}}}};
  return p;
}

inline ApplicationDetails sample_details() {
  ApplicationDetails d;
  d.name_ar = "أحمد علي";
  d.name_en = "Ahmed Ali";
  d.qid = "29063400123";
  d.date_of_birth = {1990, 3, 1};
  d.nationality = "634";
  d.residency = Residency::citizen;
  d.gender = Gender::male;
  d.occupation = "2";
  d.employer = "A company";
  d.municipality = "Doha";
  d.address = "Zone 1, Street 2";
  d.email = "ahmed@example.qa";
  d.motivation = "I want better services";
  d.consent_notice_version = "1";
  d.declarations = {true, true, true, true, true};
  return d;
}

inline Programme published() {
  Programme p;
  p.details() = sample_programme();
  p.id = "programme-1";
  p.state = ProgrammeState::published;
  return p;
}

inline Application sample_application() {
  Application a;
  a.id = "application-1";
  a.programme_id = "programme-1";
  a.applicant = "person-1";
  a.details = sample_details();
  a.qid_birth_year = 1990;
  a.qid_country = "634";
  a.submitted_at = at("2022-06-10T12:00:00+03:00");
  return a;
}

template <class T>
std::string code_of(const Result<T>& result) {
  return result.ok() ? "" : result.error().code;
}
template <class T>
std::vector<std::string> fields_of(const Result<T>& result) {
  std::vector<std::string> out;
  if (!result.ok())
    for (const auto& e : result.error().fields) out.push_back(e.pointer + " " + e.code);
  return out;
}

}  // namespace shopper::registration::testing
