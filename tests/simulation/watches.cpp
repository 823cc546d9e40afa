// The invariants that triggers watch. A state machine is written here a second time, from its description and not from the code.
#include "tests/simulation/invariants.h"
#include "tests/simulation/world.h"

namespace shopper::simulation {
namespace {

struct Machine {
  const char* service;
  const char* table;
  const char* steps;   // "from>to from>to ..."; "*" any state
};

const std::vector<Machine> machines{
    {"registration", "application",
     "draft>submitted draft>ineligible submitted>ineligible submitted>phase1_review ineligible>submitted phase1_review>rejected phase1_review>invited rejected>phase1_review invited>interview_scheduled interview_scheduled>invited "
     "interview_scheduled>interviewed interviewed>pool interviewed>not_passed not_passed>invited pool>selected pool>reserve pool>not_selected reserve>selected reserve>not_selected selected>accepted selected>declined "
     "selected>expired accepted>onboarding onboarding>active phase1_review>ineligible invited>ineligible interview_scheduled>ineligible interviewed>ineligible pool>ineligible *>withdrawn"},
    {"selection", "candidate",
     "phase1_review>rejected phase1_review>invited rejected>phase1_review invited>interview_scheduled interview_scheduled>invited interview_scheduled>interviewed interviewed>pool interviewed>not_passed not_passed>invited "
     "pool>selected pool>reserve pool>not_selected reserve>selected reserve>not_selected selected>accepted selected>declined selected>expired accepted>onboarding onboarding>active *>withdrawn withdrawn>phase1_review"},
    {"selection", "panel_member",
     "waiting>offered offered>accepted offered>declined offered>expired accepted>onboarding onboarding>certified certified>active active>absent absent>active active>completed absent>completed waiting>released offered>released "
     "suspended>released suspended>removed accepted>suspended onboarding>suspended certified>suspended active>suspended absent>suspended suspended>accepted suspended>onboarding suspended>certified suspended>active "
     "suspended>absent accepted>released onboarding>released certified>released active>released absent>released accepted>removed onboarding>removed certified>removed active>removed absent>removed"},
    {"selection", "interview", "booked>held booked>cancelled held>concluded"},
    {"selection", "draw", "prepared>committed prepared>discarded committed>entered entered>drawn entered>committed"},
    {"evaluation", "assignment",
     "planned>offered planned>cancelled offered>accepted offered>declined offered>expired offered>reassigned offered>cancelled declined>reassigned declined>cancelled expired>reassigned expired>cancelled accepted>in_progress "
     "accepted>reassigned accepted>cancelled in_progress>submitted in_progress>reassigned in_progress>cancelled submitted>closed submitted>reassigned"},
    {"evaluation", "evaluation",
     "draft>submitted submitted>in_review submitted>returned returned>resubmitted resubmitted>in_review resubmitted>returned in_review>returned in_review>on_hold in_review>approved in_review>rejected in_review>excluded "
     "on_hold>in_review on_hold>returned on_hold>approved on_hold>rejected on_hold>excluded approved>released released>appealed released>locked appealed>upheld appealed>amended appealed>annulled upheld>locked amended>locked "
     "annulled>locked"},
    {"recommendation", "recommendation",
     "draft>peer_review peer_review>draft peer_review>issued issued>acknowledged acknowledged>accepted acknowledged>partly acknowledged>rejected acknowledged>transferred transferred>issued rejected>closed accepted>in_progress "
     "partly>in_progress reopened>in_progress in_progress>claimed_done claimed_done>re_measuring re_measuring>verified_fixed re_measuring>not_fixed re_measuring>inconclusive not_fixed>reopened inconclusive>re_measuring "
     "inconclusive>closed verified_fixed>closed not_fixed>closed transferred>closed"},
};

constexpr const char* unfit_author = R"(not exists (
    select 1 from member m join entity e on e.id = new.entity_id
    where m.shopper = new.shopper and m.programme_id = new.programme_id and m.certified = 1 and m.state in ('certified', 'active', 'absent')
      and not exists (select 1 from json_each(m.conflicts) c where c.value = e.code)))";

std::string watch_machine(const Machine& machine) {
  return std::string("create trigger simulation_machine_") + machine.table + " after update of state on " + machine.table + " when old.state <> new.state and instr(' " + machine.steps +
         " ', ' ' || old.state || '>' || new.state || ' ') = 0 and instr(' " + machine.steps + " ', ' *>' || new.state || ' ') = 0 begin insert into simulation_violation values ('only allowed transitions: " + machine.table +
         "', new.id || ' ' || old.state || ' > ' || new.state); end;";
}

}  // namespace

