#include "platform/crypto/hash.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "tests/support/temporary.h"

using namespace shopper;
using namespace shopper::crypto;

TEST_CASE("SHA-256 of the published vectors") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("keyed hashes depend on key, purpose and data") {
  const auto a = random_key(), b = random_key();
  CHECK(a != b);
  CHECK(keyed_hash_hex(a, "x") == keyed_hash_hex(a, "x"));
  CHECK(keyed_hash_hex(a, "x") != keyed_hash_hex(b, "x"));
  CHECK(keyed_hash_hex(a, "x") != keyed_hash_hex(a, "y"));
  CHECK(derive(a, "qid") == derive(a, "qid"));
  CHECK(derive(a, "qid") != derive(a, "person"));
  CHECK(derive(a, "qid") != a);
}

TEST_CASE("UUIDv7: version, variant, time order, no repetition") {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto id = uuid7(1'654'491'600'000);
    REQUIRE(is_uuid(id));
    REQUIRE(id[14] == '7');
    REQUIRE(std::string("89ab").find(id[19]) != std::string::npos);
    REQUIRE(seen.insert(id).second);
  }
  CHECK(uuid7(0x0123456789ab).substr(0, 13) == "01234567-89ab");
  CHECK(uuid7(1000) < uuid7(1001));
}

TEST_CASE("a named UUID is the same for the same name") {
  CHECK(named_uuid("a") == named_uuid("a"));
  CHECK(named_uuid("a") != named_uuid("b"));
  CHECK(named_uuid("a")[14] == '8');
  CHECK(is_uuid(named_uuid("")));
}

TEST_CASE("what is no UUID") {
  for (const char* wrong : {"", "0123", "01234567-89ab-7def-8123-456789ABCDEF", "0123456789ab-7def-8123-456789abcdef0000", "01234567-89ab-7def-8123-456789abcdeg",
                            "01234567-89ab-7def-8123-456789abcdef ", "{1234567-89ab-7def-8123-456789abcdef"})
    CHECK_FALSE(is_uuid(wrong));
}

TEST_CASE("a key file must be whole and its owner's alone") {
  const testing::TemporaryDirectory directory;
  const auto path = directory.file("key");
  const auto put = [&](const std::string& text, mode_t mode) {
    ::unlink(path.c_str());
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
  };
  const std::string digits(64, 'a');
  put(digits + "\n", 0600);
  CHECK(read_key_file(path)[31] == 0xaa);
  for (const mode_t open_to_others : {0640, 0604, 0620, 0601}) {
    put(digits, open_to_others);
    CHECK_THROWS_WITH(read_key_file(path), Catch::Contains("chmod 600"));
  }
  for (const std::string& wrong : {std::string{}, digits.substr(2), digits + "aa", "zz" + digits.substr(2)}) {
    put(wrong, 0600);
    CHECK_THROWS_WITH(read_key_file(path), Catch::Contains("64 hexadecimal"));
  }
  CHECK_THROWS_WITH(read_key_file(directory.file("absent")), Catch::Contains("cannot read"));
}

TEST_CASE("hexadecimal digits give their bytes back, other text gives none") {
  CHECK(crypto::from_hex("00ff7A") == std::string("\0\xff\x7a", 3));
  CHECK(crypto::from_hex("") == "");
  for (const char* wrong : {"0", "0g", "zz", "00 ff", "00:ff", "0x00"}) CHECK(crypto::from_hex(wrong) == "");
}
