// All evaluations of a programme as CSV, a part at a time: each part is one read of its own, so nothing is held up or held open while the rest is on its way.
#include <simdjson.h>

#include "evaluation/domain/results_table.h"
#include "evaluation/store/results_store.h"
#include "evaluation/usecases/evaluations.h"
#include "platform/render/csv.h"

namespace shopper::evaluation {

using namespace domain;

namespace {

constexpr int rows_of_a_read = 1'000;
constexpr std::size_t part_bytes = 1'048'576;   // and the rows of one read more

// What the first part found stays so to the end: the same rows and the same columns, whatever is handed in or published meanwhile.
struct Progress {
  Instant as_of;
  std::string after;
  std::vector<std::string> form_versions;
  SHOPPER_FIELDS(Progress, as_of, after, form_versions)
};

std::string plain(simdjson::dom::element value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return std::string(text);
  simdjson::dom::array many;
  if (value.get(many) == simdjson::SUCCESS) {
    std::string joined;
    for (const auto one : many) joined += (joined.empty() ? "" : " ") + plain(one);
    return joined;
  }
  return value.is_null() ? std::string() : simdjson::minify(value);
}

class Rows {
 public:
  Rows(const ResultsTable& table, const stored::Codes& codes) : table_(table), codes_(codes) {}

  std::string record(const ResultRow& row) {
    cells_.assign(table_.heading().size(), "");
    const auto form = code(codes_.forms, row.form_id);
    cells_[ResultsTable::id] = row.id;
    cells_[ResultsTable::state] = row.state;
    cells_[ResultsTable::mode] = row.mode;
    cells_[ResultsTable::purpose] = row.purpose;
    cells_[ResultsTable::entity] = code(codes_.entities, row.entity_id);
    cells_[ResultsTable::branch] = code(codes_.branches, row.branch_id);
    cells_[ResultsTable::service] = code(codes_.services, row.service_id);
    cells_[ResultsTable::channel] = row.channel;
    cells_[ResultsTable::form] = form;
    cells_[ResultsTable::form_version] = std::to_string(row.form_version);
    cells_[ResultsTable::visited_on] = row.visited_on;
    cells_[ResultsTable::submitted_at] = row.submitted_at ? row.submitted_at.rfc3339() : "";
    cells_[ResultsTable::released_at] = row.released_at ? row.released_at.rfc3339() : "";
    cells_[ResultsTable::score] = row.score ? codec::dump(*row.score) : "";
    cells_[ResultsTable::revision] = std::to_string(row.revision);
    cells_[ResultsTable::imported] = row.imported ? "1" : "0";
    cells_[ResultsTable::recommendation_id] = row.recommendation_id;
    cells_[ResultsTable::result_id] = row.result_id;
    if (simdjson::dom::element flags; parser_.parse(row.flags.text).get(flags) == simdjson::SUCCESS) cells_[ResultsTable::flags] = plain(flags);
    if (simdjson::dom::array dimensions; parser_.parse(row.dimensions.text).get(dimensions) == simdjson::SUCCESS)
      for (const auto one : dimensions) {
        std::string_view name;
        simdjson::dom::element score;
        if (one["dimension"].get(name) == simdjson::SUCCESS && one["score"].get(score) == simdjson::SUCCESS) put(table_.dimension_column(name), score);
      }
    if (simdjson::dom::object answers; parser_.parse(row.answers.text).get(answers) == simdjson::SUCCESS)
      for (const auto [name, value] : answers) put(table_.answer_column(form, name), value);
    return render::csv_record(cells_);
  }

 private:
  static std::string code(const std::map<std::string, std::string>& codes, const std::string& id) {
    const auto found = codes.find(id);
    return found == codes.end() ? id : found->second;
  }
  void put(std::optional<std::size_t> column, simdjson::dom::element value) {
    if (column) cells_[*column] = plain(value);
  }

  const ResultsTable& table_;
  const stored::Codes& codes_;
  simdjson::dom::parser parser_;
  std::vector<std::string> cells_;
};

}  // namespace

Result<DocumentPart> export_evaluations(Unit& unit, const ExportEvaluations& in) {
  if (!is_staff_in(unit.actor, in.programme_id) || !stored::has_panel(unit.db, in.programme_id)) return errors::not_found(in.programme_id);
  const bool first = in.cursor.empty();
  auto progress = first ? Progress{unit.now, in.after, {}} : codec::parse<Progress>(in.cursor);
  const stored::ResultFilter filter{in.programme_id, in.entity_id, progress.as_of};
  if (first) progress.form_versions = stored::answered_form_versions(unit.db, filter);
  std::vector<FormDefinition> forms;
  for (const auto& id : progress.form_versions) forms.push_back(stored::form_definition(unit.db, id));
  const ResultsTable table(forms);
  const auto codes = stored::codes(unit.db);
  Rows rows(table, codes);

  DocumentPart part{"text/csv; charset=utf-8", "", first ? "evaluations.csv" : "", ""};
  if (first) part.content = "\xEF\xBB\xBF" + render::csv_record(table.heading());   // the mark tells spreadsheets that it is UTF-8
  for (bool more = true; more && part.content.size() < part_bytes;) {
    const auto read = stored::results(unit.db, filter, progress.after, rows_of_a_read);
    for (const auto& row : read) part.content += rows.record(row);
    more = read.size() == rows_of_a_read;
    if (!read.empty()) progress.after = read.back().id;
    part.next_cursor = more ? codec::dump(progress) : "";
  }
  return part;
}

}  // namespace shopper::evaluation
