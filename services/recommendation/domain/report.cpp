#include "recommendation/domain/report.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace shopper::recommendation {
namespace {

Text entity_name(const Catalogue& catalogue, const std::string& id) {
  const auto found = catalogue.entities.find(id);
  return found == catalogue.entities.end() ? Text{id, id} : found->second.name;
}
Text service_name(const Catalogue& catalogue, const std::string& id) {
  const auto found = catalogue.services.find(id);
  return found == catalogue.services.end() ? Text{id, id} : found->second.name;
}

Text channel_label(const std::string& channel) {
  static const std::map<std::string, Text> labels{{"visit", {"زيارة", "Visit"}}, {"phone", {"هاتف", "Phone"}}, {"web", {"موقع إلكتروني", "Website"}},
                                                  {"app", {"تطبيق", "App"}}, {"email", {"بريد إلكتروني", "E-mail"}}, {"kiosk", {"جهاز خدمة ذاتية", "Kiosk"}}};
  const auto found = labels.find(channel);
  return found == labels.end() ? Text{channel, channel} : found->second;
}

std::string percent(double share) { return std::to_string(static_cast<int>(std::lround(share * 100))) + "%"; }

}  // namespace

Text dimension_label(const std::string& dimension) {
  static const std::map<std::string, Text> labels{
      {"satisfaction", {"الرضا", "Satisfaction"}}, {"trust", {"الثقة", "Trust"}},       {"effectiveness", {"الفاعلية", "Effectiveness"}},
      {"ease", {"السهولة", "Ease"}},               {"efficiency", {"الكفاءة", "Efficiency"}}, {"fairness", {"الإنصاف", "Fairness"}},
      {"transparency", {"الشفافية", "Transparency"}}, {"people", {"الموظفون", "Employees"}}, {"linkage", {"الترابط بين الخدمات", "Linkage between services"}},
      {"clarity", {"الوضوح", "Clarity"}},          {"waiting", {"الانتظار", "Waiting"}},  {"documents", {"المستندات", "Documents"}}};
  const auto found = labels.find(dimension);
  return found == labels.end() ? Text{dimension, dimension} : found->second;
}

Text method_text() {
  return {"كل رقم هو متوسط درجات من 0 إلى 100٪ مع عدد التقييمات n وفترة ثقة ويلسون 95٪ (متحفظة للمتوسطات). لا يُعرض رقم لأقل من 5 تقييمات أو 5 متطوعين، ولا ترتيب للجهات. "
          "تُستخرج النتائج بمقارنة كل خلية ببقية البرنامج مع ضبط تعدد المقارنات (بنجاميني-هوخبرغ، q = 0.10) وفرق لا يقل عن 10 نقاط.",
          "Every figure is a mean score from 0 to 100 % with the number of evaluations n and a 95 % Wilson interval (conservative for means). Nothing is shown for fewer "
          "than 5 evaluations or 5 volunteers, and entities are not ranked. Findings compare each cell with the rest of the programme, controlled for the number of "
          "comparisons (Benjamini-Hochberg, q = 0.10), and differ by 10 points at least."};
}

std::vector<ScoreCell> labelled_cells(const std::vector<const Fact*>& facts, GroupBy by, const Catalogue& catalogue, const Gates& gates) {
  std::vector<ScoreCell> cells;
  if (by == GroupBy::programme) {
    cells.push_back(make_cell(facts, overall_score, gates));
  } else if (by == GroupBy::dimension || by == GroupBy::item) {
    for (const auto& key : by == GroupBy::dimension ? dimensions_of(facts) : items_of(facts)) {
      cells.push_back(make_cell(facts, [&](const Fact& f) { return by == GroupBy::dimension ? dimension_score(f, key) : item_score(f, key); }, gates));
      cells.back().key = key;
      if (by == GroupBy::dimension) {
        cells.back().label = dimension_label(key);
      } else {
        const auto item = catalogue.items.find(key);
        cells.back().label = item == catalogue.items.end() ? Text{key, key} : item->second.label;
        if (item != catalogue.items.end()) cells.back().parent_key = item->second.dimension;
      }
    }
    // Items and dimensions overlap in their evaluations: no sum gives a hidden one away.
  } else {
    const auto key_of = [by](const Fact& f) -> std::string {
      switch (by) {
        case GroupBy::entity: return f.entity_id;
        case GroupBy::branch: return f.branch_id;
        case GroupBy::service: return f.service_id;
        default: return f.channel;
      }
    };
    cells = cells_by(facts, key_of, overall_score, gates);
    for (auto& cell : cells) {
      switch (by) {
        case GroupBy::entity: cell.label = entity_name(catalogue, cell.key); break;
        case GroupBy::branch:
          if (const auto found = catalogue.branches.find(cell.key); found != catalogue.branches.end()) {
            cell.label = found->second.name;
            cell.parent_key = found->second.entity_id;
          }
          break;
        case GroupBy::service:
          cell.label = service_name(catalogue, cell.key);
          if (const auto found = catalogue.services.find(cell.key); found != catalogue.services.end()) cell.parent_key = found->second.entity_id;
          break;
        default: cell.label = channel_label(cell.key);
      }
    }
    if (by == GroupBy::branch || by == GroupBy::service) {
      std::map<std::string, std::vector<ScoreCell*>> parts;
      for (auto& cell : cells) parts[cell.parent_key].push_back(&cell);
      for (const auto& entity : cells_by(facts, [](const Fact& f) { return f.entity_id; }, overall_score, gates)) suppress_parts(entity, parts[entity.key], gates);
    }
  }
  return cells;
}

