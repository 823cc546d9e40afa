#include "draw_options.h"

#include <algorithm>

#include "platform/crypto/hash.h"
#include "selection/procedure/proof.h"
#include "selection/procedure/reserve.h"

namespace shopperctl {

namespace sortition = shopper::sortition;

namespace {

std::string random_seed() {
  const auto key = shopper::crypto::random_key();
  return shopper::crypto::hex({reinterpret_cast<const char*>(key.data()), key.size()});
}

}  // namespace

int whole_number(const std::string& name, const std::string& text, int least, int most) {
  const int value = wrong_integer(text).empty() && !text.empty() ? std::atoi(text.c_str()) : -1;
  if (value < least || value > most) throw Misuse{"--" + name + " must be a whole number from " + std::to_string(least) + " to " + std::to_string(most)};
  return value;
}

int whole(Arguments& arguments, const std::string& name, const std::string& fallback, int least, int most) { return whole_number(name, arguments.take(name, fallback), least, most); }

void take_choice(Arguments& arguments, DrawChoice& choice) {
  choice.respondents = arguments.take("respondents");
  choice.categories = arguments.take("categories");
  choice.shared.household = arguments.take("household");
  choice.shared.employer = arguments.take("employer");
  if (choice.respondents.empty() || choice.categories.empty()) throw Misuse{"--respondents and --categories are needed"};
  choice.size = whole(arguments, "size", "", 1, draw_size_max);
  const auto employer_max = arguments.take("employer-max");
  if (choice.shared.employer.empty() != employer_max.empty()) throw Misuse{"--employer and --employer-max are given together"};
  if (!employer_max.empty()) choice.shared.employer_max = whole_number("employer-max", employer_max, 1, draw_size_max);
  choice.method = arguments.take("method", "leximin");
  choice.greedy = choice.method == "greedy";
  const auto method = shopper::selection::procedure::method_named(choice.method);
  if (!method && !choice.greedy) throw Misuse{"--method is one of leximin, maximin, nash, goldilocks, greedy, not: " + choice.method};
  if (method) choice.options.method = *method;
  const auto cap = arguments.take("cap", "auto");
  if (cap == "off") choice.options.cap.kind = sortition::Cap::Kind::off;
  else if (cap != "auto") {
    char* end = nullptr;
    choice.options.cap = {sortition::Cap::Kind::fixed, std::strtod(cap.c_str(), &end)};
    if (*end || !(choice.options.cap.level >= 1)) throw Misuse{"--cap is auto, off, or how many times k/n a chance may be at most (1 or more), not: " + cap};
  }
  choice.seed = arguments.take("seed");
  if (choice.seed.empty()) choice.seed = random_seed();
  if (choice.seed.size() > 128 || !std::all_of(choice.seed.begin(), choice.seed.end(), [](unsigned char c) { return std::isxdigit(c); })) throw Misuse{"--seed is up to 128 hexadecimal digits"};
  choice.options.seed = shopper::selection::procedure::seed_of("shopper draw seed " + choice.seed);   // seeds of different length are different seeds
}

}  // namespace shopperctl
