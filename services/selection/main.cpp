#include "platform/lifecycle/service_main.h"
#include "selection/events/reactions.h"
#include "selection/rpc/bindings.h"
#include "selection/store/selection_store.h"
#include "selection/usecases/members.h"

int main(int argc, char** argv) {
  using namespace shopper;
  return run_service(argc, argv, {"selection", selection::migrations(), [](ServiceHost& host) {
    selection::bind_operations(host.bind("shopper.selection.v1.Selection"));
    selection::react_to_registration(host.consume("registration"));
    host.every(std::chrono::seconds(60), "expire_offers", [](Unit& unit) -> Result<Done> {
      SHOPPER_CHECK(selection::expire_offers(unit, {}));
      return Done{};
    });
  }});
}
