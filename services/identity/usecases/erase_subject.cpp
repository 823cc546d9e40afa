#include "identity/usecases/reactions.h"

namespace shopper::identity {

// The account stays as an id without anybody: logs and grants name it.
Result<Done> erase_subject(Unit& unit, const Event& event) {
  const auto news = event.as<SubjectErased>();
  std::vector<ErasureItem> items;
  if (news.whole_person) {
    if (auto account = unit.db.find<Account>("id = :i", {news.subject}); account && account->state != AccountState::erased) {
      end_sessions_of(unit, account->id, "");
      powers_changed(unit, *account);
      const auto keys = std::vector{account->email_key, account->phone_key};
      Account empty;
      empty.id = account->id;
      empty.version = account->version;
      empty.created_at = account->created_at;
      SHOPPER_TRY(empty.state, account_lifecycle().next(account->state, AccountCommand::erase));
      save(unit, empty);
      for (auto& item : erase_traces(unit.db, account->id, keys)) items.push_back(std::move(item));
      items.push_back({"account", ErasureAction::shredded, store::shred(unit.db, {account->id}, unit.now), ""});
    }
    for (auto& item : store::erase_answers(unit.db, news.subject, unit.now)) items.push_back(std::move(item));
  }
  tell_erasure(unit, news, "identity", std::move(items));
  return Done{};
}

}  // namespace shopper::identity
