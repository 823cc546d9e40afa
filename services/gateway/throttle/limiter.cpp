#include "gateway/throttle/limiter.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace shopper::gateway::throttle {

namespace {

constexpr std::int64_t quota_max = 10'000'000, window_max_s = 86'400;

std::int64_t seconds_up(std::int64_t ns) { return (ns + second_ns - 1) / second_ns; }

Rates rates(std::optional<Rate> person, std::optional<Rate> client, std::optional<Rate> address, std::optional<Rate> global) { return {person, client, address, global}; }

std::vector<std::string_view> split(std::string_view list, char separator) {
  std::vector<std::string_view> parts;
  while (!list.empty()) {
    const auto end = list.find(separator);
    if (end != 0) parts.push_back(list.substr(0, end));
    list = end == std::string_view::npos ? std::string_view{} : list.substr(end + 1);
  }
  return parts;
}

// "600/60": the quota and the window in seconds; "off": no limit. False for anything else.
bool read_rate(std::string_view text, std::optional<Rate>& out) {
  out.reset();
  if (text == "off") return true;
  Rate rate;
  const auto* const end = text.data() + text.size();
  const auto quota = std::from_chars(text.data(), end, rate.quota);
  if (quota.ec != std::errc{} || quota.ptr == end || *quota.ptr != '/') return false;
  const auto window = std::from_chars(quota.ptr + 1, end, rate.window_s);
  if (window.ec != std::errc{} || window.ptr != end) return false;
  if (rate.quota < 1 || rate.quota > quota_max || rate.window_s < 1 || rate.window_s > window_max_s) return false;
  out = rate;
  return true;
}

}  // namespace

