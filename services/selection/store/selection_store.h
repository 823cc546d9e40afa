// The only SQL of selection.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/store/migrations.h"
#include "selection/domain/candidate.h"
#include "selection/domain/draw.h"
#include "selection/domain/interview.h"
#include "selection/domain/member.h"
#include "selection/domain/public_draw.h"

namespace shopper::selection {
// Who the free texts about a candidate belong to.
inline std::string owner_of_candidate(const std::string& application_id) { return "candidate/" + application_id; }
inline std::string owner_of_interview(const std::string& interview_id) { return "interview/" + interview_id; }
}  // namespace shopper::selection

namespace shopper::store {
#define SHOPPER_TABLE(Type, table)                 \
  template <>                                      \
  struct Table<selection::Type> {                  \
    static constexpr const char* name = table;     \
  };
#define SHOPPER_SEALED_TABLE(Type, table, column, owner_id)                     \
  template <>                                                                   \
  struct Table<selection::Type> {                                               \
    static constexpr const char* name = table;                                  \
    static constexpr std::array sealed = {column};                              \
    static std::string owner(const selection::Type& row) { return owner_id; }   \
  };
SHOPPER_TABLE(ProgrammeFacts, "programme")
SHOPPER_TABLE(Candidate, "candidate")
SHOPPER_SEALED_TABLE(Review, "review", "note", selection::owner_of_candidate(row.application_id))
SHOPPER_TABLE(Rubric, "rubric")
SHOPPER_TABLE(InterviewSlot, "interview_slot")
SHOPPER_SEALED_TABLE(Interview, "interview", "reason", selection::owner_of_candidate(row.application_id))
SHOPPER_SEALED_TABLE(InterviewScore, "interview_score", "note", selection::owner_of_interview(row.interview_id))
SHOPPER_TABLE(QuotaPlan, "quota_plan")
SHOPPER_TABLE(Draw, "draw")
SHOPPER_TABLE(DrawDocument, "draw_document")
SHOPPER_TABLE(DrawPlace, "draw_place")
SHOPPER_SEALED_TABLE(PanelMember, "panel_member", "reason", selection::owner_of_candidate(row.id))
SHOPPER_TABLE(CodeOfConduct, "code_of_conduct")
SHOPPER_TABLE(Workshop, "workshop")
SHOPPER_TABLE(Attendance, "attendance")
#undef SHOPPER_TABLE
#undef SHOPPER_SEALED_TABLE
}  // namespace shopper::store

namespace shopper::selection {

std::vector<store::Migration> migrations();

std::vector<Candidate> list_candidates(store::Db& db, const std::string& programme_id, const std::string& state, const std::string& after, int limit);
// Candidates of phase 1 that `reader` has not read and may still be needed for.
std::vector<Candidate> review_queue(store::Db& db, const std::string& programme_id, const std::string& reader, const std::string& after, int limit);
std::vector<Candidate> candidates_in(store::Db& db, const std::string& programme_id, const std::vector<CandidateState>& states);
std::vector<Review> reviews_of(store::Db& db, const std::string& application_id);
void set_reviews_aside(store::Db& db, const std::string& application_id);

// The newest version, or that one.
std::optional<Rubric> rubric_of(store::Db& db, const std::string& programme_id, std::int64_t version = 0);
std::vector<InterviewSlot> list_slots(store::Db& db, const std::string& programme_id, bool free_only, const std::string& after, int limit);
std::vector<Interview> list_interviews(store::Db& db, const std::string& programme_id, const std::string& state, const std::string& after, int limit);
std::vector<InterviewScore> scores_of(store::Db& db, const std::string& interview_id);
std::optional<Interview> open_interview_of(store::Db& db, const std::string& application_id);

// The programme's draw, prepared or further; discarded attempts apart.
std::optional<Draw> draw_of(store::Db& db, const std::string& programme_id);
// All of them, discarded ones too, the first attempt first.
std::vector<Draw> draws_of(store::Db& db, const std::string& programme_id);
// The places of a draw, by number.
std::vector<DrawPlace> places_of(store::Db& db, const std::string& draw_id);
// The place of an application in a public draw.
std::optional<DrawPlace> place_of(store::Db& db, const std::string& application_id);
// What a discarded draw had computed.
void delete_computed(store::Db& db, const std::string& draw_id);
std::vector<PanelMember> list_members(store::Db& db, const std::string& programme_id, Seat seat, std::int64_t after_rank, int limit);
std::vector<PanelMember> all_members(store::Db& db, const std::string& programme_id);
std::vector<PanelMember> memberships_of(store::Db& db, const std::string& shopper);
// Offered members of the programme whose deadline has passed; with "" those of all programmes, of the last 30 days.
std::vector<PanelMember> overdue_offers(store::Db& db, const std::string& programme_id, Instant now);
std::vector<Workshop> workshops_of(store::Db& db, const std::string& programme_id);
std::vector<Attendance> attendance_of(store::Db& db, const std::string& member_id);
void put_attendance(store::Db& db, const Attendance& attendance);

}  // namespace shopper::selection
