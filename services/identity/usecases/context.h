// What identity's use cases know besides the store: keys, our own address, the issuers elsewhere.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "identity/domain/login.h"
#include "platform/base/error.h"
#include "platform/base/text.h"
#include "platform/crypto/blind_index.h"
#include "platform/crypto/seal.h"

namespace shopper::identity {

// What an issuer elsewhere has said of somebody, after its word was verified.
struct OutsidePerson {
  std::string subject;
  std::map<std::string, std::string> claims;   // those we asked to keep, by their names there
  bool email_verified = false;                 // what the issuer says of its addresses
  bool phone_verified = false;
};

// An OpenID provider elsewhere whose sign-in we accept; the answers come over the network.
class OutsideIssuer {
 public:
  virtual ~OutsideIssuer() = default;
  virtual const std::string& id() const = 0;       // as our links name it
  virtual const std::string& issuer() const = 0;
  virtual const Text& name() const = 0;
  // Which of its claims say the name, the address and the phone ("" for none).
  virtual const std::string& claim_for(const std::string& field) const = 0;
  // Where the browser goes to sign in there.
  virtual Result<std::string> authorization_url(const std::string& state, const std::string& nonce, const std::string& code_verifier, const std::string& callback) const = 0;
  virtual Result<OutsidePerson> redeem(const std::string& code, const std::string& nonce, const std::string& code_verifier, const std::string& callback, std::int64_t now_s) const = 0;
};

class Context {
 public:
  Context(const crypto::Key& personal_key, std::string public_url)
      : issuer(std::move(public_url)),
        code_key(crypto::derive(personal_key, "identity one-time codes")),
        flow_key(crypto::derive(personal_key, "identity sign-in pages")),
        outside_key(crypto::derive(personal_key, "identity outside subjects")),
        email_(personal_key, "identity e-mail"),
        phone_(personal_key, "identity phone") {}

  // What stands for an address in the store.
  std::string key_of(const Login& login) const { return login.channel == Channel::email ? email_.of(login.value) : phone_.of(login.value); }

  const std::string issuer;   // our public URL
  const crypto::Key code_key, flow_key, outside_key;
  std::vector<std::shared_ptr<const OutsideIssuer>> outside;

  const OutsideIssuer* find_outside(const std::string& id) const {
    for (const auto& known : outside)
      if (known->id() == id) return known.get();
    return nullptr;
  }

 private:
  crypto::BlindIndex email_, phone_;
};

}  // namespace shopper::identity
