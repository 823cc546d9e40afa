// Use cases of quotas and the draw: input shapes here, one operation per file.
#pragma once

#include "selection/usecases/shared.h"

namespace shopper::selection {

struct PutQuotaPlan {
  std::string id;
  int panel_size = 0;
  int reserve_size = 0;
  std::vector<Quota> quotas;
  SHOPPER_FIELDS(PutQuotaPlan, id, panel_size, reserve_size, quotas)
};
struct GetPool {
  std::string id;
  bool forecast = false;
  SHOPPER_FIELDS(GetPool, id, forecast)
};
struct PoolCell {
  std::string feature;
  std::string value;
  int available = 0;
  int min = 0;
  int max = 0;
  SHOPPER_FIELDS(PoolCell, feature, value, available, min, max)
};
struct Pool {
  int candidates = 0;
  int panel_size = 0;
  bool feasible = false;
  std::vector<PoolCell> cells;
  std::vector<Relaxation> relaxations;
  SHOPPER_FIELDS(Pool, candidates, panel_size, feasible, cells, relaxations)
};
struct CreateDraw {
  std::string id;
  std::string seed;
  SHOPPER_FIELDS(CreateDraw, id, seed)
};

Result<QuotaPlan> put_quota_plan(Unit& unit, const PutQuotaPlan& input);
Result<QuotaPlan> get_quota_plan(Unit& unit, const ById& input);
Result<Pool> get_pool(Unit& unit, const GetPool& input);
Result<Draw> create_draw(Unit& unit, const CreateDraw& input);
Result<Draw> get_draw(Unit& unit, const ById& input);
Result<Page<Draw>> list_draws(Unit& unit, const ById& input);

Result<QuotaPlan> load_plan(Unit& unit, const std::string& programme_id);

}  // namespace shopper::selection
