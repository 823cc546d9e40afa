#include "recommendation/domain/report_html.h"

#include <cmath>

#include "platform/render/html.h"
#include "recommendation/domain/charts.h"

namespace shopper::recommendation {
namespace {

using render::escaped;

constexpr const char* style = R"css(
.interval{stroke:#52616f;stroke-width:2.5}.mean{fill:#7a1535}.limit{stroke:#1f6f4a;stroke-dasharray:5 4}.trend{fill:none;stroke:#7a1535;stroke-width:1.5}
.weak{color:var(--bad)}.strong{color:var(--good)}
.heat td{text-align:center;min-inline-size:4.2rem}.q0{background:#f6c9c2}.q1{background:#fbe3c8}.q2{background:#f7f5d6}.q3{background:#dcefd4}.q4{background:#bfe3cb}
)css";

std::string percent(double share) { return render::whole_percent(share); }

class Page {
 public:
  Page(const Report& report, const std::string& language) : report_(report), language_(language), arabic_(language == "ar") {}

  std::string render() {
    html_ = render::page_start(language_, report_.title.in(language_), style);
    html_ += "<h1>" + say("تقرير المتسوق الخفي: ", "Mystery shopper report: ") + in(report_.title) + "</h1>" + render::classification_line(language_, "C2");
    summary();
    findings();
    recommendations();
    scores(say("الأبعاد", "Dimensions"), report_.by_dimension);
    scores(say("الجهات", "Entities"), report_.by_entity);
    heat_map();
    scores(say("القنوات", "Channels"), report_.by_channel);
    scores(say("الأسئلة", "Questions"), report_.by_item);
    trend();
    scores(say("الخدمات", "Services"), report_.by_service);
    html_ += "<h2>" + say("كيف حُسبت الأرقام", "How the figures are computed") + "</h2><p>" + in(report_.method) + "</p>" + render::page_end();
    return std::move(html_);
  }

 private:
  std::string say(const char* ar, const char* en) const { return arabic_ ? ar : en; }
  std::string in(const Text& text) const { return escaped(text.in(language_)); }

  void tile(const std::string& name, const std::string& value) { html_ += "<li><b>" + value + "</b>" + name + "</li>"; }

  void summary() {
    html_ += "<ul class=\"tiles\">";
    tile(say("الدرجة العامة", "Overall score"), report_.overall.score ? percent(*report_.overall.score) : say("محجوبة", "suppressed"));
    tile(say("التقييمات", "Evaluations"), std::to_string(report_.evaluations));
    tile(say("الجهات", "Entities"), std::to_string(report_.entities));
    tile(say("النتائج", "Findings"), std::to_string(report_.findings.size()));
    tile(say("التوصيات", "Recommendations"), std::to_string(report_.recommendations.size()));
    tile(say("قياسات متكررة", "Re-measurements"), std::to_string(report_.remeasurements));
    tile(say("الاقتراحات", "Suggestions"), std::to_string(report_.suggestions));
    html_ += "</ul>";
  }

  std::string interval(const ScoreCell& cell) const {
    return cell.score ? percent(*cell.low) + "–" + percent(*cell.high) : "";
  }
  std::string score(const ScoreCell& cell) const { return cell.score ? percent(*cell.score) : "<span class=\"soft\">" + why(cell.suppressed) + "</span>"; }
  std::string why(const std::string& code) const {
    if (code == "TOO_FEW_EVALUATIONS") return say("تقييمات قليلة", "too few evaluations");
    if (code == "TOO_FEW_VOLUNTEERS") return say("متطوعون قليلون", "too few volunteers");
    return say("محجوب حماية لغيره", "hidden to protect another");
  }

  void scores(const std::string& heading, const std::vector<ScoreCell>& cells) {
    if (cells.empty()) return;
    html_ += "<h2>" + heading + "</h2>" + interval_chart(cells, language_, heading);
    html_ += "<details><summary>" + say("الجدول", "Table") + "</summary><div class=\"wide\"><table><thead><tr><th>" + heading + "</th><th class=\"n\">" + say("الدرجة", "Score") +
             "</th><th class=\"n\">95%</th><th class=\"n\">n</th></tr></thead><tbody>";
    for (const auto& cell : cells)
      html_ += "<tr><th scope=\"row\">" + in(cell.label) + "</th><td class=\"n\">" + score(cell) + "</td><td class=\"n\">" + interval(cell) + "</td><td class=\"n\">" + std::to_string(cell.n) + "</td></tr>";
    html_ += "</tbody></table></div></details>";
  }

  void heat_map() {
    if (report_.heat.empty() || report_.by_dimension.empty()) return;
    html_ += "<h2>" + say("الجهات والأبعاد", "Entities by dimension") + "</h2><div class=\"wide\"><table class=\"heat\"><caption>" +
             say("«·» بيانات قليلة لا تُعرض", "\"·\": too little data to show") + "</caption><thead><tr><th></th>";
    for (const auto& dimension : report_.by_dimension) html_ += "<th>" + in(dimension.label) + "</th>";
    html_ += "</tr></thead><tbody>";
    for (const auto& row : report_.heat) {
      html_ += "<tr><th scope=\"row\">" + in(row.label) + "</th>";
      for (const auto& cell : row.cells) {
        if (!cell.score) html_ += "<td class=\"soft\">·</td>";
        else html_ += "<td class=\"q" + std::to_string(std::min(4, static_cast<int>(*cell.score * 5))) + "\">" + percent(*cell.score) + "</td>";
      }
      html_ += "</tr>";
    }
    html_ += "</tbody></table></div>";
  }

  void trend() {
    if (report_.trends.items.size() < 2) return;
    const auto heading = say("الاتجاه الشهري", "Monthly trend");
    html_ += "<h2>" + heading + "</h2>" + trend_chart(report_.trends, language_, heading) + "<p class=\"soft\">" +
             say("الخطوط المتقطعة: المتوسط وحدود التباين الطبيعي (XmR).", "Dashed: the mean and the natural process limits (XmR).") + "</p>";
  }

  void findings() {
    html_ += "<h2>" + say("النتائج", "Findings") + "</h2>";
    if (report_.findings.empty()) html_ += "<p>" + say("لا نتائج تختلف عن بقية البرنامج بيقين كافٍ.", "Nothing differs from the rest of the programme with enough certainty.") + "</p>";
    if (report_.findings.empty()) return;
    html_ += "<div class=\"wide\"><table><thead><tr><th>" + say("النتيجة", "Finding") + "</th><th class=\"n\">" + say("الفرق", "Difference") + "</th><th class=\"n\">95%</th><th class=\"n\">n</th></tr></thead><tbody>";
    for (const auto& [finding, entity, service] : report_.findings) {
      const bool weak = finding.kind == FindingKind::weakness;
      const auto points = static_cast<int>(std::lround(finding.effect * 100));
      html_ += "<tr><td><span class=\"" + std::string(weak ? "weak" : "strong") + "\">" + (weak ? "▼ " : "▲ ") + "</span>" + in(finding.claim) + "</td><td class=\"n\"><bdi>" +
               (points > 0 ? "+" : "") + std::to_string(points) + "</bdi></td><td class=\"n\">" + percent(finding.low) + "–" + percent(finding.high) + "</td><td class=\"n\">" + std::to_string(finding.n) + "</td></tr>";
    }
    html_ += "</tbody></table></div>";
  }

  std::string state_name(RecommendationState state) const {
    using State = RecommendationState;
    switch (state) {
      case State::draft: return say("مسودة", "draft");
      case State::peer_review: return say("مراجعة الزملاء", "peer review");
      case State::issued: return say("صدرت", "issued");
      case State::acknowledged: return say("استُلمت", "acknowledged");
      case State::accepted: return say("مقبولة", "accepted");
      case State::partly: return say("مقبولة جزئياً", "accepted in part");
      case State::rejected: return say("مرفوضة", "rejected");
      case State::transferred: return say("محوّلة", "transferred");
      case State::in_progress: return say("قيد التنفيذ", "in progress");
      case State::claimed_done: return say("أُعلن إنجازها", "claimed done");
      case State::re_measuring: return say("يعاد قياسها", "being re-measured");
      case State::verified_fixed: return say("تحقق الإصلاح", "verified fixed");
      case State::not_fixed: return say("لم تُصلح", "not fixed");
      case State::reopened: return say("أُعيد فتحها", "reopened");
      case State::inconclusive: return say("غير حاسمة", "inconclusive");
      case State::closed: return say("مغلقة", "closed");
    }
    return {};
  }

  // A closed recommendation still says what the re-measurement found.
  std::string outcome_tag(const RecommendationItem& item) const {
    if (item.state != RecommendationState::closed || !item.verification) return {};
    for (auto step = item.history.rbegin(); step != item.history.rend(); ++step)
      if (step->state == RecommendationState::verified_fixed || step->state == RecommendationState::not_fixed || step->state == RecommendationState::inconclusive)
        return " <span class=\"tag\">" + state_name(step->state) + "</span>";
    return {};
  }

  void recommendations() {
    html_ += "<h2>" + say("التوصيات وردود الجهات", "Recommendations and the entities' answers") + "</h2>";
    if (report_.recommendations.empty()) {
      html_ += "<p>" + say("لا توصيات بعد.", "No recommendations yet.") + "</p>";
      return;
    }
    for (const auto& [item, entity] : report_.recommendations) {
      html_ += "<article><h3>" + in(item.title) + " <span class=\"tag\">" + state_name(item.state) + "</span>" + outcome_tag(item) + "</h3><p class=\"soft\">" + in(entity) + "</p><p>" + in(item.text) + "</p>";
      if (!item.response_reason.empty()) html_ += "<p>" + say("رد الجهة: ", "The entity's answer: ") + "<span dir=\"auto\">" + escaped(item.response_reason) + "</span></p>";
      if (!item.commitments.empty()) {
        html_ += "<ul>";
        for (const auto& commitment : item.commitments)
          html_ += "<li><span dir=\"auto\">" + escaped(commitment.measure) + "</span> — <span dir=\"auto\">" + escaped(commitment.owner) + "</span>, <bdi>" + commitment.due_on.iso() + "</bdi></li>";
        html_ += "</ul>";
      }
      if (item.verification) {
        const auto& v = *item.verification;
        html_ += "<p>" + say("قبل: ", "Before: ") + percent(v.before_score) + " (n = " + std::to_string(v.before_n) + "), " + say("بعد: ", "after: ") + percent(v.after_score) +
                 " (n = " + std::to_string(v.after_n) + "), " + say("الفرق 95%: ", "difference 95 %: ") + percent(v.low) + "–" + percent(v.high) + "</p>";
      }
      html_ += "</article>";
    }
  }

  const Report& report_;
  const std::string language_;
  const bool arabic_;
  std::string html_;
};

}  // namespace

std::string report_html(const Report& report, const std::string& language) { return Page(report, language).render(); }

}  // namespace shopper::recommendation
