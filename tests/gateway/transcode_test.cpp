// JSON <-> message: every kind, every refusal, all errors at once.
#include <catch2/catch.hpp>
#include <google/protobuf/util/message_differencer.h>
#include <nlohmann/json.hpp>
#include <chrono>
#include <fstream>
#include <random>

#include "gateway/limits.h"
#include "gateway/transcode/json_reader.h"
#include "gateway/transcode/json_writer.h"
#include "sample/library.pb.h"

using namespace shopper;
using namespace shopper::gateway;
namespace pb = shopper::sample::v1;
using google::protobuf::util::MessageDifferencer;

namespace {

transcode::Schema& schema() {
  static transcode::Schema schema;
  return schema;
}
const transcode::MessagePlan& plan_of(const google::protobuf::Message& message) { return schema().plan(message.GetDescriptor()); }

struct Read {
  pb::Book book;
  std::vector<FieldError> wrong;
  std::string refused;   // code of a 400
};
Read read(std::string_view json) {
  Read read;
  const auto result = transcode::read_json(json, plan_of(read.book), read.book, read.wrong);
  if (!result) read.refused = result.error().code;
  return read;
}
std::string write(const google::protobuf::Message& message) {
  std::string out;
  transcode::write_json(message, plan_of(message), out);
  return out;
}

}  // namespace

TEST_CASE("every kind of field is read and written", "[transcode]") {
  const std::string json = R"({"id":"b1","title":{"ar":"كتاب","en":"Book"},"state":"lent_out","rare":true,"small":-5,"large":9007199254740993,"count":7,
    "huge":18446744073709551615,"weight":1.5,"price":0.1,"digest":"AAEC","printed_at":"2022-06-06T08:00:00+03:00","tags":["a","b"],
    "chapters":[{"title":"One","pages":3,"parts":[{"title":"Part","pages":1,"parts":[]}]}],"stock":{"x":1,"y":2},"extras":{"k":{"title":"T","pages":1,"parts":[]}},
    "layout":{"pages":[1,2,{"deep":null}]},"note":"","edition":0,"history":["on_shelf","lent_out"],"person":"P","version":3,"loans":["2022-06-06T05:00:00Z"]})";
  const auto result = read(json);
  REQUIRE(result.refused.empty());
  REQUIRE(result.wrong.empty());
  const auto& book = result.book;
  CHECK(book.state() == pb::BOOK_STATE_LENT_OUT);
  CHECK(book.large() == 9007199254740993);
  CHECK(book.huge() == 18446744073709551615ull);
  CHECK(book.digest() == std::string("\0\1\2", 3));
  CHECK(book.printed_at().seconds() == 1654491600);
  CHECK(book.layout() == R"({"pages":[1,2,{"deep":null}]})");
  CHECK(book.has_note());
  CHECK(book.stock().at("y") == 2);
  CHECK(book.chapters(0).parts(0).title() == "Part");

  const auto written = nlohmann::json::parse(write(book));
  auto expected = nlohmann::json::parse(json);
  expected["printed_at"] = "2022-06-06T05:00:00Z";
  CHECK(written == expected);
}

TEST_CASE("absent things are left out, plain scalars and lists are always there", "[transcode]") {
  const auto written = nlohmann::json::parse(write(pb::Book{}));
  CHECK(written["id"] == "");
  CHECK(written["large"] == 0);
  CHECK(written["rare"] == false);
  CHECK(written["tags"] == nlohmann::json::array());
  CHECK(written["stock"] == nlohmann::json::object());
  for (const auto* absent : {"title", "state", "printed_at", "note", "edition", "person", "layout"}) CHECK(!written.contains(absent));
}

TEST_CASE("null means absent", "[transcode]") {
  const auto result = read(R"({"id":null,"title":null,"note":null,"tags":null})");
  CHECK(result.wrong.empty());
  CHECK(MessageDifferencer::Equals(result.book, pb::Book{}));
}

