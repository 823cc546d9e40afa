#include "draw_files.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "evaluation/import/csv.h"
#include "platform/base/url.h"

namespace shopperctl {
namespace {

using shopper::evaluation::domain::trimmed;
using Cells = std::vector<std::string_view>;

constexpr std::size_t problems_max = 1000;

// One record after the other, without a copy of the file; cells with quotes are unquoted into a buffer of the record.
class Records {
 public:
  explicit Records(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  // False at the end. Blank lines are passed over, as a spreadsheet would show them.
  bool next(Cells& cells) {
    while (at_ < text_.size()) {
      ++number_;
      cells.clear();
      unquoted_.clear();
      bool more = true;
      while (more) more = cell(cells);
      if (cells.size() > 1 || !trimmed(cells[0]).empty()) return true;
    }
    return false;
  }
  int number() const { return number_; }
  // The record before ended within quotes.
  bool broken() const { return broken_; }

 private:
  // Reads a cell; whether another follows in this record.
  bool cell(Cells& cells) {
    if (at_ < text_.size() && text_[at_] == '"') return quoted(cells);
    const auto end = text_.find_first_of(",\n", at_);
    cells.push_back(without_return(text_.substr(at_, end == text_.npos ? end : end - at_)));
    at_ = end == text_.npos ? text_.size() : end + 1;
    return end != text_.npos && text_[end] == ',';
  }
  bool quoted(Cells& cells) {
    auto& text = *unquoted_.emplace_back(std::make_unique<std::string>());
    for (++at_;; ++at_) {
      if (at_ >= text_.size()) {
        broken_ = true;
        break;
      }
      if (text_[at_] == '"' && (at_ + 1 >= text_.size() || text_[at_ + 1] != '"')) break;
      if (text_[at_] == '"') ++at_;
      text += text_[at_];
    }
    cells.push_back(text);
    const auto end = text_.find_first_of(",\n", at_);
    at_ = end == text_.npos ? text_.size() : end + 1;
    return end != text_.npos && text_[end] == ',';
  }
  static std::string_view without_return(std::string_view cell) {
    if (cell.ends_with('\r')) cell.remove_suffix(1);
    return cell;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int number_ = 0;
  bool broken_ = false;
  std::vector<std::unique_ptr<std::string>> unquoted_;
};

// A column of what people may share, as numbers: the same for the same text, 0 for an empty cell or no column.
struct Sharing {
  std::optional<std::size_t> column;
  std::unordered_map<std::string, std::uint32_t> known;
  std::uint32_t number(const Cells& cells) {
    const auto cell = column && *column < cells.size() ? trimmed(cells[*column]) : std::string_view();
    return cell.empty() ? 0 : known.emplace(std::string(cell), static_cast<std::uint32_t>(known.size() + 1)).first->second;
  }
};

class Reader {
 public:
  Reader(int seats, std::vector<FileProblem>& problems) : seats_(seats), problems_(problems) {}

  void categories(const std::string& path) {
    const auto text = opened(path);
    if (!text) return;
    Records records(*text);
    Cells heads, cells;
    if (!headed(path, records, heads)) return;
    const auto column = [&](std::string_view name) { return place(heads, name); };
    const bool by_category = column("category").has_value();
    const auto feature = column(by_category ? "category" : "feature"), value = column(by_category ? "feature" : "value"), min = column("min"), max = column("max");
    for (const auto& [name, found] : {std::pair{by_category ? "category" : "feature", feature}, {by_category ? "feature" : "value", value}, {"min", min}, {"max", max}})
      if (!found) wrong(path, 1, name, "the column is missing");
    if (!feature || !value || !min || !max) return;
    const auto min_flex = column("min_flex"), max_flex = column("max_flex");
    while (records.next(cells)) {
      const int row = records.number();
      const auto text_of = [&](std::size_t at) { return at < cells.size() ? std::string(trimmed(cells[at])) : ""; };
      DrawQuota quota{text_of(*feature), text_of(*value), {}, {0, seats_}};
      for (const auto& [name, cell] : {std::pair{by_category ? "category" : "feature", &quota.feature}, {by_category ? "feature" : "value", &quota.value}})
        if (cell->empty()) wrong(path, row, name, "the cell is empty");
      const auto number = [&](std::size_t at, const char* name, int& into) {
        const auto cell = text_of(at);
        const auto reason = cell.empty() ? "the cell is empty" : cell[0] == '-' ? "must not be negative: " + cell : wrong_integer(cell);
        if (!reason.empty()) return wrong(path, row, name, reason), false;
        into = std::atoi(cell.c_str());
        return true;
      };
      const bool bounds = number(*min, "min", quota.bounds.min) & number(*max, "max", quota.bounds.max);
      if (bounds && quota.bounds.min > quota.bounds.max)
        wrong(path, row, "max", "the minimum " + std::to_string(quota.bounds.min) + " is above the maximum " + std::to_string(quota.bounds.max));
      if (min_flex && !text_of(*min_flex).empty()) number(*min_flex, "min_flex", quota.loosest.min);
      if (max_flex && !text_of(*max_flex).empty()) number(*max_flex, "max_flex", quota.loosest.max);
      if (bounds && quota.loosest.min > quota.bounds.min) wrong(path, row, "min_flex", "above the minimum it should loosen");
      if (bounds && quota.loosest.max < std::min(quota.bounds.max, seats_)) wrong(path, row, "max_flex", "below the maximum it should loosen");
      quota.bounds.max = std::min(quota.bounds.max, seats_);
      if (!rows_[quota.feature].emplace(quota.value, static_cast<int>(input.quotas.size())).second) wrong(path, row, by_category ? "feature" : "value", "given twice: " + quota.value);
      if (std::find(features_.begin(), features_.end(), quota.feature) == features_.end()) features_.push_back(quota.feature);
      input.quotas.push_back(std::move(quota));
    }
    if (records.broken()) wrong(path, records.number(), "", "a quote is not closed");
    if (input.quotas.empty()) return wrong(path, 0, "", "there is no quota");
    for (const auto& name : features_) {
      long least = 0, most = 0;
      for (const auto& quota : input.quotas)
        if (quota.feature == name) least += quota.bounds.min, most += quota.bounds.max;
      if (least > seats_) wrong(path, 0, name, "the minimums add up to " + std::to_string(least) + ", more than the " + std::to_string(seats_) + " seats");
      if (most < seats_) wrong(path, 0, name, "the maximums add up to " + std::to_string(most) + ", fewer than the " + std::to_string(seats_) + " seats");
    }
  }

  void respondents(const std::string& path, const DrawShared& shared) {
    std::vector<shopper::sortition::Row> rows;
    for (const auto& quota : input.quotas) rows.push_back(quota.bounds);
    input.pool = shopper::sortition::Pool(seats_, std::move(rows), shared.employer_max);
    const auto text = opened(path);
    if (!text) return;
    Records records(*text);
    Cells heads, cells;
    if (!headed(path, records, heads)) return;
    std::vector<std::size_t> columns;
    for (const auto& name : features_) {
      const auto found = place(heads, name);
      if (!found) wrong(path, 1, name, "the column is missing");
      columns.push_back(found.value_or(0));
    }
    const auto id = place(heads, "id");
    Sharing household, employer;
    for (const auto& [name, sharing] : {std::pair{&shared.household, &household}, {&shared.employer, &employer}})
      if (!name->empty() && !(sharing->column = place(heads, *name))) wrong(path, 1, *name, "the column is missing");
    if (!problems_.empty()) return;
    std::vector<std::unordered_map<std::string_view, int>> known;
    for (const auto& name : features_) {
      auto& values = known.emplace_back();
      for (const auto& [value, row] : rows_[name]) values.emplace(value, row);
    }
    if (id) input.id_starts.push_back(0);
    std::vector<std::pair<std::string_view, int>> named;
    std::vector<int> counted(features_.size());
    std::unordered_map<std::uint64_t, int> types;
    while (records.next(cells)) {
      const int row = records.number();
      bool good = true;
      // The rows are digits of a number in base (quotas + 1): one look-up instead of a search by content.
      std::uint64_t code = 0;
      for (std::size_t f = 0; f < features_.size(); ++f) {
        const auto cell = columns[f] < cells.size() ? trimmed(cells[columns[f]]) : std::string_view();
        const auto found = known[f].find(cell);
        if (found == known[f].end()) {
          wrong(path, row, features_[f], cell.empty() ? "the cell is empty" : "no such value in the categories: " + std::string(cell));
          good = false;
          continue;
        }
        counted[f] = found->second;
        code = code * (input.quotas.size() + 1) + static_cast<std::uint64_t>(found->second) + 1;
      }
      if (id) {
        const auto name = *id < cells.size() ? trimmed(cells[*id]) : std::string_view();
        if (name.empty()) wrong(path, row, "id", "the cell is empty"), good = false;
        input.ids += name;
        input.id_starts.push_back(input.ids.size());
        rows_of_people_.push_back(row);
      }
      if (!good) continue;
      auto found = fits_code() ? types.find(code) : types.end();
      if (found == types.end()) {
        auto sorted = counted;
        std::sort(sorted.begin(), sorted.end());
        const int type = input.pool.type_with(std::move(sorted));
        found = types.insert_or_assign(fits_code() ? code : 0, type).first;
      }
      input.pool.add(found->second, household.number(cells), employer.number(cells));
    }
    if (records.broken()) wrong(path, records.number(), "", "a quote is not closed");
    if (id) find_twins(path);
    if (static_cast<long>(input.pool.people()) < seats_ && problems_.empty())
      wrong(path, 0, "", std::to_string(input.pool.people()) + " people for " + std::to_string(seats_) + " seats");
    input.pool.close();
  }

  DrawInput input;

 private:
  bool fits_code() const {
    double most = 1;
    for (std::size_t f = 0; f < features_.size(); ++f) most *= static_cast<double>(input.quotas.size() + 1);
    return most < 1e18;
  }

  void find_twins(const std::string& path) {
    std::unordered_set<std::string_view> seen;
    seen.reserve(rows_of_people_.size());
    for (std::size_t i = 0; i < rows_of_people_.size(); ++i) {
      const std::string_view name(input.ids.data() + input.id_starts[i], input.id_starts[i + 1] - input.id_starts[i]);
      if (!name.empty() && !seen.insert(name).second) wrong(path, rows_of_people_[i], "id", "given twice: " + std::string(name));
    }
  }

  std::optional<std::string> opened(const std::string& path) {
    auto text = read_file(path);
    if (!text) wrong(path, 0, "", "the file is missing or cannot be read");
    else if (!shopper::valid_utf8(*text)) wrong(path, 0, "", "the file is not UTF-8"), text.reset();
    return text;
  }
  bool headed(const std::string& path, Records& records, Cells& heads) {
    if (records.next(heads)) return true;
    wrong(path, 1, "", "the first row must name the columns");
    return false;
  }
  static std::optional<std::size_t> place(const Cells& heads, std::string_view name) {
    for (std::size_t i = 0; i < heads.size(); ++i)
      if (trimmed(heads[i]) == name) return i;
    return std::nullopt;
  }
  void wrong(const std::string& file, int row, const std::string& column, const std::string& reason) {
    if (problems_.size() < problems_max) problems_.push_back({file, row, column, reason});
    else if (problems_.size() == problems_max) problems_.push_back({file, 0, "", "there are more problems than the " + std::to_string(problems_max) + " shown"});
  }

  const int seats_;
  std::vector<FileProblem>& problems_;
  std::vector<std::string> features_;
  std::map<std::string, std::map<std::string, int>> rows_;   // by feature and value
  std::vector<int> rows_of_people_;
};

}  // namespace

DrawInput read_draw_files(const std::string& respondents, const std::string& categories, int seats, const DrawShared& shared, std::vector<FileProblem>& problems) {
  Reader reader(seats, problems);
  reader.categories(categories);
  reader.respondents(respondents, shared);
  return std::move(reader.input);
}

}  // namespace shopperctl
