#include "platform/config/config.h"

#include <charconv>
#include <cstring>
#include <stdexcept>

extern char** environ;

namespace shopper {

Config::Config() {
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view line(*entry);
    const auto equals = line.find('=');
    if (line.starts_with("SHOPPER_") && equals != std::string_view::npos) values_.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
}

Config::Config(std::map<std::string, std::string> values) : values_(std::move(values)) {}

std::string Config::text(const std::string& name, const std::string& fallback, const std::string& meaning) {
  const auto found = values_.find(name);
  const auto value = found == values_.end() || found->second.empty() ? fallback : found->second;
  declared_[name] = {value, meaning};
  return value;
}

std::string Config::required(const std::string& name, const std::string& meaning) {
  auto value = text(name, "", meaning);
  if (value.empty()) throw std::runtime_error(name + " must be set: " + meaning);
  return value;
}

int Config::number(const std::string& name, int fallback, int low, int high, const std::string& meaning) {
  const auto value = text(name, std::to_string(fallback), meaning);
  int parsed = 0;
  const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), parsed);
  if (failure != std::errc{} || end != value.data() + value.size() || parsed < low || parsed > high)
    throw std::runtime_error(name + " must be a whole number from " + std::to_string(low) + " to " + std::to_string(high) + ", not: " + value);
  return parsed;
}

void Config::check() const {
  std::string unknown;
  for (const auto& [name, value] : values_)
    if (!declared_.contains(name)) unknown += (unknown.empty() ? "" : ", ") + name;
  if (!unknown.empty()) throw std::runtime_error("unknown settings: " + unknown);
}

std::string Config::describe() const {
  std::string text;
  for (const auto& [name, setting] : declared_) text += name + "=" + setting.value + "   # " + setting.meaning + "\n";
  return text;
}

}  // namespace shopper
