#include "evaluation/import/csv.h"

#include <catch2/catch.hpp>

#include <random>

using namespace shopper;
using namespace shopper::evaluation::import;

namespace {

std::vector<std::vector<std::string>> cells(std::string_view text) {
  const auto sheet = read_csv(text, "t");
  std::vector<std::vector<std::string>> out;
  if (!sheet.ok()) return {{sheet.error().fields.front().code}};
  for (const auto& row : sheet->rows) out.push_back(row.cells);
  return out;
}

using Cells = std::vector<std::vector<std::string>>;

std::string in_quotes(const std::string& cell) {
  std::string out = "\"";
  for (char c : cell) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace

TEST_CASE("CSV as spreadsheets write it") {
  CHECK(cells("a,b\r\nc,\"d \"\"e\"\"\nf\"\r\n") == Cells{{"a", "b"}, {"c", "d \"e\"\nf"}});
  CHECK(cells("\xEF\xBB\xBFرمز,اسم\n1,\n") == Cells{{"رمز", "اسم"}, {"1", ""}});
  CHECK(cells("") == Cells{});
}

TEST_CASE("S-06 cells of files obey the policy of texts") {
  CHECK(cells("Cafe\xCC\x81,\"a\r\nb\"\n") == Cells{{"Caf\xC3\xA9", "a\nb"}});
  CHECK(cells("a,b\xE2\x80\xAE" "c\n") == Cells{{"CHARACTER_INVISIBLE"}});
  CHECK(cells(std::string_view("a,b\0c\n", 6)) == Cells{{"CHARACTER_FORBIDDEN"}});
  CHECK(cells("a,\x1b[31m\n") == Cells{{"CHARACTER_FORBIDDEN"}});
}

TEST_CASE("damaged CSV is refused") {
  CHECK(cells("a,\"b") == Cells{{"CSV_QUOTE_OPEN"}});
  CHECK(cells("\"a\"b,c") == Cells{{"CSV_QUOTE_STRAY"}});
  CHECK(cells("\xC3\x28") == Cells{{"NOT_UTF8"}});
  CHECK(read_csv("a,b\nc,\xC3,d\n", "s").error().fields.at(0).pointer == "/s/2");
  CHECK(cells(std::string(40'000, 'x')) == Cells{{"CELL_TOO_LONG"}});
  CHECK(cells(std::string(500, ',')) == Cells{{"TABLE_TOO_LARGE"}});
  CHECK(cells(std::string(30'000, '\n')) == Cells{{"TOO_MANY_ROWS"}});
}

TEST_CASE("whatever cells are written are read back") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const std::string alphabet = "ab,\"\n\t ;";
  for (int i = 0; i < 500; ++i) {
    Cells table(1 + random() % 5);
    const auto width = 1 + random() % 5;
    std::string text;
    for (auto& row : table) {
      for (std::size_t c = 0; c < width; ++c) {
        std::string cell;
        for (auto n = random() % 6; n > 0; --n) cell += alphabet[random() % alphabet.size()];
        text += (c ? "," : "") + in_quotes(cell);
        row.push_back(std::move(cell));
      }
      text += "\r\n";
    }
    CHECK(cells(text) == table);
  }
}

TEST_CASE("sheets stacked in one CSV file") {
  const auto sheets = read_stacked_csv("survey,,\n,type,name\n,text,q\nsettings,,\n,form_id,\n,visit,\n");
  REQUIRE(sheets.ok());
  REQUIRE(sheets->size() == 2);
  CHECK((*sheets)[0].name == "survey");
  CHECK((*sheets)[0].rows[1].cells == std::vector<std::string>{"text", "q"});
  CHECK((*sheets)[0].rows[1].number == 3);
  CHECK(read_stacked_csv(",type\n").error().fields.front().code == "SHEET_NAME_EXPECTED");
  CHECK(read_stacked_csv("survey,x\n").error().fields.front().code == "SHEET_NAME_EXPECTED");
}
