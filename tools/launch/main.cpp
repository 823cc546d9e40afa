// shopper-launch: runs the suite on this machine. tools/run and tools/stop are its friendly faces.
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <deque>
#include <fstream>
#include <set>
#include <stdexcept>
#include <thread>

#include "launch/accounts.h"
#include "launch/keys.h"
#include "launch/suite.h"

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using namespace shopper::tools;
using Clock = std::chrono::steady_clock;

constexpr int exit_usage = 64;
constexpr auto stop_grace = 30s;
constexpr std::size_t restarts_max = 5;   // within a minute; more means that restarting does not help
constexpr auto token_renewal = 10min;
constexpr int exit_configuration = 78;    // a process that says so will say it again

constexpr const char* usage = R"(usage:
  shopper-launch start --data DIR [--port N] [--log-level LEVEL] [--traces URL] [--background] [--offline-issuer]
      starts every process, waits until all is ready, writes DIR/run.json; SIGTERM or Ctrl-C drains and stops
  shopper-launch tokens --data DIR
      puts fresh tokens into DIR/run.json; the entity officer is appointed for an entity of the running suite
  shopper-launch keys --data DIR
      makes the keys of a suite that something else starts, where they are missing
  shopper-launch stop --data DIR
      drains and stops the suite that runs on DIR
)";

struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Options {
  std::string command;
  fs::path data;
  int port = 8080;
  std::string log_level = "info";
  std::string traces;
  bool background = false;
  bool offline_issuer = false;
};

Options parse(int argc, char** argv) {
  if (argc < 2) throw UsageError("start, tokens, keys or stop?");
  Options options;
  options.command = argv[1];
  for (int i = 2; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--background") {
      options.background = true;
      continue;
    }
    if (name == "--offline-issuer") {
      options.offline_issuer = true;
      continue;
    }
    if (i + 1 >= argc) throw UsageError("unexpected: " + name);
    const std::string value = argv[++i];
    if (name == "--data") options.data = value;
    else if (name == "--log-level") options.log_level = value;
    else if (name == "--traces") options.traces = value;
    else if (name == "--port") {
      try {
        options.port = std::stoi(value);
      } catch (const std::exception&) {
        options.port = -1;
      }
      if (options.port < 0 || options.port > 65535) throw UsageError("--port must be from 0 to 65535, not " + value);
    } else throw UsageError("unexpected: " + name);
  }
  if (options.data.empty()) throw UsageError("--data is missing");
  options.data = fs::absolute(options.data).lexically_normal();
  return options;
}

fs::path run_file(const fs::path& data) { return data / "run.json"; }

nlohmann::json read_run_file(const fs::path& data) {
  std::ifstream file(run_file(data));
  auto run = nlohmann::json::parse(file, nullptr, false);
  return run.is_object() ? run : nlohmann::json::object();
}

// Never half a file, and never readable by others.
void replace_private(const fs::path& path, const std::string& text) {
  auto fresh = path;
  fresh += "." + std::to_string(::getpid());
  fs::remove(fresh);
  write_private(fresh, text);
  fs::rename(fresh, path);
}

// Beside run.json, each token is a file of its own, as `curl -H @FILE` reads it.
void write_run_file(const fs::path& data, const nlohmann::json& run) {
  replace_private(run_file(data), run.dump(2) + "\n");
  fs::create_directories(data / "tokens");
  for (const auto& [role, token] : run.at("tokens").items()) replace_private(data / "tokens" / role, "Authorization: Bearer " + token.get<std::string>() + "\n");
}

void describe(const Suite& suite, double ready_s) {
  auto run = read_run_file(suite.data());
  run["url"] = suite.url();
  run["data"] = suite.data().string();
  run["sockets"] = suite.sockets().string();
  run["launcher"] = ::getpid();
  run["ready_s"] = ready_s;
  run["pids"] = suite.pids();
  run["tokens"] = current_tokens(suite.data() / "keys", suite.url());
  write_run_file(suite.data(), run);
}

// Access tokens live for 15 minutes; who tries things out should not notice.
void renew_tokens(const Suite& suite) {
  try {
    auto run = read_run_file(suite.data());
    run["tokens"] = current_tokens(suite.data() / "keys", suite.url());
    write_run_file(suite.data(), run);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "the tokens could not be renewed: %s\n", e.what());
  }
}

// What the identity service has sent to people, for whoever tries to sign in.
void show_new_mail(const fs::path& folder, std::set<fs::path>& seen) {
  std::error_code none_yet;
  for (const auto& entry : fs::directory_iterator(folder, none_yet)) {
    if (entry.path().extension() != ".txt" || !seen.insert(entry.path()).second) continue;
    std::ifstream file(entry.path());
    std::fprintf(stderr, "--- message %s\n%s---\n", entry.path().filename().c_str(), std::string(std::istreambuf_iterator<char>(file), {}).c_str());
  }
}

// Restarts what ends by itself, until a signal comes. Gives the exit code.
int supervise(Suite& suite, const sigset_t& signals) {
  std::deque<Clock::time_point> restarts;
  std::set<fs::path> seen_mail;
  auto renewed_at = Clock::now();
  for (;;) {
    const timespec tick{1, 0};
    const int signal = ::sigtimedwait(&signals, nullptr, &tick);
    if (signal == SIGTERM || signal == SIGINT) return 0;
    show_new_mail(suite.data() / "mail", seen_mail);
    if (Clock::now() - renewed_at > token_renewal) {
      renewed_at = Clock::now();
      renew_tokens(suite);
    }
    while (const auto ended = suite.reap()) {
      std::fprintf(stderr, "%s ended (code %d)\n", ended->name.c_str(), ended->code);
      restarts.push_back(Clock::now());
      while (restarts.front() < Clock::now() - 60s) restarts.pop_front();
      if (ended->code == exit_configuration || restarts.size() > restarts_max) {
        std::fprintf(stderr, "it will not run; stopping the suite. Its last words:\n%s", suite.log_tail(ended->name).c_str());
        return 1;
      }
      std::fprintf(stderr, "starting %s again\n", ended->name.c_str());
      suite.start(ended->name);
      auto run = read_run_file(suite.data());
      run["pids"] = suite.pids();
      write_run_file(suite.data(), run);
    }
  }
}

