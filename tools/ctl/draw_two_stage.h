// The offline draw in two stages, for pools where a list of panels has no place for everybody: a seeded shortlist, then the draw from it.
#pragma once

#include "commands.h"
#include "draw_certificate.h"
#include "draw_options.h"
#include "selection/procedure/two_stage.h"

namespace shopperctl {

struct TwoStageCertificate {
  std::string format;
  FileHashes files;
  shopper::selection::procedure::Proof pool;            // the fair chances of all; no panels
  shopper::selection::procedure::Shortlist shortlist;
  shopper::selection::procedure::Proof proof;           // of the draw from the shortlist
  std::vector<std::vector<int>> list;
  DrawnNumber drawn;
  SHOPPER_FIELDS(TwoStageCertificate, format, files, pool, shortlist, proof, list, drawn)
};
inline constexpr const char* two_stage_certificate_format = "shopper-two-stage-draw-certificate/1";

struct TwoStage {
  shopper::sortition::Lottery chances;              // of the whole pool; `exact` is said of both stages, `reached` of this shortlist
  shopper::selection::procedure::Proof pool_proof;
  shopper::selection::procedure::Shortlist shortlist;
  std::vector<std::uint32_t> people;                // who is shortlisted, ascending: person of `pool` -> person of the input
  shopper::sortition::Pool pool{0, {}};             // the shortlist
  shopper::sortition::Lottery lottery;              // over it
  std::vector<double> second_chances;               // by type of the whole pool: of its people shortlisted, in the second stage; 0 for none
  double selection_s = 0;
};

struct TwoStageOutcome {
  std::optional<TwoStage> drawn;
  std::optional<shopper::sortition::Refusal> refused;   // the pool's; else it is the shortlist that has no panel
};

TwoStageOutcome two_stage_draw(const DrawInput& input, const shopper::sortition::Options& options, const std::string& seed, int wanted);

TwoStageCertificate two_stage_certificate(const DrawInput& input, shopper::sortition::Method method, const TwoStage& drawn, DrawnNumber number, const FileHashes& files);
std::optional<std::vector<shopper::sortition::Check>> check_two_stage(const TwoStageCertificate& certificate, std::string& reason);

// For the JSON answer: the figures of both stages, and by type what is proven and what is expected.
Json two_stage_json(const DrawInput& input, const TwoStage& drawn);

}  // namespace shopperctl
