// The contract: every operation declares what it needs, and within v1 nothing is removed, renamed or retyped (proto/baseline.txt).
#include <catch2/catch.hpp>

#include <google/protobuf/descriptor.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "shopper/evaluation/v1/evaluation.pb.h"
#include "shopper/identity/v1/identity.pb.h"
#include "shopper/recommendation/v1/recommendation.pb.h"
#include "shopper/registration/v1/registration.pb.h"
#include "shopper/selection/v1/selection.pb.h"
#include "tests/tidy/contract.h"

using namespace google::protobuf;
namespace common = shopper::common::v1;

std::vector<const FileDescriptor*> contract_files() {
  return {shopper::identity::v1::Account::descriptor()->file(), shopper::registration::v1::Programme::descriptor()->file(), shopper::selection::v1::Candidate::descriptor()->file(),
          shopper::evaluation::v1::Evaluation::descriptor()->file(), shopper::recommendation::v1::Finding::descriptor()->file()};
}

std::string route_of(const common::RestRule& rule) {
  switch (rule.pattern_case()) {
    case common::RestRule::kGet: return "GET " + rule.get();
    case common::RestRule::kPut: return "PUT " + rule.put();
    case common::RestRule::kPost: return "POST " + rule.post();
    case common::RestRule::kPatch: return "PATCH " + rule.patch();
    case common::RestRule::kDelete: return "DELETE " + rule.delete_();
    default: return "";
  }
}

namespace {

// One line for everything a client can depend on.
std::set<std::string> contract() {
  std::set<std::string> lines;
  for (const auto* file : contract_files()) {
    for (int s = 0; s < file->service_count(); ++s)
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto* method = file->service(s)->method(m);
        lines.insert("rpc " + method->full_name() + " " + route_of(method->options().GetExtension(common::rest)) + " (" + method->input_type()->full_name() + ") -> " + method->output_type()->full_name());
      }
    for (int i = 0; i < file->message_type_count(); ++i)
      for (int f = 0; f < file->message_type(i)->field_count(); ++f) {
        const auto* field = file->message_type(i)->field(f);
        const auto kind = field->message_type() ? field->message_type()->full_name() : field->enum_type() ? field->enum_type()->full_name() : std::string(field->type_name());
        lines.insert("field " + field->full_name() + " = " + std::to_string(field->number()) + " " + (field->is_repeated() ? "repeated " : "") + kind);
      }
    for (int i = 0; i < file->enum_type_count(); ++i)
      for (int v = 0; v < file->enum_type(i)->value_count(); ++v)
        lines.insert("value " + file->enum_type(i)->value(v)->full_name() + " = " + std::to_string(file->enum_type(i)->value(v)->number()));
  }
  return lines;
}

const std::string baseline_path = std::string(SHOPPER_SOURCE_DIR) + "/proto/baseline.txt";

}  // namespace

TEST_CASE("every operation declares its route, its permission and who holds it") {
  std::set<std::string> routes;
  int operations = 0;
  for (const auto* file : contract_files())
    for (int s = 0; s < file->service_count(); ++s)
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto* method = file->service(s)->method(m);
        INFO(method->full_name());
        REQUIRE(method->options().HasExtension(common::rest));
        const auto& rule = method->options().GetExtension(common::rest);
        const auto route = route_of(rule);
        CHECK((route.find(" /v1/") != std::string::npos || route.find(" /.well-known/") != std::string::npos));   // RFC 8615: where standards look
        CHECK(routes.insert(route_of(rule)).second);
        CHECK_FALSE(rule.permission().empty());
        CHECK(rule.roles_size() > 0);
        // A change names the version it saw, or can be repeated safely by its id or key.
        if (rule.if_match()) CHECK(method->input_type()->FindFieldByName("expected_version") != nullptr);
        ++operations;
      }
  CHECK(operations > 100);
}

TEST_CASE("I-20 a feed may be pulled by the processes that follow it, and by no other") {
  std::set<std::string> declared, followed;
  for (const auto* file : contract_files())
    for (int s = 0; s < file->service_count(); ++s) {
      const auto package = file->package();   // "shopper.registration.v1"
      const auto upstream = package.substr(8, package.rfind('.') - 8);
      const auto& options = file->service(s)->options();
      for (int i = 0; i < options.ExtensionSize(common::feed_readers); ++i) declared.insert(options.GetExtension(common::feed_readers, i) + " <- " + upstream);
    }
  for (const auto& entry : std::filesystem::directory_iterator(std::string(SHOPPER_SOURCE_DIR) + "/services")) {
    std::ifstream file(entry.path() / "main.cpp");
    std::ostringstream text;
    text << file.rdbuf();
    const auto source = text.str();
    const std::regex consume("consume\\(\"([a-z]+)\"\\)");
    for (std::sregex_iterator it(source.begin(), source.end(), consume), end; it != end; ++it) followed.insert(entry.path().filename().string() + " <- " + (*it)[1].str());
  }
  CHECK(followed.size() >= 6);
  CHECK(declared == followed);
}

TEST_CASE("nothing of the published contract is gone") {
  const auto now = contract();
  if (std::getenv("WRITE_CONTRACT_BASELINE")) {
    std::ofstream file(baseline_path);
    for (const auto& line : now) file << line << "\n";
  }
  std::ifstream file(baseline_path);
  REQUIRE(file);
  int lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    INFO("missing or changed: " << line);
    CHECK(now.contains(line));
  }
  CHECK(lines > 1000);
}
