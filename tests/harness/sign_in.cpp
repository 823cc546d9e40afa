#include "tests/harness/sign_in.h"

#include "tests/harness/process.h"
#include "tests/support/temporary.h"

namespace shopper::test {

namespace fs = std::filesystem;

std::string code_for(Harness& harness, const std::string& address) {
  std::string code;
  const bool came = await([&] {
    std::error_code none_yet;
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(harness.suite().data() / "mail", none_yet)) {
      if (entry.path().extension() != ".txt" || !read_file(entry.path()).starts_with("To: " + address + "\n")) continue;
      if (entry.path().filename() > newest.filename()) newest = entry.path();
    }
    if (newest.empty()) return false;
    const auto text = read_file(newest);
    code = text.substr(text.find_first_of("0123456789", text.find("\n\n")), 6);
    fs::remove(newest);
    return true;
  });
  REQUIRE(came);
  return code;
}

Json sign_in(Harness& harness, const std::string& address) {
  expect(202, harness.anyone().post("/v1/identity/codes", {{"login", address}}));
  return expect(201, harness.anyone().post("/v1/identity/sessions", {{"login", address}, {"code", code_for(harness, address)}})).json();
}

}  // namespace shopper::test
