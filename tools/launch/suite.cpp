#include "launch/suite.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "launch/keys.h"

namespace shopper::tools {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

struct ServiceRow {
  std::string name;
  std::vector<std::string> reads;   // the services whose events it consumes
  bool personal_key = false;
  bool evidence = false;
  bool identity = false;
};

const std::vector<ServiceRow>& service_table() {
  static const std::vector<ServiceRow> rows{
      {.name = "identity", .reads = {"selection", "evaluation"}, .personal_key = true, .identity = true},
      {.name = "registration", .reads = {"identity", "selection", "evaluation", "recommendation"}, .personal_key = true},
      {.name = "selection", .reads = {"registration"}},
      {.name = "evaluation", .reads = {"selection", "recommendation"}, .personal_key = true, .evidence = true},
      {.name = "recommendation", .reads = {"registration", "evaluation"}},
  };
  return rows;
}

constexpr const char* gateway = "gateway";
constexpr std::size_t socket_path_max = 107;   // sun_path without its final zero
constexpr std::size_t log_tail_bytes = 2'000;
// What a process inherits besides its settings.
constexpr const char* inherited[] = {"PATH", "HOME", "LANG", "TZ", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"};

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

std::runtime_error failure(const std::string& what) { return std::runtime_error(what + ": " + std::strerror(errno)); }

// The port, or a free one for 0; throws when it is taken.
std::uint16_t claim_port(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool free = ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 && ::listen(fd, 1) == 0 &&
                    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(fd);
  if (!free) throw std::runtime_error("port " + std::to_string(port) + " cannot be used (" + std::strerror(errno) + "): choose another with --port");
  return ntohs(address.sin_port);
}

int claim_directory(const fs::path& data) {
  std::error_code error;
  fs::create_directories(data, error);
  if (!error) fs::permissions(data, fs::perms::owner_all, error);
  const auto file = lock_file(data);
  const int fd = error ? -1 : ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error("cannot write in " + data.string() + " (" + (error ? error.message() : std::strerror(errno)) + "): choose another directory with --data");
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    throw std::runtime_error("a suite is already running on " + data.string() + ": stop it with tools/stop --data " + data.string());
  }
  const auto pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd, 0) != 0 || ::write(fd, pid.data(), pid.size()) != static_cast<ssize_t>(pid.size())) throw failure("cannot write " + file.string());
  return fd;
}

