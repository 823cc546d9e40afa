#include "platform/jose/jose.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <sodium.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "platform/crypto/bytes.h"
#include "platform/crypto/seal.h"
#include "platform/jose/strict_object.h"

namespace shopper::jose {

namespace {

using crypto::bytes;

template <auto F>
struct Free {
  template <class T>
  void operator()(T* pointer) const { F(pointer); }
};
using Bignum = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

KeyPointer own(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }
[[noreturn]] void fail(const std::string& why) { throw std::runtime_error("key set: " + why); }

KeyPointer key_from(const char* type, OSSL_PARAM_BLD* builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder));
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 || EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    fail("a key cannot be built from its numbers");
  auto owned = own(key);
  const Context check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (!check || EVP_PKEY_public_check(check.get()) != 1) fail("a key is not sound (not on its curve?)");
  return owned;
}

std::string member(const nlohmann::json& jwk, const char* name) {
  const auto found = jwk.find(name);
  if (found == jwk.end() || !found->is_string()) fail(std::string("a key lacks ") + name);
  return found->get<std::string>();
}
std::string binary_member(const nlohmann::json& jwk, const char* name) {
  auto decoded = crypto::from_base64(member(jwk, name));
  if (!decoded) fail(std::string("not base64url: ") + name);
  return *decoded;
}

PublicKey parse_key(const nlohmann::json& jwk) {
  if (!jwk.is_object()) fail("a key is not an object");
  if (jwk.contains("d")) fail("it holds a private key");
  if (jwk.value("use", "sig") != "sig") fail("a key is not for signatures");
  const auto type = member(jwk, "kty");
  PublicKey key{member(jwk, "kid"), Algorithm::eddsa, nullptr};
  if (type == "OKP") {
    const auto x = binary_member(jwk, "x");
    if (member(jwk, "crv") != "Ed25519" || x.size() != 32) fail("only Ed25519 of the OKP curves");
    key.key = own(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(x), x.size()));
    if (!key.key) fail("an Ed25519 key is not sound");
  } else if (type == "EC") {
    key.algorithm = Algorithm::es256;
    const auto point = "\x04" + binary_member(jwk, "x") + binary_member(jwk, "y");
    if (member(jwk, "crv") != "P-256" || point.size() != 65) fail("only P-256 of the EC curves");
    const Builder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    key.key = key_from("EC", builder.get());
  } else if (type == "RSA") {
    key.algorithm = Algorithm::rs256;
    const auto n = binary_member(jwk, "n");
    const auto e = binary_member(jwk, "e");
    if (n.size() < 256 || n[0] == 0 || e != std::string("\x01\x00\x01", 3)) fail("RSA keys need 2048 bits and the exponent 65537");
    const Bignum modulus(BN_bin2bn(bytes(n), static_cast<int>(n.size()), nullptr));
    const Bignum exponent(BN_bin2bn(bytes(e), static_cast<int>(e.size()), nullptr));
    const Builder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    key.key = key_from("RSA", builder.get());
  } else {
    fail("unknown key type " + type);   // a symmetric key must never be among public ones
  }
  if (jwk.contains("alg") && member(jwk, "alg") != to_string(key.algorithm)) fail("alg does not fit the key");
  return key;
}

// JOSE writes an ECDSA signature as R || S; OpenSSL wants DER.
std::string to_der(std::string_view raw) {
  Bignum r(BN_bin2bn(bytes(raw.substr(0, 32)), 32, nullptr));
  Bignum s(BN_bin2bn(bytes(raw.substr(32)), 32, nullptr));
  const EcdsaSignature signature(ECDSA_SIG_new());
  ECDSA_SIG_set0(signature.get(), r.release(), s.release());
  unsigned char* der = nullptr;
  const int length = i2d_ECDSA_SIG(signature.get(), &der);
  std::string out(reinterpret_cast<char*>(der), length > 0 ? static_cast<std::size_t>(length) : 0);
  OPENSSL_free(der);
  return out;
}

}  // namespace

std::string_view to_string(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::eddsa: return "EdDSA";
    case Algorithm::es256: return "ES256";
    case Algorithm::rs256: return "RS256";
  }
  return "";
}

bool verify(const PublicKey& key, std::string_view message, std::string_view signature) {
  std::string der;
  if (key.algorithm == Algorithm::es256) {
    if (signature.size() != 64) return false;
    der = to_der(signature);
    signature = der;
  }
  const Digest context(EVP_MD_CTX_new());
  const EVP_MD* hash = key.algorithm == Algorithm::eddsa ? nullptr : EVP_sha256();
  return EVP_DigestVerifyInit(context.get(), nullptr, hash, nullptr, key.key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(message), message.size()) == 1;
}

KeySet KeySet::parse(std::string_view jwks) {
  if (jwks.size() > jwks_bytes_max) fail("too large");
  const auto document = strict_object(jwks);
  if (document.is_null()) fail("not strict JSON");
  if (!document.contains("keys") || !document["keys"].is_array()) fail("no array `keys`");
  if (document["keys"].size() > jwks_keys_max) fail("too many keys");
  KeySet set;
  for (const auto& jwk : document["keys"]) {
    auto key = parse_key(jwk);
    auto id = key.id;
    if (!set.keys_.emplace(std::move(id), std::move(key)).second) fail("two keys with one kid");
  }
  return set;
}

