// Described structs <-> protobuf messages, by field name and reflection: the reason why rpc/ is a table and not a translation layer.
// Enums match by name (BOOK_STATE_ON_LOAN <-> State::on_loan) or travel as strings; Instant is a Timestamp, Date an ISO string.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <atomic>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "platform/base/enums.h"
#include "platform/base/error.h"
#include "platform/base/fields.h"
#include "platform/base/raw_json.h"
#include "platform/base/time.h"
#include "platform/codec/json.h"

namespace shopper::rpc {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

Instant read_timestamp(const Message& timestamp);
void write_timestamp(Message& timestamp, Instant instant);
// "BOOK_STATE_ON_LOAN" of enum BookState -> "on_loan"; "" for ..._UNSPECIFIED.
std::string enum_text(const google::protobuf::EnumValueDescriptor& value);
// The value of that lower-case name, or nullptr.
const google::protobuf::EnumValueDescriptor* enum_value(const google::protobuf::EnumDescriptor& type, std::string_view name);

// Where in the message we are; spelt out as a pointer only when something is wrong there.
struct Where {
  const Where* up = nullptr;
  std::string_view name;
  int index = -1;   // of a repeated field's element; then `name` is not used
  std::string pointer() const;
};

// A text that should be a date or a name of an enumeration and is neither: noted under its JSON pointer, never guessed.
struct ReadNotes {
  FieldErrors errors;
  void wrong_date(const Where& where);
  void wrong_name(const Where& where);
};

template <Described T>
void read_message(const Message& message, T& out, ReadNotes& notes, const Where& where = {});
template <Described T>
void write_message(const T& value, Message& out);

namespace detail {

// A uniform view of one singular field or one repeated element.
struct Slot {
  const Message& message;
  const FieldDescriptor& field;
  int index;   // -1: singular
};

template <class T>
void read_slot(const Slot& slot, T& out, ReadNotes& notes, const Where& where) {
  const Reflection& reflection = *slot.message.GetReflection();
  const auto* field = &slot.field;
  const bool one = slot.index < 0;
  if constexpr (Described<T> || std::is_same_v<T, Instant>) {
    const Message& inner = one ? reflection.GetMessage(slot.message, field) : reflection.GetRepeatedMessage(slot.message, field, slot.index);
    if constexpr (Described<T>) read_message(inner, out, notes, where);
    else out = read_timestamp(inner);
  } else if constexpr (NamedEnum<T>) {
    std::string name;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM)
      name = enum_text(*(one ? reflection.GetEnum(slot.message, field) : reflection.GetRepeatedEnum(slot.message, field, slot.index)));
    else
      name = one ? reflection.GetString(slot.message, field) : reflection.GetRepeatedString(slot.message, field, slot.index);
    const auto value = enum_from<T>(name);
    if (!value && !name.empty()) notes.wrong_name(where);
    out = value.value_or(T{});
  } else if constexpr (std::is_same_v<T, bool>) {
    out = one ? reflection.GetBool(slot.message, field) : reflection.GetRepeatedBool(slot.message, field, slot.index);
  } else if constexpr (std::is_arithmetic_v<T>) {
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        out = static_cast<T>(one ? reflection.GetInt32(slot.message, field) : reflection.GetRepeatedInt32(slot.message, field, slot.index));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        out = static_cast<T>(one ? reflection.GetInt64(slot.message, field) : reflection.GetRepeatedInt64(slot.message, field, slot.index));
        break;
      default:
        out = static_cast<T>(one ? reflection.GetDouble(slot.message, field) : reflection.GetRepeatedDouble(slot.message, field, slot.index));
    }
  } else {
    auto text = one ? reflection.GetString(slot.message, field) : reflection.GetRepeatedString(slot.message, field, slot.index);
    if constexpr (std::is_same_v<T, Date>) {
      const auto date = Date::parse(text);
      if (!date && !text.empty()) notes.wrong_date(where);
      out = date.value_or(Date{});
    } else if constexpr (std::is_same_v<T, RawJson>) {
      out.text = std::move(text);
    } else {
      out = std::move(text);
    }
  }
}

