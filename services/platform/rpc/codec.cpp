#include "platform/rpc/codec.h"

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

}  // namespace shopper::rpc
