#include "selection/events/reactions.h"

#include <set>

#include "selection/usecases/privacy.h"

namespace shopper::selection {
namespace {

struct FeatureFact {
  std::string code;
  std::vector<std::string> values;
  SHOPPER_FIELDS(FeatureFact, code, values)
};
struct ProgrammePublished {
  std::string programme_id;
  std::string code;
  int panel_size = 0;
  int reserve_size = 0;
  std::vector<FeatureFact> features;
  SHOPPER_FIELDS(ProgrammePublished, programme_id, code, panel_size, reserve_size, features)
};
struct ApplicationFacts {
  std::string application_id;
  std::string programme_id;
  std::string applicant;
  std::map<std::string, std::string> features;
  std::vector<std::string> conflicts;
  std::string household;
  std::string employer;
  std::string stage;
  int admission = 1;
  SHOPPER_FIELDS(ApplicationFacts, application_id, programme_id, applicant, features, conflicts, household, employer, stage, admission)
};
SHOPPER_ENUM(NoticeKind, unspecified, absence, employer, residency, contact, health, conflict)
struct NoticeRecorded {
  std::string application_id;
  NoticeKind kind = NoticeKind::unspecified;
  Date from;
  Date to;
  std::vector<std::string> conflicts;
  bool suspends = false;
  SHOPPER_FIELDS(NoticeRecorded, application_id, kind, from, to, conflicts, suspends)
};

Result<Done> know_programme(Unit& unit, const Event& event) {
  const auto news = event.as<ProgrammePublished>();
  ProgrammeFacts facts{news.programme_id, news.code, news.panel_size, news.reserve_size, {}, false};
  for (const auto& feature : news.features) facts.features[feature.code] = feature.values;
  unit.db.upsert(facts);
  if (!rubric_of(unit.db, facts.id)) unit.db.insert(default_rubric(facts.id));
  return Done{};
}

Result<Done> close_programme(Unit& unit, const Event& event) {
  SHOPPER_TRY(auto programme, load_programme(unit, event.subject));
  programme.closed = true;
  unit.db.update(programme);
  return Done{};
}

void start_phase1_again(Unit& unit, Candidate& candidate) {
  set_reviews_aside(unit.db, candidate.id);
  candidate.reviews = 0;
  candidate.needs_adjudication = false;
}

Result<Done> admit_candidate(Unit& unit, const Event& event) {
  const auto news = event.as<ApplicationFacts>();
  if (auto known = unit.db.find<Candidate>("id = :i", {news.application_id})) {
    if (known->state != CandidateState::withdrawn) return Done{};
    known->features = news.features;
    known->conflicts = news.conflicts;
    known->household = news.household;
    known->employer = news.employer;
    known->admission = news.admission;
    start_phase1_again(unit, *known);
    return move_candidate(unit, *known, CandidateCommand::readmit);
  }
  Candidate candidate;
  candidate.id = news.application_id;
  candidate.programme_id = news.programme_id;
  candidate.applicant = news.applicant;
  candidate.features = news.features;
  candidate.conflicts = news.conflicts;
  candidate.household = news.household;
  candidate.employer = news.employer;
  candidate.admission = news.admission;
  candidate.updated_at = unit.now;
  unit.db.insert(candidate);
  tell_candidate(unit, candidate, {}, {});
  return Done{};
}

Result<Done> correct_candidate(Unit& unit, const Event& event) {
  const auto news = event.as<ApplicationFacts>();
  SHOPPER_TRY(auto candidate, load_candidate(unit, news.application_id));
  candidate.conflicts = news.conflicts;
  // What was committed for a draw counts as it was: quotas are kept by it, and nobody gains by a claim that is corrected later.
  if (!place_of(unit.db, candidate.id)) {
    candidate.features = news.features;
    candidate.household = news.household;
    candidate.employer = news.employer;
  }
  ++candidate.version;
  unit.db.update(candidate);
  return Done{};
}

// Releases the membership too, which calls a replacement.
Result<Done> withdraw_candidate(Unit& unit, const Event& event) {
  SHOPPER_TRY(auto candidate, load_candidate(unit, event.subject));
  if (candidate.state == CandidateState::withdrawn) return Done{};
  if (auto interview = open_interview_of(unit.db, candidate.id); interview && interview->state == InterviewState::booked) {
    interview->state = InterviewState::cancelled;
    interview->reason = "WITHDRAWN";
    ++interview->version;
    unit.db.update(*interview);
    if (auto slot = unit.db.find<InterviewSlot>("id = :i", {interview->slot_id})) {
      slot->booked = std::max(0, slot->booked - 1);
      unit.db.update(*slot);
    }
  }
  SHOPPER_CHECK(move_candidate(unit, candidate, CandidateCommand::withdraw));
  if (auto member = unit.db.find<PanelMember>("id = :i", {candidate.id}); member && member_lifecycle().peek(member->state, MemberCommand::release))
    SHOPPER_CHECK(move_member(unit, *member, MemberCommand::release, "WITHDRAWN"));
  return Done{};
}

Result<Done> reopen_stage(Unit& unit, const Event& event) {
  const auto news = event.as<ApplicationFacts>();
  if (news.stage == "eligibility") return Done{};   // registration sends application.eligible for that
  SHOPPER_TRY(auto candidate, load_candidate(unit, news.application_id));
  if (news.stage == "interview") return move_candidate(unit, candidate, CandidateCommand::reopen_interview, {"APPEAL_UPHELD"});
  start_phase1_again(unit, candidate);
  return move_candidate(unit, candidate, CandidateCommand::reopen_phase1, {"APPEAL_UPHELD"});
}

Result<Done> heed_notice(Unit& unit, const Event& event) {
  const auto news = event.as<NoticeRecorded>();
  if (auto candidate = unit.db.find<Candidate>("id = :i", {news.application_id}); candidate && !news.conflicts.empty()) {
    std::set<std::string> all(candidate->conflicts.begin(), candidate->conflicts.end());
    all.insert(news.conflicts.begin(), news.conflicts.end());
    candidate->conflicts.assign(all.begin(), all.end());
    unit.db.update(*candidate);
  }
  auto member = unit.db.find<PanelMember>("id = :i", {news.application_id});
  if (!member) return Done{};
  std::set<std::string> all(member->conflicts.begin(), member->conflicts.end());
  all.insert(news.conflicts.begin(), news.conflicts.end());
  member->conflicts.assign(all.begin(), all.end());
  const auto reason = "NOTICE_" + std::string(to_string(news.kind));
  if (news.kind == NoticeKind::absence) {
    member->absent_from = news.from;
    member->absent_to = news.to;
  }
  if (news.suspends && member_lifecycle().peek(member->state, MemberCommand::suspend)) {
    SHOPPER_CHECK(move_member(unit, *member, MemberCommand::suspend, reason));
  } else if (news.kind == NoticeKind::absence && member_lifecycle().peek(member->state, MemberCommand::leave)) {
    SHOPPER_CHECK(move_member(unit, *member, MemberCommand::leave, reason));
  } else {
    ++member->version;
    unit.db.update(*member);
    if (member->state >= MemberState::accepted) tell_member(unit, *member);   // the others know of nobody before
  }
  return Done{};
}

}  // namespace

void react_to_registration(events::Consumer& consumer) {
  consumer.on("programme.published", know_programme);
  consumer.on("programme.closed", close_programme);
  consumer.on("application.eligible", admit_candidate);
  consumer.on("application.features_changed", correct_candidate);
  consumer.on("application.withdrawn", withdraw_candidate);
  consumer.on("application.appeal_upheld", reopen_stage);
  consumer.on("notice.recorded", heed_notice);
  consumer.on(subject_erased_event, erase_subject);
}

}  // namespace shopper::selection
