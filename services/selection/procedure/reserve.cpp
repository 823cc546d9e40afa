#include "selection/procedure/reserve.h"

#include "platform/crypto/hash.h"
#include "selection/sortition/alternates.h"

namespace shopper::selection::procedure {

sortition::Random::Seed seed_of(const std::string& text) {
  const auto digest = crypto::sha256_hex(text);
  sortition::Random::Seed seed{};
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = std::stoull(digest.substr(16 * i, 16), nullptr, 16);
  return seed;
}

std::vector<int> drawn_reserve(const Committed& committed, const std::vector<PlaceProof>& places, const std::vector<int>& panel, const std::string& value) {
  std::vector<sortition::Row> rows;
  for (const auto& quota : committed.quotas) rows.push_back({quota.min, std::min(quota.max, committed.size)});
  sortition::Pool pool(committed.size, std::move(rows), committed.employer_max);
  for (const auto& place : places) {
    std::vector<int> counted;
    for (std::size_t q = 0; q < committed.quotas.size(); ++q) {
      const auto found = place.features.find(committed.quotas[q].feature);
      if (found != place.features.end() && found->second == committed.quotas[q].value) counted.push_back(static_cast<int>(q));
    }
    pool.add(pool.type_with(std::move(counted)), static_cast<std::uint32_t>(std::max(place.household, 0)), static_cast<std::uint32_t>(std::max(place.employer, 0)));
  }
  pool.close();
  sortition::Random random(seed_of("reserve of " + committed.list_root + " " + value));
  const auto reserve = sortition::best_reserve(pool, {panel.begin(), panel.end()}, committed.reserve_size, random);
  return {reserve.begin(), reserve.end()};
}

}  // namespace shopper::selection::procedure
