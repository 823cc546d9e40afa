// shopperctl: the suite from the command line, over REST; what operators do with the services themselves goes to them directly.
#include <curl/curl.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "audit.h"
#include "backup.h"
#include "commands.h"
#include "draw.h"
#include "exit.h"
#include "log_verify.h"
#include "migrate.h"
#include "operations.h"
#include "run.h"

namespace shopperctl {
namespace {

const char* usage =
    "usage: shopperctl [--url URL] [--token TOKEN] [--language ar|en] [--json] COMMAND\n"
    "  URL and TOKEN may also come from SHOPPER_URL and SHOPPER_TOKEN; a token @FILE is read from the file.\n\n"
    "  programme run --from DIR [--report OUT]   a complete programme from files (docs/FILES.md)\n"
    "  programme check --from DIR                checks the files alone\n"
    "  programme subjects --from DIR             who each applicant of the files is in the suite: applicant,subject,application_id\n"
    "  report get PROGRAMME [--format html|json] [--out FILE]\n"
    "  call METHOD PATH [BODY]                   any request, the answer as it comes\n";

// Options that stand for themselves; of those commands alone, since elsewhere the next word may be theirs.
bool is_flag(const Arguments& so_far, const std::string& option) {
  if (so_far.words.empty()) return false;
  const auto& command = so_far.words[0];
  return (command == "drain" && option == "--resume") || (command == "migrate" && option == "--status") || (command == "backup" && option == "--dry-run");
}

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--json") arguments.json = true;
    else if (is_flag(arguments, word)) arguments.options.emplace_back(word.substr(2), "");
    else if (word.starts_with("--") && word.find('=') != std::string::npos) arguments.options.emplace_back(word.substr(2, word.find('=') - 2), word.substr(word.find('=') + 1));
    else if (word.starts_with("--")) arguments.options.emplace_back(word.substr(2), i + 1 < argc ? argv[++i] : "");
    else arguments.words.push_back(word);
  }
  return arguments;
}

std::string environment(const char* name, const std::string& fallback) {
  const char* value = std::getenv(name);
  return value && *value ? value : fallback;
}

int stopped(const RunStopped& stop, const Run& run, bool json) {
  Json list = Json::array();
  for (const auto& refusal : stop.refusals) {
    list.push_back({{"file", refusal.file}, {"row", refusal.row}, {"reason", refusal.what}});
    std::cerr << refusal.file << (refusal.row > 0 ? ", row " + std::to_string(refusal.row) : "") << ": " << refusal.what << "\n";
  }
  std::cerr << "stopped at: " << stop.step << (stop.reason.empty() ? "" : " - " + stop.reason) << "\nWhat was sent before is kept; run the same command again to go on from here.\n";
  if (json) std::cout << Json{{"stopped_at", stop.step}, {"reason", stop.reason}, {"refused", list}, {"so_far", run.summary()}}.dump() << "\n";
  return exit_refused;
}

void print_subjects(const Run& run) {
  std::cout << "applicant,subject,application_id\n";
  const auto& applicants = run.files().applicants;
  for (std::size_t i = 0; i < applicants.size(); ++i) {
    const auto name = applicants.row(i).text("applicant");
    std::cout << name << "," << run.subject(name) << "," << run.application_id(name) << "\n";
  }
}

int programme_run(const Settings& settings, Arguments arguments) {
  const bool check_only = arguments.words[1] == "check", subjects_only = arguments.words[1] == "subjects";
  const auto directory = arguments.take("from");
  const auto report = arguments.take("report");
  if (directory.empty() || !arguments.options.empty()) {
    std::cerr << usage;
    return exit_usage;
  }
  std::vector<FileProblem> problems;
  auto files = read_programme_files(directory, problems);
  if (!problems.empty()) {
    print_problems(problems, "nothing was sent", arguments.json);
    return exit_files;
  }
  if (check_only) {
    std::cerr << "the files are in order\n";
    return exit_done;
  }
  Run run(settings, std::move(files), arguments.json);
  if (subjects_only) {
    print_subjects(run);
    return exit_done;
  }
  try {
    open_programme(run);
    import_catalogue(run);
    register_applicants(run);
    review_applications(run);
    hold_interviews(run);
    draw_and_onboard(run);
    evaluate_services(run);
    recommend(run);
    if (!report.empty()) write_report(run, report);
  } catch (const RunStopped& stop) {
    return stopped(stop, run, arguments.json);
  } catch (const Refusal& refusal) {
    return stopped({"the last step", {refusal}, ""}, run, arguments.json);
  }
  const auto summary = run.summary();
  if (arguments.json) {
    std::cout << summary.dump() << "\n";
  } else {
    for (const auto& [what, n] : summary.items()) std::cout << what << ": " << (n.is_string() ? n.get<std::string>() : n.dump()) << "\n";
    if (!report.empty()) std::cout << "report: " << report << "/report.ar.html, report.en.html, report.json\n";
  }
  return exit_done;
}

