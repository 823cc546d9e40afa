// Names, nationalities, entities: what the demonstration is made of. All persons are made up.
#pragma once

#include <string>
#include <vector>

namespace shopper::demo {

struct Pair {
  std::string ar, en;
};
struct Nationality {
  std::string code;   // ISO 3166 numeric
  double weight;
  int names;          // 0: Arabic names, 1: South Asian, 2: Philippine, 3: European
};
struct EntityName {
  std::string code;
  Pair name;
  std::vector<Pair> services;
};

const std::vector<Pair>& first_names(bool female);
const std::vector<Pair>& family_names();
const std::vector<std::string>& foreign_first_names(int group, bool female);
const std::vector<std::string>& foreign_family_names(int group);
const std::vector<Nationality>& nationalities();
const std::vector<Pair>& places();
const std::vector<EntityName>& entities();

}  // namespace shopper::demo
