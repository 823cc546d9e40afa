// The processes of the suite on one machine. The table of what runs, with which settings, exists here and nowhere else:
// tools/run, the integration tests and the benchmark all start the suite through this class.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "launch/rest.h"

namespace shopper::tools {

struct SuiteOptions {
  std::filesystem::path data;       // keys/, store/, evidence/, mail/, logs/ and run.json; made when missing
  std::filesystem::path programs;   // where shopper-gateway and the others lie
  std::uint16_t port = 0;           // 0: any free one
  std::string log_level = "info";
  std::filesystem::path certificates{};   // as tools/gen-certs makes them: the processes then talk TLS over TCP; none: Unix sockets
  std::map<std::string, std::string> identity_settings = {};   // further settings of the identity service
  std::map<std::string, std::string> recommendation_settings = {};   // and of recommendation
  bool offline_issuer = false;      // also takes tokens signed with keys/signing.pem: for tests and the benchmark
  std::string traces_endpoint = {};   // of a collector, for all processes; none: no spans are sent
};

class Suite {
 public:
  // Claims the directory for this process, makes what is missing in it; throws std::runtime_error with what to do about it.
  explicit Suite(SuiteOptions options);
  // Kills what stop() did not end.
  ~Suite();
  Suite(const Suite&) = delete;

  // In the order of the table.
  static std::vector<std::string> services();
  // The services, then the gateway.
  static std::vector<std::string> names();

  // What a process is told otherwise from its next start on.
  void change(const std::string& process, const std::string& setting, const std::string& value) { changes_[process][setting] = value; }
  void start_all();
  void start(const std::string& name);
  // Waits until the gateway says that all is ready; throws with the log of a process that ended instead. Gives the seconds since the start.
  double await_ready(std::chrono::seconds limit = std::chrono::seconds(30));
  // As the kernel would: no warning, no drain.
  void kill(const std::string& name);
  // SIGTERM to the gateway, then, when it has drained, to the services. False when one had to be killed after `grace`.
  bool stop(std::chrono::seconds grace = std::chrono::seconds(30));

  struct Exit {
    std::string name;
    int code;     // exit code, or 128 + signal
  };
  // A process that ended by itself since the last call.
  std::optional<Exit> reap();
  std::string log_tail(const std::string& name) const;

  const std::string& url() const { return url_; }
  std::uint16_t port() const { return port_; }
  const std::filesystem::path& data() const { return options_.data; }
  const std::filesystem::path& sockets() const { return sockets_; }
  const std::map<std::string, pid_t>& pids() const { return pids_; }
  std::map<std::string, std::string> service_addresses() const;
  // Of the offline issuer.
  std::string token(const std::string& role, const std::string& subject, const std::string& entity_id = "") const;

 private:
  std::map<std::string, std::string> settings(const std::string& name) const;
  std::string address(const std::string& service) const;

  SuiteOptions options_;
  std::filesystem::path sockets_;
  int lock_ = -1;
  std::uint16_t port_ = 0;
  std::string url_;
  std::map<std::string, std::uint16_t> ports_;   // of the services, when they talk over TCP
  std::map<std::string, std::map<std::string, std::string>> changes_;
  std::map<std::string, pid_t> pids_;
  std::chrono::steady_clock::time_point started_;
};

// The file that keeps two suites out of one directory; it holds the pid of the one that runs.
std::filesystem::path lock_file(const std::filesystem::path& data);

}  // namespace shopper::tools
