#include "platform/render/svg.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "platform/render/html.h"

namespace shopper::render {

std::string number(double value) {
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%.1f", value);
  return out.data();
}
std::string percent(double share) { return std::to_string(static_cast<int>(std::lround(share * 100))) + "%"; }

std::string open_svg(double width, double height, const std::string& caption) {
  return "<svg role=\"img\" aria-label=\"" + escaped(caption) + "\" direction=\"ltr\" viewBox=\"0 0 " + number(width) + " " + number(height) + "\" xmlns=\"http://www.w3.org/2000/svg\"><title>" + escaped(caption) + "</title>";
}
std::string line(double x1, double y1, double x2, double y2, const std::string& kind) {
  return "<line class=\"" + kind + "\" x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) + "\" y2=\"" + number(y2) + "\"/>";
}
std::string text(double x, double y, const std::string& anchor, const std::string& content, const std::string& kind) {
  return "<text class=\"" + kind + "\" x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\">" + escaped(content) + "</text>";
}

std::string shortened(const std::string& label, std::size_t characters_max) {
  std::size_t characters = 0, bytes = 0;
  while (bytes < label.size()) {
    if ((static_cast<unsigned char>(label[bytes]) & 0xc0) != 0x80 && characters++ == characters_max) return label.substr(0, bytes) + "…";
    ++bytes;
  }
  return label;
}

}  // namespace shopper::render
