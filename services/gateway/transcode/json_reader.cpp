#include "gateway/transcode/json_reader.h"

#include <google/protobuf/timestamp.pb.h>

#include <charconv>
#include <limits>
#include <utility>

#include "gateway/http/json_text.h"
#include "platform/base/time.h"

namespace shopper::gateway::transcode {

namespace pb = google::protobuf;
namespace dom = simdjson::dom;

namespace {

enum class Verdict { fine, wrong_type, out_of_range, not_listed, not_a_time, not_base64 };

constexpr std::int64_t micros = 1'000'000;

bool set_time(std::string_view text, pb::Message& message) {
  const auto instant = Instant::parse(text);
  if (!instant) return false;
  auto seconds = instant->us / micros;
  auto rest = instant->us % micros;
  if (rest < 0) {
    rest += micros;
    --seconds;
  }
  auto& time = static_cast<pb::Timestamp&>(message);   // generated pool: the type is known by its full name
  time.set_seconds(seconds);
  time.set_nanos(static_cast<std::int32_t>(rest * 1000));
  return true;
}

// Stores a scalar in a singular field or at the end of a repeated one.
class Store {
 public:
  Store(pb::Message& message, const pb::FieldDescriptor* field) : message_(message), reflection_(*message.GetReflection()), field_(field) {}
#define SHOPPER_STORE(Name, Type)                                                   \
  void put(Type value) {                                                            \
    if (field_->is_repeated()) reflection_.Add##Name(&message_, field_, value);     \
    else reflection_.Set##Name(&message_, field_, value);                           \
  }
  SHOPPER_STORE(Bool, bool)
  SHOPPER_STORE(Int32, std::int32_t)
  SHOPPER_STORE(Int64, std::int64_t)
  SHOPPER_STORE(UInt32, std::uint32_t)
  SHOPPER_STORE(UInt64, std::uint64_t)
  SHOPPER_STORE(Float, float)
  SHOPPER_STORE(Double, double)
#undef SHOPPER_STORE
  void put(std::string value) {
    if (field_->is_repeated()) reflection_.AddString(&message_, field_, std::move(value));
    else reflection_.SetString(&message_, field_, std::move(value));
  }
  void put_enum(int number) {
    if (field_->is_repeated()) reflection_.AddEnumValue(&message_, field_, number);
    else reflection_.SetEnumValue(&message_, field_, number);
  }
  pb::Message& nested() { return field_->is_repeated() ? *reflection_.AddMessage(&message_, field_) : *reflection_.MutableMessage(&message_, field_); }

 private:
  pb::Message& message_;
  const pb::Reflection& reflection_;
  const pb::FieldDescriptor* field_;
};

template <class T>
Verdict put_integer(dom::element value, Store store) {
  std::int64_t number = 0;
  std::uint64_t large = 0;
  if (value.get_int64().get(number) == simdjson::SUCCESS) {
    if (std::in_range<T>(number)) return store.put(static_cast<T>(number)), Verdict::fine;
    return Verdict::out_of_range;
  }
  if (value.get_uint64().get(large) == simdjson::SUCCESS) {
    if (std::in_range<T>(large)) return store.put(static_cast<T>(large)), Verdict::fine;
    return Verdict::out_of_range;
  }
  return Verdict::wrong_type;
}

class Reader {
 public:
  Reader(std::vector<FieldError>& wrong, std::vector<std::string>* changed) : wrong_(wrong), changed_(changed) {}

  void read(dom::object object, const MessagePlan& plan, pb::Message& message, const std::function<bool(std::string_view)>& hidden = {}) {
    for (const auto& [key, value] : object) {
      const auto pointer_length = pointer_.size();
      const auto path_length = path_.size();
      append_pointer(pointer_, key);
      const auto* field = plan.find(key);
      if (!field || (hidden && hidden(key))) {
        report(wrong_, pointer_, "UNKNOWN_FIELD", {"حقل غير معروف", "There is no such field"});
      } else {
        if (changed_ && !inside_leaf_) path_.append(path_.empty() ? "" : ".").append(key);
        read_field(value, *field, message);
      }
      pointer_.resize(pointer_length);
      path_.resize(path_length);
    }
  }

 private:
  void read_field(dom::element value, const FieldPlan& field, pb::Message& message) {
    const bool patching = changed_ && !inside_leaf_;
    const bool nested_patch = patching && field.kind == Kind::message && !field.repeated && !field.map && value.is_object();
    if (patching && !nested_patch) changed_->push_back(path_);
    if (value.is_null()) return;
    if (const auto* choice = field.field->real_containing_oneof()) {
      const auto* other = message.GetReflection()->GetOneofFieldDescriptor(message, choice);
      if (other && other != field.field) {
        report(wrong_, pointer_, "CONFLICTING_FIELDS", fill({"لا يجتمع مع الحقل {}", "This cannot be given together with {}"}, {other->name()}));
        return;
      }
    }
    const bool leaf_before = inside_leaf_;
    inside_leaf_ = inside_leaf_ || (patching && !nested_patch);
    if (field.map) read_map(value, field, message);
    else if (field.repeated) read_list(value, field, message);
    else read_value(value, field, field.field, message);
    inside_leaf_ = leaf_before;
  }

