// shopper-evaluation: wiring only.
#include "evaluation/events/events.h"
#include "evaluation/imaging/picture_worker.h"
#include "evaluation/rpc/rpc.h"
#include "evaluation/store/evaluation_store.h"
#include "evaluation/usecases/assignments.h"
#include "evaluation/usecases/evidence_sweep.h"
#include "evaluation/usecases/privacy.h"
#include "platform/lifecycle/service_main.h"
#include "platform/log/log.h"

int main(int argc, char** argv) {
  using namespace shopper;
  evaluation::Context context;
  return run_service(argc, argv, {"evaluation", evaluation::migrations(), [&](ServiceHost& host) {
    context.evidence_directory = host.config.required("SHOPPER_EVIDENCE_DIR", "directory of the files attached to evaluations");
    host.snapshots().include_files(context.evidence_directory);
    context.clean_picture = evaluation::imaging::picture_worker(evaluation::imaging::installed_worker());
    const auto key = crypto::read_key_file(host.config.required("SHOPPER_PERSONAL_KEY_FILE", "file with the key of personal hashes; never change it while the store lives"));
    context.pseudonym_key = crypto::derive(key, "evaluation pseudonyms");
    host.at_start([&](Unit& unit) { return evaluation::remove_interrupted_uploads(context, unit); });
    rpc::Binder& bind = host.bind("shopper.evaluation.v1.Evaluations");
    evaluation::bind_catalogue(bind);
    evaluation::bind_forms(bind);
    evaluation::bind_assignments(bind);
    evaluation::bind_evaluations(bind, context);
    host.every(std::chrono::seconds(60), "assignment sweep", [](Unit& unit) -> Result<Done> {
      SHOPPER_CHECK(evaluation::sweep_assignments(unit, {}));
      return Done{};
    });
    host.beside(std::chrono::seconds(1), [&] {
      const auto may = [&] { return !host.server.draining() && !host.snapshots().in_progress(); };
      if (const auto swept = evaluation::sweep_evidence(context, host.store, may); !swept.ok())
        log::warn("background task failed", {{"task", "evidence sweep"}, {"code", swept.error().code}});
    });
    evaluation::react_to_selection(host.consume("selection"));
    evaluation::react_to_recommendation(host.consume("recommendation"), context);
  }});
}
