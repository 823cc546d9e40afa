// Tokens and key sets: no bytes are a token that nobody signed, none bring the reader down.
#include <stdexcept>

#include "platform/jose/jwt.h"
#include "tests/fuzz/fuzz.h"

void examine(std::string_view bytes) {
  using namespace shopper;
  static const auto keys = jose::KeySet::parse(jose::SigningKey::generate(jose::Algorithm::es256).jwks());
  static const jose::TokenRules rules{.issuer = "https://issuer.example", .audience = "shopper"};
  (void)jose::peek(bytes);
  must(!jose::verify_jwt(bytes, keys, rules, 1'700'000'000).ok(), "a token nobody signed is refused");
  try {
    (void)jose::KeySet::parse(bytes);
  } catch (const std::runtime_error&) {
  }
}