TEST_CASE("what is no acceptable JSON object is refused as a whole", "[transcode]") {
  const auto nested = [](int depth) { return R"({"layout":)" + std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']') + "}"; };
  std::string many = R"({"layout":[0)";
  for (int i = 0; i < 10'001; ++i) many += ",0";
  const std::vector<std::pair<std::string, std::string>> rows{
      {"", "JSON_MALFORMED"},          {"{", "JSON_MALFORMED"},
      {"{}x", "JSON_MALFORMED"},       {"{\"id\":\"a\",}", "JSON_MALFORMED"},
      {"{'id':1}", "JSON_MALFORMED"},  {"{\"small\":01}", "JSON_MALFORMED"},
      {"{\"small\":NaN}", "JSON_MALFORMED"}, {"{\"id\":\"\xff\"}", "JSON_MALFORMED"},
      {"{\"id\":\"\\ud800\"}", "JSON_MALFORMED"}, {"\xef\xbb\xbf{}", "JSON_MALFORMED"},
      {"{\"id\":\"a\nb\"}", "JSON_MALFORMED"}, {"[]", "JSON_NOT_OBJECT"},
      {"\"x\"", "JSON_NOT_OBJECT"},    {"null", "JSON_NOT_OBJECT"},
      {nested(40), "JSON_TOO_DEEP"},   {nested(1100), "JSON_TOO_DEEP"},
      {std::string(1'000'000, '['), "JSON_TOO_DEEP"},
      {many + "]}", "JSON_TOO_LARGE"},
  };
  for (const auto& [json, code] : rows) {
    INFO(json.substr(0, 60));
    const auto got = read(json).refused;
    if (json.size() == 1'000'000) CHECK((got == "JSON_TOO_DEEP" || got == "JSON_MALFORMED"));   // never closed: either is true
    else CHECK(got == code);
  }
  CHECK(read(nested(31)).refused.empty());
}

