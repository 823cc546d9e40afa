// docs/PERMISSIONS.md says what the proto files declare; it is written by this test: WRITE_PERMISSIONS=1.
#include <catch2/catch.hpp>

#include <google/protobuf/descriptor.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/tidy/contract.h"

using namespace google::protobuf;
namespace common = shopper::common::v1;

namespace {

std::string rendered() {
  std::string text =
      "# Who may do what\n\nWritten from the proto files by `tidy_tests` (`WRITE_PERMISSIONS=1`); the gateway reads the same declarations, and `tests/integration/permission_matrix_test.cpp` tries every operation with every role.\n"
      "The owning service still decides on ownership, entity, programme and conflict: what is hidden answers like what does not exist. *fresh* asks for a second factor proven within 15 minutes; *audited* reads\n"
      "are in the audit log with their purpose. A client's token also needs the permission among its scopes.\n";
  for (const auto* file : contract_files()) {
    text += "\n## " + file->package().substr(8, file->package().find('.', 8) - 8) + "\n\n| operation | permission | roles | |\n|---|---|---|---|\n";
    for (int s = 0; s < file->service_count(); ++s)
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto& rule = file->service(s)->method(m)->options().GetExtension(common::rest);
        std::string roles;
        for (const auto& role : rule.roles()) roles += (roles.empty() ? "" : ", ") + role;
        text += "| `" + route_of(rule) + "` | `" + rule.permission() + "` | " + roles + " |" + (rule.step_up() ? " fresh" : "") + (rule.audited_readers_size() > 0 ? " audited" : "") + " |\n";
      }
  }
  return text;
}

}  // namespace

TEST_CASE("I-10 the page of permissions says what the protos declare") {
  const auto path = std::string(SHOPPER_SOURCE_DIR) + "/docs/PERMISSIONS.md";
  if (std::getenv("WRITE_PERMISSIONS")) std::ofstream(path) << rendered();
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  INFO("regenerate it: WRITE_PERMISSIONS=1 build/dev/tests/tidy_tests");
  CHECK(text.str() == rendered());
}
