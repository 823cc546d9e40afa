// Tokens: what is accepted, and a table of what is not (conventions I-01, I-02).
#include "platform/crypto/seal.h"
#include "gateway/auth/tokens.h"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sodium.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <openssl/core_names.h>

using namespace shopper;
using namespace shopper::gateway;
using crypto::base64;
using nlohmann::json;

namespace {

constexpr std::int64_t now_s = 1'700'000'000;
const jose::TokenRules rules{"https://issuer", "shopper-api", std::chrono::hours(24), {"at+jwt", "application/at+jwt"}};

json good_claims() {
  return {{"iss", "https://issuer"}, {"aud", "shopper-api"}, {"sub", "u1"}, {"iat", now_s - 10}, {"exp", now_s + 600}, {"roles", {"applicant"}}, {"entity_id", "e1"}};
}

using Key = std::shared_ptr<EVP_PKEY>;
Key own(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }

std::string number(const Key& key, const char* name, int bytes) {
  BIGNUM* value = nullptr;
  EVP_PKEY_get_bn_param(key.get(), name, &value);
  std::string out(static_cast<std::size_t>(bytes > 0 ? bytes : BN_num_bytes(value)), '\0');
  BN_bn2binpad(value, reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(out.size()));
  BN_free(value);
  return out;
}

std::string raw_sign(const Key& key, const std::string& message, const EVP_MD* hash) {
  auto* context = EVP_MD_CTX_new();
  std::size_t length = 0;
  EVP_DigestSignInit(context, nullptr, hash, nullptr, key.get());
  const auto* data = reinterpret_cast<const unsigned char*>(message.data());
  EVP_DigestSign(context, nullptr, &length, data, message.size());
  std::string signature(length, '\0');
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &length, data, message.size());
  signature.resize(length);
  EVP_MD_CTX_free(context);
  return signature;
}

std::string jose_ecdsa(const std::string& der) {
  const auto* data = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &data, static_cast<long>(der.size()));
  std::string out(64, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(signature), reinterpret_cast<unsigned char*>(out.data()), 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature), reinterpret_cast<unsigned char*>(out.data()) + 32, 32);
  ECDSA_SIG_free(signature);
  return out;
}

// One key of each kind, and the set that publishes them.
struct Keys {
  jose::SigningKey ed = jose::SigningKey::generate();
  Key ec = own(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  Key rsa = own(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(2048)));
  json ec_jwk{{"kty", "EC"}, {"crv", "P-256"}, {"kid", "ec"}, {"x", base64(number(ec, OSSL_PKEY_PARAM_EC_PUB_X, 32))}, {"y", base64(number(ec, OSSL_PKEY_PARAM_EC_PUB_Y, 32))}};
  json rsa_jwk{{"kty", "RSA"}, {"kid", "rsa"}, {"alg", "RS256"}, {"n", base64(number(rsa, OSSL_PKEY_PARAM_RSA_N, 0))}, {"e", "AQAB"}};
  jose::KeySet set = jose::KeySet::parse(json{{"keys", {json::parse(ed.jwks())["keys"][0], ec_jwk, rsa_jwk}}}.dump());

  std::string message(const json& header, const std::string& payload) const { return base64(header.dump()) + "." + base64(payload); }
  std::string es256(const json& header, const std::string& payload) const {
    const auto text = message(header, payload);
    return text + "." + base64(jose_ecdsa(raw_sign(ec, text, EVP_sha256())));
  }
  std::string rs256(const json& header, const std::string& payload) const {
    const auto text = message(header, payload);
    return text + "." + base64(raw_sign(rsa, text, EVP_sha256()));
  }
};

const Keys& keys() {
  static const Keys keys;
  return keys;
}

Result<auth::Claims> verify(const std::string& token, std::int64_t at) {
  SHOPPER_TRY(const auto payload, jose::verify_jwt(token, keys().set, rules, at));
  return auth::read_claims(payload);
}

std::string code(const std::string& token, std::int64_t at = now_s) {
  const auto result = verify(token, at);
  return result ? "" : result.error().code;
}

std::string with(const char* claim, const json& value) {
  auto claims = good_claims();
  if (value.is_discarded()) claims.erase(claim);
  else claims[claim] = value;
  return keys().ed.sign(claims.dump());
}

}  // namespace