template <class T>
void write_slot(Message& message, const FieldDescriptor& field_reference, bool repeated, const T& value) {
  const Reflection& reflection = *message.GetReflection();
  const auto* field = &field_reference;
  if constexpr (Described<T> || std::is_same_v<T, Instant>) {
    Message* inner = repeated ? reflection.AddMessage(&message, field) : reflection.MutableMessage(&message, field);
    if constexpr (Described<T>) write_message(value, *inner);
    else write_timestamp(*inner, value);
  } else if constexpr (NamedEnum<T>) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      const auto* number = enum_value(*field->enum_type(), to_string(value));
      if (!number) throw std::logic_error("no value " + std::string(to_string(value)) + " in " + field->enum_type()->full_name());
      if (repeated) reflection.AddEnum(&message, field, number);
      else reflection.SetEnum(&message, field, number);
    } else {
      std::string name(to_string(value));
      if (repeated) reflection.AddString(&message, field, std::move(name));
      else reflection.SetString(&message, field, std::move(name));
    }
  } else if constexpr (std::is_same_v<T, bool>) {
    if (repeated) reflection.AddBool(&message, field, value);
    else reflection.SetBool(&message, field, value);
  } else if constexpr (std::is_arithmetic_v<T>) {
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        repeated ? reflection.AddInt32(&message, field, static_cast<std::int32_t>(value)) : reflection.SetInt32(&message, field, static_cast<std::int32_t>(value));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        repeated ? reflection.AddInt64(&message, field, static_cast<std::int64_t>(value)) : reflection.SetInt64(&message, field, static_cast<std::int64_t>(value));
        break;
      default:
        repeated ? reflection.AddDouble(&message, field, static_cast<double>(value)) : reflection.SetDouble(&message, field, static_cast<double>(value));
    }
  } else {
    std::string text;
    if constexpr (std::is_same_v<T, Date>) text = value.iso();
    else if constexpr (std::is_same_v<T, RawJson>) text = value.text;
    else text = value;
    if (repeated) reflection.AddString(&message, field, std::move(text));
    else reflection.SetString(&message, field, std::move(text));
  }
}

template <class T>
void read_field(const Message& message, const FieldDescriptor& field, T& out, ReadNotes& notes, const Where& where) {
  const Reflection& reflection = *message.GetReflection();
  if constexpr (codec::IsOptional<T>::value) {
    if (reflection.HasField(message, &field)) read_slot(Slot{message, field, -1}, out.emplace(), notes, where);
    else out.reset();
  } else if constexpr (codec::IsVector<T>::value) {
    out.clear();
    const int size = reflection.FieldSize(message, &field);
    out.resize(static_cast<std::size_t>(size));
    for (int i = 0; i < size; ++i) read_slot(Slot{message, field, i}, out[static_cast<std::size_t>(i)], notes, Where{&where, {}, i});
  } else if constexpr (codec::IsMap<T>::value) {
    out.clear();
    const auto& key = *field.message_type()->map_key();
    const auto& value = *field.message_type()->map_value();
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      const Message& entry = reflection.GetRepeatedMessage(message, &field, i);
      const auto name = entry.GetReflection()->GetString(entry, &key);
      read_slot(Slot{entry, value, -1}, out[name], notes, Where{&where, name, -1});
    }
  } else if constexpr (Described<T> || std::is_same_v<T, Instant>) {
    if (reflection.HasField(message, &field)) read_slot(Slot{message, field, -1}, out, notes, where);
  } else {
    read_slot(Slot{message, field, -1}, out, notes, where);
  }
}

template <class T>
void write_field(Message& message, const FieldDescriptor& field, const T& value) {
  if constexpr (codec::IsOptional<T>::value) {
    if (value) write_slot(message, field, false, *value);
  } else if constexpr (codec::IsVector<T>::value) {
    for (const auto& item : value) write_slot(message, field, true, item);
  } else if constexpr (codec::IsMap<T>::value) {
    const Reflection& reflection = *message.GetReflection();
    for (const auto& [key, item] : value) {
      Message* entry = reflection.AddMessage(&message, &field);
      entry->GetReflection()->SetString(entry, field.message_type()->map_key(), key);
      write_slot(*entry, *field.message_type()->map_value(), false, item);
    }
  } else if constexpr (std::is_same_v<T, Instant>) {
    if (value) write_slot(message, field, false, value);
  } else {
    write_slot(message, field, false, value);
  }
}

template <class T>
struct Element {
  using type = T;
};
template <class T>
struct Element<std::vector<T>> {
  using type = T;
};
template <class T>
struct Element<std::optional<T>> {
  using type = T;
};
template <class T>
struct Element<std::map<std::string, T>> {
  using type = T;
};

// A struct member's type as far as a message field must agree with it: a plain value, so that the rules are compiled once.
enum class Shape { one, optional, many, map };
enum class Holds { text, date, raw_json, boolean, int32, int64, real, enumeration, instant, message };
struct MemberType {
  Shape shape;
  Holds holds;
  std::string_view names;   // of an enumeration
};

