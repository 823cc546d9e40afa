#include "evaluation/usecases/author_disclosures.h"

#include "evaluation/usecases/events_out.h"

namespace shopper::evaluation {

using namespace domain;

namespace {

constexpr std::size_t shortest_reason_bytes = 20;
constexpr std::size_t longest_reason_bytes = 1'000;

Result<Done> check_reason(const std::string& reason) {
  FieldErrors errors;
  errors.check(reason.size() >= shortest_reason_bytes, "/reason", "REASON_TOO_SHORT", {"اكتب سببًا يفهمه من يراجع هذا الكشف لاحقًا", "Write a reason that whoever reviews this later understands"});
  errors.check(reason.size() <= longest_reason_bytes, "/reason", "TEXT_TOO_LONG", {"السبب أطول من المسموح", "The reason is too long"});
  return errors.result();
}

DisclosureView view(AuthorDisclosure disclosure) {
  auto actions = disclosure_lifecycle().legal(disclosure.state);
  return {std::move(disclosure), std::move(actions)};
}

// Administrators and auditors of the programme; to all others it does not exist.
Result<AuthorDisclosure> visible(Unit& unit, const std::string& id) {
  auto disclosure = stored::author_disclosure(unit.db, id);
  if (!disclosure || !unit.actor.acts_in({"administrator", "auditor"}, disclosure->programme_id)) return errors::not_found(id);
  return std::move(*disclosure);
}

void tell(Unit& unit, const AuthorDisclosure& disclosure, const std::string& step) {
  unit.emit("author.disclosure", disclosure.id,
            events_out::AuthorDisclosureStep{disclosure.id, disclosure.programme_id, disclosure.evaluation_id, step, unit.actor.subject});
}

// Nobody breaks the glass in somebody else's name.
Result<Done> live(const Unit& unit) {
  if (unit.actor.imported()) return refuse(ErrorKind::forbidden, "IMPORT_FORBIDDEN", {"لا يُستورد كشف كاتب", "The disclosure of an author cannot be imported"});
  return Done{};
}

Result<DisclosureView> decide(Unit& unit, const DecideDisclosure& in, DisclosureCommand command) {
  SHOPPER_CHECK(live(unit));
  SHOPPER_TRY(auto disclosure, visible(unit, in.id));
  SHOPPER_CHECK(expect_version(disclosure.version, in.expected_version));
  SHOPPER_TRY(disclosure.state, disclosure_lifecycle().next(disclosure.state, command));
  SHOPPER_CHECK(check_decider(disclosure, unit.actor.subject, unit.now));
  SHOPPER_CHECK(check_reason(in.reason));
  disclosure.decided_by = unit.actor.subject;
  disclosure.decision_reason = in.reason;
  disclosure.decided_at = unit.now;
  if (command == DisclosureCommand::confirm) disclosure.expires_at = unit.now.plus(std::chrono::hours(disclosure_read_hours));
  ++disclosure.version;
  unit.db.update(disclosure);
  tell(unit, disclosure, std::string(to_string(disclosure.state)));
  return view(std::move(disclosure));
}

}  // namespace

Result<DisclosureView> request_author_disclosure(Unit& unit, const RequestDisclosure& in) {
  SHOPPER_CHECK(live(unit));
  if (auto kept = stored::author_disclosure(unit.db, in.id)) {
    if (kept->requested_by == unit.actor.subject && kept->evaluation_id == in.evaluation_id && kept->reason == in.reason) return view(std::move(*kept));
    return conflict("ID_TAKEN", {"استُخدم هذا المعرّف لطلب آخر", "This id stands for another request"});
  }
  const auto evaluation = stored::evaluation(unit.db, in.evaluation_id);
  // What is not handed in yet is nobody's business.
  if (!evaluation || evaluation->state == EvaluationState::draft || !unit.actor.acts_in("administrator", evaluation->programme_id)) return errors::not_found(in.evaluation_id);
  SHOPPER_CHECK(check_reason(in.reason));
  const AuthorDisclosure disclosure{in.id, in.evaluation_id, evaluation->programme_id, DisclosureState::requested, in.reason, unit.actor.subject, "", "", unit.now, {},
                                    unit.now.plus(std::chrono::hours(disclosure_request_hours)), 0, 1};
  unit.db.insert(disclosure);
  tell(unit, disclosure, "requested");
  return view(disclosure);
}

Result<DisclosureView> get_author_disclosure(Unit& unit, const ById& in) {
  SHOPPER_TRY(auto disclosure, visible(unit, in.id));
  return view(std::move(disclosure));
}

Result<Page<DisclosureView>> list_author_disclosures(Unit& unit, const ListDisclosures& in) {
  const int limit = page_limit(in.limit);
  std::vector<DisclosureView> views;
  for (auto& disclosure : stored::author_disclosures(unit.db, in.programme_id, in.cursor, limit + 1)) views.push_back(view(std::move(disclosure)));
  auto page = make_page(std::move(views), limit, [](const DisclosureView& d) { return d.id; });
  std::erase_if(page.items, [&](const DisclosureView& d) { return !unit.actor.acts_in({"administrator", "auditor"}, d.programme_id); });
  return page;
}

Result<DisclosureView> confirm_author_disclosure(Unit& unit, const DecideDisclosure& in) { return decide(unit, in, DisclosureCommand::confirm); }
Result<DisclosureView> refuse_author_disclosure(Unit& unit, const DecideDisclosure& in) { return decide(unit, in, DisclosureCommand::refuse); }

Result<DisclosedAuthor> read_disclosed_author(Unit& unit, const ById& in) {
  SHOPPER_CHECK(live(unit));
  SHOPPER_TRY(auto disclosure, visible(unit, in.id));
  SHOPPER_CHECK(check_disclosure_reader(disclosure, unit.actor.subject, unit.now));
  const auto evaluation = stored::evaluation(unit.db, disclosure.evaluation_id);
  if (!evaluation) return errors::not_found(disclosure.evaluation_id);
  ++disclosure.reads;
  ++disclosure.version;
  unit.db.update(disclosure);
  tell(unit, disclosure, "read");
  return DisclosedAuthor{disclosure.id, disclosure.evaluation_id, evaluation->shopper, evaluation->assignment_id};
}

}  // namespace shopper::evaluation
