#include "selection/report/draw_report.h"

#include <array>
#include <cstdio>

#include "platform/render/html.h"
#include "selection/report/draw_charts.h"
#include "selection/report/words.h"

namespace shopper::selection {
namespace {

using render::escaped;
using sortition::MethodFigures;

constexpr const char* style = R"css(
figure{margin:.5rem 0}figcaption{color:var(--soft);font-size:.92rem}figure>svg{max-inline-size:36rem;margin:0}
svg text{unicode-bidi:plaintext}.label{font-size:14px}.tick{font-size:12.5px}.mean-line{stroke:#1b2430;stroke-width:1;stroke-dasharray:1 4}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;margin-block:.5rem;font-size:.92rem}
.legend svg,.legend .swatch{inline-size:3rem;block-size:.75rem;margin:0;margin-inline-end:.4rem;display:inline-block;vertical-align:middle}
.pool{fill:#9aa8b8}.panel{fill:#7a1535}.bracket{stroke:#1b2430;stroke-width:2}.swatch.pool{background:#9aa8b8}.swatch.panel{background:#7a1535}
.swatch.quota{border:2px solid #1b2430;border-block-start:0;block-size:.4rem}.swatch{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.features{columns:22rem 2;column-gap:2rem}.features section{break-inside:avoid}h3{margin-block:1.2rem .2rem}
th.n{white-space:normal}th[scope=row]{min-inline-size:7rem}tr.chosen th,tr.chosen td{font-weight:700;background:#f7f1f3}blockquote{margin:0;padding-inline-start:1rem;border-inline-start:3px solid var(--brand);white-space:pre-line}
.figure{white-space:nowrap}code{overflow-wrap:anywhere}@media(max-width:30rem){main{padding:1rem}.tiles{gap:.5rem}.tiles li{min-inline-size:6.5rem;padding:.4rem .7rem}.tiles b{font-size:1.2rem}}
@media print{.wide{overflow:visible}table{font-size:.75rem}figure{break-inside:avoid}}
)css";

std::string fixed(double value, int digits) {
  std::array<char, 40> out{};
  std::snprintf(out.data(), out.size(), "%.*f", digits, value);
  return out.data();
}

// A figure is read from left to right in Arabic too, and in one line.
std::string together(const std::string& figure) { return "<bdi dir=\"ltr\" class=\"figure\">" + figure + "</bdi>"; }
std::string cell(const std::string& content) { return "<td class=\"n\">" + content + "</td>"; }

class Page {
 public:
  Page(const DrawReport& report, const std::string& language) : report_(report), comparison_(report.comparison), language_(language), arabic_(language == "ar") {}

  std::string render() {
    const auto title = say("القرعة: مقارنة طرقها", "The draw: its methods compared");
    html_ = render::page_start(language_, title, style);
    html_ += "<h1>" + title + "</h1>" + render::classification_line(language_, "C2");
    choice();
    chances();
    fairness();
    quotas();
    diversity();
    crossings();
    method_note();
    html_ += render::page_end();
    return std::move(html_);
  }

 private:
  std::string say(const char* ar, const char* en) const { return arabic_ ? ar : en; }
  const MethodFigures& chosen() const { return comparison_.methods.front(); }
  std::string name(const MethodFigures& figures) const { return escaped(method_name(figures).in(language_)); }
  double mean_chance() const { return report_.seats / static_cast<double>(report_.candidates); }

  void tile(const std::string& what, const std::string& value) { html_ += "<li><b>" + value + "</b>" + what + "</li>"; }
  void heading(const std::string& text) { html_ += "<h2>" + text + "</h2>"; }
  void paragraph(const std::string& text, const char* kind = "") { html_ += "<p" + (*kind ? " class=\"" + std::string(kind) + "\"" : "") + ">" + text + "</p>"; }

  // A table that scrolls by itself where the screen is narrow, with the keyboard as well; what it shows is told before it, and does not scroll away.
  void open_told_table(const std::string& caption, const std::vector<std::string>& heads) {
    paragraph(caption, "soft");
    open_table(caption, heads);
  }
  void open_table(const std::string& caption, const std::vector<std::string>& heads) {
    html_ += "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" + caption + "\"><table aria-label=\"" + caption + "\"><thead><tr>";
    for (std::size_t i = 0; i < heads.size(); ++i) html_ += std::string("<th scope=\"col\"") + (i ? " class=\"n\"" : "") + ">" + heads[i] + "</th>";
    html_ += "</tr></thead><tbody>";
  }
  void row(const std::string& head, const std::vector<std::string>& cells, bool marked = false) {
    html_ += (marked ? "<tr class=\"chosen\"><th scope=\"row\">" : "<tr><th scope=\"row\">") + head + "</th>";
    for (const auto& content : cells) html_ += cell(content);
    html_ += "</tr>";
  }
  void close_table() { html_ += "</tbody></table></div>"; }

  std::string marked_name(const MethodFigures& figures) const { return name(figures) + (figures.chosen ? " <span class=\"tag\">" + say("المختارة", "chosen") + "</span>" : ""); }

  void choice() {
    html_ += "<ul class=\"tiles\">";
    tile(say("متقدمون (n)", "Candidates (n)"), std::to_string(report_.candidates));
    tile(say("مقاعد (k)", "Seats (k)"), std::to_string(report_.seats));
    tile(say("متوسط الفرصة (k/n)", "Mean chance (k/n)"), together(percent_of(mean_chance())));
    if (!chosen().refusal) {
      tile(say("أدنى فرصة", "Lowest chance"), together(percent_of(chosen().fairness.lowest)));
      tile(say("أعلى فرصة", "Highest chance"), together(percent_of(chosen().fairness.highest)));
    }
    html_ += "</ul>";
    heading(say("الاختيار", "The choice"));
    auto line = say("الطريقة: ", "Method: ") + "<b>" + name(chosen()) + "</b>. " + say("السقف: ", "Cap: ");
    if (chosen().cap_level > 0) line += together(fixed(chosen().cap_level, 2) + " × k/n = " + percent_of(chosen().cap_level * mean_chance())) + say(" لكل متقدم على الأكثر.", " for anybody, at most.");
    else line += say("بلا.", "none.");
    paragraph(line);
    if (report_.reason.empty()) paragraph(say("لم يُذكر سبب الاختيار.", "No reason was given."), "soft");
    else html_ += "<p>" + say("السبب:", "Reason:") + "</p><blockquote dir=\"auto\">" + escaped(report_.reason) + "</blockquote>";
    paragraph(say("بذرة قائمة اللجان: ", "Seed of the list of panels: ") + "<code dir=\"ltr\">" + escaped(report_.seed) + "</code>");
  }

  void chances() {
    const auto title = say("فرص المتقدمين مرتبة", "The candidates' chances, sorted");
    heading(title);
    html_ += "<figure>" + chance_chart(comparison_, mean_chance(), language_, title) + "<ul class=\"legend\">";
    for (std::size_t i = 0; i < comparison_.methods.size(); ++i)
      html_ += "<li>" + (comparison_.methods[i].curve.empty() ? "" : legend_line(i)) + marked_name(comparison_.methods[i]) +
               (comparison_.methods[i].refusal ? ": " + escaped(refusal_text(*comparison_.methods[i].refusal).in(language_)) : "") + "</li>";
    html_ += "</ul><figcaption>" +
             say("كل خط لطريقة: عند كل نسبة من المتقدمين فرصة صاحب ذلك الترتيب. كلما ارتفع طرفه الأدنى كانت الطريقة أنصف لأقلهم فرصة. الخط المنقط الأفقي هو متوسط الفرصة k/n.",
                 "One line a method: at every share of the candidates, the chance of whoever stands there in the order. The higher its low end, the fairer to those with the least chance. The dotted level is the mean chance k/n.") +
             "</figcaption></figure>";
  }

  std::string certified(const MethodFigures& figures) const {
    if (!figures.method) return say("عيّنة: ", "sampled: ") + std::to_string(figures.draws) + say(" سحب", " draws");
    return figures.certified ? say("نعم", "yes") : say("لا", "no");
  }

  void fairness() {
    heading(say("العدالة", "Fairness"));
    open_told_table(say("أدنى فرصة وأعلاها، ومعامل جيني، والمتوسط الهندسي", "Lowest and highest chance, Gini coefficient, geometric mean"),
               {say("الطريقة", "Method"), say("الأدنى", "Lowest"), say("حدّ الأدنى", "Bound of the lowest"), say("الأعلى", "Highest"), say("جيني", "Gini"), say("المتوسط الهندسي", "Geometric mean"), say("مثبتة", "Certified")});
    for (const auto& figures : comparison_.methods) {
      if (figures.refusal) {
        html_ += "<tr><th scope=\"row\">" + marked_name(figures) + "</th><td colspan=\"6\">" + escaped(refusal_text(*figures.refusal).in(language_)) + "</td></tr>";
        continue;
      }
      const auto& fair = figures.fairness;
      row(marked_name(figures),
          {together(percent_of(fair.lowest)), figures.bound ? together(percent_of(*figures.bound)) : "–", together(percent_of(fair.highest)), together(fixed(fair.gini, 3)), together(percent_of(fair.geometric_mean)), certified(figures)},
          figures.chosen);
    }
    close_table();
    for (const auto& figures : comparison_.methods)
      if (figures.in_no_panel > 0) {
        paragraph(say("لا تترك الحصص مكاناً لبعض المتقدمين، عددهم: ", "For some candidates the quotas leave no place; their number: ") + together(figures.in_no_panel < procedure::smallest_cell ? "&lt;5" : std::to_string(figures.in_no_panel)) + ".", "soft");
        break;
      }
  }

  void quotas() {
    heading(say("الحصص", "Quotas"));
    html_ += "<ul class=\"legend\"><li><span class=\"swatch pool\"></span>" + say("نسبتها بين المتقدمين", "share of the candidates") + "</li>";
    if (!chosen().refusal) html_ += "<li><span class=\"swatch panel\"></span>" + say("نسبتها المتوقعة في اللجنة بالطريقة المختارة", "expected share of the panel, by the method chosen") + "</li>";
    html_ += "<li><span class=\"swatch quota\"></span>" + say("الحصة: الأدنى إلى الأعلى", "quota: least to most") + "</li></ul><div class=\"features\">";
    for (std::size_t f = 0; f < comparison_.features.size(); ++f) {
      const auto& feature = comparison_.features[f];
      const auto shares = chosen().refusal ? std::vector<double>() : chosen().shares[f];
      const auto title = escaped(feature.name);
      html_ += "<section><h3><bdi>" + title + "</bdi></h3><figure>" + quota_chart(feature, shares, report_.candidates, report_.seats, language_, feature.name + say(": المتقدمون واللجنة والحصص", ": candidates, panel and quotas")) +
               "</figure><details><summary>" + say("الأرقام", "Figures") + "</summary>";
      open_table(title, {say("القيمة", "Value"), say("متقدمون", "Candidates"), say("نسبتهم", "Their share"), say("اللجنة", "Panel"), say("المقاعد", "Seats")});
      const auto hidden = hidden_values(feature);
      for (std::size_t v = 0; v < feature.values.size(); ++v) {
        const auto& value = feature.values[v];
        const auto people = !hidden[v] ? std::to_string(value.people) : value.people < procedure::smallest_cell ? "&lt;5" : "·";
        row("<span dir=\"auto\">" + (value.name.empty() ? say("بلا حصة", "without a quota") : escaped(value.name)) + "</span>",
            {together(people), hidden[v] ? "·" : together(percent_of(static_cast<double>(value.people) / static_cast<double>(report_.candidates))), hidden[v] || shares.empty() ? "·" : together(percent_of(shares[v])),
             value.quota ? together(std::to_string(value.quota->min) + "–" + std::to_string(value.quota->max)) : "–"});
      }
      close_table();
      html_ += "</details></section>";
    }
    html_ += "</div>";
    paragraph(together("&lt;5") + say(": أقل من خمسة متقدمين؛ لا يُعرض عددهم، ولا عدد آخر يُستنتج منه (·).", ": fewer than five candidates; neither their number is shown nor another from which it could be worked out (·)."), "soft");
  }

  void diversity() {
    heading(say("التنوع", "Diversity"));
    std::vector<std::string> heads{say("مؤشر بلاو", "Blau index")};
    for (const auto& feature : comparison_.features) heads.push_back("<span dir=\"auto\">" + escaped(feature.name) + "</span>");
    open_told_table(say("مؤشر بلاو للّجنة المتوقعة: احتمال أن يختلف شخصان يؤخذان عشوائياً (0: الكل سواء)", "Blau's index of the panel to be expected: the chance that two people taken at random differ (0: all alike)"), heads);
    std::vector<std::string> pool, range;
    for (const auto& feature : comparison_.features) {
      pool.push_back(together(fixed(feature.blau, 2)));
      range.push_back(feature.blau_range ? together(fixed(feature.blau_range->first, 2) + "–" + fixed(feature.blau_range->second, 2)) : "–");
    }
    row(say("المتقدمون", "The candidates"), pool);
    row(say("ما تتيحه الحصص", "What the quotas allow"), range);
    for (const auto& figures : comparison_.methods) {
      std::vector<std::string> cells;
      for (const double blau : figures.blau) cells.push_back(together(fixed(blau, 2)));
      if (!figures.refusal) row(marked_name(figures), cells, figures.chosen);
    }
    close_table();
  }

  void crossings() {
    if (comparison_.crossings.empty()) return;
    heading(say("تقاطعات السمات", "Features together"));
    std::vector<std::string> heads{say("السمات", "Features"), say("خلايا المتقدمين", "Cells of the candidates"), say("الأكثر في لجنة", "Most in a panel")};
    for (const auto& figures : comparison_.methods)
      if (!figures.refusal) heads.push_back(marked_name(figures));
    open_told_table(say("الخلية تركيبة من القيم: كم خلية فيها متقدمون، وكم يُتوقع أن تمثَّل في لجنة مسحوبة", "A cell is one combination of values: how many hold candidates, and how many a drawn panel is expected to represent"), heads);
    for (std::size_t c = 0; c < comparison_.crossings.size(); ++c) {
      const auto& crossing = comparison_.crossings[c];
      std::string name;
      for (const auto f : crossing.features) name += (name.empty() ? "<bdi>" : " × <bdi>") + escaped(comparison_.features[f].name) + "</bdi>";
      if (crossing.features.size() > 2) name = say("كل السمات", "All features");
      std::vector<std::string> cells{std::to_string(crossing.occupied), std::to_string(crossing.most)};
      for (const auto& figures : comparison_.methods)
        if (!figures.refusal) cells.push_back(together(fixed(figures.cells[c], 1)));
      row(name, cells);
    }
    close_table();
    if (comparison_.features.size() > sortition::paired_features_max)
      paragraph(say("لا تُعرض الأزواج: السمات أكثر من ", "Pairs are not shown: there are more features than ") + together(std::to_string(sortition::paired_features_max)) + ".", "soft");
  }

  void method_note() {
    heading(say("كيف حُسبت الأرقام", "How the figures are computed"));
    paragraph(say("ليكسيمن يرفع أدنى فرصة ما أمكن، ثم التي تليها، وهكذا؛ ماكسيمن يرفع أدناها وحدها؛ ناش يعظّم حاصل ضرب الفرص؛ غولديلوكس ليكسيمن بسقف يوازن أعلى فرصة وأدناها؛ السحب الجشع يملأ أندر حصة أولاً.",
                  "Leximin raises the lowest chance as far as possible, then the next, and so on; maximin the lowest alone; Nash maximises the product of all chances; Goldilocks is leximin under the cap that best balances the highest against the "
                  "lowest chance; greedy fills the scarcest quota first."));
    paragraph(say("«مثبتة»: لجان كاملة بأوزانها تعطي هذه الفرص، ولا قرعة أنصف بمعيار الطريقة. غير المثبتة فرصُ لجان كسرية تتبعها القائمة تقريباً. «حدّ الأدنى»: لا قرعة تحت هذه الحصص وهذا السقف أدنى فرصها أعلى منه. معامل جيني 0 حين تتساوى الفرص.",
                  "\"Certified\": whole panels with their weights give these chances, and no lottery is fairer in the sense of the method. What is not certified are the chances of fractional panels, which a list follows nearly. \"Bound of the "
                  "lowest\": no lottery under these quotas and this cap has a lowest chance above it. The Gini coefficient is 0 where all chances are alike."));
  }

  const DrawReport& report_;
  const sortition::Comparison& comparison_;
  const std::string language_;
  const bool arabic_;
  std::string html_;
};

}  // namespace

std::string draw_report_html(const DrawReport& report, const std::string& language) { return Page(report, language).render(); }

}  // namespace shopper::selection
