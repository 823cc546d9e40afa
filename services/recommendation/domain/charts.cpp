#include "recommendation/domain/charts.h"

#include "platform/render/svg.h"

namespace shopper::recommendation {
namespace {

using namespace render;

constexpr double chart_width = 720, label_width = 280, row_height = 22, margin = 28;

// How much of a label fits beside the chart.
constexpr std::size_t label_characters = 40;

}  // namespace

std::string interval_chart(const std::vector<ScoreCell>& cells, const std::string& language, const std::string& caption) {
  const bool rtl = language == "ar";
  // In Arabic the labels stand at the right and the scale grows to the left.
  const auto scale = rtl ? Span{chart_width - label_width, margin} : Span{label_width, chart_width - margin};
  const auto x_of = [&](double share) { return scale.at(share); };
  const double label_x = rtl ? chart_width - label_width + 10 : label_width - 10;
  const char* label_anchor = rtl ? "start" : "end";
  const double height = margin * 2 + row_height * static_cast<double>(cells.size());
  std::string svg = open_svg(chart_width, height, caption);
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    svg += line(x_of(tick), margin, x_of(tick), height - margin, "grid");
    svg += text(x_of(tick), height - 8, "middle", percent(tick), "tick");
  }
  double y = margin + row_height / 2;
  for (const auto& cell : cells) {
    svg += text(label_x, y + 4, label_anchor, shortened(cell.label.in(language), label_characters));
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
  const auto count = static_cast<double>(trends.items.size());
  const auto scale = rtl ? Span{chart_width - left, right} : Span{left, chart_width - right};
  const auto x_of = [&](std::size_t i) { return scale.at(count > 1 ? static_cast<double>(i) / (count - 1) : 0.5); };
  const auto y_of = [&](double share) { return height - margin - share * (height - 2 * margin); };
  std::string svg = open_svg(chart_width, height, caption);
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
