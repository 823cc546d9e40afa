// Rate limits (conventions S-15, A-22): every operation belongs to a class, and a class has an allowance for each person, each client, each
// address (IPv6: /64) and for all together.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/throttle/buckets.h"
#include "gateway/throttle/client_address.h"
#include "platform/base/enums.h"
#include "platform/config/config.h"
#include "platform/telemetry/metrics.h"

namespace shopper::gateway::throttle {

SHOPPER_ENUM(Scope, person, client, address, global)

using Rates = std::array<std::optional<Rate>, enum_size<Scope>>;
using Policies = std::map<std::string, Rates>;

// The classes there are, with their rates as delivered (docs/LIMITS.md).
Policies delivered_policies();
// `changes` as "general.person=1200/60,sign_in.address=off". Throws std::runtime_error for what names no class or scope, or is no rate.
Policies with_changes(Policies policies, std::string_view changes);

struct Settings {
  Policies policies = delivered_policies();
  std::vector<Network> trusted_proxies;
  std::vector<Network> exempt_addresses;
  std::set<std::string> exempt_clients;   // subjects or client ids that are not limited: trusted importers
};
Settings settings(Config& config);

// What a request has taken, and what is left: one line for each scope that counts it.
class Standing {
 public:
  void add(Scope scope, const Rate& rate, const Taken& taken);
  // The scope whose allowance was not enough, if any.
  std::optional<Scope> violated() const { return violated_; }
  std::int64_t wait_s() const;
  // Header values, "" when nothing counts. The allowance of all together is nobody's business.
  std::string policy() const;
  std::string usage() const;
  void forget() { *this = {}; }

 private:
  struct Line {
    Scope scope;
    Rate rate;
    Taken taken;
  };
  std::array<Line, enum_size<Scope>> lines_{};
  std::size_t count_ = 0;
  std::optional<Scope> violated_;
};

class Limiter {
 public:
  explicit Limiter(Settings settings);
  // The number of a class. Throws std::runtime_error when there is none of that name.
  std::size_t class_number(std::string_view name) const;
  // Before anybody knows who calls: the address, then all together.
  void arrive(Standing& standing, std::size_t class_number, const ClientAddress& from, std::int64_t cost, std::int64_t now_ns);
  // Once it is known: person and client, where there are any.
  void identified(Standing& standing, std::size_t class_number, std::string_view person, std::string_view client, std::int64_t cost, std::int64_t now_ns);
  bool exempt(const ClientAddress& from) const { return within(settings_.exempt_addresses, from.address); }
  bool exempt(std::string_view person, std::string_view client) const;
  bool has_exempt_clients() const { return !settings_.exempt_clients.empty(); }
  const std::vector<Network>& trusted_proxies() const { return settings_.trusted_proxies; }

 private:
  struct Class {
    std::string name;
    Rates rates;
    std::array<telemetry::Counter*, enum_size<Scope>> refusals;
  };
  void take(Standing& standing, std::size_t class_number, Scope scope, std::string_view who, std::int64_t cost, std::int64_t now_ns);

  const Settings settings_;
  std::vector<Class> classes_;
  std::array<unsigned char, 16> hash_key_;   // so that nobody can aim at another's slot
  Buckets buckets_;
};

}  // namespace shopper::gateway::throttle