  void read_list(dom::element value, const FieldPlan& field, pb::Message& message) {
    dom::array array;
    if (value.get_array().get(array)) return judge(Verdict::wrong_type, field, "array");
    std::size_t index = 0;
    for (const auto item : array) {
      const auto length = pointer_.size();
      append_pointer(pointer_, std::to_string(index++));
      read_value(item, field, field.field, message);
      pointer_.resize(length);
    }
  }

  void read_map(dom::element value, const FieldPlan& field, pb::Message& message) {
    dom::object object;
    if (value.get_object().get(object)) return judge(Verdict::wrong_type, field, "object");
    const auto* entry_type = field.field->message_type();
    FieldPlan key_field;
    key_field.field = entry_type->map_key();
    key_field.kind = key_field.field->cpp_type() == pb::FieldDescriptor::CPPTYPE_STRING  ? Kind::string
                     : key_field.field->cpp_type() == pb::FieldDescriptor::CPPTYPE_INT32 ? Kind::int32
                                                                                         : Kind::int64;
    for (const auto& [key, item] : object) {
      const auto length = pointer_.size();
      append_pointer(pointer_, key);
      auto& entry = *message.GetReflection()->AddMessage(&message, field.field);
      // A name has been judged already, with those of all members.
      const bool is_name = key_field.kind == Kind::string;
      if (is_name) Store(entry, key_field.field).put(std::string(key));
      if (!is_name && !read_text(key, key_field, entry)) judge(Verdict::wrong_type, field, "integer key");
      else read_value(item, field, entry_type->map_value(), entry);
      pointer_.resize(length);
    }
  }

  void read_value(dom::element value, const FieldPlan& plan, const pb::FieldDescriptor* target, pb::Message& message) {
    Store store(message, target);
    std::string_view text;
    const bool is_text = value.get_string().get(text) == simdjson::SUCCESS;
    switch (plan.kind) {
      case Kind::boolean: {
        bool flag = false;
        if (value.get_bool().get(flag)) return judge(Verdict::wrong_type, plan, "boolean");
        return store.put(flag);
      }
      case Kind::int32: return judge(put_integer<std::int32_t>(value, store), plan, "integer");
      case Kind::int64: return judge(put_integer<std::int64_t>(value, store), plan, "integer");
      case Kind::uint32: return judge(put_integer<std::uint32_t>(value, store), plan, "integer");
      case Kind::uint64: return judge(put_integer<std::uint64_t>(value, store), plan, "integer");
      case Kind::float32:
      case Kind::float64: {
        double number = 0;
        if (value.get_double().get(number)) return judge(Verdict::wrong_type, plan, "number");
        if (plan.kind == Kind::float64) return store.put(number);
        if (number > std::numeric_limits<float>::max() || number < std::numeric_limits<float>::lowest()) return judge(Verdict::out_of_range, plan, "number");
        return store.put(static_cast<float>(number));
      }
      case Kind::string:
        if (!is_text) return judge(Verdict::wrong_type, plan, "string");
        return store.put(cleaned(text, plan.says_text_rule ? plan.text_rule : inherited_));
      case Kind::bytes: {
        std::string bytes;
        if (!is_text) return judge(Verdict::wrong_type, plan, "string");
        if (!http::decode_base64(text, bytes)) return judge(Verdict::not_base64, plan, "base64");
        return store.put(std::move(bytes));
      }
      case Kind::enumeration: {
        if (!is_text) return judge(Verdict::wrong_type, plan, "string");
        const auto found = plan.enumeration->numbers.find(text);
        if (found == plan.enumeration->numbers.end()) return judge(Verdict::not_listed, plan, "");
        return store.put_enum(found->second);
      }
      case Kind::timestamp:
        if (!is_text) return judge(Verdict::wrong_type, plan, "string");
        if (!set_time(text, store.nested())) judge(Verdict::not_a_time, plan, "");
        return;
      case Kind::subtree: return store.put(read_subtree(value));
      case Kind::message: {
        dom::object object;
        if (value.get_object().get(object)) return judge(Verdict::wrong_type, plan, "object");
        const auto outer = inherited_;
        if (plan.says_text_rule) inherited_ = plan.text_rule;
        read(object, *plan.message, store.nested());
        inherited_ = outer;
        return;
      }
    }
  }

  std::string cleaned(std::string_view given, const text::Rule& rule) {
    std::string text(given);
    if (auto refusal = text::clean(text, rule)) report(wrong_, pointer_, refusal->code, std::move(refusal->text));
    return text;
  }

  // Nobody here knows what the strings of a subtree are: they may be long. It is written anew only where one of them changed.
  std::string read_subtree(dom::element value) {
    bool changed = false;
    std::string out;
    write_cleaned(value, out, changed);
    return changed ? out : std::string(simdjson::minify(value));
  }

