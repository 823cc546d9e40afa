// Keyset paging: a service reads a plain keyset and answers the next one; the gateway seals it for the outside.
#pragma once

#include <string>
#include <vector>

#include "platform/base/fields.h"

namespace shopper {

template <class T>
struct Page {
  std::vector<T> items;
  std::string next_cursor;   // "" at the end
  SHOPPER_FIELDS(Page, items, next_cursor)
};

inline constexpr int default_page_limit = 50;
inline constexpr int max_page_limit = 200;

inline int page_limit(int asked) { return asked <= 0 ? default_page_limit : std::min(asked, max_page_limit); }

// Makes a page of rows read with `limit + 1`: the surplus row only tells that there is a next page.
template <class T, class KeyOf>
Page<T> make_page(std::vector<T> rows, int limit, KeyOf key_of) {
  Page<T> page;
  const bool more = static_cast<int>(rows.size()) > limit;
  if (more) rows.resize(static_cast<std::size_t>(limit));
  if (more) page.next_cursor = key_of(rows.back());
  page.items = std::move(rows);
  return page;
}

}  // namespace shopper
