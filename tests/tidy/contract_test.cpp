// The contract: every operation declares what it needs, and within v1 nothing is removed, renamed or retyped (proto/baseline.txt).
#include <catch2/catch.hpp>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <regex>
#include <set>
#include <sstream>

#include "shopper/common/v1/access.pb.h"
#include "shopper/common/v1/audit.pb.h"
#include "shopper/common/v1/batch.pb.h"
#include "shopper/common/v1/error.pb.h"
#include "shopper/common/v1/events.pb.h"
#include "shopper/common/v1/operations.pb.h"
#include "shopper/common/v1/snapshots.pb.h"
#include "shopper/common/v1/types.pb.h"
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

// Also what processes of neighbouring versions say to each other while they are upgraded one by one.
std::vector<const FileDescriptor*> published_files() {
  auto files = contract_files();
  for (const auto* file : {common::MetricsRequest::descriptor()->file(), common::PullRequest::descriptor()->file(), common::BatchRequest::descriptor()->file(), common::ErrorDetail::descriptor()->file(),
                           common::SigningKeysRequest::descriptor()->file(), common::PauseRequest::descriptor()->file(), common::Text::descriptor()->file()})
    files.push_back(file);
  return files;
}

void add(std::set<std::string>& lines, const EnumDescriptor* type) {
  for (int v = 0; v < type->value_count(); ++v) lines.insert("value " + type->value(v)->full_name() + " = " + std::to_string(type->value(v)->number()));
}

void add(std::set<std::string>& lines, const Descriptor* type) {
  for (int f = 0; f < type->field_count(); ++f) {
    const auto* field = type->field(f);
    const auto kind = field->message_type() ? field->message_type()->full_name() : field->enum_type() ? field->enum_type()->full_name() : std::string(field->type_name());
    lines.insert("field " + field->full_name() + " = " + std::to_string(field->number()) + " " + (field->is_repeated() ? "repeated " : "") + kind);
  }
  for (int n = 0; n < type->nested_type_count(); ++n) add(lines, type->nested_type(n));
  for (int e = 0; e < type->enum_type_count(); ++e) add(lines, type->enum_type(e));
}

// One line for everything a client can depend on.
std::set<std::string> contract(const FileDescriptor* file) {
  std::set<std::string> lines;
  for (int s = 0; s < file->service_count(); ++s)
    for (int m = 0; m < file->service(s)->method_count(); ++m) {
      const auto* method = file->service(s)->method(m);
      lines.insert("rpc " + method->full_name() + " " + route_of(method->options().GetExtension(common::rest)) + " (" + method->input_type()->full_name() + ") -> " + method->output_type()->full_name());
    }
  for (int i = 0; i < file->message_type_count(); ++i) add(lines, file->message_type(i));
  for (int i = 0; i < file->enum_type_count(); ++i) add(lines, file->enum_type(i));
  return lines;
}

std::set<std::string> contract() {
  std::set<std::string> lines;
  for (const auto* file : published_files()) lines.merge(contract(file));
  return lines;
}

// Whether everything in `before` is still there when the file has been changed like that.
bool grows_only(const FileDescriptor* file, const std::function<void(FileDescriptorProto&)>& change) {
  DescriptorPool pool;
  const std::function<const FileDescriptor*(const FileDescriptor*, bool)> build = [&](const FileDescriptor* original, bool changed) {
    for (int d = 0; d < original->dependency_count(); ++d) build(original->dependency(d), false);
    FileDescriptorProto proto;
    original->CopyTo(&proto);
    if (changed) change(proto);
    const auto* there = pool.FindFileByName(proto.name());
    return there ? there : pool.BuildFile(proto);
  };
  const auto* changed = build(file, true);
  REQUIRE(changed);
  const auto before = contract(file), after = contract(changed);
  return std::includes(after.begin(), after.end(), before.begin(), before.end());
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

TEST_CASE("R-16 whatever would break a neighbour of the version before is found, and growth is not") {
  const auto* file = common::PullRequest::descriptor()->file();
  const auto field = [](FileDescriptorProto& proto) { return proto.mutable_message_type(0)->mutable_field(0); };
  CHECK(grows_only(file, [](FileDescriptorProto&) {}));
  CHECK(grows_only(file, [&](FileDescriptorProto& proto) {
    auto& added = *proto.mutable_message_type(0)->add_field();
    added = *field(proto);
    added.set_name("added");
    added.set_json_name("added");
    added.set_number(99);
  }));
  CHECK_FALSE(grows_only(file, [&](FileDescriptorProto& proto) { field(proto)->set_number(99); }));
  CHECK_FALSE(grows_only(file, [&](FileDescriptorProto& proto) { field(proto)->set_name("otherwise"); }));
  CHECK_FALSE(grows_only(file, [&](FileDescriptorProto& proto) { field(proto)->set_type(FieldDescriptorProto::TYPE_STRING); }));
  CHECK_FALSE(grows_only(file, [&](FileDescriptorProto& proto) { field(proto)->set_label(FieldDescriptorProto::LABEL_REPEATED); }));
  CHECK_FALSE(grows_only(file, [&](FileDescriptorProto& proto) { proto.mutable_message_type(0)->mutable_field()->DeleteSubrange(0, 1); }));
  CHECK_FALSE(grows_only(file, [&](FileDescriptorProto& proto) { proto.mutable_service(0)->mutable_method()->DeleteSubrange(0, 1); }));
  CHECK_FALSE(grows_only(shopper::registration::v1::Programme::descriptor()->file(), [&](FileDescriptorProto& proto) { proto.mutable_enum_type(0)->mutable_value(1)->set_number(99); }));
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
