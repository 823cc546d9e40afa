#include "evaluation/import/workbook.h"

#include <pugixml.hpp>

#include <charconv>
#include <map>

#include "evaluation/import/archive.h"
#include "evaluation/import/csv.h"
#include "platform/base/url.h"
#include "platform/text/clean.h"

namespace shopper::evaluation::import {
namespace {

Result<pugi::xml_document> parse_part(Archive& archive, const std::string& name) {
  SHOPPER_TRY(auto content, archive.read(name));
  pugi::xml_document document;
  // Neither entities of a DTD nor processing instructions are of use here; pugixml fetches nothing.
  if (!valid_utf8(content) || !document.load_buffer(content.data(), content.size(), pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8))
    return unreadable_workbook("WORKBOOK_DAMAGED", fill({"الجزء {} ليس XML سليمًا", "The part {} is not well-formed XML"}, {name}));
  return document;
}

// A producer may prefix its element names; only the local part matters.
std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child_named(const pugi::xml_node& parent, std::string_view name) {
  for (const auto& child : parent.children())
    if (local_name(child) == name) return child;
  return {};
}

// The text of <si> or <is>: plain <t>, or runs <r><t>; phonetic readings <rPh> are left out.
std::string rich_text(const pugi::xml_node& node) {
  std::string text;
  for (const auto& child : node.children()) {
    if (local_name(child) == "t") text += child.text().get();
    else if (local_name(child) == "r") text += child_named(child, "t").text().get();
  }
  return text;
}

// "BC12" -> column 54 (from 0); nothing for what is no reference.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t column = 0, letters = 0;
  while (letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z' && letters < 4)
    column = column * 26 + static_cast<std::size_t>(reference[letters++] - 'A' + 1);
  return letters == 0 || letters == 4 ? std::nullopt : std::optional{column - 1};
}

class Xlsx {
 public:
  explicit Xlsx(Archive& archive) : archive_(archive) {}

  Result<std::vector<domain::Sheet>> read() {
    SHOPPER_TRY(const auto workbook, parse_part(archive_, "xl/workbook.xml"));
    SHOPPER_TRY(const auto relations, parse_part(archive_, "xl/_rels/workbook.xml.rels"));
    std::map<std::string, std::string> targets;
    for (const auto& relation : child_named(relations, "Relationships").children()) {
      const std::string target = relation.attribute("Target").value();
      targets[relation.attribute("Id").value()] = target.starts_with('/') ? target.substr(1) : "xl/" + target;
    }
    if (archive_.has("xl/sharedStrings.xml")) {
      SHOPPER_TRY(const auto strings, parse_part(archive_, "xl/sharedStrings.xml"));
      for (const auto& item : child_named(strings, "sst").children())
        if (local_name(item) == "si") shared_.push_back(rich_text(item));
    }
    std::vector<domain::Sheet> sheets;
    for (const auto& entry : child_named(child_named(workbook, "workbook"), "sheets").children()) {
      if (sheets.size() == limits::max_sheets) return unreadable_workbook("TABLE_TOO_LARGE", {"الأوراق أكثر من المسموح", "There are too many sheets"});
      SHOPPER_TRY(auto sheet, read_sheet(entry.attribute("name").value(), targets[relation_id(entry)]));
      sheets.push_back(std::move(sheet));
    }
    return sheets;
  }

 private:
  static std::string relation_id(const pugi::xml_node& entry) {
    for (const auto& attribute : entry.attributes())
      if (std::string_view(attribute.name()).ends_with(":id")) return attribute.value();
    return {};
  }

  Result<domain::Sheet> read_sheet(std::string name, const std::string& part) {
    SHOPPER_TRY(const auto document, parse_part(archive_, part));
    const auto data = child_named(child_named(document, "worksheet"), "sheetData");
    domain::Sheet sheet{std::move(name), {}};
    int number = 0;
    for (const auto& xml_row : data.children()) {
      number = xml_row.attribute("r").as_int(number + 1);
      domain::SheetRow row{number, {}};
      for (const auto& xml_cell : xml_row.children()) {
        const auto column = column_of(xml_cell.attribute("r").value()).value_or(row.cells.size());
        if (column >= limits::max_columns || ++cells_ > limits::max_cells) {
          if (text_of(xml_cell).empty()) continue;  // a formatted but empty cell far to the right
          return unreadable_workbook("TABLE_TOO_LARGE", fill({"الورقة {} أكبر من المسموح", "The sheet {} is too large"}, {sheet.name}));
        }
        if (row.cells.size() <= column) row.cells.resize(column + 1);
        row.cells[column] = text_of(xml_cell);
        if (auto refusal = text::clean(row.cells[column], {text::Shape::paragraphs, limits::max_cell_bytes, 0}))
          return unreadable_workbook(refusal->code, {"الورقة " + sheet.name + "، الصف " + std::to_string(number) + ": " + refusal->text.ar,
                                                     "Sheet " + sheet.name + ", row " + std::to_string(number) + ": " + refusal->text.en});
      }
      if (domain::blank(row)) continue;
      sheet.rows.push_back(std::move(row));
      if (sheet.rows.size() > limits::max_rows) return unreadable_workbook("TOO_MANY_ROWS", fill({"صفوف الورقة {} أكثر من المسموح", "The sheet {} has too many rows"}, {sheet.name}));
    }
    return sheet;
  }

  std::string text_of(const pugi::xml_node& cell) const {
    const std::string_view type = cell.attribute("t").value();
    if (type == "inlineStr") return rich_text(child_named(cell, "is"));
    const std::string_view value = child_named(cell, "v").text().get();
    if (type == "s") {
      std::size_t index = 0;
      const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), index);
      return fault == std::errc{} && index < shared_.size() ? shared_[index] : std::string();
    }
    if (type == "b") return value == "1" ? "true" : "false";
    return std::string(value);
  }

  Archive& archive_;
  std::vector<std::string> shared_;
  std::size_t cells_ = 0;
};

// A zip that holds survey.csv, choices.csv, settings.csv (in any one folder).
Result<std::vector<domain::Sheet>> read_zipped_csv(Archive& archive) {
  std::vector<domain::Sheet> sheets;
  for (const auto& name : archive.names()) {
    if (!name.ends_with(".csv") || sheets.size() == limits::max_sheets) continue;
    SHOPPER_TRY(const auto content, archive.read(name));
    const auto slash = name.rfind('/');
    const auto stem = name.substr(slash == std::string::npos ? 0 : slash + 1);
    SHOPPER_TRY(auto sheet, read_csv(content, stem.substr(0, stem.size() - 4)));
    sheets.push_back(std::move(sheet));
  }
  if (sheets.empty()) return unreadable_workbook("WORKBOOK_UNKNOWN", {"الملف ليس مصنف xlsx ولا مجموعة CSV", "The file is neither an .xlsx workbook nor a set of CSV files"});
  return sheets;
}

}  // namespace

Result<std::vector<domain::Sheet>> read_workbook(std::string_view bytes) {
  if (bytes.empty()) return unreadable_workbook("CONTENT_MISSING", {"لم يُرسل ملف", "No file was sent"});
  if (!bytes.starts_with("PK\x03\x04")) return read_stacked_csv(bytes);
  SHOPPER_TRY(auto archive, Archive::open(bytes));
  if (archive.has("xl/workbook.xml")) return Xlsx(archive).read();
  return read_zipped_csv(archive);
}

}  // namespace shopper::evaluation::import