template <class M>
constexpr MemberType member_type() {
  using T = typename Element<M>::type;
  const Shape shape = codec::IsOptional<M>::value ? Shape::optional : codec::IsVector<M>::value ? Shape::many : codec::IsMap<M>::value ? Shape::map : Shape::one;
  if constexpr (NamedEnum<T>) return {shape, Holds::enumeration, enum_names(T{})};
  else if constexpr (Described<T>) return {shape, Holds::message, {}};
  else if constexpr (std::is_same_v<T, Instant>) return {shape, Holds::instant, {}};
  else if constexpr (std::is_same_v<T, bool>) return {shape, Holds::boolean, {}};
  else if constexpr (std::is_floating_point_v<T>) return {shape, Holds::real, {}};
  else if constexpr (std::is_integral_v<T>) return {shape, sizeof(T) == 8 ? Holds::int64 : Holds::int32, {}};
  else if constexpr (std::is_same_v<T, Date>) return {shape, Holds::date, {}};
  else if constexpr (std::is_same_v<T, RawJson>) return {shape, Holds::raw_json, {}};
  else return {shape, Holds::text, {}};
}

// Throws std::logic_error where a member of that type could not be read from the field or written to it.
void check_type(const FieldDescriptor& field, const MemberType& member);

}  // namespace detail

namespace detail {

// The message's fields for a struct's, in the struct's order; null where it has none. Looking them up by name for every message costs more than
// the copying.
struct FieldList {
  const Descriptor* descriptor;
  std::vector<const FieldDescriptor*> fields;
  const FieldList* next;
};

// A struct goes with one or two kinds of messages, so a short list is enough; it grows at its head alone.
template <Described T>
const FieldDescriptor* const* fields_of(const Descriptor& descriptor) {
  static std::atomic<const FieldList*> known{nullptr};
  const auto find = [&](const FieldList* from) {
    while (from && from->descriptor != &descriptor) from = from->next;
    return from;
  };
  const auto* first = known.load(std::memory_order_acquire);
  if (const auto* found = find(first)) return found->fields.data();
  auto* added = new FieldList{&descriptor, {}, first};   // kept as long as the descriptors: for the life of the process
  T::each_field([&](const char* name, auto) { added->fields.push_back(descriptor.FindFieldByName(name)); });
  while (!known.compare_exchange_weak(added->next, added, std::memory_order_release, std::memory_order_acquire)) {}
  return added->fields.data();
}

}  // namespace detail

template <Described T>
void read_message(const Message& message, T& out, ReadNotes& notes, const Where& where) {
  const auto* field = detail::fields_of<T>(*message.GetDescriptor());
  T::each_field([&](const char* name, auto member) {
    if (*field) detail::read_field(message, **field, out.*member, notes, Where{&where, name, -1});
    ++field;
  });
}

// Fields the struct has and the message has not stay inside (hashes, keys).
template <Described T>
void write_message(const T& value, Message& out) {
  const auto* field = detail::fields_of<T>(*out.GetDescriptor());
  T::each_field([&](const char*, auto member) {
    if (*field) detail::write_field(out, **field, value.*member);
    ++field;
  });
}

// Start-up check that struct and message agree: each message field has a struct field, and (for requests, `both_ways`) the reverse;
// fields of one name have types that carry each other's values, enumerations the same names. Throws std::logic_error naming the first difference.
template <Described T>
void check_agreement(const Descriptor& descriptor, bool both_ways, int depth = 0) {
  std::vector<std::string> names;
  T::each_field([&](const char* name, auto member) {
    names.emplace_back(name);
    const auto* field = descriptor.FindFieldByName(name);
    if (!field && both_ways) throw std::logic_error(descriptor.full_name() + " has no field " + name);
    if (!field) return;
    using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member)>;
    detail::check_type(*field, detail::member_type<Member>());
    using Inner = typename detail::Element<Member>::type;
    if constexpr (Described<Inner>) {
      if (depth > 8) return;
      const auto* inner = field->is_map() ? field->message_type()->map_value()->message_type() : field->message_type();
      check_agreement<Inner>(*inner, both_ways, depth + 1);
    }
  });
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const auto& name = descriptor.field(i)->name();
    if (std::find(names.begin(), names.end(), name) == names.end()) throw std::logic_error("no struct field for " + descriptor.field(i)->full_name());
  }
}

}  // namespace shopper::rpc
