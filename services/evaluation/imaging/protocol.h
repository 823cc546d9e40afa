// What the service and shopper-imaging agree on: the picture goes in on standard input, and comes out on standard output as a media type,
// a line feed and the file; the exit code says how it went.
#pragma once

#include <cstddef>
#include <cstdint>

namespace shopper::evaluation::imaging {

enum Exit : int { done = 0, not_a_picture = 10, too_many_pixels = 11, still_too_large = 12, no_sandbox = 13 };

namespace limits {
inline constexpr std::size_t bytes_in_max = 5u << 20;
inline constexpr std::size_t bytes_out_max = 5u << 20;
inline constexpr std::int64_t pixels_max = 50'000'000;
inline constexpr std::size_t memory_bytes_max = 1u << 30;   // address space of one worker
inline constexpr unsigned cpu_s_max = 10;
inline constexpr int time_ms_max = 12'000;
inline constexpr int workers_max = 2;
inline constexpr int wait_ms_max = 5'000;   // for a worker to be free
}  // namespace limits

}  // namespace shopper::evaluation::imaging
