// The tail of a list query that grows by the filters that are given; each filter's SQL is a constant of the store.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "platform/store/mapping.h"

namespace shopper::store {

class Filter {
 public:
  explicit Filter(std::string start, std::vector<Value> values = {}) : text_(std::move(start)), values_(std::move(values)) {}
  // Adds " and ..." with its one placeholder, unless `value` is empty.
  Filter& with(const char* condition, const std::string& value) {
    if (value.empty()) return *this;
    text_ += condition;
    values_.emplace_back(value);
    return *this;
  }
  std::string tail(const char* order) const { return text_ + order; }
  const std::vector<Value>& values() const { return values_; }
  std::vector<Value> values(int limit) const {
    auto all = values_;
    all.emplace_back(std::int64_t{limit});
    return all;
  }

 private:
  std::string text_;
  std::vector<Value> values_;
};

}  // namespace shopper::store