// Unix socket paths are short; a deep data directory gets a private one under the system's temporary directory.
fs::path socket_directory(const fs::path& data) {
  std::size_t longest = 0;
  for (const auto& row : service_table()) longest = std::max(longest, row.name.size());
  const auto usual = data / "sockets";
  if (usual.string().size() + 1 + longest + std::strlen(".sock") <= socket_path_max) {
    fs::create_directories(usual);
    return usual;
  }
  auto name = (fs::temp_directory_path() / "shopper-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw failure("cannot make a directory for sockets");
  return name;
}

int exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

fs::path lock_file(const fs::path& data) { return data / "launch.lock"; }

Suite::Suite(SuiteOptions options) : options_(std::move(options)) {
  options_.data = fs::absolute(options_.data).lexically_normal();
  lock_ = claim_directory(options_.data);
  port_ = claim_port(options_.port);
  url_ = "http://127.0.0.1:" + std::to_string(port_);
  for (const auto& name : names())
    if (!fs::exists(options_.programs / ("shopper-" + name))) throw std::runtime_error("shopper-" + name + " is not built in " + options_.programs.string());
  create_keys(options_.data / "keys", services());
  if (options_.offline_issuer && !fs::exists(options_.data / "keys" / "signing.pem")) create_signing_key(options_.data / "keys");
  for (const char* part : {"store", "evidence", "logs"}) fs::create_directories(options_.data / part);
  if (!options_.certificates.empty())
    for (const auto& row : service_table()) ports_[row.name] = claim_port(0);
  sockets_ = socket_directory(options_.data);
  fs::permissions(sockets_, fs::perms::owner_all);
}

Suite::~Suite() {
  for (const auto& name : names()) kill(name);
  if (!sockets_.empty()) {
    std::error_code ignored;
    fs::remove_all(sockets_, ignored);
  }
  if (lock_ >= 0) ::close(lock_);
}

std::vector<std::string> Suite::services() {
  std::vector<std::string> all;
  for (const auto& row : service_table()) all.push_back(row.name);
  return all;
}

std::vector<std::string> Suite::names() {
  auto all = services();
  all.emplace_back(gateway);
  return all;
}

std::string Suite::address(const std::string& service) const {
  const auto port = ports_.find(service);
  return port == ports_.end() ? "unix:" + (sockets_ / (service + ".sock")).string() : "127.0.0.1:" + std::to_string(port->second);
}

std::map<std::string, std::string> Suite::service_addresses() const {
  std::map<std::string, std::string> all;
  for (const auto& row : service_table()) all[row.name] = address(row.name);
  return all;
}

std::map<std::string, std::string> Suite::settings(const std::string& name) const {
  const auto key = [&](const char* file) { return (options_.data / "keys" / file).string(); };
  std::map<std::string, std::string> set{{"SHOPPER_LOG_LEVEL", options_.log_level}, {"SHOPPER_INTERNAL_KEY_FILE", key("internal.key")}};
  if (!options_.traces_endpoint.empty()) set["SHOPPER_TRACES_ENDPOINT"] = options_.traces_endpoint;
  if (!options_.certificates.empty()) set["SHOPPER_TLS_DIR"] = (options_.certificates / name / "current").string();
  if (name == gateway) {
    set["SHOPPER_HTTP_PORT"] = std::to_string(port_);
    set["SHOPPER_PUBLIC_URL"] = url_;
    set["SHOPPER_ENVIRONMENT"] = "development";
    if (options_.offline_issuer) {
      set["SHOPPER_OFFLINE_ISSUER"] = TokenRequest{}.issuer;
      set["SHOPPER_OFFLINE_JWKS_FILE"] = key("jwks.json");
    }
    // Whoever calls from this machine itself is us: the demonstration's files, the tests, the benchmark.
    set["SHOPPER_RATE_EXEMPT_ADDRESSES"] = "127.0.0.0/8,::1";
    for (const auto& row : service_table()) set["SHOPPER_" + upper(row.name) + "_ADDRESS"] = address(row.name);
    return set;
  }
  for (const auto& row : service_table()) {
    if (row.name != name) continue;
    set["SHOPPER_STORE"] = "sqlite://" + (options_.data / "store" / (name + ".db")).string();
    set["SHOPPER_LISTEN"] = address(name);
    set["SHOPPER_AUDIT_KEY_FILE"] = (options_.data / "keys" / (name + ".audit.key")).string();
    set["SHOPPER_SERVICE_KEYS_FILE"] = (options_.data / "keys" / (name + ".keys")).string();
    for (const auto& upstream : row.reads) set["SHOPPER_" + upper(upstream) + "_ADDRESS"] = address(upstream);
    if (row.personal_key) set["SHOPPER_PERSONAL_KEY_FILE"] = key("personal.key");
    if (row.identity) {
      set["SHOPPER_PUBLIC_URL"] = url_;
      set["SHOPPER_ENVIRONMENT"] = "development";
      set["SHOPPER_MAIL_DIR"] = (options_.data / "mail").string();
      if (fs::exists(key("bootstrap.json"))) set["SHOPPER_BOOTSTRAP_FILE"] = key("bootstrap.json");
      set.insert(options_.identity_settings.begin(), options_.identity_settings.end());
    }
    if (name == "recommendation") set.insert(options_.recommendation_settings.begin(), options_.recommendation_settings.end());
    if (row.evidence) set["SHOPPER_EVIDENCE_DIR"] = (options_.data / "evidence").string();
  }
  return set;
}

namespace {

// A process that was killed may have left half a line; what the next one says begins a line of its own.
void end_last_line(const std::string& log) {
  std::fstream file(log, std::ios::in | std::ios::out | std::ios::ate);
  if (!file || file.tellg() == std::streampos(0)) return;
  file.seekg(-1, std::ios::end);
  if (file.get() == '\n') return;
  file.seekp(0, std::ios::end);
  file << '\n';
}

}  // namespace

void Suite::start_all() {
  started_ = std::chrono::steady_clock::now();
  for (const auto& name : names()) start(name);
}

void Suite::start(const std::string& name) {
  // All memory the child needs is prepared before the fork: other threads may hold the allocator's lock at that moment.
  const auto program = (options_.programs / ("shopper-" + name)).string();
  const auto log = (options_.data / "logs" / (name + ".log")).string();
  std::error_code none_there;
  end_last_line(log);
  fs::remove(sockets_ / (name + ".sock"), none_there);   // what a killed one left would look as if this one listened
  std::vector<std::string> lines;
  for (const auto* variable : inherited)
    if (const char* value = std::getenv(variable)) lines.push_back(std::string(variable) + "=" + value);
  auto set = settings(name);
  for (const auto& [setting, value] : changes_[name]) set[setting] = value;
  for (const auto& [setting, value] : set) lines.push_back(setting + "=" + value);
  std::vector<char*> environment;
  for (auto& line : lines) environment.push_back(line.data());
  environment.push_back(nullptr);
  char* arguments[] = {const_cast<char*>(program.c_str()), nullptr};
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) throw failure("cannot start " + program);
  if (pid > 0) {
    pids_[name] = pid;
    return;
  }
  ::setpgid(0, 0);   // Ctrl-C is for the launcher, which then drains in order
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(1);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGINT, SIG_DFL);
  const int in = ::open("/dev/null", O_RDONLY);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (in < 0 || out < 0) ::_exit(1);
  ::dup2(in, 0);
  ::dup2(out, 1);
  ::dup2(out, 2);
  ::close_range(3, ~0U, 0);
  ::execve(program.c_str(), arguments, environment.data());
  ::_exit(127);
}

