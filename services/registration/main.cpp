#include "platform/lifecycle/service_main.h"
#include "registration/events/reactions.h"
#include "registration/rpc/bindings.h"
#include "registration/store/registration_store.h"

int main(int argc, char** argv) {
  using namespace shopper;
  return run_service(argc, argv, {"registration", registration::migrations(), [](ServiceHost& host) {
    const auto key = crypto::read_key_file(host.config.required("SHOPPER_PERSONAL_KEY_FILE", "file with the key of personal hashes; never change it while the store lives"));
    rpc::Binder& bind = host.bind("shopper.registration.v1.Registration");
    registration::bind_operations(bind, key);
    registration::react_to_selection(host.consume("selection"));
    registration::collect_erasures(host.consume("identity"));
    registration::collect_erasures(host.consume("evaluation"));
    registration::collect_erasures(host.consume("recommendation"));
  }});
}
