#include "pool.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <vector>

#include "csv_writer.h"
#include "random.h"

namespace shopper::demo {
namespace {

struct PoolFeature {
  const char* name;
  int values;
};
constexpr std::array<PoolFeature, 5> pool_features{{{"nationality", 8}, {"age_group", 5}, {"occupation", 8}, {"gender", 2}, {"district", 8}}};

// Each value is that much rarer than the one before: among the people, and among the seats wanted.
constexpr double people_ratio = 0.65, seats_ratio = 0.8;

std::vector<double> falling(int values, double ratio) {
  std::vector<double> weights;
  for (int v = 0; v < values; ++v) weights.push_back(std::pow(ratio, v));
  return weights;
}

std::string value_name(const PoolFeature& feature, std::size_t value) { return std::string(feature.name) + "_" + std::to_string(value + 1); }

}  // namespace

void write_pool(const std::string& directory, std::uint64_t seed, int people) {
  std::filesystem::create_directories(directory);
  Random random(seed);
  std::vector<std::vector<double>> weights;
  std::vector<std::vector<int>> held;
  std::vector<std::string> cells{"id"};
  for (const auto& feature : pool_features) {
    weights.push_back(falling(feature.values, people_ratio));
    held.emplace_back(feature.values, 0);
    cells.emplace_back(feature.name);
  }
  CsvWriter respondents(directory + "/respondents.csv");
  respondents.row(cells);
  for (int person = 1; person <= people; ++person) {
    cells[0] = "p" + std::to_string(person);
    for (std::size_t f = 0; f < pool_features.size(); ++f) {
      const auto value = random.weighted(weights[f]);
      ++held[f][value];
      cells[f + 1] = value_name(pool_features[f], value);
    }
    respondents.row(cells);
  }
  CsvWriter categories(directory + "/categories.csv");
  categories.row({"category", "feature", "min", "max"});
  for (std::size_t f = 0; f < pool_features.size(); ++f) {
    const auto wanted = falling(pool_features[f].values, seats_ratio);
    const double sum = std::accumulate(wanted.begin(), wanted.end(), 0.0);
    for (std::size_t v = 0; v < wanted.size(); ++v) {
      const int seats = static_cast<int>(std::lround(pool_seats * wanted[v] / sum));
      // Nobody can be asked for who is not there.
      const int least = std::min(std::max(0, seats - 1), held[f][v]);
      categories.row({pool_features[f].name, value_name(pool_features[f], v), std::to_string(least), std::to_string(seats + 1)});
    }
  }
}

}  // namespace shopper::demo
