// `programme run`: a complete programme from files, over REST alone. Each step can be repeated: ids and keys are named by the files'
// content, and what is done already is recognised by its state - so a run that was cut goes on where it stopped.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "files.h"
#include "http.h"
#include "progress.h"

namespace shopperctl {

// A row the server refused, and why.
struct Refusal {
  std::string file;
  int row = 0;
  std::string what;
};

// The run stopped: rows were refused, or something expected did not come about.
struct RunStopped {
  std::string step;
  std::vector<Refusal> refusals;
  std::string reason;
};

class Run {
 public:
  Run(Settings settings, ProgrammeFiles files, bool quiet);

  const ProgrammeFiles& files() const { return files_; }
  const Settings& settings() const { return settings_; }
  const std::string& programme_id() const { return programme_id_; }
  std::string application_id(const std::string& applicant) const;
  std::string named_id(const std::string& kind, const std::string& name) const;
  // The subject an applicant acts as.
  std::string subject(const std::string& applicant) const;

  // Options of an imported action: who acted and when ("" for now); POSTs get a key named by path and row.
  Options as(const std::string& role, const std::string& subject, const std::string& at, const std::string& entity_id = "") const;
  // The recorded time of a step without one for each row; "" when the files give none.
  std::string time_of(const std::string& event) const;

  // Sends and returns the answer; throws Refusal when it is not a success.
  Answer must(Http& http, const std::string& method, const std::string& path, const Json& body, Options options, const std::string& file, int row) const;
  // POST with If-Match on the version, for actions on things.
  Json act(Http& http, const std::string& path, std::int64_t version, const Json& body, Options options, const std::string& file, int row) const;

  // Runs `work(http, index)` for all indices on several connections; collects refusals and stops after the step if there were any.
  void each(const std::string& step, std::size_t count, const std::function<void(Http&, std::size_t)>& work);
  // Repeats `done` until it is true; stops the run when that takes too long.
  void await(const std::string& what, const std::function<bool(Http&)>& done);
  // All items of a list.
  std::vector<Json> all(Http& http, const std::string& path, const Options& options) const;

  // Counted for the summary.
  void count(const std::string& what, std::int64_t n = 1);
  Json summary() const;
  bool quiet() const { return quiet_; }

 private:
  Settings settings_;
  ProgrammeFiles files_;
  bool quiet_;
  std::string code_;
  std::string programme_id_;
  std::string started_at_;
  mutable std::mutex mutex_;
  std::map<std::string, std::int64_t> counts_;
};

// The RFC 3339 time so much later than `at`; "" stays "" (now).
std::string later(const std::string& at, std::chrono::minutes by);

// The steps, in order.
void open_programme(Run& run);
void import_catalogue(Run& run);
void register_applicants(Run& run);
void review_applications(Run& run);
void hold_interviews(Run& run);
void draw_and_onboard(Run& run);
void evaluate_services(Run& run);
void recommend(Run& run);
// Writes report.ar.html, report.en.html and report.json to `directory`.
void write_report(Run& run, const std::string& directory);

// What the steps share: the entities, branches and services by code.
struct CatalogueIds {
  std::map<std::string, std::string> entities;
  std::map<std::pair<std::string, std::string>, std::string> branches;   // by entity code and branch code
  std::map<std::pair<std::string, std::string>, std::string> services;
};
CatalogueIds catalogue_ids(Run& run, Http& http);

// Sends one answer sheet and takes it through quality control to its release. The state it ended in.
std::string send_sheet(Run& run, Http& http, const Table::Row& row, const CatalogueIds& catalogue, const std::vector<std::string>& shoppers, const std::string& form_id,
                       const std::string& assignment_id);
std::string published_form_id(Run& run, Http& http);
// Row numbers of answer sheets of that purpose.
std::vector<std::size_t> sheets_of(const Run& run, const std::string& purpose);

}  // namespace shopperctl
