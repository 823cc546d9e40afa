// What must hold of the whole programme. Some of it is watched by triggers in the stores, at every change and in its transaction; the rest is checked
// when everything has come to rest.
#pragma once

#include <string>
#include <vector>

#include "platform/store/db.h"

namespace shopper::simulation {

class World;

struct Watch {
  const char* name;
  const char* about;      // where it is required: ids of the programme's description, of docs/ or of a DESIGN.md
  const char* service;    // "": every one
  const char* triggers;   // SQL that calls simulation_violation with the name
};
const std::vector<Watch>& watches();

struct Invariant {
  const char* name;
  const char* about;
  std::string (*wrong)(World&);   // what does not hold, "" when all does
};
const std::vector<Invariant>& invariants();

void watch_store(store::Db& db, const std::string& service);
// What the triggers have found so far, "" when nothing.
std::string found_by_watches(World& world, const std::string& service);
// Throws Violation. At rest alone.
void check_invariants(World& world);

}  // namespace shopper::simulation
