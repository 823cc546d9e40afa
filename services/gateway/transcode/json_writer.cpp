#include "gateway/transcode/json_writer.h"

#include <google/protobuf/timestamp.pb.h>

#include <charconv>
#include <cmath>

#include "gateway/http/json_text.h"
#include "platform/base/time.h"

namespace shopper::gateway::transcode {

namespace pb = google::protobuf;

namespace {

template <class T>
void append_number(std::string& out, T value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  out.append(text, end);
}

void append_real(std::string& out, auto value) {
  if (std::isfinite(value)) append_number(out, value);
  else out.append("null");
}

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void write(const pb::Message& message, const MessagePlan& plan) {
    const auto& reflection = *message.GetReflection();
    out_.push_back('{');
    bool first = true;
    for (const auto& field : plan.fields) {
      if (!field.repeated && !field.map) {
        if (field.field->has_presence() && !reflection.HasField(message, field.field)) continue;
        if (field.kind == Kind::enumeration && !field.enumeration->names.contains(reflection.GetEnumValue(message, field.field))) continue;
        if (field.kind == Kind::subtree && reflection.GetString(message, field.field).empty()) continue;
      }
      if (!first) out_.push_back(',');
      first = false;
      out_.append("\"").append(field.name).append("\":");
      if (field.map) write_map(message, field);
      else if (field.repeated) write_list(message, field);
      else write_value(message, field, field.field, -1);
    }
    out_.push_back('}');
  }

 private:
  void write_list(const pb::Message& message, const FieldPlan& field) {
    out_.push_back('[');
    const int size = message.GetReflection()->FieldSize(message, field.field);
    for (int i = 0; i < size; ++i) {
      if (i > 0) out_.push_back(',');
      write_value(message, field, field.field, i);
    }
    out_.push_back(']');
  }

  void write_map(const pb::Message& message, const FieldPlan& field) {
    const auto& reflection = *message.GetReflection();
    const auto* key = field.field->message_type()->map_key();
    out_.push_back('{');
    const int size = reflection.FieldSize(message, field.field);
    for (int i = 0; i < size; ++i) {
      if (i > 0) out_.push_back(',');
      const auto& entry = reflection.GetRepeatedMessage(message, field.field, i);
      const auto& entry_reflection = *entry.GetReflection();
      switch (key->cpp_type()) {
        case pb::FieldDescriptor::CPPTYPE_STRING: http::append_json_string(out_, entry_reflection.GetString(entry, key)); break;
        case pb::FieldDescriptor::CPPTYPE_INT32: out_.append("\"").append(std::to_string(entry_reflection.GetInt32(entry, key))).append("\""); break;
        default: out_.append("\"").append(std::to_string(entry_reflection.GetInt64(entry, key))).append("\"");
      }
      out_.push_back(':');
      write_value(entry, field, field.field->message_type()->map_value(), -1);
    }
    out_.push_back('}');
  }

  // The singular field, or the element `index` of a repeated one.
  void write_value(const pb::Message& message, const FieldPlan& plan, const pb::FieldDescriptor* field, int index) {
    const auto& reflection = *message.GetReflection();
    std::string scratch;
#define SHOPPER_GET(Name) (index < 0 ? reflection.Get##Name(message, field) : reflection.GetRepeated##Name(message, field, index))
    const auto text = [&]() -> const std::string& {
      return index < 0 ? reflection.GetStringReference(message, field, &scratch) : reflection.GetRepeatedStringReference(message, field, index, &scratch);
    };
    switch (plan.kind) {
      case Kind::boolean: out_.append(SHOPPER_GET(Bool) ? "true" : "false"); return;
      case Kind::int32: return append_number(out_, SHOPPER_GET(Int32));
      case Kind::int64: return append_number(out_, SHOPPER_GET(Int64));
      case Kind::uint32: return append_number(out_, SHOPPER_GET(UInt32));
      case Kind::uint64: return append_number(out_, SHOPPER_GET(UInt64));
      case Kind::float32: return append_real(out_, SHOPPER_GET(Float));
      case Kind::float64: return append_real(out_, SHOPPER_GET(Double));
      case Kind::string: return http::append_json_string(out_, text());
      case Kind::subtree: out_.append(text().empty() ? "null" : text()); return;
      case Kind::bytes:
        out_.push_back('"');
        http::append_base64(out_, text());
        out_.push_back('"');
        return;
      case Kind::enumeration: {
        const auto found = plan.enumeration->names.find(SHOPPER_GET(EnumValue));
        if (found == plan.enumeration->names.end()) out_.append("null");
        else out_.append("\"").append(found->second).append("\"");
        return;
      }
      case Kind::timestamp: {
        const auto& nested = index < 0 ? reflection.GetMessage(message, field) : reflection.GetRepeatedMessage(message, field, index);
        const auto& time = static_cast<const pb::Timestamp&>(nested);
        out_.append("\"").append(Instant{time.seconds() * 1'000'000 + time.nanos() / 1000}.rfc3339()).append("\"");
        return;
      }
      case Kind::message: {
        const auto& nested = index < 0 ? reflection.GetMessage(message, field) : reflection.GetRepeatedMessage(message, field, index);
        return write(nested, *plan.message);
      }
    }
#undef SHOPPER_GET
  }

  std::string& out_;
};

}  // namespace

void write_json(const pb::Message& message, const MessagePlan& plan, std::string& out) { Writer(out).write(message, plan); }

}  // namespace shopper::gateway::transcode
