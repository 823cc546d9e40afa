// Figures for people: printed, and kept in the file that FAULT_REPORT names (tools/test --soak).
#pragma once

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

namespace shopper::testing {

inline void tell_figures(const std::string& line) {
  std::cout << line << std::endl;
  if (const char* report = std::getenv("FAULT_REPORT"); report && *report) std::ofstream(report, std::ios::app) << line << std::endl;
}

}  // namespace shopper::testing
