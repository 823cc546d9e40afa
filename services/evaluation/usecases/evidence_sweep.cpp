#include "evaluation/usecases/evidence_sweep.h"

#include <filesystem>

#include "evaluation/store/privacy_store.h"
#include "evaluation/usecases/evidence_files.h"
#include "platform/log/log.h"

namespace shopper::evaluation {
namespace {

constexpr int orphans_at_once = 100;
constexpr std::size_t marks_at_once = 1'000;
constexpr std::size_t sha256_digits = 64;

// What may name a file for nobody; `used`: some committed row has it after all.
struct Suspect {
  std::string sha256;
  bool used = false;
};
struct Suspects {
  std::vector<Suspect> orphans;
  std::vector<std::pair<std::string, Suspect>> marks;   // by their paths
};

Suspect suspect(store::Db& db, const std::string& sha256) { return {sha256, stored::evidence_used(db, sha256)}; }

std::vector<std::pair<std::string, Suspect>> suspects_of(store::Db& db, const std::vector<std::string>& marks) {
  std::vector<std::pair<std::string, Suspect>> found;
  for (const auto& mark : marks) found.emplace_back(mark, suspect(db, std::filesystem::path(mark).filename().string().substr(0, sha256_digits)));
  return found;
}

// False when it could not be removed; it is tried again.
bool remove(const std::string& path) {
  std::error_code failure;
  std::filesystem::remove(path, failure);
  if (failure) log::warn("a file of no evaluation was not removed", {{"reason", failure.message()}});
  return !failure;
}

// Whether nothing is left to be done about it. An erasure in the same transaction may yet be taken back, so the last committed row counts too.
bool settled(const Context& context, Unit& unit, const Suspect& suspect) {
  if (suspect.sha256.size() != sha256_digits || suspect.used || stored::evidence_used(unit.db, suspect.sha256)) return true;
  return remove(evidence_path(context.evidence_directory, suspect.sha256));
}

}  // namespace

Result<Done> sweep_evidence(const Context& context, store::Store& store, const std::function<bool()>& may) {
  SHOPPER_TRY(const auto suspects, store.read<Suspects>([&](store::Db& db) -> Result<Suspects> {
    Suspects found;
    for (const auto& sha256 : stored::orphaned_evidence(db, orphans_at_once)) found.orphans.push_back(suspect(db, sha256));
    found.marks = suspects_of(db, placed_files(context.evidence_directory, marks_at_once));
    return found;
  }));
  bool unnamed = !suspects.orphans.empty();
  for (const auto& [path, mark] : suspects.marks)
    if (mark.used) remove(path);   // as nearly all are: the command was committed
    else unnamed = true;
  if (!unnamed) return Done{};
  return store.write<Done>([&](store::Db& db) -> Result<Done> {
    if (!may()) return Done{};
    Unit unit(db, {}, {});
    for (const auto& orphan : suspects.orphans)
      if (settled(context, unit, orphan)) stored::forget_orphan(db, orphan.sha256);
    for (const auto& [path, mark] : suspects.marks)
      if (!mark.used && settled(context, unit, mark)) remove(path);
    return Done{};
  });
}

Result<Done> remove_interrupted_uploads(const Context& context, Unit& unit) {
  for (const auto& [path, mark] : suspects_of(unit.db, interrupted_files(context.evidence_directory)))
    if (settled(context, unit, mark)) remove(path);
  return Done{};
}

}  // namespace shopper::evaluation
