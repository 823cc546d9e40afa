#include "platform/lifecycle/schema_command.h"

#include <cstdio>
#include <string_view>

#include "platform/store/schema.h"

namespace shopper {
namespace {

constexpr int exit_done = 0, exit_refused = 1, exit_usage = 64;

struct Asked {
  bool status = false;
  bool migrate = false;
  bool stopped = false;        // refuse when a service runs on it
  std::string language = "en";
  bool understood = true;
};

Asked parse(int argc, char** argv) {
  Asked asked;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--schema-status") asked.status = true;
    else if (word == "--migrate") asked.migrate = true;
    else if (word == "--stopped") asked.stopped = true;
    else if (word == "--language" && i + 1 < argc) asked.language = argv[++i];
    else asked.understood = false;
  }
  return asked;
}

std::string joined(const std::vector<std::string>& steps) {
  std::string text;
  for (const auto& step : steps) text += (text.empty() ? "" : ", ") + step;
  return text;
}

void say(const std::string& service, const std::string& what) {
  std::printf("%s: %s\n", service.c_str(), what.c_str());
  std::fflush(stdout);   // a step is told when it is done, also to a pipe
}

void tell_status(const std::string& service, const store::Outlook& outlook, const std::string& path) {
  if (!outlook.exists) return say(service, "no store yet at " + path + "; the first start, or --migrate, makes it");
  say(service, "has " + joined(outlook.applied) + (outlook.in_use ? " (a service runs on it)" : ""));
  say(service, outlook.pending.empty() ? "nothing to apply" : "would apply " + joined(outlook.pending));
}

}  // namespace

std::optional<int> run_schema_command(int argc, char** argv, const ServiceDescription& description) {
  const auto asked = parse(argc, argv);
  if (!asked.status && !asked.migrate) return std::nullopt;
  const auto& service = description.name;
  if (!asked.understood || asked.status == asked.migrate) {
    std::fprintf(stderr, "usage: shopper-%s --schema-status [--stopped] | --migrate  [--language ar|en]\n", service.c_str());
    return exit_usage;
  }
  std::string url, path;
  try {
    url = Config().required("SHOPPER_STORE", "URL of the store, sqlite:///path");
    path = store::store_path(url);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s: %s\n", service.c_str(), failure.what());
    return exit_config;
  }
  try {
    if (asked.status) {
      const auto outlook = store::look_at_schema(url, service, description.migrations);
      if (asked.stopped && outlook.in_use) throw store::store_in_use(path);
      tell_status(service, outlook, path);
      return exit_done;
    }
    const auto before = store::migrate_schema(url, service, description.migrations, [&](const std::string& step) { say(service, "applied " + step); });
    if (before.pending.empty()) say(service, "nothing to apply");
    return exit_done;
  } catch (const store::SchemaRefusal& refusal) {
    std::fprintf(stderr, "%s: %s: %s\n", service.c_str(), refusal.code().c_str(), refusal.text().in(asked.language).c_str());
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s: %s\n", service.c_str(), failure.what());
  }
  return exit_refused;
}

}  // namespace shopper
