#include <catch2/catch.hpp>

#include "evaluation/import/csv.h"
#include "tests/evaluation/usecases/world.h"

using namespace shopper;
using namespace shopper::evaluation;
using namespace shopper::evaluation::testing;

namespace {

using Table = std::vector<std::vector<std::string>>;

struct FurnishedExport : World {
  FurnishedExport() {
    furnish();
    tell(member("sara"));
  }
  Actor sara = shopper("sara");

  EvaluationView hand_in(const std::string& id, const std::string& answers, bool submit = true) {
    auto in = sheet(id);
    in.answers = {answers};
    in.submit = submit;
    auto result = put(sara, in);
    INFO(code_of(result));
    REQUIRE(result.ok());
    return *result;
  }
  // Parts as the gateway asks for them.
  std::vector<DocumentPart> parts(ExportEvaluations in, const std::function<void()>& meanwhile = [] {}) {
    std::vector<DocumentPart> all;
    do {
      auto part = as(analyst(), export_evaluations, in);
      INFO(code_of(part));
      REQUIRE(part.ok());
      in.cursor = part->next_cursor;
      all.push_back(std::move(*part));
      meanwhile();
    } while (!in.cursor.empty() && all.size() < 1'000);
    return all;
  }
  Table table(const ExportEvaluations& in) {
    std::string text;
    for (const auto& part : parts(in)) text += part.content;
    return read(text);
  }
  static Table read(const std::string& text) {
    const auto sheet = import::read_csv(text, "results");
    INFO(code_of(sheet));
    REQUIRE(sheet.ok());
    Table rows;
    for (const auto& row : sheet->rows) rows.push_back(row.cells);
    return rows;
  }
  static std::size_t row_of(const Table& rows, const std::string& id) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.at(0) == id; });
    REQUIRE(found != rows.end());
    return static_cast<std::size_t>(found - rows.begin());
  }
  static std::string cell(const Table& rows, const std::string& id, const std::string& column) {
    const auto row = row_of(rows, id);
    const auto& heading = rows.at(0);
    const auto found = std::find(heading.begin(), heading.end(), column);
    INFO(column);
    REQUIRE(found != heading.end());
    return rows.at(row).at(static_cast<std::size_t>(found - heading.begin()));
  }
};

}  // namespace

TEST_CASE_METHOD(FurnishedExport, "all evaluations as one table") {
  const auto first = hand_in(uuid(1), R"({"welcome": "yes", "satisfaction": 4, "waited": 15, "documents": ["id", "bill"], "comment": "=1+1, «جيد»"})");
  hand_in(uuid(2), R"({"welcome": "yes", "satisfaction": 5})", false);
  const auto released = [&] {
    auto e = hand_in(uuid(3), R"({"welcome": "no", "satisfaction": 1, "why": "nobody \"there\""})");
    for (const auto step : {take_up_evaluation, approve_evaluation}) e = *as(analyst(), step, ReviewStep{e.id, "because", e.version});
    return *as(analyst(), release_evaluation, ReviewStep{e.id, "because", e.version});
  }();
  const auto rows = table({programme, "", "", ""});
  REQUIRE(rows.size() == 3);   // the draft is its author's
  CHECK(cell(rows, uuid(1), "id") == first.id);
  CHECK(cell(rows, uuid(1), "state") == "submitted");
  CHECK(cell(rows, uuid(1), "entity") == "MOI");
  CHECK(cell(rows, uuid(1), "branch") == "HQ");
  CHECK(cell(rows, uuid(1), "service") == "PASS");
  CHECK(cell(rows, uuid(1), "form") == "visit");
  CHECK(cell(rows, uuid(1), "form_version") == "1");
  CHECK(cell(rows, uuid(1), "visited_on") == first.visited_on.iso());
  CHECK(cell(rows, uuid(1), "submitted_at") == first.submitted_at.rfc3339());
  CHECK(cell(rows, uuid(1), "released_at").empty());
  CHECK(cell(rows, uuid(1), "score") == codec::dump(*first.score));
  CHECK(cell(rows, uuid(1), "dimension.satisfaction") == "0.75");
  CHECK(cell(rows, uuid(1), "visit.welcome") == "yes");
  CHECK(cell(rows, uuid(1), "visit.satisfaction") == "4");
  CHECK(cell(rows, uuid(1), "visit.documents") == "id bill");
  CHECK(cell(rows, uuid(1), "visit.comment") == "'=1+1, «جيد»");   // no formula
  CHECK(cell(rows, uuid(1), "visit.why").empty());
  CHECK(cell(rows, uuid(3), "state") == "released");
  CHECK(cell(rows, uuid(3), "result_id") == as(analyst(), get_evaluation, ById{released.id})->result_id);
  CHECK(cell(rows, uuid(3), "visit.why") == "nobody \"there\"");
  for (const auto& name : rows[0]) CHECK(name != "shopper");
  CHECK(table({programme, other_entity_id, "", ""}).size() == 1);
  CHECK(table({programme, entity_id, "", ""}).size() == 3);
  CHECK(table({programme, "", std::min(uuid(1), uuid(3)), ""}).size() == 2);   // goes on behind a row
}

