// Settings from environment variables SHOPPER_*. Each is declared once, with its default and meaning; an unknown SHOPPER_* is an error,
// because a misspelt setting must not be ignored in silence.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace shopper {

class Config {
 public:
  // Reads the process environment.
  Config();
  // For tests: exactly these values.
  explicit Config(std::map<std::string, std::string> values);

  // The value, or `fallback`. Declares the setting for `check` and `describe`.
  std::string text(const std::string& name, const std::string& fallback, const std::string& meaning);
  // Throws std::runtime_error when it is not set.
  std::string required(const std::string& name, const std::string& meaning);
  // Throws std::runtime_error when it is not a whole number in [low, high].
  int number(const std::string& name, int fallback, int low, int high, const std::string& meaning);

  // Throws std::runtime_error naming every SHOPPER_* variable nobody declared.
  void check() const;
  // "NAME=value   # meaning" lines, for --print-config. Settings hold paths of secrets, never secrets.
  std::string describe() const;

 private:
  struct Setting {
    std::string value, meaning;
  };
  std::map<std::string, std::string> values_;
  std::map<std::string, Setting> declared_;
};

}  // namespace shopper
