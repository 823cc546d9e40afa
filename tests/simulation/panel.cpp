#include "tests/simulation/people.h"

namespace shopper::simulation {
namespace {

const Actor administrator = World::staff("administrator", "administrator-1");

using Row = std::tuple<std::string, std::int64_t, std::string>;   // id, version, shopper

std::optional<Row> member_in(World& world, const std::string& states) {
  return world.some<std::string, std::int64_t, std::string>("selection", "select id, version, shopper from panel_member where state in (" + states + ") order by id");
}

void act(World& world, const Row& member, const char* method, const Actor& actor) {
  world.ask("selection", method, actor, {{"id", std::get<0>(member)}, {"expected_version", std::get<1>(member)}, {"reason", "As agreed"}});
}

bool answer_offer(World& world) {
  const auto member = member_in(world, "'offered'");
  if (!member) return false;
  act(world, *member, world.dice.chance(850) ? "AcceptOffer" : "DeclineOffer", World::person(std::get<2>(*member)));
  return true;
}

bool expire_offers(World& world) {
  if (world.count("selection", "panel_member where state = 'offered' and offer_expires_at <= :n", {world.now.us}) == 0) return false;
  world.ask("selection", "ExpireOffers", administrator, {{"id", world.programme}});
  return true;
}

bool sign_code(World& world) {
  const auto member = member_in(world, "'accepted'");
  if (!member) return false;
  const auto sha256 = std::get<0>(world.all<std::string>("selection", "select sha256 from code_of_conduct").front());
  world.ask("selection", "SignCode", World::person(std::get<2>(*member)), {{"id", std::get<0>(*member)}, {"expected_version", std::get<1>(*member)}, {"code_version", "1"}, {"sha256", sha256}});
  return true;
}

bool attend(World& world) {
  const auto member = world.some<std::string>("selection", "select id from panel_member m where state in ('accepted', 'onboarding') and not exists (select 1 from attendance where member_id = m.id and sufficient = 1) order by id");
  if (!member) return false;
  world.ask("selection", "RecordAttendance", administrator, {{"id", crypto::named_uuid("workshop")}, {"member_id", std::get<0>(*member)}, {"minutes", world.dice.chance(850) ? 100 : 30}});
  return true;
}

bool certify(World& world) {
  const auto member = member_in(world, "'onboarding'");
  if (!member) return false;
  act(world, *member, "CertifyMember", administrator);   // refused while something is missing
  return true;
}

bool activate(World& world) {
  const auto member = member_in(world, "'certified'");
  if (!member) return false;
  act(world, *member, "ActivateMember", administrator);
  return true;
}

bool discipline(World& world) {
  const auto member = member_in(world, "'accepted', 'onboarding', 'certified', 'active', 'absent', 'suspended'");
  if (!member || !world.dice.chance(500)) return false;
  act(world, *member, world.dice.chance(600) ? "SuspendMember" : world.dice.chance(500) ? "ReleaseMember" : "RemoveMember", administrator);
  return true;
}

bool reinstate(World& world) {
  const auto member = member_in(world, "'suspended'");
  if (!member) return false;
  act(world, *member, "ReinstateMember", administrator);
  return true;
}

bool come_back(World& world) {
  const auto member = member_in(world, "'absent'");
  if (!member) return false;
  act(world, *member, "ReturnMember", World::person(std::get<2>(*member)));
  return true;
}

bool complete(World& world) {
  const auto member = member_in(world, "'active', 'absent'");
  if (!member || !world.dice.chance(50)) return false;
  act(world, *member, "CompleteMember", administrator);
  return true;
}

}  // namespace

std::vector<Activity> panel() {
  return {{"answer offer", 50, answer_offer}, {"expire offers", 20, expire_offers}, {"sign code", 50, sign_code}, {"attend", 40, attend}, {"certify", 40, certify}, {"activate", 50, activate},
          {"discipline", 4, discipline, true}, {"reinstate", 12, reinstate}, {"come back", 12, come_back}, {"complete", 3, complete, true}};
}

}  // namespace shopper::simulation