// A report of the service as a page, or as JSON: to standard output or --out FILE.
int report_get(const Settings& settings, Arguments arguments, const std::string& collection) {
  if (arguments.words.size() < 3) {
    std::cerr << usage;
    return exit_usage;
  }
  const auto format = arguments.take("format", arguments.json ? "json" : "html"), out = arguments.take("out");
  Http http(settings);
  Options options;
  options.accept = format == "json" ? "application/json" : "text/html";
  const auto answer = http.get(collection + url_encoded(arguments.words[2]) + "/report", options);
  if (!answer.ok()) {
    std::cerr << "refused (" << answer.status << "): " << answer.explanation() << "\n";
    return exit_refused;
  }
  if (out.empty()) {
    std::cout << answer.body;
    return exit_done;
  }
  std::ofstream file(out, std::ios::binary);
  file << answer.body;
  return file ? exit_done : exit_refused;
}

int call(const Settings& settings, const Arguments& arguments) {
  if (arguments.words.size() < 3) {
    std::cerr << usage;
    return exit_usage;
  }
  Http http(settings);
  const auto answer = http.send(arguments.words[1], arguments.words[2], arguments.words.size() > 3 ? arguments.words[3] : "{}");
  std::cout << answer.body << "\n";
  return answer.ok() ? exit_done : exit_refused;
}

int run_main(int argc, char** argv) {
  auto arguments = parse(argc, argv);
  Settings settings;
  settings.url = arguments.take("url", environment("SHOPPER_URL", "http://127.0.0.1:8080"));
  settings.token = arguments.take("token", environment("SHOPPER_TOKEN", ""));
  settings.language = arguments.take("language", "en");
  if (settings.token.starts_with("@")) {
    settings.token = read_file(settings.token.substr(1)).value_or("");
    while (!settings.token.empty() && (settings.token.back() == '\n' || settings.token.back() == ' ')) settings.token.pop_back();
  }
  if (arguments.words.empty() || arguments.words[0] == "help") {
    std::cout << usage << draw_usage << draw_report_usage << audit_usage << log_usage << operations_usage << migrate_usage << backup_usage << command_help();
    return arguments.words.empty() ? exit_usage : exit_done;
  }
  const auto verb = arguments.words.size() > 1 ? arguments.words[1] : "";
  if (arguments.words[0] == "programme" && (verb == "run" || verb == "check" || verb == "subjects")) return programme_run(settings, std::move(arguments));
  if (arguments.words[0] == "report" && verb == "get") return report_get(settings, std::move(arguments), "/v1/programmes/");
  if (arguments.words[0] == "draw" && verb == "verify") return draw_verify(std::move(arguments));
  if (arguments.words[0] == "draw" && verb == "run") return draw_run(std::move(arguments), settings.language);
  if (arguments.words[0] == "draw" && verb == "report" && arguments.words.size() > 2) return report_get(settings, std::move(arguments), "/v1/draws/");
  if (arguments.words[0] == "draw" && verb == "report") return draw_report(std::move(arguments), settings.language);
  if (arguments.words[0] == "audit" && verb == "export") return audit_export(settings, std::move(arguments));
  if (arguments.words[0] == "audit" && verb == "verify") return audit_verify(std::move(arguments));
  if (arguments.words[0] == "log" && verb == "verify") return log_verify(std::move(arguments));
  if (arguments.words[0] == "status") return suite_status(std::move(arguments), settings.language);
  if (arguments.words[0] == "drain") return suite_drain(std::move(arguments), settings.language);
  if (arguments.words[0] == "migrate") return migrate_stores(std::move(arguments), settings.language);
  if (arguments.words[0] == "backup" && verb == "prune") return backup_prune(std::move(arguments));
  if (arguments.words[0] == "backup" && verb == "verify") return backup_verify(std::move(arguments));
  if (arguments.words[0] == "backup") return backup_take(std::move(arguments), settings.language);
  if (arguments.words[0] == "restore") return backup_restore(std::move(arguments));
  if (arguments.words[0] == "call") return call(settings, arguments);
  settings.patience_s = 5;
  Http http(settings);
  return run_command(http, std::move(arguments));
}

}  // namespace
}  // namespace shopperctl

int main(int argc, char** argv) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  try {
    return shopperctl::run_main(argc, argv);
  } catch (const shopperctl::Unreachable& failure) {
    std::cerr << "cannot reach the suite: " << failure.what() << "\n";
    return shopperctl::exit_unreachable;
  } catch (const std::exception& failure) {
    std::cerr << "shopperctl: " << failure.what() << "\n";
    return shopperctl::exit_refused;
  }
}
