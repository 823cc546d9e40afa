#include "log_verify.h"

#include <fstream>
#include <iostream>

#include "platform/log/line.h"

namespace shopperctl {

namespace log = shopper::log;

const char* log_usage =
    "  log verify [FILE|-]...                    which lines of the processes' logs are no longer what was written, by their checksums\n";

namespace {

constexpr std::size_t damages_told_max = 100;

const char* words_for(log::LineState state) {
  switch (state) {
    case log::LineState::sound: return "as it was written";
    case log::LineState::changed: return "changed: the checksum is another's";
    case log::LineState::cut: return "cut short: its end is missing";
    case log::LineState::unchecked: return "no line of the log: there is no checksum";
  }
  return "";
}

class Findings {
 public:
  // False when the file cannot be read to its end.
  bool look_at(const std::string& file, std::istream& lines) {
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      const auto state = log::state_of(line);
      if (state != log::LineState::sound && ++damaged_ <= damages_told_max) told_.push_back({{"file", file}, {"line", number}, {"what", words_for(state)}});
    }
    lines_ += number;
    return lines.eof() && !lines.bad();
  }
  int tell(bool as_json) const {
    if (as_json) {
      std::cout << Json{{"sound", damaged_ == 0}, {"lines", lines_}, {"damaged", damaged_}, {"findings", told_}}.dump(-1, ' ', false, Json::error_handler_t::replace) << "\n";
    } else {
      for (const auto& finding : told_) std::cout << finding["file"].get<std::string>() << ": line " << finding["line"] << ": " << finding["what"].get<std::string>() << "\n";
      if (damaged_ > told_.size()) std::cout << "and " << damaged_ - told_.size() << " more\n";
      std::cout << lines_ << " lines, " << (damaged_ == 0 ? "all sound" : std::to_string(damaged_) + " damaged") << "\n";
    }
    return damaged_ == 0 ? 0 : 1;
  }

 private:
  std::size_t lines_ = 0, damaged_ = 0;
  Json told_ = Json::array();
};

}  // namespace

int log_verify(Arguments arguments) {
  if (!arguments.options.empty()) {
    std::cerr << "usage: shopperctl\n" << log_usage;
    return 2;
  }
  std::vector<std::string> files(arguments.words.begin() + 2, arguments.words.end());
  if (files.empty()) files.push_back("-");
  Findings findings;
  for (const auto& name : files) {
    std::ifstream file;
    if (name != "-") file.open(name, std::ios::binary);
    if (!findings.look_at(name, name == "-" ? std::cin : file)) {
      std::cerr << name << " cannot be read\n";
      return 3;
    }
  }
  return findings.tell(arguments.json);
}

}  // namespace shopperctl