TEST_CASE("tokens signed by each kind of key are accepted", "[auth]") {
  const auto payload = good_claims().dump();
  const auto result = verify(keys().ed.sign(payload), now_s);
  REQUIRE(result);
  CHECK(result->subject == "u1");
  CHECK(result->has_role("applicant"));
  CHECK(!result->has_role("admin"));
  CHECK(result->entity_id == "e1");
  CHECK(code(keys().es256({{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", "ec"}}, payload)).empty());
  CHECK(code(keys().rs256({{"alg", "RS256"}, {"typ", "application/at+jwt"}, {"kid", "rsa"}}, payload)).empty());
  CHECK(code(with("aud", {"other", "shopper-api"})).empty());
}

TEST_CASE("times have a leeway of a minute, to the second", "[auth]") {
  const auto token = keys().ed.sign(good_claims().dump());
  CHECK(code(token, now_s + 660).empty());
  CHECK(code(token, now_s + 661) == "TOKEN_EXPIRED");
  CHECK(code(token, now_s - 70).empty());
  CHECK(code(token, now_s - 71) == "TOKEN_INVALID");
  CHECK(code(with("nbf", now_s + 60)).empty());
  CHECK(code(with("nbf", now_s + 61)) == "TOKEN_INVALID");
}

TEST_CASE("forged, malformed and foreign tokens are refused", "[auth]") {
  const auto payload = good_claims().dump();
  const auto token = keys().ed.sign(payload);
  const auto kid = keys().ed.id();
  const auto dot = token.rfind('.');
  const auto signed_part = token.substr(0, dot);
  const auto signature = token.substr(dot + 1);
  const auto es_header = json{{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", "ec"}};
  const auto header_with = [&](const json& header) { return base64(header.dump()) + token.substr(token.find('.')); };
  // HS256 with the public key as the secret: the classic confusion.
  const auto confused = [&] {
    const auto text = keys().message({{"alg", "HS256"}, {"typ", "at+jwt"}, {"kid", kid}}, payload);
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    const auto secret = keys().ed.jwks();
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    crypto_auth_hmacsha256_final(&state, mac);
    return text + "." + base64({reinterpret_cast<char*>(mac), sizeof mac});
  }();
  const auto es_text = keys().message(es_header, payload);
  const auto es_token = keys().es256(es_header, payload);
  const auto es_signature = *crypto::from_base64(es_token.substr(es_token.rfind('.') + 1));
  const auto missing = json(json::value_t::discarded);
  const std::vector<std::pair<std::string, std::string>> rows{
      {"empty", ""},
      {"one part", "abc"},
      {"two parts", signed_part},
      {"four parts", token + ".x"},
      {"empty signature", signed_part + "."},
      {"alg none, no signature", keys().message({{"alg", "none"}, {"typ", "at+jwt"}, {"kid", kid}}, payload) + "."},
      {"alg None", header_with({{"alg", "None"}, {"typ", "at+jwt"}, {"kid", kid}})},
      {"alg nOnE", header_with({{"alg", "nOnE"}, {"typ", "at+jwt"}, {"kid", kid}})},
      {"HS256 confusion", confused},
      {"ES256 with the Ed25519 kid", keys().es256({{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", kid}}, payload)},
      {"RS256 with the EC kid", keys().rs256({{"alg", "RS256"}, {"typ", "at+jwt"}, {"kid", "ec"}}, payload)},
      {"ES256 said, EdDSA signed", header_with({{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", kid}})},
      {"unknown kid", keys().es256({{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", "other"}}, payload)},
      {"no kid", keys().es256({{"alg", "ES256"}, {"typ", "at+jwt"}}, payload)},
      {"kid not text", keys().es256({{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", 5}}, payload)},
      {"typ JWT", keys().es256({{"alg", "ES256"}, {"typ", "JWT"}, {"kid", "ec"}}, payload)},
      {"no typ", keys().es256({{"alg", "ES256"}, {"kid", "ec"}}, payload)},
      {"crit", keys().es256({{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", "ec"}, {"crit", {"exp"}}}, payload)},
      {"jku", keys().es256({{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", "ec"}, {"jku", "https://x"}}, payload)},
      {"jwk", keys().es256({{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", "ec"}, {"jwk", keys().ec_jwk}}, payload)},
      {"x5u", keys().es256({{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", "ec"}, {"x5u", "https://x"}}, payload)},
      {"x5c", keys().es256({{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", "ec"}, {"x5c", json::array()}}, payload)},
      {"DER signature", es_text + "." + base64(raw_sign(keys().ec, es_text, EVP_sha256()))},
      {"r = 0", es_text + "." + base64(std::string(32, '\0') + es_signature.substr(32))},
      {"s = 0", es_text + "." + base64(es_signature.substr(0, 32) + std::string(32, '\0'))},
      {"short ES256 signature", es_text + "." + base64(es_signature.substr(0, 63))},
      {"padded signature", token + "="},
      {"blank in signature", signed_part + "." + signature.substr(0, 5) + " " + signature.substr(5)},
      {"standard base64 alphabet", signed_part + "." + "+/" + signature.substr(2)},
      {"stray bits at the end", signed_part + "." + signature.substr(0, signature.size() - 1) + (signature.back() == 'A' ? "B" : "x")},
      {"flipped payload", token.substr(0, 80) + (token[80] == 'A' ? 'B' : 'A') + token.substr(81)},
      {"duplicate claim", keys().ed.sign(R"({"sub":"admin",)" + payload.substr(1))},
      {"payload not an object", keys().ed.sign("[]")},
      {"payload not JSON", keys().ed.sign("x")},
      {"9 KiB", keys().ed.sign([&] { auto c = good_claims(); c["pad"] = std::string(9000, 'x'); return c.dump(); }())},
      {"other issuer", with("iss", "https://issuer/")},
      {"no issuer", with("iss", missing)},
      {"other audience", with("aud", "other")},
      {"no audience", with("aud", missing)},
      {"no exp", with("exp", missing)},
      {"exp as text", with("exp", "9999999999")},
      {"exp as fraction", with("exp", 1.7e9 + 0.5)},
      {"negative exp", with("exp", -1)},
      {"lives too long", with("exp", now_s + 86'401)},
      {"no iat", with("iat", missing)},
      {"nbf as text", with("nbf", "0")},
      {"no subject", with("sub", missing)},
      {"empty subject", with("sub", "")},
      {"roles not a list", with("roles", "admin")},
      {"role not text", with("roles", {1})},
  };
  CHECK(rows.size() >= 40);
  for (const auto& [name, bad] : rows) {
    INFO(name);
    CHECK(code(bad) == "TOKEN_INVALID");
  }
}

TEST_CASE("unsound key sets are refused", "[auth]") {
  const auto parse = [](const json& key) { return jose::KeySet::parse(json{{"keys", {key}}}.dump()); };
  auto off_curve = keys().ec_jwk;
  off_curve["y"] = off_curve["x"];
  auto small_exponent = keys().rsa_jwk;
  small_exponent["e"] = "Aw";
  auto wrong_alg = keys().rsa_jwk;
  wrong_alg["alg"] = "ES256";
  auto encryption = keys().rsa_jwk;
  encryption["use"] = "enc";
  auto private_key = keys().ec_jwk;
  private_key["d"] = "AAAA";
  for (const auto& bad : {off_curve, small_exponent, wrong_alg, encryption, private_key, json{{"kty", "oct"}, {"kid", "a"}, {"k", "AAAA"}}, json("x")})
    CHECK_THROWS_AS(parse(bad), std::runtime_error);
  CHECK_THROWS_AS(jose::KeySet::parse("{}"), std::runtime_error);
  CHECK_THROWS_AS(jose::KeySet::parse(json{{"keys", {keys().ec_jwk, keys().ec_jwk}}}.dump()), std::runtime_error);
  CHECK(parse(keys().ec_jwk).size() == 1);
}

TEST_CASE("the verifier remembers tokens, and forgets them when the keys change", "[auth]") {
  const auto file = std::filesystem::temp_directory_path() / ("shopper-jwks-" + base64(keys().ed.id()).substr(0, 12));
  const auto publish = [&](const std::string& jwks, int age) {
    std::ofstream(file) << jwks;
    std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now() - std::chrono::seconds(age));
  };
  publish(keys().ed.jwks(), 100);
  auth::TokenVerifier verifier({auth::file_issuer(file, rules)});
  const auto token = keys().ed.sign(good_claims().dump());
  const auto first = verifier.verify(token, now_s);
  REQUIRE(first);
  CHECK(verifier.verify(token, now_s + 1).value() == first.value());
  CHECK(verifier.verify(token, now_s + 661).error().code == "TOKEN_EXPIRED");
  publish("half a fi", 50);
  CHECK(verifier.verify(token, now_s + 2));
  publish(jose::SigningKey::generate().jwks(), 10);
  CHECK(verifier.verify(token, now_s + 3).error().code == "TOKEN_INVALID");
  std::filesystem::remove(file);
}

TEST_CASE("a signing key survives its file", "[auth]") {
  const auto copy = jose::SigningKey::from_pem(keys().ed.to_pem());
  CHECK(copy.id() == keys().ed.id());
  CHECK(code(copy.sign(good_claims().dump())).empty());
  CHECK_THROWS_AS(jose::SigningKey::from_pem("junk"), std::runtime_error);
}
