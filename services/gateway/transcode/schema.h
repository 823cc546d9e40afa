// What the transcoder needs to know of a message type, looked up once: JSON names, kinds, enum names, nested types.
#pragma once

#include <google/protobuf/descriptor.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/text/clean.h"

namespace shopper::gateway::transcode {

enum class Kind { boolean, int32, int64, uint32, uint64, float32, float64, string, bytes, enumeration, message, timestamp, subtree };

// Enum values as lower_snake text without the type's prefix; the zero value `..._UNSPECIFIED` has no text.
struct EnumPlan {
  std::map<std::string, int, std::less<>> numbers;
  std::unordered_map<int, std::string> names;
};

struct MessagePlan;

struct FieldPlan {
  const google::protobuf::FieldDescriptor* field = nullptr;
  std::string_view name;
  Kind kind = Kind::string;   // of the element for repeated fields, of the value for maps
  bool repeated = false;
  bool map = false;
  const MessagePlan* message = nullptr;   // for messages and map values that are messages
  const EnumPlan* enumeration = nullptr;
  text::Rule text_rule;       // of its strings, where it says any
  bool says_text_rule = false;
};

struct MessagePlan {
  const google::protobuf::Descriptor* descriptor = nullptr;
  std::vector<FieldPlan> fields;   // in the order of declaration
  std::unordered_map<std::string_view, const FieldPlan*> by_name;

  const FieldPlan* find(std::string_view name) const {
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : found->second;
  }
};

// "APPLICATION_STATE_" for ApplicationState.
std::string enum_prefix(std::string_view type_name);

// Plans by type, made on first use; once made, a plan never moves or changes.
class Schema {
 public:
  const MessagePlan& plan(const google::protobuf::Descriptor* descriptor);

 private:
  const MessagePlan* build(const google::protobuf::Descriptor* descriptor);
  const EnumPlan* build(const google::protobuf::EnumDescriptor* descriptor);

  std::mutex mutex_;
  std::unordered_map<const google::protobuf::Descriptor*, std::unique_ptr<MessagePlan>> messages_;
  std::unordered_map<const google::protobuf::EnumDescriptor*, std::unique_ptr<EnumPlan>> enums_;
};

}  // namespace shopper::gateway::transcode
