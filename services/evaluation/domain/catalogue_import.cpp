#include "evaluation/domain/catalogue_import.h"

#include <array>
#include <map>

namespace shopper::evaluation::domain {
namespace {

constexpr std::size_t max_rows = 20'000;
constexpr std::size_t max_name_bytes = 400;
constexpr std::array<std::string_view, 10> columns{"entity_code", "entity_ar", "entity_en", "branch_code", "branch_ar",
                                                   "branch_en", "service_code", "service_ar", "service_en", "channels"};

struct Reader {
  SheetColumns sheet;
  FieldErrors errors;

  std::string cell(const SheetRow& row, std::string_view column) { return std::string(sheet.cell(row, sheet.find({column}))); }
  void add(const SheetRow& row, std::string_view column, std::string code, Text text) {
    errors.add("/" + std::to_string(row.number) + "/" + std::string(column), std::move(code), std::move(text));
  }

  // The code and name of one noun in this row; nothing if the row does not speak of it, or wrongly.
  std::optional<std::pair<std::string, Text>> noun(const SheetRow& row, const std::string& prefix) {
    const auto code = cell(row, prefix + "_code");
    const Text name{cell(row, prefix + "_ar"), cell(row, prefix + "_en")};
    if (code.empty() && name.ar.empty() && name.en.empty()) return std::nullopt;
    bool good = true;
    if (!valid_code(code)) {
      add(row, prefix + "_code", "CODE_INVALID", fill({"الرمز «{}» غير صالح: من 1 إلى 32 من A-Z a-z 0-9 . _ -", "The code \"{}\" is not valid: 1 to 32 of A-Z a-z 0-9 . _ -"}, {code}));
      good = false;
    }
    if (name.ar.size() > max_name_bytes || name.en.size() > max_name_bytes) {
      add(row, prefix + "_ar", "TEXT_TOO_LONG", {"الاسم أطول من المسموح", "The name is too long"});
      good = false;
    }
    return good ? std::optional{std::pair{code, name}} : std::nullopt;
  }

  std::vector<std::string> channels(const SheetRow& row) {
    std::vector<std::string> out;
    const auto text = cell(row, "channels");
    for (std::size_t from = 0; from <= text.size();) {
      const auto to = std::min(text.find(';', from), text.size());
      const auto name = std::string(trimmed(std::string_view(text).substr(from, to - from)));
      from = to + 1;
      if (name.empty()) continue;
      if (!enum_from<Channel>(name))
        add(row, "channels", "CHANNEL_UNKNOWN", fill({"القناة «{}» غير معروفة", "The channel \"{}\" is unknown (visit; phone; web; app; email; kiosk)"}, {name}));
      else if (std::ranges::find(out, name) == out.end()) out.push_back(name);
    }
    return out;
  }

  // A code that appears again must not say something else; an empty name repeats the earlier one.
  template <class Known>
  bool first_mention(const SheetRow& row, Known& known, const std::string& key, const Text& name, const std::string& prefix) {
    const auto [it, fresh] = known.try_emplace(key, name);
    if (fresh) {
      if (name.ar.empty()) add(row, prefix + "_ar", "TRANSLATION_MISSING", {"الاسم بالعربية ناقص", "The Arabic name is missing"});
      if (name.en.empty()) add(row, prefix + "_en", "TRANSLATION_MISSING", {"الاسم بالإنجليزية ناقص", "The English name is missing"});
    } else if ((!name.ar.empty() && name.ar != it->second.ar) || (!name.en.empty() && name.en != it->second.en)) {
      add(row, prefix + "_code", "CODE_CONTRADICTS", {"الرمز نفسه ذُكر سابقًا باسم آخر", "The same code was given another name above"});
    }
    return fresh;
  }
};

}  // namespace

Result<Catalogue> read_catalogue(const Sheet& sheet) {
  Reader reader{SheetColumns(sheet), {}};
  for (const auto column : columns)
    reader.errors.check(reader.sheet.find({column}).has_value(), "/1/" + std::string(column), "COLUMN_MISSING",
                        fill({"العمود {} ناقص", "The column {} is missing"}, {std::string(column)}));
  if (!reader.errors.empty()) return reader.errors.result().error();
  if (sheet.rows.size() > max_rows + 1) {
    reader.errors.add("/" + std::to_string(max_rows + 2), "TOO_MANY_ROWS", {"الملف أطول من 20000 صف", "The file has more than 20000 rows"});
    return reader.errors.result().error();
  }

  Catalogue catalogue;
  std::map<std::string, Text> entities, branches, services;
  for (std::size_t i = 1; i < sheet.rows.size(); ++i) {
    const auto& row = sheet.rows[i];
    if (blank(row)) continue;
    const auto entity = reader.noun(row, "entity");
    if (!entity) {
      if (reader.cell(row, "entity_code").empty()) reader.add(row, "entity_code", "ENTITY_MISSING", {"كل صف يحتاج إلى رمز الجهة", "Every row needs the code of its entity"});
      continue;
    }
    if (reader.first_mention(row, entities, entity->first, entity->second, "entity")) catalogue.entities.push_back({entity->first, entity->second});
    if (const auto branch = reader.noun(row, "branch");
        branch && reader.first_mention(row, branches, entity->first + "/" + branch->first, branch->second, "branch"))
      catalogue.branches.push_back({entity->first, branch->first, branch->second});
    if (const auto service = reader.noun(row, "service")) {
      auto channels = reader.channels(row);
      if (reader.first_mention(row, services, entity->first + "/" + service->first, service->second, "service")) {
        if (channels.empty() && reader.cell(row, "channels").empty())
          reader.add(row, "channels", "CHANNELS_MISSING", {"الخدمة تحتاج إلى قناة واحدة على الأقل", "A service needs at least one channel"});
        catalogue.services.push_back({entity->first, service->first, service->second, std::move(channels)});
      }
    }
  }
  reader.errors.check(!catalogue.entities.empty() || !reader.errors.empty(), "/2", "FILE_EMPTY", {"الملف بلا صفوف", "The file has no rows"});
  if (!reader.errors.empty()) return reader.errors.result().error();
  return catalogue;
}

}  // namespace shopper::evaluation::domain
