#include "evaluation/store/evaluation_store.h"
#include "evaluation/store/filter.h"
#include "platform/store/filter.h"

namespace shopper::evaluation::stored {

using namespace domain;

Policy policy(Db& db) { return db.find_kept<Policy>("version = (select max(version) from policy)", {}).value_or(Policy{}); }

std::optional<Member> member(Db& db, const std::string& programme_id, const std::string& shopper) {
  return db.find_kept<Member>("shopper = :shopper and programme_id = :programme", {shopper, programme_id});
}
std::vector<Member> members(Db& db, const std::string& programme_id) { return db.list<Member>("where programme_id = :programme order by id", {programme_id}); }

std::vector<Visit> visits(Db& db, const std::string& shopper, Date since) {
  std::vector<Visit> all;
  for (auto& [entity, branch, on, open] : db.all<std::string, std::string, Date, std::int64_t>(
           "select entity_id, branch_id, due_on, state in ('offered', 'accepted', 'in_progress') from assignment "
           "where shopper = :shopper and due_on >= :since and state in ('offered', 'accepted', 'in_progress', 'submitted', 'closed')",
           {shopper, since.iso()}))
    all.push_back({std::move(entity), std::move(branch), on, true, open != 0});
  for (auto& [entity, branch, on] : db.all<std::string, std::string, Date>(
           "select entity_id, branch_id, visited_on from evaluation where shopper = :shopper and visited_on >= :since and state <> 'draft'", {shopper, since.iso()}))
    all.push_back({std::move(entity), std::move(branch), on, false, false});
  return all;
}

bool recognised(Db& db, const std::string& shopper, const std::string& entity_id, const std::string& branch_id) {
  return db.one<std::int64_t>("select 1 from recognition where shopper = :shopper and entity_id = :entity and (branch_id = '' or branch_id = :branch) limit 1",
                              {shopper, entity_id, branch_id})
      .has_value();
}

std::optional<Assignment> assignment(Db& db, const std::string& id) { return db.find<Assignment>("id = :id", {id}); }

std::vector<Assignment> assignments(Db& db, const AssignmentFilter& filter, const std::string& after, int limit) {
  Filter filtered("id", after);
  if (filter.without_report) filtered.holds("state not in ('submitted', 'closed', 'reassigned')");
  return filtered
      .equals("programme_id", filter.programme_id)
      .equals("state", filter.state)
      .equals("entity_id", filter.entity_id)
      .equals("shopper", filter.shopper)
      .equals("recommendation_id", filter.recommendation_id)
      .list<Assignment>(db, limit);
}

std::vector<Assignment> open_assignments(Db& db, const std::string& programme_id, const std::string& shopper) {
  store::Filter where("where shopper = :shopper and state in ('offered', 'accepted', 'in_progress')", {shopper});
  where.with(" and programme_id = :programme", programme_id);   // before its values are taken: arguments are evaluated in any order
  return db.list<Assignment>(where.tail(" order by id"), where.values());
}

std::vector<Assignment> expired_offers(Db& db, Instant after, Instant until, int limit) {
  return db.list<Assignment>("where state = 'offered' and offer_expires_at > :after and offer_expires_at <= :until order by id limit :limit", {after.us, until.us, std::int64_t{limit}});
}

std::vector<Assignment> replaceable_assignments(Db& db, Date today, int limit) {
  return db.list<Assignment>("where state in ('declined', 'expired') and due_on >= :today order by id limit :limit", {today.iso(), std::int64_t{limit}});
}

std::int64_t count_unmatched(Db& db, Date today) {
  return db.one<std::int64_t>("select count(*) from assignment where state = 'planned' and (purpose = 'remeasurement' or predecessor_id <> '') and due_on >= :today",
                              {today.iso()})
      .value_or(0);
}

std::vector<Assignment> unmatched_assignments(Db& db, Date today, std::int64_t skip, int limit) {
  return db.list<Assignment>("where state = 'planned' and (purpose = 'remeasurement' or predecessor_id <> '') and due_on >= :today order by id limit :limit offset :skip",
                             {today.iso(), std::int64_t{limit}, skip});
}

}  // namespace shopper::evaluation::stored
