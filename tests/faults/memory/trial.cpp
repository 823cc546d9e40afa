#include "tests/faults/memory/trial.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <new>
#include <sstream>

#include "tests/faults/memory/heap.h"
#include "tests/faults/report.h"

namespace shopper::testing {
namespace {

namespace fs = std::filesystem;

constexpr unsigned patience_s = 60;   // a process that takes longer hangs
constexpr std::int64_t no_failure = 1'000'000'000;

// What the process tells the test, in memory of both.
struct Told {
  Ledger ledger;
  bool reached = false;
  std::int64_t asked = 0;
  char complaint[300] = {};
};

class Shared {
 public:
  Shared() : told_(new (::mmap(nullptr, sizeof(Told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) Told) {}
  ~Shared() { ::munmap(told_, sizeof(Told)); }
  Told* operator->() { return told_; }
  Told& operator*() { return *told_; }

 private:
  Told* told_;
};

enum class End { lived, ended, hung, broke };

void complain(Told& told, const std::string& what) {
  if (!what.empty() && told.complaint[0] == 0) std::strncpy(told.complaint, what.c_str(), sizeof told.complaint - 1);
}

// In the process of the try.
[[noreturn]] void live(Service& service, Told& told, std::int64_t n, bool lasting) {
  for (const int ends : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGTERM, SIGINT}) ::signal(ends, SIG_DFL);   // the test's own report is not ours to write
  ::alarm(patience_s);
  try {
    Bench bench(service.name(), service.migrations(), told.ledger);
    heap::fail_at(n, lasting);
    try {
      service.act(bench, 1);
    } catch (const std::exception&) {   // where the test itself had no memory
    }
    told.reached = heap::failed();
    told.asked = heap::asked();
    heap::heal();
    complain(told, told.ledger.unexpected);
    complain(told, bench.complaint(true));
    const int refusals = told.ledger.refusals;
    service.act(bench, 2);
    if (told.ledger.refusals != refusals) complain(told, "refused when there was memory again");
    complain(told, told.ledger.unexpected);
    complain(told, bench.complaint(true));
    if (!bench.store().healthy()) complain(told, "not healthy");
  } catch (const std::exception& failure) {
    heap::heal();
    complain(told, failure.what());
  }
  ::_exit(0);
}

// A service, furnished once; each try begins with the same files.
class Household {
 public:
  explicit Household(Service& service) : service_(service) {
    auto& disk = Disk::instance();
    sqlite3_vfs_register(sqlite3_vfs_find("disk"), 1);
    disk.restore({});
    service.furnish();
    image_ = disk.image();
    disk.restore({});
    // From here on files are real.
    sqlite3_vfs_register(sqlite3_vfs_find("unix"), 1);
    lay();
    Ledger ledger;
    Bench bench(service.name(), service.migrations(), ledger);
    beginning_ = *bench.store().read<std::uint64_t>([](store::Db& db) -> Result<std::uint64_t> { return contents_of(db); });
  }
  End attempt(Told& told, std::int64_t n, bool lasting) {
    lay();
    told.ledger.acknowledged = beginning_;
    std::cout << std::flush;   // or both would write what is still to be written
    std::fflush(stdout);
    const auto pid = ::fork();
    REQUIRE(pid >= 0);
    if (pid == 0) live(service_, told, n, lasting);
    int status = 0;
    ::waitpid(pid, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return End::lived;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT) return End::ended;
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM ? End::hung : End::broke;
  }
  // What the next start finds; "" when it is as it was promised.
  std::string found(const Told& told, bool ended) {
    Ledger ledger;
    ledger.acknowledged = told.ledger.acknowledged;
    ledger.under_way = told.ledger.under_way;
    Bench bench(service_.name(), service_.migrations(), ledger);
    return bench.complaint(!ended);
  }

 private:
  void lay() {
    for (const char* left : {"", "-wal", "-shm", "-journal"}) fs::remove(bench_directory().file(service_.name() + ".db" + left));
    for (const auto& [name, bytes] : image_) std::ofstream(bench_directory().file(name), std::ios::binary) << bytes;
  }
  Service& service_;
  Disk::Image image_;
  std::uint64_t beginning_ = 0;
};

}  // namespace

void survive_failing_allocations(Service& service) {
  Random random(seed(("failing allocations of " + service.name()).c_str()));
  const char* given = std::getenv("SHOPPER_TEST_ALLOCATIONS");
  const int tries = given ? std::atoi(given) : 25;
  Household household(service);
  std::int64_t asked = 0;
  {
    Shared whole;
    REQUIRE(household.attempt(*whole, no_failure, false) == End::lived);
    REQUIRE(std::string(whole->complaint) == "");
    asked = whole->asked;
    REQUIRE(asked > 1'000);
  }
  const char* only = std::getenv("SHOPPER_TEST_ALLOCATION");   // that one again
  int lived = 0, ended = 0, refused = 0;
  for (const bool lasting : {false, true})
    for (int i = 0; i < tries; ++i) {
      // Spread over all of them; in the full form that is each, or nearly.
      const auto n = only ? std::atoll(only) : 1 + (asked * i + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(asked))) / tries;
      INFO("allocation " << n << " of " << asked << (lasting ? ", and all after it" : ""));
      Shared told;
      const auto end = household.attempt(*told, n, lasting);
      CHECK(end != End::hung);
      CHECK(end != End::broke);
      CHECK(std::string(told->complaint) == "");
      CHECK(household.found(*told, end == End::ended) == "");
      lived += end == End::lived;
      ended += end == End::ended;
      refused += told->ledger.refusals;
    }
  std::ostringstream line;
  line << "failing allocations: " << service.name() << ": " << 2 * tries << " of " << asked << " allocations failed, half of them with all after it; " << lived << " processes went on (" << refused << " commands refused), " << ended
       << " ended; none half, none lost";
  tell_figures(line.str());
  CHECK(refused > 0);
}

}  // namespace shopper::testing
