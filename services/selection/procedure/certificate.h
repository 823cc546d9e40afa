// The public record of a draw (docs/DRAW.md, "The public procedure"): what was committed before the randomness was known, and what was revealed
// after it. Candidates are numbers in it; whose number it is, only her receipt tells.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/time.h"
#include "selection/procedure/commitment.h"
#include "selection/procedure/proof.h"
#include "selection/procedure/randomness.h"
#include "selection/procedure/small_cells.h"

namespace shopper::selection::procedure {

inline constexpr const char* certificate_format = "shopper-public-draw/1";
inline constexpr const char* proof_format = "shopper-public-draw-proof/1";
// Of a public draw: three ten-sided dice choose one of them. A shorter list could be chosen to exclude people.
inline constexpr int panels_in_list = 1000;
inline constexpr const char* receipt_format = "shopper-draw-receipt/1";

struct QuotaCell {
  std::string feature;
  std::string value;
  int min = 0;
  int max = 0;
  std::optional<int> candidates;   // in the pool; absent where so few could be known by it, or be computed
  SHOPPER_FIELDS(QuotaCell, feature, value, min, max, candidates)
};

// Fixed before the randomness. Its SHA-256 over the canonical JSON (keys sorted, no blanks, shortest numbers) is the commitment.
struct Committed {
  std::string draw_id;
  std::string programme_id;
  std::string software;             // and version
  bool imported = false;            // brought in afterwards by an importer: all its times are her word
  Instant prepared_at;
  int attempt = 1;                  // how many draws of the programme were prepared, this one counted; those before were discarded unpublished
  int candidates = 0;
  int size = 0;
  int reserve_size = 0;
  std::string method;
  std::string reason;               // why this method
  std::string cap_kind;             // automatic (the Goldilocks cap), fixed or off
  std::optional<double> cap;        // nobody's chance is above cap * size / candidates; the list follows chances within rounding
  std::vector<QuotaCell> quotas;
  int employer_max = 0;             // people of one employer in a panel; 0: no limit
  std::string root;                 // Merkle root of `leaves`
  std::vector<std::string> leaves;  // each candidate's commitment, by number
  int panels = 0;                   // in the list, of which one is drawn
  std::string list_root;            // Merkle root of the panels' leaves, see panel_leaf; who could read a thousand panels could compute everybody's features
  std::string chances_root;         // Merkle root of the candidates' appearances in the list, see chance_leaf
  double lowest_chance = 0;         // that the list gives: appearances / panels
  double highest_chance = 0;
  double gini = 0;
  double bound = 0;                 // no lottery under these quotas (and this cap) has a lowest chance above; see the proof. Those in no panel apart
  bool exact = false;               // the proof shows the optimum of the method
  std::string proof_sha256;         // of the canonical JSON of the proof, which auditors are given
  std::vector<RandomSource> sources;
  SHOPPER_FIELDS(Committed, draw_id, programme_id, software, imported, prepared_at, attempt, candidates, size, reserve_size, method, reason, cap_kind, cap, quotas, employer_max, root, leaves,
                 panels, list_root, chances_root, lowest_chance, highest_chance, gini, bound, exact, proof_sha256, sources)
};

// A value that was entered and did not come to be the draw's: corrected by who entered it, or set aside by another person.
struct Superseded {
  int source = 0;
  std::string value;
  Instant entered_at;
  std::string reason;
  bool operator==(const Superseded&) const = default;
  SHOPPER_FIELDS(Superseded, source, value, entered_at, reason)
};

struct Revealed {
  int source = 0;            // which of the announced, from 0
  std::string value;         // canonical
  std::string evidence;      // where it can be seen
  std::string reason;        // why not the first source
  Instant entered_at;        // by one person
  Instant confirmed_at;      // by another, who entered the same
  int index = 0;             // of the panel drawn
  std::vector<int> panel;    // numbers, ascending
  std::string panel_salt;    // opens the panel's leaf in the list
  std::vector<std::string> path;
  std::vector<int> reserve;  // in the order of calling
  std::vector<Superseded> superseded;
  SHOPPER_FIELDS(Revealed, source, value, evidence, reason, entered_at, confirmed_at, index, panel, panel_salt, path, reserve, superseded)
};

// A place of the list, for auditors: what counts of the person, bound to the leaf, without the person.
struct PlaceProof {
  std::string identity;      // the commitment alone
  std::string salt;          // of the features
  std::map<std::string, std::string> features;
  int household = 0;
  int employer = 0;
  int type = 0;
  std::string chance_salt;   // opens the leaf of her appearances
  Counted counted() const { return {features, household, employer}; }
  SHOPPER_FIELDS(PlaceProof, identity, salt, features, household, employer, type, chance_salt)
};
struct PublicProof {
  std::string format;
  Proof proof;
  std::vector<PlaceProof> places;   // by number
  std::vector<std::vector<int>> panels;   // the list; numbers ascending
  std::vector<std::string> panel_salts;
  SHOPPER_FIELDS(PublicProof, format, proof, places, panels, panel_salts)
};

struct Certificate {
  std::string format;
  std::string state;                    // committed or drawn
  std::string commitment_sha256;
  Instant committed_at;
  Committed committed;
  std::optional<Revealed> revealed;
  std::optional<PublicProof> proof;     // where no cell is so small that it could tell of a person
  SHOPPER_FIELDS(Certificate, format, state, commitment_sha256, committed_at, committed, revealed, proof)
};

// What a candidate gets, she alone: her number, the salts that open her leaf, and the way to the root.
struct Receipt {
  std::string format;
  std::string draw_id;
  std::string commitment_sha256;
  std::string application_id;
  int number = 0;
  std::string identity_salt;
  std::string features_salt;
  std::map<std::string, std::string> features;
  int household = 0;
  int employer = 0;
  std::vector<std::string> path;
  std::string chance_salt;
  std::vector<std::string> chance_path;
  int appearances = 0;
  int panels = 0;
  std::string outcome;   // "" before the draw; panel, reserve or not_drawn
  Counted counted() const { return {features, household, employer}; }
  SHOPPER_FIELDS(Receipt, format, draw_id, commitment_sha256, application_id, number, identity_salt, features_salt, features, household, employer, path, chance_salt,
                 chance_path, appearances, panels, outcome)
};

// Leaves of the list and of the chances: leaf_hash of the canonical JSON {"panel":[...],"salt":...} and {"appearances":N,"number":N,"salt":...}.
std::string panel_leaf(const std::vector<int>& panel, const std::string& salt);
std::string chance_leaf(int number, int appearances, const std::string& salt);
// Whether these are as many different numbers as a panel has, ascending, all of candidates.
bool is_panel_of(const std::vector<int>& panel, const Committed& committed);
// How often each of so many candidates is in these panels.
std::vector<int> appearances_in(const std::vector<std::vector<int>>& panels, std::size_t candidates);

// Where a feature's cells would tell of a person, alone or by the difference from the others, they say nothing.
void suppress_small_cells(std::vector<QuotaCell>& cells);
// Whether every type has so many people that its row in a proof tells of nobody.
bool is_anonymous(const Proof& proof);
// The list by types, as the proof counts it.
std::vector<sortition::Panel> by_type(const std::vector<std::vector<int>>& panels, const std::vector<PlaceProof>& places);

}  // namespace shopper::selection::procedure
