// The public record of a draw, as pure data: hash trees, randomness, and a certificate that holds as it was made and not when anything is changed.
#include <catch2/catch.hpp>

#include <random>

#include "platform/codec/json.h"
#include "platform/crypto/hash.h"
#include "selection/domain/public_draw.h"
#include "selection/procedure/certificate.h"
#include "selection/procedure/merkle.h"
#include "tests/support/temporary.h"

using namespace shopper;
using namespace shopper::selection;
using namespace shopper::selection::procedure;

TEST_CASE("Merkle trees: the test vectors of RFC 6962's reference, paths of every leaf, and no other leaf in its place") {
  // The eight entries that Certificate Transparency's own tests use.
  const std::vector<std::string> entries{"", std::string("\0", 1), "\x10", " !", "01", "@ABC", "PQRSTUVW", "`abcdefghijklmno"};
  std::vector<std::string> leaves;
  for (const auto& entry : entries) leaves.push_back(leaf_hash(entry));
  CHECK(merkle_root({}) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(merkle_root({leaves[0]}) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  CHECK(merkle_root({leaves[0], leaves[1]}) == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
  CHECK(merkle_root({leaves[0], leaves[1], leaves[2]}) == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
  std::vector<std::string> many;
  for (int i = 0; i < 37; ++i) many.push_back(leaf_hash(std::to_string(i)));
  for (std::size_t count = 1; count <= many.size(); ++count) {
    const std::vector<std::string> some(many.begin(), many.begin() + static_cast<std::ptrdiff_t>(count));
    const auto root = merkle_root(some);
    for (std::size_t i = 0; i < count; ++i) {
      const auto path = merkle_path(some, i);
      CHECK(root_by_path(some[i], i, count, path) == root);
      CHECK(root_by_path(leaf_hash("another"), i, count, path) != root);
      if (count > 1) CHECK(root_by_path(some[i], (i + 1) % count, count, path) != root);
      auto longer = path;
      longer.push_back(root);
      CHECK(root_by_path(some[i], i, count, longer) == "");
    }
    CHECK(root_by_path(some[0], count, count, merkle_path(some, 0)) == "");
  }
}

TEST_CASE("randomness: dice are the number itself, a beacon is hashed with the list, both are added") {
  CHECK(canonical_value(SourceKind::dice, " 0 4 2", 1000) == "042");
  CHECK(canonical_value(SourceKind::dice, "\u0660\u0664\u0662", 1000) == "042");   // ٠٤٢
  for (const char* wrong : {"42", "0042", "04x", "", "-42", "0x2"}) CHECK_FALSE(canonical_value(SourceKind::dice, wrong, 1000));
  CHECK_FALSE(canonical_value(SourceKind::dice, "042", 999));   // dice cannot choose evenly among these
  CHECK(canonical_value(SourceKind::dice, "7", 10) == "7");
  const std::string beacon(64, 'a'), upper(64, 'A');
  CHECK(canonical_value(SourceKind::beacon, upper, 1000) == beacon);
  for (const auto& wrong : {std::string(30, 'a'), std::string(33, 'a'), std::string(130, 'a'), std::string(64, 'g')}) CHECK_FALSE(canonical_value(SourceKind::beacon, wrong, 1000));
  CHECK(canonical_value(SourceKind::dice_and_beacon, "042 + " + upper, 1000) == "042+" + beacon);
  CHECK_FALSE(canonical_value(SourceKind::dice_and_beacon, "042", 1000));
  CHECK_FALSE(canonical_value(SourceKind::unspecified, "042", 1000));
  const auto list = crypto::sha256_hex("a list");
  CHECK(index_of(SourceKind::dice, "042", list, 1000) == 42);
  const auto hashed = index_of(SourceKind::beacon, beacon, list, 1000);
  CHECK(hashed == index_of(beacon, list, 1000));
  CHECK(index_of(SourceKind::dice_and_beacon, "042+" + beacon, list, 1000) == (42 + hashed) % 1000);
  // By hand: the first eight bytes of the digest, for so few panels never above the largest multiple.
  CHECK(index_of("ab", list, 7) == std::stoull(crypto::sha256_hex("shopper draw ab " + list + " 0").substr(0, 16), nullptr, 16) % 7);
  std::vector<int> drawn(10, 0);
  for (int i = 0; i < 5000; ++i) ++drawn[index_of("seed " + std::to_string(i), list, 10)];
  for (const int times : drawn) CHECK((times > 400 && times < 600));
}

TEST_CASE("sources: what is wrong of each is named") {
  const auto codes = [](const std::vector<RandomSource>& sources) {
    FieldErrors errors;
    check_sources(sources, Instant{500'000}, errors);
    std::vector<std::string> all;
    for (const auto& error : errors.all()) all.push_back(error.pointer + " " + error.code);
    return all;
  };
  using Words = std::vector<std::string>;
  const Instant noon{1'000'000}, later{2'000'000};
  CHECK(codes({{SourceKind::dice, "dice", noon}}).empty());
  CHECK(codes({{SourceKind::beacon, "drand round 5", noon}, {SourceKind::dice, "dice", later}}).empty());
  CHECK(codes({}) == Words{"/sources LENGTH"});
  CHECK(codes({{SourceKind::beacon, "drand", noon}}) == Words{"/sources/0/kind FALLBACK_NEEDED"});
  CHECK(codes({{SourceKind::unspecified, "", {}}, {SourceKind::dice, "dice", noon}}) == Words{"/sources/0/kind REQUIRED", "/sources/0/name LENGTH", "/sources/0/at REQUIRED"});
  CHECK(codes({{SourceKind::dice, "dice", later}, {SourceKind::dice, "dice", noon}}) == Words{"/sources/1/at ORDER"});
  CHECK(codes({{SourceKind::dice, "dice", Instant{400'000}}}) == Words{"/sources/0/at OUT_OF_RANGE"});
  CHECK(codes({{SourceKind::dice, "dice", noon.plus(std::chrono::hours(24 * 400))}}) == Words{"/sources/0/at OUT_OF_RANGE"});
  CHECK(codes(std::vector<RandomSource>(6, {SourceKind::dice, "dice", noon})).front() == "/sources LENGTH");
}

TEST_CASE("small cells say nothing, nor does the difference from the others") {
  const auto shown = [](const std::vector<int>& counts) {
    std::vector<QuotaCell> cells;
    for (const int count : counts) cells.push_back({"f", std::to_string(cells.size()), 0, 9, count});
    suppress_small_cells(cells);
    std::vector<int> all;
    for (const auto& cell : cells) all.push_back(cell.candidates.value_or(-1));
    return all;
  };
  CHECK(shown({50, 40, 5}) == std::vector<int>{50, 40, 5});
  CHECK(shown({50, 4, 40}) == std::vector<int>{50, -1, -1});   // 4 would be what the others leave
  CHECK(shown({0, 4, 40}) == std::vector<int>{-1, -1, -1});   // four together are no better hidden than one
  CHECK(shown({3, 4, 40}) == std::vector<int>{-1, -1, 40});
  CHECK(shown({3}) == std::vector<int>{-1});
}

TEST_CASE("the draw's states: every command in every state") {
  const std::map<std::pair<DrawState, DrawCommand>, DrawState> legal{
      {{DrawState::prepared, DrawCommand::commit}, DrawState::committed}, {{DrawState::prepared, DrawCommand::discard}, DrawState::discarded},
      {{DrawState::committed, DrawCommand::enter}, DrawState::entered},   {{DrawState::entered, DrawCommand::enter}, DrawState::entered},
      {{DrawState::entered, DrawCommand::confirm}, DrawState::drawn},     {{DrawState::entered, DrawCommand::set_aside}, DrawState::committed}};
  for (const auto state : enum_values<DrawState>())
    for (const auto command : enum_values<DrawCommand>()) {
      INFO(to_string(state) << " " << to_string(command));
      const auto found = legal.find({state, command});
      const auto next = draw_lifecycle().next(state, command);
      CHECK(next.ok() == (found != legal.end()));
      if (next.ok() && found != legal.end()) CHECK(*next == found->second);
    }
  CHECK_FALSE(is_public(DrawState::prepared));
  CHECK_FALSE(is_public(DrawState::discarded));
  for (const auto state : {DrawState::committed, DrawState::entered, DrawState::drawn}) CHECK(is_public(state));
}

TEST_CASE("text that must be just one shape: what is missing, mistyped or more is named") {
  std::string reason;
  const RandomSource source{SourceKind::dice, "dice", Instant{1'000'000}};
  const auto text = codec::dump(source);
  CHECK(codec::parse_exactly<RandomSource>(text, reason) == source);
  auto json = codec::Json::parse(text);
  json["more"] = 1;
  CHECK_FALSE(codec::parse_exactly<RandomSource>(json.dump(), reason));
  CHECK(reason == "/more: there is no such member");
  json = codec::Json::parse(text);
  json.erase("name");
  CHECK_FALSE(codec::parse_exactly<RandomSource>(json.dump(), reason));
  CHECK(reason == "/name: this is missing");
  json = codec::Json::parse(text);
  json["name"] = 5;
  CHECK_FALSE(codec::parse_exactly<RandomSource>(json.dump(), reason));
  CHECK(reason == "/name: this is of another type");
  for (const char* other : {"", "[]", "5", "{"}) CHECK_FALSE(codec::parse_exactly<RandomSource>(other, reason));
}
