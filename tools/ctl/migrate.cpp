#include "migrate.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <iostream>

#include "exit.h"
#include "launch/suite.h"

namespace shopperctl {

namespace fs = std::filesystem;

const char* migrate_usage =
    "  migrate --status --data DIR               the schema of every store of a suite, and what these programs would apply; changes nothing\n"
    "  migrate --data DIR                        applies it, with the services stopped; they do the same at their start\n";

namespace {

// The program that owns the store, with that store alone as its setting; what it says is for the operator as it is.
int run_service(const std::string& service, const fs::path& store, const std::vector<std::string>& words) {
  const auto program = fs::read_symlink("/proc/self/exe").parent_path() / ("shopper-" + service);
  if (!fs::exists(program)) {
    std::cerr << service << ": " << program.string() << " is missing\n";
    return exit_refused;
  }
  std::vector<std::string> line{program.string()};
  line.insert(line.end(), words.begin(), words.end());
  std::vector<std::string> settings{"SHOPPER_STORE=sqlite://" + store.string()};
  std::vector<char*> arguments, environment;
  for (auto& word : line) arguments.push_back(word.data());
  for (auto& setting : settings) environment.push_back(setting.data());
  arguments.push_back(nullptr);
  environment.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error(std::string("cannot start ") + program.string() + ": " + std::strerror(errno));
  if (child == 0) {
    ::execve(arguments[0], arguments.data(), environment.data());
    ::_exit(exit_refused);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  std::cerr << service << ": killed; what was not told as applied is not, or wholly: run it again\n";
  return exit_refused;
}

}  // namespace

int migrate_stores(Arguments arguments, const std::string& language) {
  const bool status_only = arguments.take_flag("status");
  const auto data = arguments.take("data");
  if (arguments.words.size() != 1 || data.empty() || !arguments.options.empty()) {
    std::cerr << "usage: shopperctl\n" << migrate_usage;
    return exit_usage;
  }
  const auto stores = fs::absolute(data).lexically_normal() / "store";
  if (!fs::is_directory(stores)) {
    std::cerr << "there is no suite in " << data << ": " << stores.string() << " is missing\n";
    return exit_refused;
  }
  const auto each = [&](std::vector<std::string> words) {
    if (language == "ar") words.insert(words.end(), {"--language", language});
    int refused = 0;
    for (const auto& service : shopper::tools::Suite::services()) refused += run_service(service, stores / (service + ".db"), words) == 0 ? 0 : 1;
    return refused;
  };
  if (status_only) return each({"--schema-status"}) == 0 ? exit_done : exit_refused;
  // All are looked at before one is changed: half an upgrade helps nobody.
  if (each({"--schema-status", "--stopped"}) > 0) {
    std::cerr << "nothing was applied\n";
    return exit_refused;
  }
  if (const int refused = each({"--migrate"}); refused > 0) {
    std::cerr << refused << " of the stores were not migrated; the others were\n";
    return exit_refused;
  }
  return exit_done;
}

}  // namespace shopperctl
