// S-06 at the gateway: which field takes which text, and where it says what is wrong.
#include <catch2/catch.hpp>

#include "gateway/transcode/json_reader.h"
#include "sample/library.pb.h"
#include "tests/gateway/house.h"

using namespace shopper;
using namespace shopper::gateway;
namespace pb = shopper::sample::v1;

namespace {

struct Taken {
  pb::Review review;
  std::vector<FieldError> wrong;
};
Taken take(std::string_view json) {
  static transcode::Schema schema;
  Taken taken;
  const auto result = transcode::read_json(json, schema.plan(pb::Review::descriptor()), taken.review, taken.wrong);
  CHECK(result.ok());
  return taken;
}
std::string refusal(std::string_view json) {
  const auto result = take(json);
  return result.wrong.size() == 1 ? result.wrong[0].pointer + " " + result.wrong[0].code : std::to_string(result.wrong.size()) + " errors";
}

}  // namespace

TEST_CASE("S-06 a field takes one line unless its proto says otherwise", "[transcode]") {
  CHECK(refusal(R"({"line":"a\nb"})") == "/line LINE_BREAK_FORBIDDEN");
  CHECK(refusal(R"({"title":{"ar":"ا","en":"a\nb"}})") == "/title/en LINE_BREAK_FORBIDDEN");
  CHECK(refusal(R"({"words":["a","b\tc"]})") == "/words/1 CHARACTER_FORBIDDEN");
  CHECK(refusal(R"({"number":"1\n2"})") == "/number LINE_BREAK_FORBIDDEN");
  CHECK(refusal(R"({"line":"a\u202eb"})") == "/line CHARACTER_INVISIBLE");
  CHECK(refusal(R"({"text":"a\u202eb"})") == "/text CHARACTER_INVISIBLE");
  CHECK(refusal(R"({"blurb":{"ar":"\u0000"}})") == "/blurb/ar CHARACTER_FORBIDDEN");
  CHECK(refusal(R"({"notes":{"k":"\ufffe"}})") == "/notes/k CHARACTER_FORBIDDEN");
  CHECK(refusal(R"({"notes":{"k\n":"x"}})") == "/notes/k\n LINE_BREAK_FORBIDDEN");
  CHECK(refusal(R"({"notes":{"cafe\u0301":"x"}})") == "/notes/cafe\u0301 NAME_NOT_NORMAL");
  CHECK(refusal(R"({"layout":{"a":["x","\u202d"]}})") == "/layout/a/1 CHARACTER_INVISIBLE");
  CHECK(refusal(R"({"layout":{"a\u200b":1}})") == "/layout/a\u200b CHARACTER_INVISIBLE");
  CHECK(refusal(R"({"initials":"abcd"})") == "/initials TEXT_TOO_LONG");

  const auto fine = take("{\"line\":\"Cafe\\u0301\",\"text\":\"a\\r\\nb\\tc\",\"number\":\"٢٩٠\",\"title\":{\"ar\":\"ا\\u0653\",\"en\":\"x\"},\"blurb\":{\"ar\":\"ا\\nب\",\"en\":\"a\\nb\"},"
                         "\"notes\":{\"k\":\"a\\nb\"},\"initials\":\"م.ع\"}");
  CHECK(fine.wrong.empty());
  CHECK(fine.review.line() == "Café");
  CHECK(fine.review.text() == "a\nb\tc");
  CHECK(fine.review.number() == "290");
  CHECK(fine.review.title().ar() == "آ");
  CHECK(fine.review.blurb().en() == "a\nb");
  CHECK(fine.review.notes().at("k") == "a\nb");
  // The rule of one field is not that of its neighbour.
  CHECK(refusal(R"({"blurb":{"en":"a\nb"},"title":{"en":"a\nb"}})") == "/title/en LINE_BREAK_FORBIDDEN");
}

TEST_CASE("S-06 strings of a JSON subtree come into NFC, and the rest of it stays as it was", "[transcode]") {
  CHECK(take(R"({"layout":{"a" : [1, 2.50, "x\n", null, true, {"b":"é"}]}})").review.layout() == R"({"a":[1,2.5,"x\n",null,true,{"b":"é"}]})");
  // A combining mark after an escape must not swallow it.
  const auto mixed = take(R"({"layout":{"a":"Cafe\u0301","b":"line\n\u0303","c":[9007199254740993,-1,0.1,"\"\\\u0338"]}})");
  CHECK(mixed.wrong.empty());
  CHECK(mixed.review.layout() == "{\"a\":\"Café\",\"b\":\"line\\n\u0303\",\"c\":[9007199254740993,-1,0.1,\"\\\"\\\\\u0338\"]}");
}

TEST_CASE("S-06 path and query obey it too", "[gateway]") {
  const auto reader = test::house().token({"reader"});
  CHECK(test::house().ask("GET /v1/books/Cafe%CC%81").json()["id"] == "Café");
  CHECK(test::house().ask("GET /v1/books/a%E2%80%AEb").status == 404);
  CHECK(test::house().ask("GET /v1/books?tag=a%E2%80%8Bb", reader).code() == "PARAMETER_INVALID");
  CHECK(test::house().ask("GET /v1/books?tag=%EF%BF%BE", reader).code() == "PARAMETER_INVALID");
  CHECK(test::house().ask("GET /v1/books?tag=%D9%85%D8%B1%D9%8A%D9%85", reader).status == 200);
}
