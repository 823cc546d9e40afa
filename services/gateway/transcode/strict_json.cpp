#include "gateway/transcode/strict_json.h"

#include <algorithm>

#include "gateway/limits.h"
#include "platform/text/clean.h"

namespace shopper::gateway::transcode {

namespace {

namespace dom = simdjson::dom;

Error malformed(std::string code, Text text) { return refuse(ErrorKind::malformed, std::move(code), std::move(text)); }

// One walk for what simdjson leaves open.
class Check {
 public:
  explicit Check(std::vector<FieldError>& wrong) : wrong_(wrong) {}

  // False when a limit is passed; then the walk stops.
  bool walk(dom::element element, int depth) {
    if (++nodes_ > limits::json_nodes) return false;
    switch (element.type()) {
      case dom::element_type::ARRAY: {
        if (depth == limits::json_depth) return too_deep_ = true, false;
        std::size_t index = 0;
        const dom::array array = element.get_array().value_unsafe();   // a copy: the result it comes from is a temporary
        for (const auto child : array)
          if (!within(std::to_string(index++), child, depth)) return false;
        return true;
      }
      case dom::element_type::OBJECT: {
        if (depth == limits::json_depth) return too_deep_ = true, false;
        const dom::object object = element.get_object().value_unsafe();
        duplicates(object);
        for (const auto& [key, child] : object)
          if (!within(key, child, depth)) return false;
        return true;
      }
      default: return true;
    }
  }
  bool too_deep() const { return too_deep_; }

 private:
  bool within(std::string_view member, dom::element child, int depth) {
    const auto length = pointer_.size();
    append_pointer(pointer_, member);
    const bool fine = walk(child, depth + 1);
    pointer_.resize(length);
    return fine;
  }

  // Names of members are compared, never changed: what would have to be is no name of ours.
  void name(std::string_view given) {
    std::string cleaned(given);
    auto refusal = text::clean(cleaned, {});
    if (!refusal && cleaned == given) return;
    auto pointer = pointer_;
    append_pointer(pointer, given);
    if (refusal) report(wrong_, std::move(pointer), refusal->code, std::move(refusal->text));
    else report(wrong_, std::move(pointer), "NAME_NOT_NORMAL", {"اسم الحقل ليس بصيغته المعتمدة (NFC)", "The name of a member is not in its normal form (NFC)"});
  }

  void duplicates(const dom::object& object) {
    std::vector<std::string_view> keys;
    for (const auto& [key, child] : object) {
      name(key);
      keys.push_back(key);
    }
    std::sort(keys.begin(), keys.end());
    for (auto at = std::adjacent_find(keys.begin(), keys.end()); at != keys.end(); at = std::adjacent_find(at + 1, keys.end())) {
      auto pointer = pointer_;
      append_pointer(pointer, *at);
      report(wrong_, std::move(pointer), "DUPLICATE_KEY", {"الحقل مكرر", "This member occurs twice"});
    }
  }

  std::vector<FieldError>& wrong_;
  std::string pointer_;
  int nodes_ = 0;
  bool too_deep_ = false;
};

}  // namespace

void append_pointer(std::string& pointer, std::string_view member) {
  pointer.push_back('/');
  for (const char c : member) {
    if (c == '~') pointer.append("~0");
    else if (c == '/') pointer.append("~1");
    else pointer.push_back(c);
  }
}

void report(std::vector<FieldError>& wrong, std::string pointer, std::string code, Text text) {
  if (wrong.size() < limits::reported_fields) wrong.push_back({std::move(pointer), std::move(code), std::move(text)});
}

Result<dom::element> parse_strict(std::string_view text, std::vector<FieldError>& wrong) {
  thread_local dom::parser parser;
  if (text.starts_with("\xef\xbb\xbf")) return malformed("JSON_MALFORMED", {"يبدأ النص بعلامة BOM", "The text starts with a byte order mark"});
  dom::element root;
  switch (parser.parse(text.data(), text.size()).get(root)) {
    case simdjson::SUCCESS: break;
    case simdjson::MEMALLOC: throw std::bad_alloc();   // no fault of the text
    case simdjson::DEPTH_ERROR: return malformed("JSON_TOO_DEEP", {"تداخل JSON أعمق من المسموح", "The JSON is nested deeper than allowed"});
    case simdjson::UTF8_ERROR: return malformed("JSON_MALFORMED", {"النص ليس بترميز UTF-8 صالح", "The text is not valid UTF-8"});
    case simdjson::EMPTY: return malformed("JSON_MALFORMED", {"محتوى الطلب فارغ؛ المطلوب JSON", "The body is empty; JSON is expected"});
    default: return malformed("JSON_MALFORMED", {"النص ليس JSON صالحًا", "The text is not valid JSON"});
  }
  Check check(wrong);
  if (!check.walk(root, 0))
    return check.too_deep() ? malformed("JSON_TOO_DEEP", {"تداخل JSON أعمق من المسموح", "The JSON is nested deeper than allowed"})
                            : malformed("JSON_TOO_LARGE", {"عدد قيم JSON أكبر من المسموح", "The JSON has more values than allowed"});
  return root;
}

}  // namespace shopper::gateway::transcode
