#include "tests/faults/memory/heap.h"

#include <sqlite3.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <stdexcept>

#include "tests/faults/simulated/uncounted.h"

namespace {

std::atomic<bool> armed{false}, ran_out{false};
std::atomic<bool> goes_on{false};
std::atomic<std::int64_t> number{0}, fatal{0};

// Whether this allocation is to fail.
bool refused() {
  if (!armed || shopper::testing::Uncounted::depth > 0) return false;
  const auto mine = ++number;
  if (goes_on ? mine < fatal : mine != fatal) return false;
  ran_out = true;
  return true;
}

void* take(std::size_t size, std::size_t alignment) {
  if (refused()) throw std::bad_alloc();
  void* memory = alignment > __STDCPP_DEFAULT_NEW_ALIGNMENT__ ? std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment) : std::malloc(size > 0 ? size : 1);
  if (!memory) throw std::bad_alloc();
  return memory;
}

sqlite3_mem_methods own;
void* sqlite_take(int size) { return refused() ? nullptr : own.xMalloc(size); }
void* sqlite_grow(void* memory, int size) { return refused() ? nullptr : own.xRealloc(memory, size); }

}  // namespace

void* operator new(std::size_t size) { return take(size, 0); }
void* operator new(std::size_t size, std::align_val_t alignment) { return take(size, static_cast<std::size_t>(alignment)); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace shopper::testing::heap {

void fail_at(std::int64_t n, bool lasting) {
  number = 0;
  fatal = n;
  goes_on = lasting;
  ran_out = false;
  armed = true;
}
void heal() { armed = false; }
bool failed() { return ran_out; }
std::int64_t asked() { return number; }

void take_sqlite() {
  static const bool once = [] {
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &own) != SQLITE_OK) return false;
    auto failing = own;
    failing.xMalloc = sqlite_take;
    failing.xRealloc = sqlite_grow;
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &failing) == SQLITE_OK;
  }();
  if (!once) throw std::runtime_error("SQLite was started already");
}

}  // namespace shopper::testing::heap
