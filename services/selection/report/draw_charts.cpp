#include "selection/report/draw_charts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "platform/render/html.h"
#include "platform/render/svg.h"

namespace shopper::selection {
namespace {

using namespace render;
using sortition::Comparison;
using sortition::FeatureFigures;
using sortition::MethodFigures;

// A phone shows it at nearly this width, so that its texts can be read there.
constexpr double chart_width = 420;

// Told apart without colour as well: Okabe and Ito's colours, each with a dash of its own.
struct Stroke {
  const char* colour;
  const char* dash;
};
constexpr std::array<Stroke, 8> strokes{{{"#000000", ""}, {"#d55e00", "9 4"}, {"#0072b2", "3 3"}, {"#009e73", "12 3 3 3"}, {"#cc79a7", "6 2"}, {"#e69f00", "2 5"}, {"#56b4e9", "14 5"}, {"#666666", "1 3"}}};

std::string stroke_of(std::size_t method) {
  const auto& stroke = strokes[method % strokes.size()];
  return "fill=\"none\" stroke=\"" + std::string(stroke.colour) + "\" stroke-width=\"" + (method == 0 ? "3" : "2") + "\"" + (*stroke.dash ? " stroke-dasharray=\"" + std::string(stroke.dash) + "\"" : "");
}

// The logarithmic scale from one of 1, 2, 5 times a power of ten to another.
struct Scale {
  double low = 0.01, high = 1;
  bool below = false;   // something is less than the lowest
  double share(double chance) const { return chance <= low ? 0 : std::log(chance / low) / std::log(high / low); }
};

double round_below(double value) {
  const double power = std::pow(10, std::floor(std::log10(value) + 1e-9));
  return (value >= 5 * power ? 5 : value >= 2 * power ? 2 : 1) * power;
}

double round_above(double value) {
  const double below = round_below(value), power = std::pow(10, std::floor(std::log10(below) + 1e-9));
  return below >= value * 0.999 ? below : below < 1.5 * power ? 2 * power : below < 3 * power ? 5 * power : 10 * power;
}

Scale scale_for(const Comparison& comparison) {
  double lowest = 1, lowest_fair = 1, highest = 0;
  bool none = false;
  for (const auto& figures : comparison.methods)
    for (const auto& step : figures.curve) {
      highest = std::max(highest, step.chance);
      none |= step.chance <= 0;
      if (step.chance <= 0) continue;
      lowest = std::min(lowest, step.chance);
      if (figures.method) lowest_fair = std::min(lowest_fair, step.chance);
    }
  Scale scale;
  // Greedy's lowest chances may be as low as one draw of thousands; a decade below the others is enough to see that they are low.
  scale.low = std::max(round_below(lowest * 0.999), round_below(lowest_fair / 10));
  if (none) scale.low = std::min(scale.low, round_below(lowest_fair / 1.5));
  scale.below = none || lowest < scale.low;
  scale.high = std::min(1.0, round_above(std::max(highest, 2 * scale.low)));
  return scale;
}

std::vector<double> ticks_of(const Scale& scale) {
  std::vector<double> ticks;
  const bool decades_only = scale.high / scale.low > 3000;
  for (double power = std::pow(10, std::floor(std::log10(scale.low))); power <= scale.high; power *= 10)
    for (const double step : {1.0, 2.0, 5.0})
      if ((step == 1 || !decades_only) && power * step >= scale.low * 0.999 && power * step <= scale.high * 1.001) ticks.push_back(power * step);
  return ticks;
}

std::string bar(const Span& scale, double share, double y, const char* kind, const std::string& told) {
  const double a = scale.at(0), b = scale.at(share);
  return "<rect class=\"" + std::string(kind) + "\" x=\"" + number(std::min(a, b)) + "\" y=\"" + number(y) + "\" width=\"" + number(std::abs(b - a)) + "\" height=\"12\"><title>" + escaped(told) + "</title></rect>";
}

}  // namespace

std::vector<bool> hidden_values(const FeatureFigures& feature) {
  std::vector<long> counts;
  for (const auto& value : feature.values) counts.push_back(value.people);
  return procedure::hidden_cells(counts);
}

std::string percent_of(double chance) {
  std::array<char, 32> out{};
  // Nearly certain is not certain.
  const double percents = chance < 1 - 1e-7 ? std::min(99.9, 100 * chance) : 100;
  std::snprintf(out.data(), out.size(), "%.3g%%", percents);
  return out.data();
}

std::string chance_chart(const Comparison& comparison, double mean_chance, const std::string& language, const std::string& caption) {
  const bool rtl = language == "ar";
  constexpr double height = 340, side = 58, end = 18, top = 34, bottom = 50;
  const auto across = rtl ? Span{chart_width - side, end} : Span{side, chart_width - end};
  const Span up{height - bottom, top};
  const auto scale = scale_for(comparison);
  std::string svg = open_svg(chart_width, height, caption);
  const double axis_x = rtl ? chart_width - 4 : 4;
  const char* outer = rtl ? "end" : "start";
  svg += text(axis_x, 16, outer, rtl ? "فرصة المقعد (مقياس لوغاريتمي)" : "chance of a seat (logarithmic scale)");
  for (const double tick : ticks_of(scale)) {
    const double y = up.at(scale.share(tick));
    svg += line(across.from, y, across.to, y, "grid");
    const bool at_edge = scale.below && scale.share(tick) < 1e-9;
    svg += text(axis_x, y + 5, outer, (at_edge ? "≤ " : "") + percent_of(tick), "tick");
  }
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    svg += line(across.at(tick), up.from, across.at(tick), up.to, "grid");
    svg += text(across.at(tick), height - bottom + 20, "middle", percent(tick), "tick");
  }
  svg += text(chart_width / 2, height - 8, "middle", rtl ? "المتقدمون، الأدنى فرصة أولاً" : "candidates, lowest chance first");
  const double mean_y = up.at(scale.share(mean_chance));
  svg += line(across.from, mean_y, across.to, mean_y, "mean-line") + text(across.at(0.01), mean_y - 5, rtl ? "end" : "start", "k/n", "tick");
  // The chosen method last: above the others.
  for (std::size_t i = comparison.methods.size(); i-- > 0;) {
    const auto& figures = comparison.methods[i];
    if (figures.curve.empty()) continue;
    std::string path = "M" + number(across.at(0)) + " " + number(up.at(scale.share(figures.curve[0].chance)));
    for (const auto& [share, chance] : figures.curve) path += "V" + number(up.at(scale.share(chance))) + "H" + number(across.at(share));
    svg += "<path " + stroke_of(i) + " d=\"" + path + "\"/>";
  }
  return svg + "</svg>";
}

