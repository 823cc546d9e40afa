// The parts charts are made of: text as text, a title for whoever does not see, mirrored for Arabic.
#pragma once

#include <string>

namespace shopper::render {

// A line of the chart, from the scale's 0 to its 1: given from the right, the scale grows to the left.
struct Span {
  double from = 0, to = 0;
  double at(double share) const { return from + share * (to - from); }
};

// One decimal: finer than anybody sees.
std::string number(double value);
std::string percent(double share);   // whole

// With direction="ltr" on the chart, start and end mean left and right in both languages. Closed by "</svg>".
std::string open_svg(double width, double height, const std::string& caption);
std::string line(double x1, double y1, double x2, double y2, const std::string& kind);
std::string text(double x, double y, const std::string& anchor, const std::string& content, const std::string& kind = "label");
// At most so many characters, by code points.
std::string shortened(const std::string& label, std::size_t characters_max);

}  // namespace shopper::render