// Reports through `report`: the ready line, or what is wrong. Runs until stopped.
int serve(const Options& options, int report, const sigset_t& signals) {
  const auto say = [&](const std::string& text) { (void)!::write(report, text.data(), text.size()); };
  std::unique_ptr<Suite> suite;
  try {
    const auto programs = fs::read_symlink("/proc/self/exe").parent_path();
    suite = std::make_unique<Suite>(SuiteOptions{options.data, programs, static_cast<std::uint16_t>(options.port), options.log_level, {}, {}, {}, options.offline_issuer, options.traces});
    fs::remove(run_file(options.data));
    create_accounts(options.data / "keys");
    suite->start_all();
    const auto ready_s = suite->await_ready();
    describe(*suite, ready_s);
    char line[128];
    std::snprintf(line, sizeof line, "ready at %s after %.2f s\n", suite->url().c_str(), ready_s);
    say(line);
  } catch (const std::exception& e) {
    say(std::string("error: ") + e.what() + "\n");
    return 1;
  }
  if (options.background) ::close(report);
  const int code = supervise(*suite, signals);
  const auto began = Clock::now();
  const bool drained = suite->stop(stop_grace);
  fs::remove(run_file(options.data));
  fs::remove_all(options.data / "tokens");
  std::fprintf(stderr, "%s after %.2f s\n", drained ? "drained and stopped" : "stopped; some processes had to be killed", std::chrono::duration<double>(Clock::now() - began).count());
  return code != 0 ? code : drained ? 0 : 1;
}

// The launcher itself leaves the terminal; this process stays until it has reported.
int serve_in_background(const Options& options, const sigset_t& signals) {
  int channel[2];
  if (::pipe2(channel, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    ::setsid();
    ::close(channel[0]);
    fs::create_directories(options.data / "logs");
    const int null = ::open("/dev/null", O_RDONLY);
    const int log = ::open((options.data / "logs" / "launch.log").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(null, 0);
    ::dup2(log, 1);
    ::dup2(log, 2);
    return serve(options, channel[1], signals);
  }
  ::close(channel[1]);
  std::string text;
  char bytes[4096];
  for (ssize_t n; (n = ::read(channel[0], bytes, sizeof bytes)) > 0;) text.append(bytes, static_cast<std::size_t>(n));
  const bool ready = text.starts_with("ready");
  std::fputs(text.c_str(), ready ? stdout : stderr);
  if (!ready) ::waitpid(child, nullptr, 0);
  return ready ? 0 : 1;
}

int start(const Options& options) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGCHLD}) sigaddset(&signals, signal);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGINT, SIG_DFL);   // a shell ignores it for what it starts beside itself
  if (options.background) return serve_in_background(options, signals);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);   // nothing outlives the terminal it was started from
  return serve(options, STDOUT_FILENO, signals);
}

int tokens(const Options& options) {
  auto run = read_run_file(options.data);
  if (!run.contains("url")) throw std::runtime_error("no suite runs on " + options.data.string());
  const auto keys = options.data / "keys";
  const auto url = run["url"].get<std::string>();
  run["tokens"] = current_tokens(keys, url);
  RestClient client(url, run["tokens"]["administrator"].get<std::string>());
  const auto entities = client.get("/v1/entities?limit=1").json();
  if (entities.is_object() && entities.contains("items") && !entities["items"].empty()) {
    run["entity"] = entities["items"][0]["id"];
    appoint_officer(keys, url, run["entity"].get<std::string>());
    run["tokens"] = current_tokens(keys, url);
  }
  write_run_file(options.data, run);
  return 0;
}

int keys(const Options& options) {
  create_keys(options.data / "keys", Suite::services());
  return 0;
}

int stop(const Options& options) {
  const int lock = ::open(lock_file(options.data).c_str(), O_RDONLY | O_CLOEXEC);
  if (lock < 0) throw std::runtime_error("no suite has run on " + options.data.string());
  const auto free = [&] { return ::flock(lock, LOCK_SH | LOCK_NB) == 0; };
  if (free()) {
    fs::remove(run_file(options.data));
    std::puts("no suite is running there");
    return 0;
  }
  std::ifstream file(lock_file(options.data));
  pid_t launcher = 0;
  file >> launcher;
  if (launcher <= 0) throw std::runtime_error("the lock file names no process");
  const auto began = Clock::now();
  ::kill(launcher, SIGTERM);
  while (!free()) {
    if (Clock::now() - began > stop_grace + 10s) throw std::runtime_error("the launcher (pid " + std::to_string(launcher) + ") does not stop");
    std::this_thread::sleep_for(20ms);
  }
  std::printf("stopped after %.2f s\n", std::chrono::duration<double>(Clock::now() - began).count());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto options = parse(argc, argv);
    if (options.command == "start") return start(options);
    if (options.command == "tokens") return tokens(options);
    if (options.command == "stop") return stop(options);
    if (options.command == "keys") return keys(options);
    throw UsageError("start, tokens, keys or stop?");
  } catch (const UsageError& e) {
    std::fprintf(stderr, "shopper-launch: %s\n%s", e.what(), usage);
    return exit_usage;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "shopper-launch: %s\n", e.what());
    return 1;
  }
}
