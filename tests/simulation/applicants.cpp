#include "tests/simulation/people.h"

namespace shopper::simulation {
namespace {

Json details_of(World& world, int i) {
  const bool citizen = world.dice.chance(400);
  Json details{{"name_ar", "أحمد"}, {"name_en", "Resident " + std::to_string(i)}, {"date_of_birth", "1990-03-01"}, {"gender", i % 2 ? "GENDER_FEMALE" : "GENDER_MALE"}, {"occupation", std::to_string(1 + i % 9)},
               {"employer", "Company " + std::to_string(i)}, {"municipality", "Doha"}, {"address", "Zone " + std::to_string(i)}, {"email", "resident" + std::to_string(i) + "@example.org"},
               {"motivation", "Better services"}, {"consent_notice_version", "1"}};
  details["qid"] = "290" + std::string(citizen ? "634" : "356") + std::to_string(10'000 + i);
  details["nationality"] = citizen ? "634" : "356";
  details["residency"] = citizen ? "RESIDENCY_CITIZEN" : "RESIDENCY_WORK";
  // Two years are needed.
  if (!citizen) details["resident_since"] = world.dice.chance(120) ? "2021-06-01" : "2015-01-01";
  if (world.dice.chance(300)) details["related_entities"] = {"MOI"};
  details["declarations"] = {{"truthful", true}, {"impartial", true}, {"confidential", true}, {"available_for_training", true}, {"conflicts_complete", true}};
  return details;
}

bool apply(World& world) {
  const int i = static_cast<int>(world.dice.below(residents));
  if (world.count("registration", "application where id = :i", {application_of(i)}) > 0) return false;
  world.ask("registration", "PutApplication", World::person(resident(i)), {{"id", application_of(i)}, {"programme_id", world.programme}, {"details", details_of(world, i)}});
  return true;
}

bool submit(World& world) {
  const auto draft = world.some<std::string, std::string, std::int64_t>("registration", "select id, applicant, version from application where state = 'draft' order by id");
  if (!draft) return false;
  const auto& [id, applicant, version] = *draft;
  world.ask("registration", "SubmitApplication", World::person(applicant), {{"id", id}, {"expected_version", version}});
  return true;
}

bool correct(World& world) {
  const auto open = world.some<std::string, std::string, std::int64_t>(
      "registration", "select id, applicant, version from application where state in ('draft', 'submitted', 'phase1_review', 'invited', 'interviewed', 'pool') order by id");
  if (!open) return false;
  const auto& [id, applicant, version] = *open;
  Json changes{{"municipality", "Al Rayyan"}};
  Json fields{"municipality"};
  if (world.dice.chance(200)) {
    changes["resident_since"] = "2021-01-01";
    fields.push_back("resident_since");
  }
  world.ask("registration", "PatchApplication", World::person(applicant), {{"id", id}, {"expected_version", version}, {"changes", changes}, {"changed_fields", fields}});
  return true;
}

bool withdraw(World& world) {
  const auto open = world.some<std::string, std::string, std::int64_t>("registration", "select id, applicant, version from application where state <> 'withdrawn' order by id");
  if (!open || !world.dice.chance(250)) return false;
  const auto& [id, applicant, version] = *open;
  world.ask("registration", "WithdrawApplication", World::person(applicant), {{"id", id}, {"expected_version", version}});
  return true;
}

bool appeal(World& world) {
  const auto refused = world.some<std::string, std::string>("registration", "select id, applicant from application where state in ('ineligible', 'rejected', 'not_passed') order by id");
  if (!refused) return false;
  world.ask("registration", "AppealApplication", World::person(std::get<1>(*refused)), {{"id", std::get<0>(*refused)}, {"grounds", "It was not so"}});
  return true;
}

bool decide_appeal(World& world) {
  const auto open = world.some<std::string, std::int64_t>("registration", "select id, version from appeal where state = 'open' order by id");
  if (!open) return false;
  world.ask("registration", "DecideAppeal", World::staff("administrator", "administrator-2"),
            {{"id", std::get<0>(*open)}, {"expected_version", std::get<1>(*open)}, {"upheld", world.dice.chance(600)}, {"reason", "Looked into"}});
  return true;
}

bool give_notice(World& world) {
  const auto known = world.some<std::string, std::string>("registration", "select id, applicant from application where state not in ('draft', 'withdrawn') order by id");
  if (!known) return false;
  Json notice{{"application_id", std::get<0>(*known)}};
  if (world.dice.chance(500)) {
    notice["kind"] = "NOTICE_KIND_ABSENCE";
    notice["from"] = world.today().plus_days(world.dice.between(0, 5)).iso();
    notice["to"] = world.today().plus_days(world.dice.between(6, 40)).iso();
  } else {
    notice["kind"] = "NOTICE_KIND_CONFLICT";
    notice["conflicts"] = {world.dice.chance(500) ? "MOE" : "MOH"};
  }
  world.ask("registration", "RecordNotice", World::person(std::get<1>(*known)), notice);
  return true;
}

bool be_forgotten(World& world) {
  const auto known = world.some<std::string>("registration", "select distinct applicant from application where applicant not in (select subject from erasure) order by applicant");
  if (!known || !world.dice.chance(200)) return false;
  world.ask("registration", "RequestErasure", World::person(std::get<0>(*known)), Json::object());
  return true;
}

}  // namespace

std::vector<Activity> applicants() {
  return {{"apply", 60, apply}, {"submit", 60, submit}, {"correct", 5, correct, true}, {"withdraw", 4, withdraw, true}, {"appeal", 8, appeal}, {"decide appeal", 10, decide_appeal}, {"notice", 5, give_notice, true}, {"erasure", 3, be_forgotten, true}};
}

}  // namespace shopper::simulation
