// The invariants of the programme at rest.
#include "tests/simulation/invariants.h"

#include <set>

#include "platform/store/audit_log.h"
#include "tests/simulation/people.h"
#include "tests/simulation/world.h"

namespace shopper::simulation {
namespace {

using Text = std::string;

// Rows of two stores that should say the same; the first that differ.
template <class Row>
Text difference(const std::vector<Row>& here, const std::vector<Row>& there, const Text& what) {
  const std::set<Row> ours(here.begin(), here.end()), theirs(there.begin(), there.end());
  const auto id_of = [](const Row& row) { return std::get<0>(row); };
  for (const auto& row : ours)
    if (!theirs.contains(row)) return what + " " + id_of(row) + " is not so in the second";
  for (const auto& row : theirs)
    if (!ours.contains(row)) return what + " " + id_of(row) + " is not so in the first";
  return "";
}

Text watches_found_nothing(World& world) {
  Text found;
  for (const auto& service : services) found += found_by_watches(world, service);
  return found;
}

Text feeds_are_read(World& world) {
  for (const auto& [reader, upstream] : feed_lines) {
    const auto told = std::get<0>(world.all<std::int64_t>(upstream, "select coalesce(max(sequence), 0) from outbox").front());
    const auto line = reader + " < " + upstream;
    const auto cursor = world.all<std::int64_t>(reader, "select sequence from feed_cursor where upstream = :u", {upstream});
    if ((cursor.empty() ? 0 : std::get<0>(cursor.front())) != told) return line + ": not read to the end";
    std::int64_t next = 0;
    for (const auto& [sequence] : world.all<std::int64_t>(reader, "select sequence from simulation_applied where upstream = :u order by rowid", {upstream}))
      if (sequence != ++next) return line + ": event " + std::to_string(sequence) + " was applied where " + std::to_string(next) + " was due";
    if (next != told) return line + ": " + std::to_string(next) + " of " + std::to_string(told) + " events were applied";
  }
  return "";
}

Text events_are_taken(World& world) {
  for (const auto& service : services)
    for (const auto& [upstream, type, subject, code] : world.all<Text, Text, Text, Text>(service, "select upstream, type, subject, code from event_refusal"))
      return service + " refused " + type + " of " + upstream + " about " + subject + ": " + code;
  return "";
}

Text commands_once(World& world) {
  for (const auto& service : services) {
    std::map<Text, std::int64_t> times;
    for (const auto& [key, action, count] : world.all<Text, Text, std::int64_t>(service, "select trace_id, action, count(*) from audit where trace_id <> '' group by trace_id, action")) times[key] = std::max(times[key], count);
    for (const auto& [key, count] : times)
      if (count > 1) return service + ": " + key + " was carried out " + std::to_string(count) + " times";
    for (const auto& [key, command] : world.acknowledged())
      if (command.service == service && !times.contains(key)) return service + ": " + command.method + ", " + key + ", was acknowledged and is lost";
  }
  return "";
}

Text audit_logs_hold(World& world) {
  for (const auto& service : services) {
    auto& store = world.host(service).store;
    const auto wrong = store.read<Text>([&](store::Db& db) -> Result<Text> {
      auto previous = audit::genesis(store.log_id());
      std::int64_t sequence = 0;
      for (const auto& record : store::audit_records(db, 0, 1'000'000)) {
        if (record.sequence != ++sequence || record.hash != audit::hash_of(record, previous)) return "breaks at " + std::to_string(record.sequence);
        previous = record.hash;
      }
      if (!db.all<Text>("select \"table\" from pragma_foreign_key_check()").empty()) return Text("foreign keys");
      return Text();
    });
    if (!wrong.ok() || !wrong->empty()) return service + ": " + (wrong.ok() ? *wrong : wrong.error().code);
  }
  return "";
}

// A withdrawal is known to registration first, an ineligible correction to registration alone; all else selection decides.
Text applications_as_decided(World& world) {
  std::map<Text, Text> decided;
  for (const auto& [id, state] : world.all<Text, Text>("selection", "select id, state from candidate")) decided[id] = state;
  for (const auto& [id, state] : world.all<Text, Text>("registration", "select id, state from application")) {
    const auto candidate = decided.find(id);
    if (state == "draft" || state == "submitted") return candidate == decided.end() && state == "draft" ? "" : id + " is " + state + " here and " + (candidate == decided.end() ? "unknown" : candidate->second) + " there";
    if (candidate == decided.end()) {
      if (state == "ineligible" || state == "withdrawn") continue;
      return id + " is " + state + " in registration and unknown to selection";
    }
    const bool out = state == "ineligible" || state == "withdrawn";
    if (out ? candidate->second != "withdrawn" : candidate->second != state) return id + " is " + state + " in registration and " + candidate->second + " in selection";
  }
  return "";
}

Text members_known(World& world) {
  using Row = std::tuple<Text, Text, Text, bool, Text>;
  const auto ours = world.all<Text, Text, Text, bool, Text>("selection", "select id, shopper, state, certified_at <> 0, conflicts from panel_member where state in ('accepted', 'onboarding', 'certified', 'active', 'absent', 'suspended', 'completed', 'removed') "
                                                                   "and shopper in (select applicant from candidate where state <> 'withdrawn')");
  std::set<Row> known;
  for (const auto& row : world.all<Text, Text, Text, bool, Text>("evaluation", "select id, shopper, state, certified, conflicts from member")) known.insert(row);
  for (const auto& row : ours) {
    auto seen = row;
    if (std::get<2>(row) == "accepted") std::get<2>(seen) = "onboarding";   // as evaluation calls it: not yet on duty
    if (!known.contains(row) && !known.contains(seen)) return "evaluation does not know " + std::get<0>(row) + " as " + std::get<2>(row);
  }
  return "";
}

Text roles_follow_membership(World& world) {
  std::map<Text, bool> on_panel;
  for (const auto& [shopper, state] : world.all<Text, Text>("selection", "select shopper, state from panel_member where state in ('accepted', 'onboarding', 'certified', 'active', 'absent', 'suspended', 'released', 'removed', 'completed')"))
    on_panel[shopper] = state != "released" && state != "removed" && state != "completed";
  for (const auto& [id, grants] : world.all<Text, Text>("identity", "select id, grants from account where state = 'active'")) {
    const bool shopper = grants.find("\"shopper\"") != Text::npos;
    const auto known = on_panel.find(id);
    if (shopper != (known != on_panel.end() && known->second)) return "the account " + id + (shopper ? " has the role of a shopper without being one" : " of a shopper lacks the role");
  }
  return "";
}

Text panel_as_announced(World& world) {
  for (const auto& [id, size, panel, reserve, version] : world.all<Text, std::int64_t, Text, Text, std::int64_t>("selection", "select id, size, panel, reserve, quota_plan_version from draw where state = 'drawn'")) {
    const auto seats = Json::parse(panel), waiting = Json::parse(reserve);
    if (static_cast<std::int64_t>(seats.size()) != size || size != panel_size) return "a panel of " + std::to_string(seats.size());
    std::set<Text> people;
    std::map<Text, std::map<Text, int>> count;
    for (const auto& member : seats) {
      people.insert(member);
      const auto place = world.all<Text>("selection", "select features from draw_place where draw_id = :d and application_id = :a", {id, member.get<Text>()});
      if (place.size() != 1) return "a member without a place in the draw";
      const auto features = Json::parse(std::get<0>(place.front()));
      for (const auto& [feature, value] : features.items()) ++count[feature][value];
    }
    for (const auto& member : waiting) people.insert(member);
    if (people.size() != seats.size() + waiting.size()) return "somebody is drawn twice";
    const auto plan = world.all<std::int64_t, Text>("selection", "select version, quotas from quota_plan");
    if (std::get<0>(plan.front()) != version) continue;
    for (const auto& quota : Json::parse(std::get<1>(plan.front()))) {
      const int seated = count[quota["feature"]][quota["value"]];
      if (seated < quota["min"].get<int>() || seated > quota["max"].get<int>()) return "the quota of " + quota["value"].get<Text>() + ": " + std::to_string(seated);
    }
  }
  return "";
}

// Nobody more than there are places; but who replaced a suspended member stays when that one is reinstated.
Text places_kept(World& world) {
  struct Member {
    Text replaces;
    bool holds = false;
    bool was_suspended = false;
  };
  std::map<Text, Member> members;
  for (const auto& [id, replaces, holds, suspended] : world.all<Text, Text, bool, bool>(
           "selection", "select id, replaces, state in ('offered', 'accepted', 'onboarding', 'certified', 'active', 'absent'), before_suspension not in ('', 'unspecified', 'waiting') from panel_member"))
    members[id] = {replaces, holds, suspended};
  int places = 0;
  Text panel;
  for (const auto& [id, member] : members) {
    bool beside = false;
    for (auto before = members.find(member.replaces); before != members.end() && !beside; before = members.find(before->second.replaces)) beside = before->second.holds && before->second.was_suspended;
    places += member.holds && !beside;
    if (member.holds) panel += " " + id + (member.replaces.empty() ? "" : " for " + member.replaces);
  }
  return places > panel_size ? std::to_string(places) + " members:" + panel : "";
}

Text results_reconcile(World& world) {
  const auto released = world.all<Text, Text, Text, Text, std::int64_t, bool>(
      "evaluation", "select result_id, programme_id, entity_id, substr(visited_on, 1, 7), revision, state = 'annulled' or exists (select 1 from review where evaluation_id = evaluation.id and action = 'annul') from evaluation where result_id <> ''");
  const auto facts = world.all<Text, Text, Text, Text, std::int64_t, bool>("recommendation", "select evaluation_id, programme_id, entity_id, visited_on, revision, annulled from fact");
  if (auto wrong = difference(released, facts, "the result"); !wrong.empty()) return wrong;
  std::map<Text, double> scores;
  for (const auto& [id, score] : world.all<Text, double>("evaluation", "select result_id, coalesce(score, -1) from evaluation where result_id <> ''")) scores[id] = score;
  for (const auto& [id, score, annulled] : world.all<Text, double, bool>("recommendation", "select evaluation_id, coalesce(score, -1), annulled from fact"))
    if (!annulled && std::abs(scores[id] - score) > 1e-9) return "the score of " + id;
  return "";
}

Text finals_agree(World& world) {
  for (const auto& [id] : world.all<Text>("evaluation", "select result_id from evaluation where state = 'locked'"))
    if (world.count("recommendation", "fact where evaluation_id = :e and locked = 1", {id}) != 1) return id + " is final in evaluation alone";
  return "";
}

Text appeals_agree(World& world) {
  std::map<Text, Text> states;
  for (const auto& [id, state] : world.all<Text, Text>("evaluation", "select result_id, state from evaluation where result_id <> ''")) states[id] = state;
  for (const auto& [id, state, refusal] : world.all<Text, Text, Text>("recommendation", "select evaluation_id, state, refusal from result_appeal")) {
    const auto there = states[id];
    if (!refusal.empty()) continue;   // came too late, or its decision could not be carried out
    if (there == "locked" ? state == "open" : there != (state == "open" ? "appealed" : state)) return "the appeal about " + id + " is " + state + " and the evaluation " + there;
  }
  return "";
}

Text remeasurements_planned(World& world) {
  for (const auto& [id, visits] : world.all<Text, std::int64_t>("recommendation", "select subject, sum(json_extract(payload, '$.visits')) from outbox where type = 'remeasurement.requested' group by subject")) {
    const auto planned = world.count("evaluation", "assignment where recommendation_id = :r and predecessor_id = ''", {id});
    if (planned != visits) return id + ": " + std::to_string(planned) + " missions for " + std::to_string(visits) + " visits";
  }
  return "";
}

Text missions_with_fit_shoppers(World& world) {
  for (const auto& [id, shopper] : world.all<Text, Text>("evaluation", R"(
      select a.id, a.shopper from assignment a join entity e on e.id = a.entity_id where a.state in ('offered', 'accepted', 'in_progress') and not exists (
        select 1 from member m where m.shopper = a.shopper and m.programme_id = a.programme_id and m.certified = 1 and m.state in ('certified', 'active', 'absent')
          and not exists (select 1 from json_each(m.conflicts) c where c.value = e.code)))"))
    return shopper + " still has the mission " + id;
  return "";
}

Text suggestions_arrive(World& world) {
  return difference(world.all<Text, Text, Text>("evaluation", "select id, entity_id, service_id from suggestion"), world.all<Text, Text, Text>("recommendation", "select id, entity_id, service_id from suggestion"), "the suggestion");
}

Text erasures_complete(World& world) {
  for (const auto& [id, waiting] : world.all<Text, Text>("registration", "select id, waiting_for from erasure where state <> 'complete'")) return id + " waits for " + waiting;
  for (const auto& [subject] : world.all<Text>("registration", "select subject from erasure where cause = 'request'"))
    if (world.count("selection", "candidate where applicant = :s", {subject}) + world.count("evaluation", "evaluation where shopper = :s", {subject}) + world.count("evaluation", "assignment where shopper = :s", {subject}) > 0)
      return "somebody still knows " + subject;
  return "";
}

}  // namespace

const std::vector<Invariant>& invariants() {
  static const std::vector<Invariant> all{
      {"the watches found nothing", "see watches()", watches_found_nothing},
      {"each event is applied once, in order, by each reader", "EVENTS.md", feeds_are_read},
      {"no event is refused", "EVENTS.md", events_are_taken},
      {"acknowledged is carried out once, and nothing is carried out twice", "A-14, R-19", commands_once},
      {"the audit logs hold", "DAT-03, R-32", audit_logs_hold},
      {"applications are as selection decided", "REG-07", applications_as_decided},
      {"evaluation knows the members as selection does", "SEL-06, TRN-02", members_known},
      {"the role of shopper follows the membership", "roles", roles_follow_membership},
      {"the panel has its size and keeps its quotas", "SEL-02, SEL-05", panel_as_announced},
      {"no more members than places", "SEL-06", places_kept},
      {"counts and scores are the same in evaluation and recommendation", "ANA-01, R-33", results_reconcile},
      {"what is final is final in both", "SUB-06", finals_agree},
      {"an appeal and its evaluation agree", "SUB-06", appeals_agree},
      {"a re-measurement has its missions, no more and no fewer", "REC-05", remeasurements_planned},
      {"missions lie with fit shoppers", "R-01, ELI-05", missions_with_fit_shoppers},
      {"every suggestion arrives", "EVENTS.md", suggestions_arrive},
      {"erasures come to their end", "PRV-04", erasures_complete},
  };
  return all;
}

void check_invariants(World& world) {
  for (const auto& invariant : invariants())
    if (const auto wrong = invariant.wrong(world); !wrong.empty()) throw Violation(std::string(invariant.name) + ": " + wrong);
}

}  // namespace shopper::simulation
