#include "platform/codec/json.h"

#include <catch2/catch.hpp>

#include "platform/base/text.h"
#include "tests/support/temporary.h"

using namespace shopper;

namespace shopper {
SHOPPER_ENUM(Colour, none, blue, dark_red)
struct Leaf {
  std::string name;
  double weight = 0;
  friend bool operator==(const Leaf&, const Leaf&) = default;
  SHOPPER_FIELDS(Leaf, name, weight)
};
struct Tree {
  std::string id;
  std::int64_t large = 0;
  bool tall = false;
  Colour colour = Colour::none;
  Instant planted;
  Date felled;
  RawJson notes;
  std::optional<int> rings;
  std::optional<Leaf> crown;
  std::vector<Leaf> leaves;
  std::map<std::string, std::vector<int>> branches;
  friend bool operator==(const Tree&, const Tree&) = default;
  SHOPPER_FIELDS(Tree, id, large, tall, colour, planted, felled, notes, rings, crown, leaves, branches)
};
}  // namespace shopper

TEST_CASE("every kind of field keeps its value as JSON") {
  Tree tree{"نخلة \"1\"\n", 9'007'199'254'740'993, true, Colour::dark_red, Instant{1'654'491'600'000'001}, {2022, 2, 28}, {R"({"a":[1,null]})"}, 0, Leaf{"c", 0.1},
            {{"x", 1.5}, {"", -0.25}}, {{"left", {1, 2}}, {"", {}}}};
  CHECK(codec::parse<Tree>(codec::dump(tree)) == tree);
  CHECK(codec::parse<Tree>(codec::dump(Tree{})) == Tree{});
  CHECK(codec::to_json(tree)["colour"] == "dark_red");
  CHECK(codec::to_json(tree)["planted"] == "2022-06-06T05:00:00.000001Z");
  CHECK(codec::to_json(Tree{})["felled"] == "");
  CHECK(codec::to_json(Tree{})["rings"].is_null());
}

TEST_CASE("text written without a tree is the tree's") {
  const auto by_tree = [](const auto& value) { return codec::to_json(value).dump(-1, ' ', false, codec::Json::error_handler_t::replace); };
  Tree tree{"نخلة \"1\"\\\n\x7f", -9'007'199'254'740'993, false, Colour::blue, Instant{1}, {2022, 2, 28}, {R"({ "b" : 1, "a": "\u0041" })"}, -3, Leaf{"\t", 1e300},
            {{"x", 1.5}, {"\xff", -0.0}, {"", 1e9}, {"", 1e-3}, {"", 0.1}, {"", 123456789.125}, {"", 1e-4}, {"", 2}, {"", std::nan("")}, {"", -7e22}}, {{"left", {1, 2}}, {"\"", {}}}};
  CHECK(codec::dump(tree) == by_tree(tree));
  CHECK(codec::dump(Tree{}) == by_tree(Tree{}));
  tree.notes.text = "{ no json";
  CHECK(codec::dump(tree) == by_tree(tree));
  CHECK(codec::dump(std::vector<Leaf>{}) == "[]");
  CHECK(codec::dump(std::vector<std::string>{"a", "b"}) == R"(["a","b"])");
  CHECK(codec::dump(std::map<std::string, bool>{{"a", true}}) == R"({"a":true})");
}

TEST_CASE("absent, null and wrongly typed members leave the target alone") {
  const auto tree = codec::parse<Tree>(R"({"id": 7, "large": "x", "colour": "pink", "leaves": {}, "tall": 1, "unknown": true, "crown": null})");
  CHECK(tree == Tree{});
  CHECK(codec::parse<Tree>("not json") == Tree{});
  CHECK(codec::parse<Tree>("[]") == Tree{});
}

TEST_CASE("bytes that are no UTF-8 are replaced, never thrown") { CHECK_NOTHROW(codec::dump(Leaf{"\xff\xfe", 0})); }

TEST_CASE("property: numbers survive as JSON") {
  std::mt19937_64 random(testing::seed("JSON numbers"));
  for (int i = 0; i < 2000; ++i) {
    Tree tree;
    tree.large = static_cast<std::int64_t>(random());
    tree.crown = Leaf{"", std::ldexp(static_cast<double>(random() >> 11), static_cast<int>(random() % 200) - 100)};
    REQUIRE(codec::parse<Tree>(codec::dump(tree)) == tree);
  }
}
