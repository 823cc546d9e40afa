// SHA-256 of what comes piece by piece.
#pragma once

#include <string>
#include <string_view>

struct evp_md_ctx_st;   // of OpenSSL

namespace shopper::crypto {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view data);
  std::string hex();   // once, at the end

 private:
  evp_md_ctx_st* context_;
};

}  // namespace shopper::crypto