TEST_CASE_METHOD(FurnishedExport, "versions of a form share the columns of their questions") {
  hand_in(uuid(1), R"({"welcome": "yes", "satisfaction": 4, "waited": 15})");
  auto changed = sample_form();
  changed.questions.erase(changed.questions.begin() + 2);   // waited, and what is computed from it
  changed.questions.pop_back();
  changed.questions.push_back(question("queue", domain::QuestionType::integer));
  const auto draft = as(analyst(), create_form, CreateForm{changed});
  REQUIRE(draft.ok());
  REQUIRE(as(analyst(), publish_form, PublishForm{draft->form_id, draft->form_version, draft->version}).ok());
  form_id = draft->form_id;
  hand_in(uuid(2), R"({"welcome": "no", "why": "x", "satisfaction": 2, "queue": 7})");
  const auto rows = table({programme, "", "", ""});
  REQUIRE(rows.size() == 3);
  CHECK(std::count(rows[0].begin(), rows[0].end(), "visit.welcome") == 1);
  CHECK(cell(rows, uuid(1), "visit.waited") == "15");
  CHECK(cell(rows, uuid(1), "visit.queue").empty());
  CHECK(cell(rows, uuid(2), "visit.waited").empty());
  CHECK(cell(rows, uuid(2), "visit.queue") == "7");
}

TEST_CASE_METHOD(FurnishedExport, "many rows come in parts: each once, in order, as of the beginning") {
  const auto one = hand_in(uuid(1), R"({"welcome": "yes", "satisfaction": 4, "waited": 15})");
  constexpr int rows_total = 9'000;
  const auto copies = [&](int from, int to) {
    REQUIRE(write<Done>(analyst(), [&](Unit& unit) -> Result<Done> {
              auto e = *stored::evaluation(unit.db, one.id);
              for (int i = from; i <= to; ++i) {
                e.id = uuid(i);
                e.submitted_at = e.changed_at = now;
                unit.db.insert(e);
              }
              return Done{};
            }).ok());
  };
  copies(2, rows_total);
  int more = rows_total + 1;
  std::size_t largest = 0;
  const auto all = parts({programme, "", "", ""}, [&] {
    now = now.plus(std::chrono::seconds(1));
    copies(more, more);   // handed in while the export is on its way
    ++more;
  });
  CHECK(all.size() >= 2);
  std::string text;
  for (const auto& part : all) {
    CHECK(part.content_type == "text/csv; charset=utf-8");
    CHECK(part.filename.empty() == (&part != &all.front()));
    largest = std::max(largest, part.content.size());
    text += part.content;
  }
  CHECK(largest < 2'000'000);
  const auto rows = read(text);
  REQUIRE(rows.size() == rows_total + 1);
  std::vector<std::string> wanted, found;
  for (int i = 1; i <= rows_total; ++i) wanted.push_back(uuid(i));
  for (std::size_t i = 1; i < rows.size(); ++i) found.push_back(rows[i][0]);
  std::sort(wanted.begin(), wanted.end());
  CHECK(found == wanted);
}

TEST_CASE_METHOD(FurnishedExport, "only the programme's staff takes out its table") {
  hand_in(uuid(1), R"({"welcome": "yes", "satisfaction": 4})");
  const ExportEvaluations in{programme, "", "", ""};
  CHECK(code_of(as(sara, export_evaluations, in)) == "NOT_FOUND");
  auto elsewhere = analyst();
  elsewhere.programmes["analyst"] = {"another"};
  CHECK(code_of(as(elsewhere, export_evaluations, in)) == "NOT_FOUND");
  CHECK(code_of(as(analyst(), export_evaluations, ExportEvaluations{"no programme", "", "", ""})) == "NOT_FOUND");
  CHECK(as(analyst(), export_evaluations, in).ok());
}
