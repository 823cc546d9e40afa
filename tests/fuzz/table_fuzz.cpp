// Files of tables that analysts upload.
#include "evaluation/import/csv.h"
#include "tests/fuzz/fuzz.h"

void examine(std::string_view bytes) {
  using namespace shopper::evaluation;
  const auto sheet = import::read_csv(bytes, "sheet");
  if (sheet.ok())
    for (const auto& row : sheet->rows) must(row.number >= 1, "a row with its number");
  (void)import::read_stacked_csv(bytes);
}