Trends make_trends(const std::vector<const Fact*>& facts, const Gates& gates) {
  Trends trends;
  std::vector<double> shown;
  for (auto& cell : cells_by(facts, [](const Fact& f) { return f.visited_on; }, overall_score, gates)) {
    if (cell.score) shown.push_back(*cell.score);
    auto month = cell.key;
    trends.items.push_back({std::move(month), std::move(cell)});
  }
  if (shown.size() >= 2) {
    const auto limits = xmr(shown);
    trends.centre = limits.centre;
    trends.lower_limit = std::max(0.0, limits.low);
    trends.upper_limit = std::min(1.0, limits.high);
  }
  return trends;
}

Text claim_text(const Contrast& contrast, const Catalogue& catalogue) {
  const auto entity = entity_name(catalogue, contrast.entity_id);
  const auto dimension = dimension_label(contrast.dimension);
  const auto service = contrast.service_id.empty() ? Text{} : service_name(catalogue, contrast.service_id);
  const bool weak = contrast.kind == FindingKind::weakness;
  const auto place_ar = entity.ar + (service.ar.empty() ? "" : "، " + service.ar), place_en = entity.en + (service.en.empty() ? "" : ", " + service.en);
  const auto score = percent(contrast.score), reference = percent(contrast.reference);
  return {place_ar + ": " + dimension.ar + " " + score + (weak ? " أدنى من بقية البرنامج (" : " أعلى من بقية البرنامج (") + reference + ")",
          place_en + ": " + dimension.en + " at " + score + ", " + (weak ? "below" : "above") + " the rest of the programme (" + reference + ")"};
}

Report make_report(const ReportInput& input, const Catalogue& catalogue, const Gates& gates) {
  Report report;
  report.programme_id = input.programme.programme_id;
  report.title = input.programme.name;
  report.entity_id = input.entity_id;
  report.evaluations = static_cast<int>(input.baseline.size());
  report.remeasurements = static_cast<int>(input.remeasured.size());
  report.suggestions = input.suggestions;
  std::set<std::string> entities;
  for (const auto* fact : input.baseline) entities.insert(fact->entity_id);
  report.entities = static_cast<int>(entities.size());
  report.overall = make_cell(input.baseline, overall_score, gates);
  report.volunteers = report.overall.volunteers;
  report.by_dimension = labelled_cells(input.baseline, GroupBy::dimension, catalogue, gates);
  report.by_entity = labelled_cells(input.baseline, GroupBy::entity, catalogue, gates);
  report.by_service = labelled_cells(input.baseline, GroupBy::service, catalogue, gates);
  report.by_channel = labelled_cells(input.baseline, GroupBy::channel, catalogue, gates);
  report.by_item = labelled_cells(input.baseline, GroupBy::item, catalogue, gates);
  for (const auto& entity : entities) {
    HeatRow row{entity, entity_name(catalogue, entity), {}};
    std::vector<const Fact*> own;
    for (const auto* fact : input.baseline)
      if (fact->entity_id == entity) own.push_back(fact);
    for (const auto& dimension : report.by_dimension) {
      row.cells.push_back(make_cell(own, [&](const Fact& f) { return dimension_score(f, dimension.key); }, gates));
      row.cells.back().key = dimension.key;
    }
    const auto whole = std::find_if(report.by_entity.begin(), report.by_entity.end(), [&](const ScoreCell& c) { return c.key == entity; });
    std::vector<ScoreCell*> parts;
    for (auto& cell : row.cells) parts.push_back(&cell);
    // Dimensions overlap, so one hidden beside others is safe; but all of them would tell a hidden whole.
    if (whole != report.by_entity.end() && !whole->suppressed.empty()) suppress_parts(*whole, parts, gates);
    report.heat.push_back(std::move(row));
  }
  // The total of a dimension is shown above: down a column no single cell is hidden.
  for (std::size_t d = 0; d < report.by_dimension.size(); ++d) {
    std::vector<ScoreCell*> column;
    for (auto& row : report.heat) column.push_back(&row.cells[d]);
    suppress_complementary(column, gates);
  }
  report.trends = make_trends(input.baseline, gates);
  for (const auto& finding : input.findings)
    report.findings.push_back({finding, entity_name(catalogue, finding.entity_id), finding.service_id.empty() ? Text{} : service_name(catalogue, finding.service_id)});
  for (const auto& item : input.recommendations) report.recommendations.push_back({item, entity_name(catalogue, item.entity_id)});
  report.method = method_text();
  return report;
}

}  // namespace shopper::recommendation
