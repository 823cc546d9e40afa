#include "evaluation/import/workbook.h"

#include <catch2/catch.hpp>

#include <random>

#include "tests/evaluation/import/zip_builder.h"

using namespace shopper;
using namespace shopper::evaluation::import;
using shopper::evaluation::testing::make_xlsx;
using shopper::evaluation::testing::make_zip;

namespace {

std::string refusal(std::string_view bytes) {
  const auto result = read_workbook(bytes);
  return result.ok() ? "" : result.error().fields.front().code;
}

}  // namespace

TEST_CASE("a workbook gives its cells: shared, inline, numbers, booleans, gaps") {
  const auto sheets = read_workbook(make_xlsx(R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c></row>)"
                                              R"(<row r="4"><c r="A4"><v>1.5</v></c><c r="B4" t="b"><v>1</v></c><c r="C4" t="str"><v>=x</v></c><c r="D4" t="s"><v>9</v></c></row>)",
                                              "<si><t>نوع</t><rPh><t>x</t></rPh></si>"));
  REQUIRE(sheets.ok());
  REQUIRE(sheets->size() == 1);
  const auto& rows = sheets->front().rows;
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].cells == std::vector<std::string>{"نوع", "", "inline"});
  CHECK(rows[1].number == 4);
  CHECK(rows[1].cells == std::vector<std::string>{"1.5", "true", "=x", ""});
}

TEST_CASE("S-06 cells of a workbook obey the policy of texts") {
  const auto cell = [](const std::string& text) { return make_xlsx(R"(<row r="1"><c r="A1" t="inlineStr"><is><t>)" + text + "</t></is></c></row>", ""); };
  const auto composed = read_workbook(cell("Cafe\xCC\x81"));
  REQUIRE(composed.ok());
  CHECK(composed->front().rows[0].cells[0] == "Caf\xC3\xA9");
  CHECK(refusal(cell("a\xE2\x80\xAE" "b")) == "CHARACTER_INVISIBLE");
  CHECK(refusal(cell("a&#x1B;b")) == "CHARACTER_FORBIDDEN");
  CHECK(refusal(cell("a&#xFFFE;b")) == "CHARACTER_FORBIDDEN");
}

TEST_CASE("a zip of CSV sheets is a workbook too") {
  const auto sheets = read_workbook(make_zip({{"form/survey.csv", "type,name\n"}, {"form/settings.csv", "form_id\nx\n"}, {"form/readme.txt", "no"}}));
  REQUIRE(sheets.ok());
  CHECK(sheets->size() == 2);
  CHECK((*sheets)[0].name == "survey");
}

TEST_CASE("hostile archives are refused cheaply") {
  CHECK(refusal("") == "CONTENT_MISSING");
  std::string damaged = "PK\x03\x04";
  damaged.append(100, 'x');
  CHECK(refusal(damaged) == "ARCHIVE_DAMAGED");
  CHECK(refusal(make_zip({{"a.txt", "x"}})) == "WORKBOOK_UNKNOWN");
  CHECK(refusal(make_zip({{"xl/workbook.xml", "<workbook/>"}})) == "ARCHIVE_PART_MISSING");
  CHECK(refusal(make_zip({{"xl/workbook.xml", "<workbook"}})) == "WORKBOOK_DAMAGED");
  CHECK(refusal(make_zip({{"xl/workbook.xml", std::string(9u << 20, ' ')}})) == "ARCHIVE_TOO_LARGE");
  CHECK(refusal(make_zip({{"survey.csv", "a"}}, "secret")) == "ARCHIVE_ENCRYPTED");
  std::vector<std::pair<std::string, std::string>> many;
  for (int i = 0; i < 300; ++i) many.emplace_back(std::to_string(i), "x");
  CHECK(refusal(make_zip(many)) == "ARCHIVE_TOO_MANY_ENTRIES");
  CHECK(refusal(make_xlsx(R"(<row r="1"><c r="ZZZ1"><v>1</v></c></row>)")) == "TABLE_TOO_LARGE");
  std::string rows;
  for (int i = 0; i < 20'010; ++i) rows += "<row><c><v>1</v></c></row>";
  CHECK(refusal(make_xlsx(rows)) == "TOO_MANY_ROWS");
}

TEST_CASE("damaged bytes never do more than be refused") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const auto good = make_xlsx(R"(<row r="1"><c r="A1" t="s"><v>0</v></c></row>)", "<si><t>type</t></si>");
  for (int i = 0; i < 500; ++i) {
    auto bytes = good;
    for (int n = 0; n < 4; ++n) bytes[random() % bytes.size()] = static_cast<char>(random());
    if (random() % 4 == 0) bytes.resize(random() % bytes.size());
    (void)read_workbook(bytes);
  }
}
