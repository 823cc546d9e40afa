// Builds zip archives and small workbooks in memory.
#pragma once

#include <zip.h>

#include <string>
#include <utility>
#include <vector>

namespace shopper::evaluation::testing {

inline std::string make_zip(const std::vector<std::pair<std::string, std::string>>& entries, const char* password = nullptr) {
  zip_error_t fault;
  zip_error_init(&fault);
  auto* source = zip_source_buffer_create(nullptr, 0, 0, &fault);
  zip_source_keep(source);
  auto* zip = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &fault);
  for (const auto& [name, content] : entries) {
    const auto index = zip_file_add(zip, name.c_str(), zip_source_buffer(zip, content.data(), content.size(), 0), ZIP_FL_OVERWRITE);
    if (password) zip_file_set_encryption(zip, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256, password);
  }
  zip_close(zip);
  zip_source_open(source);
  zip_stat_t stat;
  zip_source_stat(source, &stat);
  std::string bytes(stat.size, '\0');
  zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  zip_source_free(source);
  return bytes;
}

inline std::string make_xlsx(const std::string& sheet_data, const std::string& shared = "") {
  return make_zip({{"xl/workbook.xml", R"(<workbook xmlns:r="x"><sheets><sheet name="survey" sheetId="1" r:id="rId1"/></sheets></workbook>)"},
                   {"xl/_rels/workbook.xml.rels", R"(<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>)"},
                   {"xl/sharedStrings.xml", "<sst>" + shared + "</sst>"},
                   {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + sheet_data + "</sheetData></worksheet>"}});
}

}  // namespace shopper::evaluation::testing