  void write_cleaned(dom::element value, std::string& out, bool& changed) {
    const auto length = pointer_.size();
    if (value.is_string()) {
      const std::string_view given = value.get_string().value_unsafe();
      const auto text = cleaned(given, {text::Shape::paragraphs, 0, 0});
      changed = changed || text != given;
      http::append_json_string(out, text);
    } else if (value.is_array()) {
      const dom::array array = value.get_array().value_unsafe();
      std::size_t index = 0;
      out.push_back('[');
      for (const auto item : array) {
        if (index > 0) out.push_back(',');
        append_pointer(pointer_, std::to_string(index++));
        write_cleaned(item, out, changed);
        pointer_.resize(length);
      }
      out.push_back(']');
    } else if (value.is_object()) {
      const dom::object object = value.get_object().value_unsafe();
      bool first = true;
      out.push_back('{');
      for (const auto& [key, item] : object) {
        if (!std::exchange(first, false)) out.push_back(',');
        http::append_json_string(out, key);
        out.push_back(':');
        append_pointer(pointer_, key);
        write_cleaned(item, out, changed);
        pointer_.resize(length);
      }
      out.push_back('}');
    } else {
      out.append(std::string(simdjson::minify(value)));
    }
  }

  void judge(Verdict verdict, const FieldPlan& field, std::string_view expected) {
    switch (verdict) {
      case Verdict::fine: return;
      case Verdict::wrong_type:
        return report(wrong_, pointer_, "WRONG_TYPE", fill({"النوع غير صحيح؛ المتوقع: {}", "Wrong type; expected: {}"}, {std::string(expected)}));
      case Verdict::out_of_range: return report(wrong_, pointer_, "OUT_OF_RANGE", {"العدد خارج المدى المسموح", "The number is out of range"});
      case Verdict::not_a_time:
        return report(wrong_, pointer_, "NOT_A_TIME", {"ليس وقتًا بصيغة RFC 3339", "This is not a time as RFC 3339 writes it"});
      case Verdict::not_base64: return report(wrong_, pointer_, "NOT_BASE64", {"ليس base64", "This is not base64"});
      case Verdict::not_listed: {
        std::string allowed;
        for (const auto& [name, number] : field.enumeration->numbers) allowed.append(allowed.empty() ? "" : ", ").append(name);
        return report(wrong_, pointer_, "NOT_ALLOWED_VALUE", fill({"قيمة غير مسموحة؛ القيم: {}", "Not an allowed value; allowed: {}"}, {allowed}));
      }
    }
  }

  std::vector<FieldError>& wrong_;
  std::vector<std::string>* changed_;
  std::string pointer_;
  std::string path_;
  bool inside_leaf_ = false;   // a patch replaces what is below as a whole
  text::Rule inherited_;       // of the strings in a message whose field says what they are
};

Result<dom::object> parse_object(std::string_view text, std::vector<FieldError>& wrong) {
  auto parsed = parse_strict(text, wrong);
  if (!parsed) return std::move(parsed.error());
  dom::object object;
  if ((*parsed).get_object().get(object))
    return refuse(ErrorKind::malformed, "JSON_NOT_OBJECT", {"المطلوب كائن JSON", "A JSON object is expected"});
  return object;
}

template <class T>
bool put_number(std::string_view text, Store store) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return false;
  store.put(number);
  return true;
}

}  // namespace

Result<Done> read_json(std::string_view text, const MessagePlan& plan, pb::Message& message, std::vector<FieldError>& wrong,
                       const std::function<bool(std::string_view)>& hidden) {
  SHOPPER_TRY(auto object, parse_object(text, wrong));
  Reader(wrong, nullptr).read(object, plan, message, hidden);
  return Done{};
}

Result<Done> read_merge_patch(std::string_view text, const MessagePlan& plan, pb::Message& message, std::vector<std::string>& changed,
                              std::vector<FieldError>& wrong) {
  SHOPPER_TRY(auto object, parse_object(text, wrong));
  Reader(wrong, &changed).read(object, plan, message);
  return Done{};
}

bool read_text(std::string_view text, const FieldPlan& field, pb::Message& message) {
  Store store(message, field.field);
  switch (field.kind) {
    case Kind::boolean:
      if (text != "true" && text != "false") return false;
      return store.put(text == "true"), true;
    case Kind::int32: return put_number<std::int32_t>(text, store);
    case Kind::int64: return put_number<std::int64_t>(text, store);
    case Kind::uint32: return put_number<std::uint32_t>(text, store);
    case Kind::uint64: return put_number<std::uint64_t>(text, store);
    case Kind::float32: return put_number<float>(text, store);
    case Kind::float64: return put_number<double>(text, store);
    case Kind::string: {
      std::string cleaned(text);
      if (text::clean(cleaned, field.text_rule)) return false;
      return store.put(std::move(cleaned)), true;
    }
    case Kind::enumeration: {
      const auto found = field.enumeration->numbers.find(text);
      if (found == field.enumeration->numbers.end()) return false;
      return store.put_enum(found->second), true;
    }
    case Kind::timestamp: return set_time(text, store.nested());
    case Kind::bytes:
    case Kind::subtree:
    case Kind::message: return false;
  }
  return false;
}

}  // namespace shopper::gateway::transcode
