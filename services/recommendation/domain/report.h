// The programme's report as data; report_html.h renders it for people.
#pragma once

#include "recommendation/domain/recommendation.h"
#include "recommendation/domain/statistics.h"

namespace shopper::recommendation {

// What is known of a programme, for the title.
struct ProgrammeFacts {
  std::string programme_id;
  std::string code;
  Text name;
  SHOPPER_FIELDS(ProgrammeFacts, programme_id, code, name)
};

struct TrendPoint {
  std::string month;
  ScoreCell cell;
  SHOPPER_FIELDS(TrendPoint, month, cell)
};
struct Trends {
  std::vector<TrendPoint> items;
  std::optional<double> centre;
  std::optional<double> lower_limit;
  std::optional<double> upper_limit;
  SHOPPER_FIELDS(Trends, items, centre, lower_limit, upper_limit)
};
struct HeatRow {
  std::string key;
  Text label;
  std::vector<ScoreCell> cells;   // by dimension, in the order of Report::dimensions
  SHOPPER_FIELDS(HeatRow, key, label, cells)
};
struct ReportFinding {
  Finding finding;
  Text entity;
  Text service;
  SHOPPER_FIELDS(ReportFinding, finding, entity, service)
};
struct ReportRecommendation {
  RecommendationItem recommendation;
  Text entity;
  SHOPPER_FIELDS(ReportRecommendation, recommendation, entity)
};
struct Report {
  std::string programme_id;
  Text title;
  std::string entity_id;          // "" for the whole programme
  int evaluations = 0;
  int entities = 0;
  int volunteers = 0;
  int remeasurements = 0;
  int suggestions = 0;
  ScoreCell overall;
  std::vector<ScoreCell> by_dimension;
  std::vector<ScoreCell> by_entity;
  std::vector<ScoreCell> by_service;
  std::vector<ScoreCell> by_channel;
  std::vector<ScoreCell> by_item;
  std::vector<HeatRow> heat;
  Trends trends;
  std::vector<ReportFinding> findings;
  std::vector<ReportRecommendation> recommendations;
  Text method;
  SHOPPER_FIELDS(Report, programme_id, title, entity_id, evaluations, entities, volunteers, remeasurements, suggestions, overall, by_dimension, by_entity,
                 by_service, by_channel, by_item, heat, trends, findings, recommendations, method)
};

// Names of what facts refer to by id.
struct Catalogue {
  std::map<std::string, Entity> entities;
  std::map<std::string, Branch> branches;
  std::map<std::string, Service> services;
  std::map<std::string, FormItem> items;
};

// What a grouping is by.
SHOPPER_ENUM(GroupBy, programme, entity, branch, service, channel, dimension, item)

std::vector<ScoreCell> labelled_cells(const std::vector<const Fact*>& facts, GroupBy by, const Catalogue& catalogue, const Gates& gates);
Trends make_trends(const std::vector<const Fact*>& facts, const Gates& gates);
// The claim of a detected finding, in both languages.
Text claim_text(const Contrast& contrast, const Catalogue& catalogue);
Text dimension_label(const std::string& dimension);
Text method_text();

struct ReportInput {
  ProgrammeFacts programme;
  std::string entity_id;
  std::vector<const Fact*> baseline;
  std::vector<const Fact*> remeasured;
  std::vector<Finding> findings;
  std::vector<RecommendationItem> recommendations;
  int suggestions = 0;
};
Report make_report(const ReportInput& input, const Catalogue& catalogue, const Gates& gates);

}  // namespace shopper::recommendation
