// A programme: its texts, its registration window (Asia/Qatar, last day inclusive), its rule numbers and features of diversity.
#pragma once

#include <string>
#include <vector>

#include "platform/base/enums.h"
#include "platform/base/error.h"
#include "platform/base/lifecycle.h"
#include "platform/base/text.h"
#include "platform/base/time.h"

namespace shopper::registration {

SHOPPER_ENUM(ProgrammeState, draft, published, closed)
SHOPPER_ENUM(ProgrammeCommand, change, publish, extend, close)
SHOPPER_ENUM(ReferenceDay, application, window_close)
SHOPPER_ENUM(FeatureSource, nationality, age, occupation, gender, municipality)

struct Policy {
  int version = 1;
  int minimum_age_years = 18;
  int minimum_residency_months = 24;
  ReferenceDay reference_day = ReferenceDay::window_close;
  int draft_grace_minutes = 30;
  int absence_suspends_after_days = 30;
  SHOPPER_FIELDS(Policy, version, minimum_age_years, minimum_residency_months, reference_day, draft_grace_minutes, absence_suspends_after_days)
};

struct ConsentNotice {
  std::string version;
  Text text;
  SHOPPER_FIELDS(ConsentNotice, version, text)
};

struct FeatureValue {
  std::string code;
  Text label;
  std::vector<std::string> members;
  int min = 0;
  int max = 0;
  SHOPPER_FIELDS(FeatureValue, code, label, members, min, max)
};

struct Feature {
  std::string code;
  Text label;
  FeatureSource source = FeatureSource::nationality;
  std::vector<FeatureValue> values;
  SHOPPER_FIELDS(Feature, code, label, source, values)
};

// What a client sets.
struct ProgrammeDetails {
  std::string code;
  Text title;
  Text summary;
  std::vector<Text> conditions;
  std::vector<Text> responsibilities;
  Date opens_on;
  Date closes_on;
  int panel_size = 0;
  int reserve_size = 0;
  std::string contact_email;
  Policy policy;
  ConsentNotice consent_notice;
  std::vector<Feature> features;
  SHOPPER_FIELDS(ProgrammeDetails, code, title, summary, conditions, responsibilities, opens_on, closes_on, panel_size, reserve_size,
                 contact_email, policy, consent_notice, features)
};

struct Programme : ProgrammeDetails {
  std::string id;
  std::int64_t version = 1;
  ProgrammeState state = ProgrammeState::draft;
  Instant created_at;
  Instant published_at;
  Instant closed_at;
  bool open = false;   // derived, for readers
  SHOPPER_FIELDS(Programme, id, version, state, code, title, summary, conditions, responsibilities, opens_on, closes_on, panel_size,
                 reserve_size, contact_email, policy, consent_notice, features, created_at, published_at, closed_at, open)

  ProgrammeDetails& details() { return *this; }
  const ProgrammeDetails& details() const { return *this; }
};

inline constexpr int panel_size_max = 1000;
inline constexpr int feature_count_max = 12;
inline constexpr int feature_value_count_max = 60;

const Lifecycle<ProgrammeState, ProgrammeCommand>& programme_lifecycle();

// Every wrong or missing field of a programme; `complete` also demands both languages of every text (the publishing gate, REG-05).
Result<Done> check_programme(const ProgrammeDetails& details, bool complete);

// Whether an application may be started at `now`.
bool window_open(const Programme& programme, Instant now);
// Why not: not yet published, not yet open, over, or closed early.
Error window_refusal(const Programme& programme, Instant now);
// Whether a draft started at `started` may be submitted at `now` (the window, and the grace after it: REG-01).
bool may_submit(const Programme& programme, Instant started, Instant now);

}  // namespace shopper::registration