std::string legend_line(std::size_t method) {
  return "<svg class=\"key\" aria-hidden=\"true\" viewBox=\"0 0 48 12\" xmlns=\"http://www.w3.org/2000/svg\"><path " + stroke_of(method) + " d=\"M0 6H48\"/></svg>";
}

std::string quota_chart(const FeatureFigures& feature, const std::vector<double>& shares, long candidates, int seats, const std::string& language, const std::string& caption) {
  const bool rtl = language == "ar";
  constexpr double row_height = 62, margin = 12, axis = 24;
  constexpr std::size_t label_characters = 44;
  const auto hidden = hidden_values(feature);
  double most = 0.1;
  for (std::size_t v = 0; v < feature.values.size(); ++v) {
    const auto& value = feature.values[v];
    if (!hidden[v]) most = std::max({most, static_cast<double>(value.people) / static_cast<double>(candidates), shares.empty() ? 0 : shares[v]});
    if (value.quota) most = std::max(most, static_cast<double>(value.quota->max) / seats);
  }
  most = std::min(1.0, std::ceil(most * 10 - 1e-9) / 10);
  // Room for the numbers at the ends of the bars.
  const auto scale = rtl ? Span{chart_width - margin, margin + 40} : Span{margin, chart_width - margin - 40};
  const auto at = [&](double share) { return share / most; };
  const char* inner = rtl ? "end" : "start";
  const auto beside = [&](double share) { return scale.at(at(share)) + (rtl ? -6 : 6); };
  const double height = row_height * static_cast<double>(feature.values.size()) + axis;
  std::string svg = open_svg(chart_width, height, caption);
  for (int tick = 0; tick <= 2; ++tick) {
    const double x = scale.at(tick / 2.0);
    svg += line(x, 2, x, height - axis, "grid") + text(x, height - 6, tick == 0 ? (rtl ? "end" : "start") : "middle", percent(most * tick / 2), "tick");
  }
  double y = 16;
  for (std::size_t v = 0; v < feature.values.size(); ++v, y += row_height) {
    const auto& value = feature.values[v];
    const auto name = value.name.empty() ? std::string(rtl ? "بلا حصة" : "without a quota") : value.name;
    svg += text(scale.from, y, rtl ? "end" : "start", shortened(name, label_characters));
    if (hidden[v]) {
      svg += text(beside(0), y + 18, inner, value.people < procedure::smallest_cell ? "<5" : rtl ? "محجوب حماية لغيره" : "hidden to protect another", "tick");
    } else {
      const double pool = static_cast<double>(value.people) / static_cast<double>(candidates);
      svg += bar(scale, at(pool), y + 5, "pool", percent_of(pool)) + text(beside(pool), y + 15, inner, percent(pool), "tick");
      if (!shares.empty()) svg += bar(scale, at(shares[v]), y + 18, "panel", percent_of(shares[v])) + text(beside(shares[v]), y + 28, inner, percent(shares[v]), "tick");
    }
    if (!value.quota) continue;
    const double from = scale.at(at(static_cast<double>(value.quota->min) / seats)), to = scale.at(at(static_cast<double>(value.quota->max) / seats)), level = y + 35;
    svg += line(from, level, to, level, "bracket") + line(from, level - 4, from, level + 4, "bracket") + line(to, level - 4, to, level + 4, "bracket");
  }
  return svg + "</svg>";
}

}  // namespace shopper::selection
