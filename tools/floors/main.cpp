#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>

#include "tools/floors/floors.h"

int main(int argc, char** argv) {
  using namespace shopper::floors;
  const std::string_view what = argc > 1 ? argv[1] : "";
  const int seconds = argc > 2 ? std::atoi(argv[2]) : 0;
  try {
    if (what == "http" && argc == 2) return serve_http();
    Floor floor;
    if (what == "call" && argc == 3 && seconds > 0) floor = measure_call(seconds, 64);
    else if (what == "commit" && argc == 4 && seconds > 0) floor = measure_commit(seconds, 64, argv[3]);
    else {
      std::fputs("usage: shopper-floors http | call SECONDS | commit SECONDS DIRECTORY\n", stderr);
      return 64;
    }
    std::printf("%.0f %.1f\n", floor.per_s, floor.cpu_us);
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "shopper-floors: %s\n", failure.what());
    return 1;
  }
}
