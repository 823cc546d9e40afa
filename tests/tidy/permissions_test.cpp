// docs/PERMISSIONS.md says what the proto files declare; it is written by this test: WRITE_PERMISSIONS=1.
#include <catch2/catch.hpp>

#include <google/protobuf/descriptor.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "gateway/routing/classification.h"
#include "tests/tidy/contract.h"

using namespace google::protobuf;
namespace common = shopper::common::v1;
using shopper::gateway::routing::classification_of;
using shopper::gateway::routing::label_of;

namespace {

std::string rendered() {
  std::string text =
      "# Who may do what\n\nWritten from the proto files by `tidy_tests` (`WRITE_PERMISSIONS=1`); the gateway reads the same declarations, and `tests/integration/permission_matrix_test.cpp` tries every operation with every role.\n"
      "The owning service still decides on ownership, entity, programme and conflict: what is hidden answers like what does not exist. *fresh* asks for a second factor proven within 15 minutes; *audited* reads\n"
      "are in the audit log with their purpose. A client's token also needs the permission among its scopes. *class* is how confidential the answer is\n"
      "(docs/PRIVACY.md, Classes): it goes out as `Shopper-Classification`, and above C0 nothing is kept by caches.\n";
  for (const auto* file : contract_files()) {
    text += "\n## " + file->package().substr(8, file->package().find('.', 8) - 8) + "\n\n| operation | permission | roles | class | |\n|---|---|---|---|---|\n";
    for (int s = 0; s < file->service_count(); ++s)
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto& method = *file->service(s)->method(m);
        const auto& rule = method.options().GetExtension(common::rest);
        const auto label = classification_of(method);
        std::string roles;
        for (const auto& role : rule.roles()) roles += (roles.empty() ? "" : ", ") + role;
        text += "| `" + route_of(rule) + "` | `" + rule.permission() + "` | " + roles + " | " + (label ? label_of(label) : "") + " |" + (rule.step_up() ? " fresh" : "") + (rule.audited_readers_size() > 0 ? " audited" : "") + " |\n";
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

TEST_CASE("PRV-07 everything that is answered has a class, said in one place: of resources with the message, of documents with the operation") {
  int answers = 0;
  for (const auto* file : contract_files())
    for (int s = 0; s < file->service_count(); ++s)
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto& method = *file->service(s)->method(m);
        const auto& answer = method.output_type()->full_name();
        if (answer == "shopper.common.v1.Empty") continue;
        ++answers;
        INFO(method.full_name());
        CHECK(classification_of(method) != common::CLASSIFICATION_UNSPECIFIED);
        const bool by_operation = answer == "shopper.common.v1.Document" || answer == "shopper.common.v1.DocumentPart" || answer == "shopper.common.v1.HttpAnswer";
        CHECK((method.options().GetExtension(common::rest).classification() != common::CLASSIFICATION_UNSPECIFIED) == by_operation);
        // Reads that the audit log must hear of are of something.
        if (method.options().GetExtension(common::rest).audited_readers_size() > 0) CHECK(classification_of(method) >= common::C2);
      }
  CHECK(answers > 150);
}
