// The floors under a request: each part alone, as bare as its library allows, on this machine.
#pragma once

#include <sys/resource.h>

#include <cstdint>
#include <string>

namespace shopper::floors {

struct Floor {
  double per_s = 0;
  double cpu_us = 0;   // of all processes that take part, for one operation
};

// Pistache's own HTTP server that answers every request with a constant, until SIGTERM; prints its port first. wrk asks it.
int serve_http();
// A unary call over a Unix socket to another process that sends the message back: `callers` threads, each waiting for its answer.
Floor measure_call(int seconds, int callers);
// One row of the size of a report and one of its log, `group` of them in each commit with synchronous=FULL, by one thread. Below `directory`.
Floor measure_commit(int seconds, int group, const std::string& directory);

inline constexpr std::size_t message_bytes = 1500;

// Seconds of CPU so far: RUSAGE_SELF, or RUSAGE_CHILDREN for those that have ended.
inline double cpu_s(int who) {
  rusage usage{};
  ::getrusage(who, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

}  // namespace shopper::floors
