// The public draw: prepared, committed before the randomness is known, entered by one person, confirmed by another. One draw is drawn for a
// programme; what was committed is never taken back.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/lifecycle.h"
#include "platform/base/time.h"
#include "selection/procedure/certificate.h"
#include "selection/procedure/randomness.h"
#include "selection/sortition/lottery.h"

namespace shopper::selection {

// prepared: the list is made, nothing is public. committed: hashes, list and sources of randomness are public. entered: one person has
// entered the value; another may set it aside. drawn: another has entered the same. discarded: prepared in vain, before anything was public.
SHOPPER_ENUM(DrawState, prepared, committed, entered, drawn, discarded)
SHOPPER_ENUM(DrawCommand, commit, enter, confirm, set_aside, discard)

struct Draw {
  std::string id;
  std::int64_t version = 1;
  std::string programme_id;
  int attempt = 1;
  DrawState state = DrawState::prepared;
  std::string method;
  std::string reason;             // why this method
  bool imported = false;          // brought in afterwards, by an importer
  std::string cap_kind;           // automatic, fixed or off
  double cap = 0;                 // in units of size / candidates; 0 for none
  int candidates = 0;
  int size = 0;
  int reserve_places = 0;
  int panels = 0;
  double lowest_chance = 0;
  double highest_chance = 0;
  double gini = 0;
  double bound = 0;
  bool exact = false;
  std::vector<std::string> in_no_panel;   // applications that no panel of the list has
  std::int64_t quota_plan_version = 0;
  std::string input_sha256;
  std::string commitment_sha256;
  std::string list_root;
  std::vector<procedure::RandomSource> sources;
  std::string prepared_by;
  Instant prepared_at;
  std::string committed_by;
  Instant committed_at;
  int source = 0;                 // of the entered value
  std::string value;
  std::string evidence;
  std::string source_reason;
  std::string entered_by;
  Instant entered_at;
  std::string confirmed_by;
  Instant confirmed_at;
  std::vector<procedure::Superseded> superseded;   // values entered before
  int drawn_index = 0;
  std::vector<std::string> panel;
  std::vector<std::string> reserve;
  SHOPPER_FIELDS(Draw, id, version, programme_id, attempt, state, method, reason, imported, cap_kind, cap, candidates, size, reserve_places, panels, lowest_chance, highest_chance, gini, bound, exact,
                 in_no_panel, quota_plan_version, input_sha256, commitment_sha256, list_root, sources, prepared_by, prepared_at, committed_by, committed_at, source, value, evidence,
                 source_reason, entered_by, entered_at, confirmed_by, confirmed_at, superseded, drawn_index, panel, reserve)
};

// What everybody may see of a committed draw at a glance; the rest is in its certificate.
struct PublicDraw {
  std::string id;
  std::int64_t version = 1;
  std::string programme_id;
  DrawState state = DrawState::committed;
  int candidates = 0;
  int size = 0;
  int panels = 0;
  std::string method;
  double lowest_chance = 0;
  double highest_chance = 0;
  std::string commitment_sha256;
  Instant committed_at;
  std::vector<procedure::RandomSource> sources;
  std::string value;   // once it is drawn, as what follows
  std::string evidence;
  int drawn_index = 0;
  Instant drawn_at;
  SHOPPER_FIELDS(PublicDraw, id, version, programme_id, state, candidates, size, panels, method, lowest_chance, highest_chance, commitment_sha256, committed_at, sources, value, evidence,
                 drawn_index, drawn_at)
};
PublicDraw public_view(const Draw& draw);

// A candidate's place in the list of a draw: her number, and the salts that only she is told.
struct DrawPlace {
  std::string id;   // the draw's and the application's: see place_id
  std::string draw_id;
  int number = 0;
  std::string application_id;
  std::string identity_salt;
  std::string features_salt;
  std::string chance_salt;
  std::map<std::string, std::string> features;
  int household = 0;   // as procedure::Counted has them
  int employer = 0;
  int appearances = 0;
  procedure::Counted counted() const { return {features, household, employer}; }
  SHOPPER_FIELDS(DrawPlace, id, draw_id, number, application_id, identity_salt, features_salt, chance_salt, features, household, employer, appearances)
};
std::string place_id(const std::string& draw_id, const std::string& application_id);

// What was computed for a draw: `committed` (procedure::Committed) and `proof` (PublicProof) as canonical JSON, made of them the `certificate`; reports.
struct DrawDocument {
  std::string id;   // draw_id/kind
  std::string draw_id;
  std::string content;
  SHOPPER_FIELDS(DrawDocument, id, draw_id, content)
};

// A value from outside, as somebody enters it.
struct EnteredValue {
  int source = 0;
  std::string value;
  std::string evidence;
  std::string reason;
};

const Lifecycle<DrawState, DrawCommand>& draw_lifecycle();
// Whether everybody can see the draw.
bool is_public(DrawState state);

// An imported draw is imported to its end, a live one is live to its end: nobody can date a step back.
Result<Done> expect_same_way(const Draw& draw, bool imported);
// Another person than the one who prepared, before any source has its value.
Result<Done> may_commit(const Draw& draw, const std::string& person, Instant now);
// The value in its canonical form: of an announced source whose time has come, with a reason where it is not the first.
Result<EnteredValue> checked_value(const Draw& draw, EnteredValue entered, Instant now);
// Whether this entry confirms the one before: another person, the same source and value. An entry that differs is refused; the first person
// may correct her own, and another may set it aside.
Result<bool> confirms(const Draw& draw, const EnteredValue& entered, const std::string& person);

}  // namespace shopper::selection
