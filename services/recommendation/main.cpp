#include "platform/lifecycle/service_main.h"
#include "recommendation/events/reactions.h"
#include "recommendation/rpc/bindings.h"
#include "recommendation/store/recommendation_store.h"

int main(int argc, char** argv) {
  using namespace shopper;
  return run_service(argc, argv, {"recommendation", recommendation::migrations(), [](ServiceHost& host) {
    recommendation::bind_operations(host.bind("shopper.recommendation.v1.Recommendation"));
    recommendation::react_to_registration(host.consume("registration"));
    recommendation::react_to_evaluation(host.consume("evaluation"));
  }});
}