double Suite::await_ready(std::chrono::seconds limit) {
  const auto began = std::chrono::steady_clock::now();
  RestClient client(url_);
  // Asking the gateway before the services listen would only make its channels back off.
  const auto listening = [&] {
    for (const auto& row : service_table())
      if (!ports_.contains(row.name) && !fs::exists(sockets_ / (row.name + ".sock"))) return false;
    return true;
  };
  while (!listening() || client.get("/readyz").status != 200) {
    if (const auto ended = reap())
      throw std::runtime_error(ended->name + " ended while starting (code " + std::to_string(ended->code) + "):\n" + log_tail(ended->name));
    if (std::chrono::steady_clock::now() - began > limit) throw std::runtime_error("not ready after " + std::to_string(limit.count()) + " s: " + client.get("/readyz").body);
    std::this_thread::sleep_for(10ms);
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
}

void Suite::kill(const std::string& name) {
  const auto found = pids_.find(name);
  if (found == pids_.end()) return;
  ::kill(found->second, SIGKILL);
  ::waitpid(found->second, nullptr, 0);
  pids_.erase(found);
}

bool Suite::stop(std::chrono::seconds grace) {
  const auto limit = std::chrono::steady_clock::now() + grace;
  const auto drain = [&](const std::vector<std::string>& some) {
    for (const auto& name : some)
      if (const auto found = pids_.find(name); found != pids_.end()) ::kill(found->second, SIGTERM);
    for (const auto& name : some)
      while (pids_.contains(name) && std::chrono::steady_clock::now() < limit) {
        if (!reap()) std::this_thread::sleep_for(5ms);
      }
  };
  drain({gateway});
  drain(names());
  const bool drained = pids_.empty();
  for (const auto& name : names()) kill(name);
  return drained;
}

std::optional<Suite::Exit> Suite::reap() {
  for (const auto& [name, pid] : pids_) {
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) != pid) continue;
    Exit exit{name, exit_code(status)};
    pids_.erase(name);
    return exit;
  }
  return std::nullopt;
}

std::string Suite::log_tail(const std::string& name) const {
  std::ifstream file(options_.data / "logs" / (name + ".log"), std::ios::ate);
  const auto size = static_cast<std::size_t>(std::max<std::streamoff>(0, file.tellg()));
  file.seekg(static_cast<std::streamoff>(size > log_tail_bytes ? size - log_tail_bytes : 0));
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string Suite::token(const std::string& role, const std::string& subject, const std::string& entity_id) const {
  TokenRequest request;
  request.subject = subject;
  request.roles = {role};
  request.entity_id = entity_id;
  return sign_token(options_.data / "keys" / "signing.pem", request);
}

}  // namespace shopper::tools
