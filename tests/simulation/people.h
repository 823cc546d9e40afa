// Who does what in the programme: activities that the scheduler draws from. Each looks at the stores for something that can be done next and asks
// for it; false when there is nothing.
#pragma once

#include <string>
#include <vector>

#include "tests/simulation/world.h"

namespace shopper::simulation {

inline constexpr int residents = 9;
inline constexpr int panel_size = 3;
inline constexpr int reserve_size = 3;
// A text in both languages.
inline Json both(const std::string& text) { return {{"ar", "ع " + text}, {"en", text}}; }
inline std::string resident(int i) { return crypto::named_uuid("resident " + std::to_string(i)); }
inline std::string application_of(int i) { return crypto::named_uuid("application " + std::to_string(i)); }

// Three entities with a service and two branches each, as CSV in base64.
inline constexpr const char* catalogue_csv_base64 =
    "ZW50aXR5X2NvZGUsZW50aXR5X2FyLGVudGl0eV9lbixicmFuY2hfY29kZSxicmFuY2hfYXIsYnJhbmNoX2VuLHNlcnZpY2VfY29kZSxzZXJ2aWNlX2FyLHNlcnZpY2VfZW4sY2hhbm5lbHMKTU9JLN"
    "isIEludGVyaW9yLEludGVyaW9yLEhRLNin2YTZhdmC2LEsSGVhZHF1YXJ0ZXJzLFNWLNiu2K/ZhdipLFNlcnZpY2UsdmlzaXQ7d2ViCk1PSSwsLFdLLNin2YTZiNmD2LHYqSxBbCBXYWtyYWgsLCws"
    "Ck1PRSzYrCBFZHVjYXRpb24sRWR1Y2F0aW9uLEhRLNin2YTZhdmC2LEsSGVhZHF1YXJ0ZXJzLFNWLNiu2K/ZhdipLFNlcnZpY2UsdmlzaXQ7d2ViCk1PRSwsLFdLLNin2YTZiNmD2LHYqSxBbCBXYW"
    "tyYWgsLCwsCk1PSCzYrCBIZWFsdGgsSGVhbHRoLEhRLNin2YTZhdmC2LEsSGVhZHF1YXJ0ZXJzLFNWLNiu2K/ZhdipLFNlcnZpY2UsdmlzaXQ7d2ViCk1PSCwsLFdLLNin2YTZiNmD2LHYqSxBbCBX"
    "YWtyYWgsLCwsCg==";

struct Activity {
  const char* name;
  unsigned weight;
  bool (*act)(World&);
  bool hindrance = false;   // the programme does not come further by it
};
std::vector<Activity> applicants();       // apply, submit, correct, withdraw, ask to be forgotten
std::vector<Activity> committee();        // review, interviews, the draw
std::vector<Activity> panel();            // offers, training, certification, duty
std::vector<Activity> fieldwork();        // missions, reports, their review
std::vector<Activity> government();       // findings, recommendations, appeals
std::vector<Activity> troublemakers();    // what no rule allows
std::vector<Activity> machinery();        // feeds, repetitions, restarts, time

}  // namespace shopper::simulation
