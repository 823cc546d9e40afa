// Short ways to say what use-case tests say all the time: a time, an id made of a name, what a result was refused with.
#pragma once

#include <string>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/time.h"
#include "platform/crypto/hash.h"

namespace shopper::testing {

using Words = std::vector<std::string>;

inline Instant at(const std::string& text) { return Instant::parse(text).value(); }
inline std::string uuid(const std::string& name) { return crypto::named_uuid(name); }

template <class T>
std::string code_of(const Result<T>& result) {
  return result.ok() ? "" : result.error().code;
}
template <class T>
Words fields_of(const Result<T>& result) {
  Words out;
  if (!result.ok())
    for (const auto& e : result.error().fields) out.push_back(e.pointer + " " + e.code);
  return out;
}

}  // namespace shopper::testing
