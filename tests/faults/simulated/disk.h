// A disk of our own under SQLite, in memory: what was not synced may be lost, torn or kept in a power cut, and its calls fail when a test wants them
// to. It is SQLite's default file system in the test program, so stores lie on it without knowing. Files go by their base names: a service that
// starts again in another directory finds what it left.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace shopper::testing {

using Random = std::mt19937_64;

enum class Fault { full, short_write, io_error };
enum class Syncs { honoured, ignored_for_log, ignored };   // a log without syncs is what synchronous=NORMAL would be

class Disk {
 public:
  // The one of this program; registered on first use.
  static Disk& instance();
  static Disk& empty();

  // The contents of its files, by name. Only while no connection is open.
  using Image = std::map<std::string, std::string>;
  Image image() const;
  // Replaces everything: all of it durable, all faults over, syncs honoured.
  void restore(const Image& image);

  // The power goes with the n-th call from now that changes something; from then on every call fails. `owner`: only of the machine whose files'
  // names begin so. 0 calls it off.
  void cut_at(int n, const std::string& owner = "");
  bool off() const;
  // When every connection to the files of the cut is closed. Of what was not synced, any part has survived: seldom all of it, in whatever order.
  void power_on(Random& random);

  // The n-th call from now on fails, or all from there until heal(). `full` and `short_write` count writes, `io_error` every call.
  void fail_at(int n, Fault fault, bool lasting);
  void heal();
  // Whether the call to fail was reached.
  bool failed() const;

  void set_syncs(Syncs syncs);

  struct File;
  struct Node;

 private:
  friend struct Calls;
  Disk();
  enum class Kind { open, read, write, truncate, sync, remove, look };
  // SQLITE_OK, or what the call is to fail with.
  int step(Kind kind, const std::string& name);
  void survive(Node& node, Random& random) const;

  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Node>> names_;           // the directory, as it is seen
  std::map<std::string, std::shared_ptr<Node>> durable_names_;   // and as it is after a cut
  std::set<File*> handles_;
  Syncs syncs_ = Syncs::honoured;
  int cut_ = 0;
  std::string cut_owner_;   // "": everybody
  bool off_ = false;
  int fail_ = 0;
  Fault fault_ = Fault::io_error;
  bool lasting_ = false;
  bool failed_ = false;
};

}  // namespace shopper::testing