Policies delivered_policies() {
  return {
      // What people do once they are signed in.
      {"general", rates(Rate{1'200, 60}, Rate{6'000, 60}, Rate{6'000, 60}, Rate{300'000, 60})},
      // What anybody may ask without signing in, and addresses at which there is nothing.
      {"open", rates(Rate{600, 60}, Rate{6'000, 60}, Rate{600, 60}, Rate{60'000, 60})},
      // Reports, draws, exports: much work for one request.
      {"costly", rates(Rate{60, 60}, Rate{120, 60}, Rate{120, 60}, Rate{1'200, 60})},
      // What anybody may write without signing in.
      {"form", rates(Rate{10, 3'600}, Rate{100, 3'600}, Rate{20, 3'600}, Rate{3'600, 3'600})},
      // Passwords, codes, registrations: whatever can be guessed by trying.
      {"sign_in", rates(Rate{20, 300}, Rate{600, 60}, Rate{30, 300}, Rate{6'000, 60})},
  };
}

Policies with_changes(Policies policies, std::string_view changes) {
  for (const auto change : split(changes, ',')) {
    const auto dot = change.find('.');
    const auto equals = change.find('=');
    const bool shaped = dot != std::string_view::npos && equals != std::string_view::npos && dot < equals;
    const auto found = policies.find(std::string(shaped ? change.substr(0, dot) : ""));
    const auto scope = enum_from<Scope>(shaped ? change.substr(dot + 1, equals - dot - 1) : "");
    if (found == policies.end() || !scope || !read_rate(change.substr(equals + 1), found->second[static_cast<std::size_t>(*scope)]))
      throw std::runtime_error("SHOPPER_RATE_LIMITS: '" + std::string(change) + "' is not <class>.<person|client|address|global>=<requests>/<seconds> or =off");
  }
  return policies;
}

Settings settings(Config& config) {
  Settings out;
  out.policies = with_changes(out.policies, config.text("SHOPPER_RATE_LIMITS", "", "changes to the rate limits: <class>.<scope>=<requests>/<seconds> or =off, comma-separated"));
  out.trusted_proxies = parse_networks(config.text("SHOPPER_TRUSTED_PROXIES", "", "networks whose X-Forwarded-For and X-Forwarded-Proto are believed, comma-separated"));
  out.exempt_addresses = parse_networks(config.text("SHOPPER_RATE_EXEMPT_ADDRESSES", "", "networks that no rate limit holds for, comma-separated"));
  for (const auto client : split(config.text("SHOPPER_RATE_EXEMPT_CLIENTS", "", "subjects and client ids that no rate limit holds for, comma-separated"), ',')) out.exempt_clients.emplace(client);
  return out;
}

void Standing::add(Scope scope, const Rate& rate, const Taken& taken) {
  lines_[count_++] = {scope, rate, taken};
  if (!taken.allowed) violated_ = scope;
}

std::int64_t Standing::wait_s() const {
  std::int64_t wait_ns = 0;
  for (std::size_t i = 0; i < count_; ++i) wait_ns = std::max(wait_ns, lines_[i].taken.wait_ns);
  return std::max<std::int64_t>(1, seconds_up(wait_ns));
}

std::string Standing::policy() const {
  std::string text;
  for (std::size_t i = 0; i < count_; ++i)
    if (const auto& line = lines_[i]; line.scope != Scope::global)
      text.append(text.empty() ? "\"" : ", \"").append(to_string(line.scope)).append("\";q=").append(std::to_string(line.rate.quota)).append(";w=").append(std::to_string(line.rate.window_s));
  return text;
}

std::string Standing::usage() const {
  std::string text;
  for (std::size_t i = 0; i < count_; ++i)
    if (const auto& line = lines_[i]; line.scope != Scope::global)
      text.append(text.empty() ? "\"" : ", \"").append(to_string(line.scope)).append("\";r=").append(std::to_string(line.taken.remaining)).append(";t=")
          .append(std::to_string(seconds_up(line.taken.allowed ? line.taken.reset_ns : line.taken.wait_ns)));
  return text;
}

Limiter::Limiter(Settings settings) : settings_(std::move(settings)) {
  randombytes_buf(hash_key_.data(), hash_key_.size());
  for (const auto& [name, rates] : settings_.policies) {
    Class one{name, rates, {}};
    for (const auto scope : enum_values<Scope>())
      one.refusals[static_cast<std::size_t>(scope)] =
          &telemetry::counter("shopper_rate_limited_total", "Requests refused because an allowance was used up.", {{"class", name}, {"scope", std::string(to_string(scope))}});
    classes_.push_back(std::move(one));
  }
}

std::size_t Limiter::class_number(std::string_view name) const {
  const auto found = std::find_if(classes_.begin(), classes_.end(), [&](const Class& one) { return one.name == name; });
  if (found == classes_.end()) throw std::runtime_error("there is no rate class " + std::string(name));
  return static_cast<std::size_t>(found - classes_.begin());
}

void Limiter::take(Standing& standing, std::size_t class_number, Scope scope, std::string_view who, std::int64_t cost, std::int64_t now_ns) {
  const auto& rate = classes_[class_number].rates[static_cast<std::size_t>(scope)];
  if (!rate) return;
  static_assert(crypto_shorthash_KEYBYTES == 16 && crypto_shorthash_BYTES == 8);
  unsigned char named[2 + 256];
  const auto size = std::min(who.size(), sizeof named - 2);
  named[0] = static_cast<unsigned char>(class_number);
  named[1] = static_cast<unsigned char>(scope);
  std::memcpy(named + 2, who.data(), size);
  std::uint64_t key = 0;
  crypto_shorthash(reinterpret_cast<unsigned char*>(&key), named, size + 2, hash_key_.data());
  const auto taken = buckets_.take(key, *rate, cost, now_ns);
  if (!taken.allowed) classes_[class_number].refusals[static_cast<std::size_t>(scope)]->add();
  standing.add(scope, *rate, taken);
}

void Limiter::arrive(Standing& standing, std::size_t class_number, const ClientAddress& from, std::int64_t cost, std::int64_t now_ns) {
  // An IPv6 customer has a /64 of his own: addresses within it are one.
  const std::string_view who(reinterpret_cast<const char*>(from.address.bytes.data()), from.address.v6 ? 8 : 4);
  take(standing, class_number, Scope::address, who, cost, now_ns);
  if (!standing.violated()) take(standing, class_number, Scope::global, "", cost, now_ns);
}

void Limiter::identified(Standing& standing, std::size_t class_number, std::string_view person, std::string_view client, std::int64_t cost, std::int64_t now_ns) {
  if (!person.empty()) take(standing, class_number, Scope::person, person, cost, now_ns);
  if (!client.empty() && !standing.violated()) take(standing, class_number, Scope::client, client, cost, now_ns);
}

bool Limiter::exempt(std::string_view person, std::string_view client) const {
  const auto named = [&](std::string_view who) { return !who.empty() && settings_.exempt_clients.contains(std::string(who)); };
  return !settings_.exempt_clients.empty() && (named(person) || named(client));
}

}  // namespace shopper::gateway::throttle
