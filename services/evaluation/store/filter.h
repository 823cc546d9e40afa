// Builds the tail of a keyset-paged list: an optional equality for each filter, then order and limit.
#pragma once

#include <string>
#include <vector>

#include "platform/store/db.h"

namespace shopper::evaluation::stored {

class Filter {
 public:
  Filter(std::string key, const std::string& after) : key_(std::move(key)), where_("where " + key_ + " > :after"), values_{after} {}

  // Column names are ours; an empty value means that the list is not narrowed by it.
  Filter& equals(const std::string& column, const std::string& value) {
    if (value.empty()) return *this;
    where_ += " and " + column + " = :" + column;
    values_.emplace_back(value);
    return *this;
  }
  Filter& holds(const std::string& condition) {
    where_ += " and " + condition;
    return *this;
  }
  template <store::Mapped T>
  std::vector<T> list(store::Db& db, int limit) {
    values_.emplace_back(std::int64_t{limit});
    return db.list<T>(where_ + " order by " + key_ + " limit :limit", values_);
  }

 private:
  std::string key_;
  std::string where_;
  std::vector<store::Value> values_;
};

}  // namespace shopper::evaluation::stored