const std::vector<Watch>& watches() {
  static const std::string report = std::string(R"(
create trigger simulation_report_new after insert on evaluation when new.submitted_at <> 0 and )") + unfit_author + R"(
  begin insert into simulation_violation values ('no report by an unfit author', new.id || ' by ' || new.shopper); end;
create trigger simulation_report after update of submitted_at on evaluation when old.submitted_at = 0 and new.submitted_at <> 0 and )" + unfit_author + R"(
  begin insert into simulation_violation values ('no report by an unfit author', new.id || ' by ' || new.shopper); end;)";
  static const std::string fit = std::string("create trigger simulation_fit after update of state on assignment when new.state in ('offered', 'accepted') and ") + unfit_author + R"(
  begin insert into simulation_violation values ('no mission for an unfit shopper', new.id || ' ' || new.state || ' to ' || new.shopper); end;)";
  static const std::vector<Watch> all{
      {"each event once, in order", "EVENTS.md: effective exactly once", "", R"(
create trigger simulation_first after insert on feed_cursor when new.sequence <> 1
  begin insert into simulation_violation values ('each event once, in order', new.upstream || ' begins with ' || new.sequence); end;
create trigger simulation_next after update on feed_cursor when new.sequence <> old.sequence + 1
  begin insert into simulation_violation values ('each event once, in order', new.upstream || ': ' || old.sequence || ', ' || new.sequence); end;)"},
      {"no report by an unfit author", "R-01, TRN-02, ELI-05", "evaluation", report.c_str()},
      {"no mission for an unfit shopper", "R-01, TRN-02, ASN-05", "evaluation", fit.c_str()},
      {"one active mission for a visit", "ASN-08", "evaluation", R"(
create trigger simulation_successor after insert on assignment when new.predecessor_id <> '' and
    ((select count(*) from assignment where predecessor_id = new.predecessor_id) > 1 or (select state from assignment where id = new.predecessor_id) not in ('reassigned'))
  begin insert into simulation_violation values ('one active mission for a visit', new.id || ' after ' || new.predecessor_id); end;)"},
      {"missions at once are limited", "ASN-02, R-24", "evaluation", R"(
create trigger simulation_burden after update of state on assignment when new.state = 'offered' and
    (select count(*) from assignment where shopper = new.shopper and state in ('offered', 'accepted', 'in_progress')) > (select concurrent_missions from policy order by version desc limit 1)
  begin insert into simulation_violation values ('missions at once are limited', new.shopper); end;)"},
      {"nobody reviews an own report", "SUB-01, R-31", "evaluation", R"(
create trigger simulation_own_report after insert on review when new.action in ('approve', 'reject', 'exclude', 'release') and (select shopper from evaluation where id = new.evaluation_id) = new.reviewer
  begin insert into simulation_violation values ('nobody reviews an own report', new.evaluation_id); end;)"},
      {"nobody is certified untrained", "TRN-01, TRN-02, TRN-05", "selection", R"(
create trigger simulation_certified after update of certified_at on panel_member when new.certified_at <> 0 and old.certified_at = 0 and
    (new.code_sha256 is not (select sha256 from code_of_conduct where id = new.programme_id) or
     exists (select 1 from workshop w where w.programme_id = new.programme_id and w.required = 1 and not exists (select 1 from attendance where workshop_id = w.id and member_id = new.id and sufficient = 1)))
  begin insert into simulation_violation values ('nobody is certified untrained', new.id); end;)"},
      {"nobody is on duty uncertified", "TRN-02", "selection", R"(
create trigger simulation_duty after update of state on panel_member when new.state in ('certified', 'active') and new.certified_at = 0
  begin insert into simulation_violation values ('nobody is on duty uncertified', new.id); end;)"},
      {"two readers before an invitation", "SEL-01", "selection", R"(
create trigger simulation_invited after update of state on candidate when old.state = 'phase1_review' and new.state = 'invited' and
    (select count(distinct reader) from review where application_id = new.id and set_aside = 0 and verdict = 'pass') < 2
  begin insert into simulation_violation values ('two readers before an invitation', new.id); end;)"},
      {"a quorum before the pool", "INT-02, INT-03", "selection", R"(
create trigger simulation_pool after update of state on candidate when new.state = 'pool' and old.state = 'interviewed' and
    (select count(*) from interview_score s join interview i on i.id = s.interview_id where i.application_id = new.id and i.state = 'concluded') < 3
  begin insert into simulation_violation values ('a quorum before the pool', new.id); end;)"},
      {"fixed is what was measured", "REC-05", "recommendation", R"(
create trigger simulation_fixed after update of state on recommendation when new.state = 'verified_fixed' and
    (select count(*) from fact where recommendation_id = new.id and purpose = 'remeasurement' and annulled = 0) < 10
  begin insert into simulation_violation values ('fixed is what was measured', new.id); end;)"},
  };
  return all;
}

void watch_store(store::Db& db, const std::string& service) {
  db.script("create table simulation_violation (invariant text not null, detail text not null)");
  db.script("create table simulation_applied (upstream text not null, sequence integer not null)");
  for (const auto& machine : machines)
    if (machine.service == service) db.script(watch_machine(machine));
  for (const auto& watch : watches())
    if (std::string(watch.service).empty() || watch.service == service) db.script(watch.triggers);
}

std::string found_by_watches(World& world, const std::string& service) {
  std::string found;
  for (const auto& [invariant, detail] : world.all<std::string, std::string>(service, "select invariant, detail from simulation_violation")) found += service + ": " + invariant + ": " + detail + "\n";
  return found;
}

}  // namespace shopper::simulation
