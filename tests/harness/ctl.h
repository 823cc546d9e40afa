// shopperctl as an operator runs it: what it said, and with which code it ended.
#pragma once

#include "tests/harness/harness.h"
#include "tests/harness/process.h"
#include "tests/support/temporary.h"

namespace shopper::test {

class Ctl {
 public:
  int run(std::vector<std::string> words) {
    Process process(Harness::program("shopperctl"), std::move(words), scratch_.file("out"), scratch_.file("err"));
    const int code = process.wait(std::chrono::seconds(120));
    out = process.output();
    err = read_file(scratch_.file("err"));
    return code;
  }
  std::filesystem::path place(const std::string& name) const { return scratch_.file(name); }
  std::string out, err;

 private:
  shopper::testing::TemporaryDirectory scratch_;
};

}  // namespace shopper::test
