#include "platform/crypto/key_ring.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "platform/crypto/blind_index.h"
#include "platform/crypto/seal.h"
#include "tests/support/temporary.h"

using namespace shopper;
using namespace shopper::crypto;

namespace {

const std::string a(64, 'a'), b(64, 'b');

void put(const std::string& path, const std::string& text, mode_t mode = 0600) {
  ::unlink(path.c_str());
  std::ofstream(path) << text;
  ::chmod(path.c_str(), mode);
}

}  // namespace

TEST_CASE("I-24 a key ring has several keys and one current one") {
  const auto ring = KeyRing::parse("# the year's keys\nk1 " + a + "\n\n  k2 " + b + " current  # since June\n");
  CHECK(ring.current_id() == "k2");
  REQUIRE(ring.find("k1"));
  REQUIRE(ring.find("k2"));
  CHECK((*ring.find("k1"))[0] == 0xaa);
  CHECK((*ring.find("k2"))[31] == 0xbb);
  CHECK(ring.find("k3") == nullptr);
  CHECK(KeyRing::parse(ring.text()).text() == ring.text());
  CHECK(KeyRing::fresh("x").text() != KeyRing::fresh("x").text());
}

TEST_CASE("I-24 a key ring that could be misunderstood is refused") {
  CHECK_THROWS_WITH(KeyRing::parse(""), Catch::Contains("no key is marked current"));
  CHECK_THROWS_WITH(KeyRing::parse("k1 " + a), Catch::Contains("no key is marked current"));
  CHECK_THROWS_WITH(KeyRing::parse("k1 " + a + " current\nk2 " + b + " current"), Catch::Contains("line 2: two keys are marked current"));
  CHECK_THROWS_WITH(KeyRing::parse("k1 " + a + " current\nk1 " + b), Catch::Contains("line 2: the key id k1 is there twice"));
  CHECK_THROWS_WITH(KeyRing::parse("k1 " + a.substr(2) + " current"), Catch::Contains("64 hexadecimal digits"));
  CHECK_THROWS_WITH(KeyRing::parse("k1 current"), Catch::Contains("64 hexadecimal digits"));
  CHECK_THROWS_WITH(KeyRing::parse("k1 " + a + " Current"), Catch::Contains("only the word current"));
  CHECK_THROWS_WITH(KeyRing::parse("k1 " + a + " current twice"), Catch::Contains("only the word current"));
  CHECK_THROWS_WITH(KeyRing::parse("k/1 " + a + " current"), Catch::Contains("a key id has"));
  CHECK_THROWS_WITH(KeyRing::parse(std::string(33, 'k') + " " + a + " current"), Catch::Contains("a key id has"));
}

TEST_CASE("I-21 a key file that others may read is refused") {
  const testing::TemporaryDirectory directory;
  const auto path = directory.file("keys");
  for (const mode_t open_to_others : {0640, 0604, 0620, 0601}) {
    put(path, "k1 " + a + " current\n", open_to_others);
    CHECK_THROWS_WITH(ServiceKeys(path), Catch::Contains("chmod 600"));
  }
  put(path, "k1 " + a + " current\n");
  CHECK(ServiceKeys(path).ring()->current_id() == "k1");
  CHECK_THROWS_WITH(ServiceKeys(directory.file("absent")), Catch::Contains("cannot read"));
}

TEST_CASE("I-24 a changed key file is taken up, unless it lacks a key in use") {
  const testing::TemporaryDirectory directory;
  const auto path = directory.file("keys");
  put(path, "k1 " + a + " current\n");
  ServiceKeys keys(path);
  CHECK_FALSE(keys.reload({"k1"}));
  put(path, "k1 " + a + "\nk2 " + b + " current\n");
  CHECK(keys.reload({"k1"}));
  CHECK(keys.ring()->current_id() == "k2");
  CHECK_FALSE(keys.reload({"k1"}));
  put(path, "k2 " + b + " current  # k1 is gone\n");
  CHECK_THROWS_WITH(keys.reload({"k1", "k2"}), Catch::Contains("lacks the key k1"));
  CHECK(keys.ring()->find("k1"));
  put(path, "k2 " + b + " current\n", 0644);
  CHECK_THROWS_WITH(keys.reload({"k2"}), Catch::Contains("chmod 600"));
  CHECK(keys.ring()->find("k1"));
}

TEST_CASE("I-22 a sealed text opens with its key and place alone, and not when any bit differs") {
  const auto key = random_key();
  const std::string text = "مريم, 28412345678";
  const auto sealed = seal(key, "here", text);
  CHECK(sealed.find("28412345678") == std::string::npos);
  CHECK(crypto::open(key, "here", sealed) == text);
  CHECK(seal(key, "here", text) != sealed);
  CHECK_FALSE(crypto::open(random_key(), "here", sealed));
  CHECK_FALSE(crypto::open(key, "there", sealed));
  for (std::size_t length = 0; length < sealed.size(); ++length) REQUIRE_FALSE(crypto::open(key, "here", sealed.substr(0, length)));
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    REQUIRE_FALSE(crypto::open(key, "here", changed));
  }
  CHECK(crypto::open(key, "", seal(key, "", "")) == "");
}

TEST_CASE("base64 gives bytes back, and other text gives none") {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    REQUIRE(from_base64(base64(bytes)) == bytes);
    bytes += static_cast<char>(i * 7);
  }
  for (const char* wrong : {"=", "AA==", "A", "A+/A", "AA AA", "AA\n"}) CHECK_FALSE(from_base64(wrong));
}

TEST_CASE("I-23 a blind index is the same for every way of writing a value, and another for each field") {
  const auto master = random_key();
  const BlindIndex email(master, "email"), phone(master, "phone");
  CHECK(email.of(normalised_email("  Maryam@Example.QA\n")) == email.of("maryam@example.qa"));
  std::set<std::string> seen;
  for (const char* written : {"55512345", "+974 5551 2345", "00974-55512345", "٥٥٥١ ٢٣٤٥", "+٩٧٤٥٥٥١٢٣٤٥", "۵۵۵۱۲۳۴۵", " (5551) 2345"}) seen.insert(phone.of(normalised_phone(written)));
  CHECK(seen.size() == 1);
  CHECK(phone.of(normalised_phone("+1 5551 2345")) != *seen.begin());
  CHECK(email.of("x") != phone.of("x"));
  CHECK(email.of("x") != BlindIndex(random_key(), "email").of("x"));
  CHECK(email.of("x").size() == 64);
  CHECK(email.of(normalised_email(" ")).empty());
  CHECK(phone.of(normalised_phone("none")).empty());
}
