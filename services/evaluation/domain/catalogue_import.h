// entities.csv: one row per entity, branch or service (or all three at once); codes join the rows.
#pragma once

#include "evaluation/domain/catalogue.h"
#include "evaluation/domain/sheet.h"

namespace shopper::evaluation::domain {

struct CatalogueBranch {
  std::string entity_code;
  std::string code;
  Text name;
};
struct CatalogueService {
  std::string entity_code;
  std::string code;
  Text name;
  std::vector<std::string> channels;
};
struct CatalogueEntity {
  std::string code;
  Text name;
};

struct Catalogue {
  std::vector<CatalogueEntity> entities;
  std::vector<CatalogueBranch> branches;
  std::vector<CatalogueService> services;
};

// The whole catalogue, or every wrong cell at `/<row>/<column>`.
Result<Catalogue> read_catalogue(const Sheet& sheet);

}  // namespace shopper::evaluation::domain
