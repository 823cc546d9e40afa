// The files of a whole programme (docs/FILES.md), read and checked together.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "http.h"
#include "table.h"

namespace shopperctl {

struct ProgrammeFiles {
  std::string directory;
  Json programme;        // programme.json
  Table applicants, reviews, interviews, quotas, entities, evaluations, responses;
  std::string entities_csv;
  std::string form_xlsx;
};

// Every problem of all files at once; the files can be used when there is none.
ProgrammeFiles read_programme_files(const std::string& directory, std::vector<FileProblem>& problems);

}  // namespace shopperctl
