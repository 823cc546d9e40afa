// The daily commands: one table row each, `shopperctl <noun> <verb> [arguments] [--field value ...]`.
#pragma once

#include <string>
#include <vector>

#include "http.h"

namespace shopperctl {

// Parsed command line: words, and --name value pairs (a name without value has "").
struct Arguments {
  std::vector<std::string> words;
  std::vector<std::pair<std::string, std::string>> options;
  bool json = false;
  // Takes the option out; `fallback` when it was not given.
  std::string take(const std::string& name, const std::string& fallback = "");
  // Takes an option without a value out: whether it was given.
  bool take_flag(const std::string& name);
};

// Runs the command; the exit code. Prints a table, or JSON with --json.
int run_command(Http& http, Arguments arguments);
std::string command_help();

}  // namespace shopperctl
