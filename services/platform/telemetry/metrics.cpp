#include "platform/telemetry/metrics.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>

namespace shopper::telemetry {
namespace {

template <class M>
struct Family {
  std::string help;
  std::map<Labels, std::unique_ptr<M>> series;
};

struct Registry {
  std::mutex mutex;
  std::map<std::string, Family<Counter>> counters;
  std::map<std::string, Family<Gauge>> gauges;
  std::map<std::string, Family<Histogram>> histograms;
};

Registry& registry() {
  static auto* instance = new Registry;   // never destroyed: threads may still count while the process ends
  return *instance;
}

template <class M>
M& find(std::map<std::string, Family<M>>& families, const std::string& name, const std::string& help, const Labels& labels) {
  std::lock_guard lock(registry().mutex);
  auto& family = families[name];
  family.help = help;
  auto& slot = family.series[labels];
  if (!slot) slot = std::make_unique<M>();
  return *slot;
}

std::string label_text(const Labels& extra, const Labels& labels, const std::string& more = "") {
  std::string text;
  for (const auto* list : {&extra, &labels})
    for (const auto& [key, value] : *list) text += (text.empty() ? "" : ",") + key + "=\"" + value + "\"";
  if (!more.empty()) text += (text.empty() ? "" : ",") + more;
  return text.empty() ? "" : "{" + text + "}";
}

std::string number(double value) {
  char out[40];
  std::snprintf(out, sizeof out, "%.9g", value);
  return out;
}

void head(std::string& text, const std::string& name, const std::string& help, const char* type) {
  text += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}

std::int64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t total = 0, resident = 0;
  statm >> total >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

std::int64_t open_files() {
  std::error_code ignored;
  std::int64_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", ignored)) ++count;
  return count;
}

}  // namespace

void Histogram::observe(double seconds) {
  std::size_t i = 0;
  while (i < bounds_s.size() && seconds > bounds_s[i]) ++i;
  buckets_[i].fetch_add(1, std::memory_order_relaxed);
  count_.fetch_add(1, std::memory_order_relaxed);
  sum_ns_.fetch_add(static_cast<std::uint64_t>(seconds * 1e9), std::memory_order_relaxed);
}

Counter& counter(const std::string& name, const std::string& help, const Labels& labels) { return find(registry().counters, name, help, labels); }
Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels) { return find(registry().gauges, name, help, labels); }
Histogram& histogram(const std::string& name, const std::string& help, const Labels& labels) {
  return find(registry().histograms, name, help, labels);
}

std::string exposition(const Labels& extra) {
  gauge("process_resident_memory_bytes", "Resident memory").set(resident_bytes());
  gauge("process_open_fds", "Open file descriptors").set(open_files());
  std::lock_guard lock(registry().mutex);
  std::string text;
  for (const auto& [name, family] : registry().counters) {
    head(text, name, family.help, "counter");
    for (const auto& [labels, metric] : family.series) text += name + label_text(extra, labels) + " " + std::to_string(metric->value()) + "\n";
  }
  for (const auto& [name, family] : registry().gauges) {
    head(text, name, family.help, "gauge");
    for (const auto& [labels, metric] : family.series) text += name + label_text(extra, labels) + " " + std::to_string(metric->value()) + "\n";
  }
  for (const auto& [name, family] : registry().histograms) {
    head(text, name, family.help, "histogram");
    for (const auto& [labels, metric] : family.series) {
      std::uint64_t below = 0;
      for (std::size_t i = 0; i < Histogram::bounds_s.size(); ++i) {
        below += metric->bucket(i);
        text += name + "_bucket" + label_text(extra, labels, "le=\"" + number(Histogram::bounds_s[i]) + "\"") + " " + std::to_string(below) + "\n";
      }
      text += name + "_bucket" + label_text(extra, labels, "le=\"+Inf\"") + " " + std::to_string(metric->count()) + "\n";
      text += name + "_sum" + label_text(extra, labels) + " " + number(metric->sum_s()) + "\n";
      text += name + "_count" + label_text(extra, labels) + " " + std::to_string(metric->count()) + "\n";
    }
  }
  return text;
}

}  // namespace shopper::telemetry