const PublicKey* KeySet::find(std::string_view id) const {
  const auto found = keys_.find(id);
  return found == keys_.end() ? nullptr : &found->second;
}

namespace {

Algorithm algorithm_of(const KeyPointer& key) {
  switch (EVP_PKEY_get_id(key.get())) {
    case EVP_PKEY_ED25519: return Algorithm::eddsa;
    case EVP_PKEY_EC: return Algorithm::es256;
    case EVP_PKEY_RSA: return Algorithm::rs256;
    default: throw std::runtime_error("this is no private key of Ed25519, P-256 or RSA");
  }
}

// A number of the key, big-endian, left-padded to `size` (0: as short as it is).
std::string number_of(const KeyPointer& key, const char* name, std::size_t size = 0) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key.get(), name, &raw) != 1) throw std::runtime_error("a key lacks a number");
  const Bignum number(raw);
  if (size == 0) size = static_cast<std::size_t>(BN_num_bytes(raw));
  std::string out(size, '\0');
  BN_bn2binpad(raw, reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(size));
  return out;
}

// The required members of the public key in RFC 7638's order; their text is what the thumbprint hashes.
std::vector<std::pair<std::string, std::string>> public_members(const KeyPointer& key, Algorithm algorithm) {
  if (algorithm == Algorithm::es256)
    return {{"crv", "P-256"},
            {"kty", "EC"},
            {"x", crypto::base64(number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, 32))},
            {"y", crypto::base64(number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, 32))}};
  if (algorithm == Algorithm::rs256)
    return {{"e", crypto::base64(number_of(key, OSSL_PKEY_PARAM_RSA_E))}, {"kty", "RSA"}, {"n", crypto::base64(number_of(key, OSSL_PKEY_PARAM_RSA_N))}};
  std::string raw(32, '\0');
  std::size_t length = raw.size();
  EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(raw.data()), &length);
  return {{"crv", "Ed25519"}, {"kty", "OKP"}, {"x", crypto::base64(raw)}};
}

// OpenSSL writes an ECDSA signature as DER; JOSE wants R || S.
std::string from_der(const std::string& der) {
  const auto* at = bytes(der);
  const EcdsaSignature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  if (!signature) throw std::runtime_error("signing failed");
  std::string out(64, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), reinterpret_cast<unsigned char*>(out.data()), 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), reinterpret_cast<unsigned char*>(out.data()) + 32, 32);
  return out;
}

}  // namespace

SigningKey SigningKey::generate(Algorithm algorithm) {
  EVP_PKEY* key = algorithm == Algorithm::es256   ? EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")
                  : algorithm == Algorithm::rs256 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(2048))
                                                  : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  if (!key) throw std::runtime_error("no signing key could be made");
  return {own(key), algorithm};
}

SigningKey SigningKey::from_pem(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  auto key = own(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (!key) throw std::runtime_error("this is no private key in PEM");
  const auto algorithm = algorithm_of(key);
  return {std::move(key), algorithm};
}

std::string SigningKey::to_pem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) throw std::runtime_error("the key cannot be written");
  char* text = nullptr;
  const auto length = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

std::string SigningKey::id() const {
  std::string canonical = "{";
  for (const auto& [name, value] : public_members(key_, algorithm_)) {
    if (canonical.size() > 1) canonical += ",";
    canonical.append("\"").append(name).append("\":\"").append(value).append("\"");
  }
  canonical += "}";
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()), bytes(canonical), canonical.size());
  return crypto::base64(hash);
}

std::string SigningKey::jwk() const {
  nlohmann::json key{{"kid", id()}, {"alg", to_string(algorithm_)}, {"use", "sig"}};
  for (const auto& [name, value] : public_members(key_, algorithm_)) key[name] = value;
  return key.dump();
}

std::string SigningKey::jwks() const { return jwks_of({jwk()}); }

std::string SigningKey::sign(std::string_view payload, std::string_view type) const {
  const nlohmann::json header{{"alg", to_string(algorithm_)}, {"typ", type}, {"kid", id()}};
  auto message = crypto::base64(header.dump()) + "." + crypto::base64(payload);
  const Digest context(EVP_MD_CTX_new());
  const EVP_MD* hash = algorithm_ == Algorithm::eddsa ? nullptr : EVP_sha256();
  std::size_t length = 512;
  std::string signature(length, '\0');
  if (EVP_DigestSignInit(context.get(), nullptr, hash, nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length, bytes(message), message.size()) != 1)
    throw std::runtime_error("signing failed");
  signature.resize(length);
  return message + "." + crypto::base64(algorithm_ == Algorithm::es256 ? from_der(signature) : signature);
}

std::string jwks_of(const std::vector<std::string>& jwks) {
  std::string text;
  for (const auto& jwk : jwks) text += (text.empty() ? "" : ",") + jwk;
  return "{\"keys\":[" + text + "]}\n";
}

}  // namespace shopper::jose
