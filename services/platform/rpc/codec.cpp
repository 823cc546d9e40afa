#include "platform/rpc/codec.h"

#include <algorithm>

#include "google/protobuf/timestamp.pb.h"

namespace shopper::rpc {
namespace {

// "ApplicationState" -> "APPLICATION_STATE_"
std::string prefix_of(const google::protobuf::EnumDescriptor& type) {
  std::string prefix;
  for (const char c : type.name()) {
    if (c >= 'A' && c <= 'Z' && !prefix.empty()) prefix += '_';
    prefix += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return prefix + '_';
}

// In REST a PATCH's body is the changes themselves.
std::string body_pointer(const std::string& pointer) {
  constexpr std::string_view changes = "/changes/";
  return pointer.starts_with(changes) ? pointer.substr(changes.size() - 1) : pointer;
}

}  // namespace

std::string Where::pointer() const {
  if (!up) return {};
  return up->pointer() + "/" + (index >= 0 ? std::to_string(index) : std::string(name));
}

void ReadNotes::wrong_date(const Where& where) {
  errors.add(body_pointer(where.pointer()), "DATE_INVALID", {"ليس تاريخاً صحيحاً بصيغة YYYY-MM-DD", "Not a date of the calendar, as YYYY-MM-DD"});
}
void ReadNotes::wrong_name(const Where& where) { errors.add(body_pointer(where.pointer()), "VALUE_UNKNOWN", {"قيمة غير معروفة", "This is not one of the known values"}); }

Instant read_timestamp(const Message& message) {
  const auto& timestamp = static_cast<const google::protobuf::Timestamp&>(message);
  return {timestamp.seconds() * 1'000'000 + timestamp.nanos() / 1000};
}

void write_timestamp(Message& message, Instant instant) {
  auto& timestamp = static_cast<google::protobuf::Timestamp&>(message);
  auto seconds = instant.us / 1'000'000, rest = instant.us % 1'000'000;
  if (rest < 0) {
    rest += 1'000'000;
    --seconds;
  }
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int>(rest * 1000));
}

std::string enum_text(const google::protobuf::EnumValueDescriptor& value) {
  const auto prefix = prefix_of(*value.type());
  std::string name = value.name().starts_with(prefix) ? value.name().substr(prefix.size()) : value.name();
  if (name == "UNSPECIFIED") return {};
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return name;
}

const google::protobuf::EnumValueDescriptor* enum_value(const google::protobuf::EnumDescriptor& type, std::string_view name) {
  std::string full = prefix_of(type);
  for (const char c : name) full += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return type.FindValueByName(full);
}

namespace detail {
namespace {

const char* wording(Holds holds) {
  switch (holds) {
    case Holds::text: return "text";
    case Holds::date: return "a date";
    case Holds::raw_json: return "JSON";
    case Holds::boolean: return "a boolean";
    case Holds::int32: return "a 32-bit integer";
    case Holds::int64: return "a 64-bit integer";
    case Holds::real: return "a double";
    case Holds::enumeration: return "an enumeration";
    case Holds::instant: return "an instant";
    case Holds::message: return "a struct";
  }
  return "";
}

bool carries(const FieldDescriptor& field, Holds holds) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_STRING: return holds == Holds::text || holds == Holds::date || holds == Holds::raw_json || holds == Holds::enumeration;
    case FieldDescriptor::TYPE_BYTES: return holds == Holds::text;
    case FieldDescriptor::TYPE_BOOL: return holds == Holds::boolean;
    case FieldDescriptor::TYPE_INT32: return holds == Holds::int32;
    case FieldDescriptor::TYPE_INT64: return holds == Holds::int64;
    case FieldDescriptor::TYPE_DOUBLE: return holds == Holds::real;
    case FieldDescriptor::TYPE_ENUM: return holds == Holds::enumeration;
    case FieldDescriptor::TYPE_MESSAGE: return (holds == Holds::instant) == (field.message_type()->full_name() == "google.protobuf.Timestamp") && (holds == Holds::instant || holds == Holds::message);
    default: return false;   // the codec knows no others
  }
}

bool shaped(const FieldDescriptor& field, Shape shape) {
  switch (shape) {
    case Shape::one: return !field.is_repeated();
    // Without presence 0 and absent would be one; of an enumeration the unspecified value says "absent".
    case Shape::optional: return !field.is_repeated() && (field.has_presence() || field.type() == FieldDescriptor::TYPE_ENUM);
    case Shape::many: return field.is_repeated() && !field.is_map();
    case Shape::map: return field.is_map() && field.message_type()->map_key()->type() == FieldDescriptor::TYPE_STRING;
  }
  return false;
}

}  // namespace

void check_type(const FieldDescriptor& field, const MemberType& member) {
  if (!shaped(field, member.shape)) {
    const char* shape = member.shape == Shape::one ? "single" : member.shape == Shape::optional ? "optional" : member.shape == Shape::many ? "a list" : "a map by text";
    throw std::logic_error(field.full_name() + " is not " + shape + ", as the struct's member is");
  }
  const auto& value = member.shape == Shape::map ? *field.message_type()->map_value() : field;
  if (!carries(value, member.holds)) throw std::logic_error(field.full_name() + " (" + value.type_name() + ") cannot carry " + wording(member.holds));
  if (value.type() != FieldDescriptor::TYPE_ENUM) return;
  const auto& type = *value.enum_type();
  const auto count = shopper::detail::enum_count(member.names);
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(shopper::detail::enum_name(member.names, i));
  for (const auto name : names)
    if (!enum_value(type, name) && name != "unspecified") throw std::logic_error(field.full_name() + ": " + type.full_name() + " has no value for " + std::string(name));
  for (int i = 0; i < type.value_count(); ++i)
    if (const auto name = enum_text(*type.value(i)); !name.empty() && std::find(names.begin(), names.end(), name) == names.end())
      throw std::logic_error(field.full_name() + ": the struct's enumeration has no " + name);
}

}  // namespace detail

}  // namespace shopper::rpc
