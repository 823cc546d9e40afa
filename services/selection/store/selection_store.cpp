#include "selection/store/selection_store.h"

#include "platform/store/filter.h"

namespace shopper::selection {

using store::Db;
using store::Filter;

namespace {
// Offers that ended longer ago belong to a programme of the past that is being imported: its files say what became of them.
constexpr std::int64_t overdue_looked_back_us = std::int64_t{30} * 86'400 * 1'000'000;
}  // namespace

std::vector<Candidate> list_candidates(Db& db, const std::string& programme_id, const std::string& state, const std::string& after, int limit) {
  Filter where("where programme_id = :p and id > :a", {programme_id, after});
  where.with(" and state = :s", state);
  return db.list<Candidate>(where.tail(" order by id limit :n"), where.values(limit));
}

std::vector<Candidate> review_queue(Db& db, const std::string& programme_id, const std::string& reader, const std::string& after, int limit) {
  return db.list<Candidate>(
      "where programme_id = :p and state = 'phase1_review' and id > :a and (reviews < 2 or needs_adjudication = 1) "
      "and id not in (select application_id from review where reader = :r) order by id limit :n",
      {programme_id, after, reader, std::int64_t{limit}});
}

std::vector<Candidate> candidates_in(Db& db, const std::string& programme_id, const std::vector<CandidateState>& states) {
  std::string list;
  for (const auto state : states) list += (list.empty() ? "'" : ", '") + std::string(to_string(state)) + "'";
  return db.list<Candidate>("where programme_id = :p and state in (" + list + ") order by id", {programme_id});
}

std::vector<Review> reviews_of(Db& db, const std::string& application_id) {
  return db.list<Review>("where application_id = :i order by at, id", {application_id});
}

void set_reviews_aside(Db& db, const std::string& application_id) {
  db.execute("update review set set_aside = 1 where application_id = :i", {application_id});
}

std::optional<Rubric> rubric_of(Db& db, const std::string& programme_id, std::int64_t version) {
  if (version > 0) return db.find<Rubric>("id = :i and version = :v", {programme_id, version});
  return db.find<Rubric>("id = :i order by version desc limit 1", {programme_id});
}

std::vector<InterviewSlot> list_slots(Db& db, const std::string& programme_id, bool free_only, const std::string& after, int limit) {
  const std::string condition = free_only ? " and booked < capacity" : "";
  return db.list<InterviewSlot>("where programme_id = :p and id > :a" + condition + " order by id limit :n", {programme_id, after, std::int64_t{limit}});
}

std::vector<Interview> list_interviews(Db& db, const std::string& programme_id, const std::string& state, const std::string& after, int limit) {
  Filter where("where programme_id = :p and id > :a", {programme_id, after});
  where.with(" and state = :s", state);
  return db.list<Interview>(where.tail(" order by id limit :n"), where.values(limit));
}

std::vector<InterviewScore> scores_of(Db& db, const std::string& interview_id) {
  return db.list<InterviewScore>("where interview_id = :i order by member", {interview_id});
}

std::optional<Interview> open_interview_of(Db& db, const std::string& application_id) {
  return db.find<Interview>("application_id = :i and state in ('booked', 'held')", {application_id});
}

std::optional<Draw> draw_of(Db& db, const std::string& programme_id) { return db.find<Draw>("programme_id = :p and state <> 'discarded'", {programme_id}); }

std::vector<Draw> draws_of(Db& db, const std::string& programme_id) { return db.list<Draw>("where programme_id = :p order by attempt", {programme_id}); }

std::vector<DrawPlace> places_of(Db& db, const std::string& draw_id) { return db.list<DrawPlace>("where draw_id = :d order by number", {draw_id}); }

std::optional<DrawPlace> place_of(Db& db, const std::string& application_id) {
  return db.find<DrawPlace>("application_id = :a and draw_id in (select id from draw where state in ('committed', 'entered', 'drawn'))", {application_id});
}

void delete_computed(Db& db, const std::string& draw_id) {
  db.execute("delete from draw_document where draw_id = :d", {draw_id});
  db.execute("delete from draw_place where draw_id = :d", {draw_id});
}

std::vector<PanelMember> list_members(Db& db, const std::string& programme_id, Seat seat, std::int64_t after_rank, int limit) {
  return db.list<PanelMember>("where programme_id = :p and seat = :s and rank > :r order by rank limit :n",
                              {programme_id, std::string(to_string(seat)), after_rank, std::int64_t{limit}});
}

std::vector<PanelMember> all_members(Db& db, const std::string& programme_id) {
  return db.list<PanelMember>("where programme_id = :p order by seat, rank", {programme_id});
}

std::vector<PanelMember> memberships_of(Db& db, const std::string& shopper) { return db.list<PanelMember>("where shopper = :s order by id", {shopper}); }

std::vector<PanelMember> overdue_offers(Db& db, const std::string& programme_id, Instant now) {
  if (programme_id.empty())
    return db.list<PanelMember>("where state = 'offered' and offer_expires_at <= :n and offer_expires_at > :l order by rank",
                                {now.us, now.us - overdue_looked_back_us});
  return db.list<PanelMember>("where state = 'offered' and offer_expires_at <= :n and programme_id = :p order by rank", {now.us, programme_id});
}

std::vector<Workshop> workshops_of(Db& db, const std::string& programme_id) {
  return db.list<Workshop>("where programme_id = :p order by id", {programme_id});
}

std::vector<Attendance> attendance_of(Db& db, const std::string& member_id) { return db.list<Attendance>("where member_id = :m", {member_id}); }

void put_attendance(Db& db, const Attendance& attendance) {
  db.execute("insert into attendance (workshop_id, member_id, minutes, sufficient) values (:w, :m, :n, :s) "
             "on conflict (workshop_id, member_id) do update set minutes = excluded.minutes, sufficient = excluded.sufficient",
             {attendance.workshop_id, attendance.member_id, std::int64_t{attendance.minutes}, std::int64_t{attendance.sufficient}});
}

}  // namespace shopper::selection
