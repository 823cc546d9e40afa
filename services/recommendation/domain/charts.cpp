#include "recommendation/domain/charts.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace shopper::recommendation {
namespace {

constexpr double chart_width = 720, label_width = 280, row_height = 22, margin = 28;

std::string number(double value) {
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%.1f", value);
  return out.data();
}
std::string percent(double share) { return std::to_string(static_cast<int>(std::lround(share * 100))) + "%"; }

std::string line(double x1, double y1, double x2, double y2, const char* kind) {
  return "<line class=\"" + std::string(kind) + "\" x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) + "\" y2=\"" + number(y2) + "\"/>";
}
std::string text(double x, double y, const char* anchor, const std::string& content, const char* kind = "label") {
  return "<text class=\"" + std::string(kind) + "\" x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\">" + escaped(content) + "</text>";
}
std::string open(double height, const std::string& caption) {
  return "<svg role=\"img\" direction=\"ltr\" viewBox=\"0 0 " + number(chart_width) + " " + number(height) + "\" xmlns=\"http://www.w3.org/2000/svg\"><title>" + escaped(caption) + "</title>";
}

// SVG text has a direction of its own; with direction="ltr" on the chart, start and end mean left and right in both languages.
std::string shortened(const std::string& label) {
  constexpr std::size_t limit = 40;
  std::size_t characters = 0, bytes = 0;
  while (bytes < label.size()) {
    if ((static_cast<unsigned char>(label[bytes]) & 0xc0) != 0x80 && characters++ == limit) return label.substr(0, bytes) + "…";
    ++bytes;
  }
  return label;
}

}  // namespace

std::string escaped(const std::string& raw) {
  std::string out;
  for (const char c : raw) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  return out;
}

std::string interval_chart(const std::vector<ScoreCell>& cells, const std::string& language, const std::string& caption) {
  const bool rtl = language == "ar";
  const double plot = chart_width - label_width - margin;
  // In Arabic the labels stand at the right and the scale grows to the left.
  const auto x_of = [&](double share) { return rtl ? chart_width - label_width - share * plot : label_width + share * plot; };
  const double label_x = rtl ? chart_width - label_width + 10 : label_width - 10;
  const char* label_anchor = rtl ? "start" : "end";
  const double height = margin * 2 + row_height * static_cast<double>(cells.size());
  std::string svg = open(height, caption);
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    svg += line(x_of(tick), margin, x_of(tick), height - margin, "grid");
    svg += text(x_of(tick), height - 8, "middle", percent(tick), "tick");
  }
  double y = margin + row_height / 2;
  for (const auto& cell : cells) {
    svg += text(label_x, y + 4, label_anchor, shortened(cell.label.in(language)));
    if (cell.score) {
      svg += line(x_of(*cell.low), y, x_of(*cell.high), y, "interval");
      svg += "<circle class=\"mean\" cx=\"" + number(x_of(*cell.score)) + "\" cy=\"" + number(y) + "\" r=\"4.5\"><title>" + percent(*cell.score) + " (" +
             percent(*cell.low) + "–" + percent(*cell.high) + "), n = " + std::to_string(cell.n) + "</title></circle>";
    } else {
      svg += text(x_of(0.5), y + 4, "middle", rtl ? "محجوب: n = " + std::to_string(cell.n) : "suppressed: n = " + std::to_string(cell.n), "tick");
    }
    y += row_height;
  }
  return svg + "</svg>";
}

std::string trend_chart(const Trends& trends, const std::string& language, const std::string& caption) {
  const bool rtl = language == "ar";
  constexpr double height = 220, left = 50, right = 20;
  const double plot = chart_width - left - right;
  const auto count = static_cast<double>(trends.items.size());
  const auto x_of = [&](std::size_t i) {
    const double share = count > 1 ? static_cast<double>(i) / (count - 1) : 0.5;
    return rtl ? chart_width - left - share * plot : left + share * plot;
  };
  const auto y_of = [&](double share) { return height - margin - share * (height - 2 * margin); };
  std::string svg = open(height, caption);
  for (const double tick : {0.0, 0.5, 1.0}) {
    svg += line(left, y_of(tick), chart_width - left, y_of(tick), "grid");
    svg += text(rtl ? chart_width - 8 : 8, y_of(tick) + 4, rtl ? "end" : "start", percent(tick), "tick");
  }
  for (const auto& limit : {trends.centre, trends.lower_limit, trends.upper_limit})
    if (limit) svg += line(left, y_of(*limit), chart_width - left, y_of(*limit), "limit");
  std::string path;
  for (std::size_t i = 0; i < trends.items.size(); ++i) {
    const auto& point = trends.items[i];
    svg += text(x_of(i), height - 8, "middle", point.month, "tick");
    if (!point.cell.score) continue;
    path += (path.empty() ? "M" : "L") + number(x_of(i)) + " " + number(y_of(*point.cell.score));
    svg += line(x_of(i), y_of(*point.cell.low), x_of(i), y_of(*point.cell.high), "interval");
    svg += "<circle class=\"mean\" cx=\"" + number(x_of(i)) + "\" cy=\"" + number(y_of(*point.cell.score)) + "\" r=\"4.5\"><title>" + point.month + ": " +
           percent(*point.cell.score) + ", n = " + std::to_string(point.cell.n) + "</title></circle>";
  }
  if (!path.empty()) svg += "<path class=\"trend\" d=\"" + path + "\"/>";
  return svg + "</svg>";
}

}  // namespace shopper::recommendation
