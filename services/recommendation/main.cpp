#include "platform/lifecycle/service_main.h"
#include "recommendation/events/reactions.h"
#include "recommendation/rpc/bindings.h"
#include "recommendation/store/recommendation_store.h"
#include "recommendation/usecases/analysis.h"

int main(int argc, char** argv) {
  using namespace shopper;
  return run_service(argc, argv, {"recommendation", recommendation::migrations(), [](ServiceHost& host) {
    recommendation::Disclosure disclosure;
    disclosure.min_evaluations = host.config.number("SHOPPER_DISCLOSURE_GROUP", disclosure.min_evaluations, 1, 1'000, "results that look alike before their entity is shown them, by as many volunteers");
    disclosure.min_volunteers = disclosure.min_evaluations;
    const auto period = enum_from<recommendation::DisclosurePeriod>(host.config.text("SHOPPER_DISCLOSURE_PERIOD", "month", "month or week: entities are shown the results of one together, when it is over; none is for tests"));
    if (!period) throw std::runtime_error("SHOPPER_DISCLOSURE_PERIOD is month, week or none");
    disclosure.period = *period;
    recommendation::bind_operations(host.bind("shopper.recommendation.v1.Recommendation"));
    recommendation::react_to_registration(host.consume("registration"));
    recommendation::react_to_evaluation(host.consume("evaluation"), disclosure);
    host.every(std::chrono::minutes(10), "publication of results", [disclosure](Unit& unit) { return recommendation::publish_results(unit, disclosure); });
  }});
}
