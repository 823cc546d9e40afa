#include "gateway/transcode/schema.h"

#include <cctype>

#include "shopper/common/v1/rest.pb.h"

namespace shopper::gateway::transcode {

namespace pb = google::protobuf;

namespace {

Kind kind_of(const pb::FieldDescriptor* field) {
  using F = pb::FieldDescriptor;
  switch (field->cpp_type()) {
    case F::CPPTYPE_BOOL: return Kind::boolean;
    case F::CPPTYPE_INT32: return Kind::int32;
    case F::CPPTYPE_INT64: return Kind::int64;
    case F::CPPTYPE_UINT32: return Kind::uint32;
    case F::CPPTYPE_UINT64: return Kind::uint64;
    case F::CPPTYPE_FLOAT: return Kind::float32;
    case F::CPPTYPE_DOUBLE: return Kind::float64;
    case F::CPPTYPE_ENUM: return Kind::enumeration;
    case F::CPPTYPE_STRING:
      if (field->type() == F::TYPE_BYTES) return Kind::bytes;
      return field->options().GetExtension(common::v1::json).subtree() ? Kind::subtree : Kind::string;
    case F::CPPTYPE_MESSAGE: return field->message_type()->full_name() == "google.protobuf.Timestamp" ? Kind::timestamp : Kind::message;
  }
  return Kind::string;
}

text::Rule text_rule_of(const pb::FieldDescriptor* field) {
  const auto& rule = field->options().GetExtension(common::v1::text);
  return {rule.multi_line() ? text::Shape::paragraphs : rule.digits() ? text::Shape::digits : text::Shape::line, static_cast<std::size_t>(rule.max_bytes()),
          static_cast<std::size_t>(rule.max_graphemes())};
}

}  // namespace

std::string enum_prefix(std::string_view type_name) {
  std::string prefix;
  for (const char c : type_name) {
    if (std::isupper(static_cast<unsigned char>(c)) && !prefix.empty()) prefix.push_back('_');
    prefix.push_back(static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  }
  return prefix + "_";
}

const MessagePlan& Schema::plan(const pb::Descriptor* descriptor) {
  const std::lock_guard lock(mutex_);
  return *build(descriptor);
}

const MessagePlan* Schema::build(const pb::Descriptor* descriptor) {
  auto& slot = messages_[descriptor];
  if (slot) return slot.get();
  slot = std::make_unique<MessagePlan>();
  MessagePlan* const plan = slot.get();   // `slot` may move while nested types are added
  plan->descriptor = descriptor;
  plan->fields.reserve(static_cast<std::size_t>(descriptor->field_count()));
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    const auto* value = field->is_map() ? field->message_type()->map_value() : field;
    FieldPlan entry{field, field->name(), kind_of(value), field->is_repeated() && !field->is_map(), field->is_map(), nullptr, nullptr, text_rule_of(field), field->options().HasExtension(common::v1::text)};
    if (entry.kind == Kind::message) entry.message = build(value->message_type());
    if (entry.kind == Kind::enumeration) entry.enumeration = build(value->enum_type());
    plan->fields.push_back(entry);
  }
  for (const auto& field : plan->fields) plan->by_name.emplace(field.name, &field);
  return plan;
}

const EnumPlan* Schema::build(const pb::EnumDescriptor* descriptor) {
  auto& slot = enums_[descriptor];
  if (slot) return slot.get();
  slot = std::make_unique<EnumPlan>();
  const auto prefix = enum_prefix(descriptor->name());
  for (int i = 0; i < descriptor->value_count(); ++i) {
    std::string name = descriptor->value(i)->name();
    if (name.starts_with(prefix)) name.erase(0, prefix.size());
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (descriptor->value(i)->number() == 0 && name == "unspecified") continue;
    slot->names.emplace(descriptor->value(i)->number(), name);
    slot->numbers.emplace(std::move(name), descriptor->value(i)->number());
  }
  return slot.get();
}

}  // namespace shopper::gateway::transcode
