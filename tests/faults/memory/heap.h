// The memory of a test program, which runs out when a test wants it to: every `new` of the program, and what SQLite asks for.
#pragma once

#include <cstdint>

namespace shopper::testing::heap {

// The n-th allocation from now on fails; `lasting`: all from there on, until heal().
void fail_at(std::int64_t n, bool lasting);
void heal();
// Whether the n-th was asked for.
bool failed();
// How many were asked for since fail_at.
std::int64_t asked();
// SQLite's memory too; before it is used for the first time.
void take_sqlite();

}  // namespace shopper::testing::heap
