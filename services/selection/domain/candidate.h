// A candidate's way from phase 1 to the panel, and the reviews that decide its first step.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "platform/base/lifecycle.h"
#include "platform/base/text.h"
#include "platform/base/time.h"

namespace shopper::selection {

SHOPPER_ENUM(CandidateState, phase1_review, rejected, invited, interview_scheduled, interviewed, not_passed, pool, selected, reserve, not_selected,
             accepted, declined, expired, onboarding, active, withdrawn)
SHOPPER_ENUM(CandidateCommand, invite, reject, schedule, cancel_interview, interview, pass, fail, select, put_in_reserve, leave_out, accept, decline,
             expire, onboard, activate, withdraw, reopen_phase1, reopen_interview, readmit)
SHOPPER_ENUM(ReviewVerdict, unspecified, pass, fail)

// What selection knows of a programme.
struct ProgrammeFacts {
  std::string id;
  std::string code;
  int panel_size = 0;
  int reserve_size = 0;
  std::map<std::string, std::vector<std::string>> features;   // feature code -> value codes
  bool closed = false;
  SHOPPER_FIELDS(ProgrammeFacts, id, code, panel_size, reserve_size, features, closed)
};

struct Candidate {
  std::string id;   // the application's
  std::int64_t version = 1;
  std::string programme_id;
  std::string applicant;
  CandidateState state = CandidateState::phase1_review;
  std::map<std::string, std::string> features;
  std::vector<std::string> conflicts;
  std::string household;
  std::string employer;
  int reviews = 0;
  bool needs_adjudication = false;
  Instant updated_at;
  int admission = 1;   // which time registration gave it
  SHOPPER_FIELDS(Candidate, id, version, programme_id, applicant, state, features, conflicts, household, employer, reviews, needs_adjudication, updated_at, admission)
};

struct Review {
  std::string id;
  std::string application_id;
  std::string reader;
  ReviewVerdict verdict = ReviewVerdict::unspecified;
  std::vector<std::string> reasons;
  std::string note;
  bool adjudication = false;
  bool set_aside = false;   // an upheld appeal opened the stage again
  Instant at;
  SHOPPER_FIELDS(Review, id, application_id, reader, verdict, reasons, note, adjudication, set_aside, at)
};

const Lifecycle<CandidateState, CandidateCommand>& candidate_lifecycle();
// The text for the applicant's timeline.
Text state_text(CandidateState state);

SHOPPER_ENUM(Phase1, undecided, adjudicate, passed, failed)
// What the reviews that count decide: two agreeing readers, or the adjudicator's word.
Phase1 decide_phase1(const std::vector<Review>& reviews);

}  // namespace shopper::selection