TEST_CASE("S-05 JSON bombs are refused at once, in little memory", "[transcode]") {
  const auto resident_kib = [] {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
      if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
    return 0L;
  };
  // As large as a body may be: what is larger never gets here.
  constexpr std::size_t most = limits::json_body_bytes;
  const auto repeated = [](const std::string& start, const std::string& part, const std::string& end, bool numbered = false) {
    std::string out = start;
    for (int i = 0; out.size() + part.size() + 12 < most; ++i) out += part + (numbered ? std::to_string(i) + "\":0" : "");
    return out + end;
  };
  const std::pair<const char*, std::string> bombs[] = {
      {"arrays", repeated("{\"layout\":", "[", "")}, {"objects", repeated("", "{\"a\":", "")}, {"closed arrays", "{\"layout\":" + std::string(33, '[') + std::string(33, ']') + "}"},
      {"keys", repeated("{\"layout\":{\"a\":0", ",\"", "}}", true)}, {"the same key", repeated("{\"layout\":{\"a\":0", ",\"a\":0", "}}")}, {"values", repeated("{\"layout\":[0", ",0", "]}")},
      {"digits", "{\"small\":" + std::string(most - 20, '9') + "}"}, {"decimals", "{\"price\":0." + std::string(most - 20, '1') + "e999}"}, {"1e400", "{\"price\":1e400}"}, {"-1e400", "{\"layout\":[-1e400]}"},
      {"a lone surrogate", "{\"id\":\"\\ud800\"}"}, {"the other one", "{\"id\":\"\\udc00\"}"}, {"surrogates the wrong way", "{\"id\":\"\\udc00\\ud800\"}"}, {"BOM", "\xef\xbb\xbf{}"},
      {"U+0000", "{\"id\":\"\\u0000\"}"}, {"a NUL", std::string("{\"id\":\"\0\"}", 11)}, {"text", "{\"id\":\"" + std::string(most - 20, 'a') + "\"}"}, {"escapes", repeated("{\"id\":\"", "\\u0061", "\"}")},
  };
  const auto before = resident_kib();
  for (const auto& [name, json] : bombs) {
    INFO(name);
    const auto began = std::chrono::steady_clock::now();
    const auto result = read(json);
    const auto took = std::chrono::steady_clock::now() - began;
    CHECK((!result.refused.empty() || !result.wrong.empty()));
#ifdef NDEBUG
    CHECK(took < std::chrono::milliseconds(50));
#else
    CHECK(took < std::chrono::milliseconds(1'000));   // this build does not optimise
#endif
  }
  CHECK(resident_kib() - before <= 16 * 1024);
}

TEST_CASE("each wrong field has its pointer and its code", "[transcode]") {
  struct Row {
    std::string json, pointer, code;
  };
  const std::vector<Row> rows{
      {R"({"nope":1})", "/nope", "UNKNOWN_FIELD"},
      {R"({"a/b~c":1})", "/a~1b~0c", "UNKNOWN_FIELD"},
      {R"({"title":{"fr":"x"}})", "/title/fr", "UNKNOWN_FIELD"},
      {R"({"id":1})", "/id", "WRONG_TYPE"},
      {R"({"id":["a"]})", "/id", "WRONG_TYPE"},
      {R"({"title":"x"})", "/title", "WRONG_TYPE"},
      {R"({"rare":"true"})", "/rare", "WRONG_TYPE"},
      {R"({"rare":1})", "/rare", "WRONG_TYPE"},
      {R"({"small":1.5})", "/small", "WRONG_TYPE"},
      {R"({"small":1.0})", "/small", "WRONG_TYPE"},
      {R"({"small":"1"})", "/small", "WRONG_TYPE"},
      {R"({"small":2147483648})", "/small", "OUT_OF_RANGE"},
      {R"({"small":18446744073709551615})", "/small", "OUT_OF_RANGE"},
      {R"({"large":9223372036854775808})", "/large", "OUT_OF_RANGE"},
      {R"({"count":-1})", "/count", "OUT_OF_RANGE"},
      {R"({"huge":-1})", "/huge", "OUT_OF_RANGE"},
      {R"({"weight":1e39})", "/weight", "OUT_OF_RANGE"},
      {R"({"price":"1"})", "/price", "WRONG_TYPE"},
      {R"({"digest":"@@"})", "/digest", "NOT_BASE64"},
      {R"({"digest":5})", "/digest", "WRONG_TYPE"},
      {R"({"state":"LENT_OUT"})", "/state", "NOT_ALLOWED_VALUE"},
      {R"({"state":"unspecified"})", "/state", "NOT_ALLOWED_VALUE"},
      {R"({"state":2})", "/state", "WRONG_TYPE"},
      {R"({"printed_at":"2022-06-06"})", "/printed_at", "NOT_A_TIME"},
      {R"({"printed_at":5})", "/printed_at", "WRONG_TYPE"},
      {R"({"tags":"a"})", "/tags", "WRONG_TYPE"},
      {R"({"tags":["a",2]})", "/tags/1", "WRONG_TYPE"},
      {R"({"chapters":[{"pages":"x"}]})", "/chapters/0/pages", "WRONG_TYPE"},
      {R"({"stock":{"a":"b"}})", "/stock/a", "WRONG_TYPE"},
      {R"({"extras":{"k":{"nope":1}}})", "/extras/k/nope", "UNKNOWN_FIELD"},
      {R"({"person":"a","institution":"b"})", "/institution", "CONFLICTING_FIELDS"},
      {R"({"id":"a","id":"b"})", "/id", "DUPLICATE_KEY"},
      {R"({"layout":{"a":{"b":1,"b":2}}})", "/layout/a/b", "DUPLICATE_KEY"},
      {R"({"id":"a\u0000b"})", "/id", "CHARACTER_FORBIDDEN"},
      {R"({"layout":["\u0000"]})", "/layout/0", "CHARACTER_FORBIDDEN"},
  };
  for (const auto& row : rows) {
    INFO(row.json);
    const auto result = read(row.json);
    REQUIRE(result.wrong.size() == 1);
    CHECK(result.wrong[0].pointer == row.pointer);
    CHECK(result.wrong[0].code == row.code);
    CHECK(result.wrong[0].text.complete());
  }
}

TEST_CASE("all wrong fields come at once, but no more than the limit", "[transcode]") {
  CHECK(read(R"({"id":1,"nope":2,"title":{"ar":3},"tags":[1,2],"state":"x"})").wrong.size() == 6);
  std::string many = "{\"tags\":[1";
  for (int i = 0; i < 200; ++i) many += ",1";
  CHECK(read(many + "]}").wrong.size() == 100);
}

TEST_CASE("a merge patch lists the leaves it names", "[transcode]") {
  pb::BookChanges changes;
  std::vector<std::string> changed;
  std::vector<FieldError> wrong;
  const auto result = transcode::read_merge_patch(R"({"title":{"ar":"جديد","en":null},"state":null,"tags":["x"],"layout":{"a":1},"stock":{"k":1},"note":""})",
                                                  plan_of(changes), changes, changed, wrong);
  REQUIRE(result);
  CHECK(wrong.empty());
  CHECK(changed == std::vector<std::string>{"title.ar", "title.en", "state", "tags", "layout", "stock", "note"});
  CHECK(changes.title().ar() == "جديد");
  CHECK(changes.title().en().empty());
  CHECK(changes.layout() == R"({"a":1})");

  changed.clear();
  pb::BookChanges cleared;
  REQUIRE(transcode::read_merge_patch(R"({"title":null})", plan_of(cleared), cleared, changed, wrong));
  CHECK(changed == std::vector<std::string>{"title"});
  CHECK(!cleared.has_title());
  REQUIRE(transcode::read_merge_patch(R"({"version":1})", plan_of(cleared), cleared, changed, wrong));
  REQUIRE(wrong.size() == 1);
  CHECK(wrong[0].code == "UNKNOWN_FIELD");
}

TEST_CASE("text of a path or query becomes a value, or does not", "[transcode]") {
  pb::Book book;
  const auto& plan = plan_of(book);
  const auto set = [&](const char* name, std::string_view text) { return transcode::read_text(text, *plan.find(name), book); };
  CHECK(set("small", "-3"));
  CHECK(set("rare", "true"));
  CHECK(set("state", "on_shelf"));
  CHECK(set("printed_at", "2022-06-06T05:00:00Z"));
  CHECK(set("tags", "a"));
  CHECK(set("tags", "b"));
  CHECK(book.tags_size() == 2);
  CHECK(book.small() == -3);
  for (const auto& [name, text] : std::vector<std::pair<const char*, const char*>>{
           {"small", ""}, {"small", "1x"}, {"small", "99999999999"}, {"small", "+1"}, {"rare", "TRUE"}, {"state", "gone"}, {"printed_at", "now"}, {"count", "-1"}})
    CHECK(!set(name, text));
}

TEST_CASE("random messages survive the way to JSON and back", "[transcode]") {
  const auto seed = std::random_device{}();
  std::mt19937_64 random(seed);
  INFO("seed " << seed);
  const auto text = [&] {
    std::string out;
    for (auto n = random() % 12; n > 0; --n) out += std::vector<std::string>{"a", "\"", "\\", "<", "\xd9\x85", "&", "/", "\xf0\x9f\x98\x80", "é"}[random() % 9];
    return out;
  };
  for (int round = 0; round < 500; ++round) {
    pb::Book book;
    book.set_id(text());
    if (random() % 2) book.mutable_title()->set_ar(text());
    book.set_state(static_cast<pb::BookState>(random() % 3));
    book.set_small(static_cast<std::int32_t>(random()));
    book.set_large(static_cast<std::int64_t>(random()));
    book.set_count(static_cast<std::uint32_t>(random()));
    book.set_huge(random());
    book.set_weight(static_cast<float>(random() % 1000) / 7);
    book.set_price(static_cast<double>(random()) / 3e5);
    book.set_digest(text());
    if (random() % 2) {
      book.mutable_printed_at()->set_seconds(static_cast<std::int64_t>(random() % 4'000'000'000));
      book.mutable_printed_at()->set_nanos(static_cast<std::int32_t>(random() % 1'000'000) * 1000);
    }
    for (auto n = random() % 4; n > 0; --n) book.add_tags(text());
    for (auto n = random() % 3; n > 0; --n) book.add_chapters()->add_parts()->set_title(text());
    for (auto n = random() % 3; n > 0; --n) (*book.mutable_stock())[text()] = static_cast<std::int32_t>(random());
    if (random() % 2) book.set_note(text());
    if (random() % 2) book.set_institution(text());
    if (random() % 2) book.set_layout(R"({"k":[1,true,null,"x"]})");
    const auto json = write(book);
    const auto result = read(json);
    INFO(json);
    REQUIRE(result.refused.empty());
    REQUIRE(result.wrong.empty());
    REQUIRE(MessageDifferencer::Equals(result.book, book));
    REQUIRE(nlohmann::json::accept(json));
  }
}
