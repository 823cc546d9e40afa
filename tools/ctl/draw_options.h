// The options that every offline draw has in common: the files, the panel's size, the method with its cap, the seed.
#pragma once

#include <string>

#include "commands.h"
#include "draw_files.h"
#include "selection/sortition/lottery.h"

namespace shopperctl {

// A wrong option, in words.
struct Misuse {
  std::string reason;
};

int whole_number(const std::string& name, const std::string& text, int least, int most);
int whole(Arguments& arguments, const std::string& name, const std::string& fallback, int least, int most);

constexpr int draw_size_max = 1000;

struct DrawChoice {
  std::string respondents, categories;
  DrawShared shared;
  int size = 0;
  bool greedy = false;
  std::string method, seed;   // the seed as given, else 256 random bits
  shopper::sortition::Options options;
};

// Takes these options out; throws Misuse.
void take_choice(Arguments& arguments, DrawChoice& choice);

// Tells why there is no panel, with the smallest change that would make one possible; the exit code.
int no_panel(const DrawInput& input, shopper::sortition::Refusal refusal, bool json, const std::string& language);

}  // namespace shopperctl
