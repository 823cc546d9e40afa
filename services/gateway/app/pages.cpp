#include "gateway/app/pages.h"

#include <future>
#include <map>
#include <vector>

#include "gateway/app/render.h"
#include "gateway/http/json_text.h"
#include "gateway/limits.h"
#include "gateway/openapi/docs_page.h"
#include "gateway/openapi/generator.h"
#include "platform/base/time.h"
#include "platform/telemetry/metrics.h"

namespace shopper::gateway::app {

namespace {

using http::Response;

Response text(int status, std::string content_type, std::string body) {
  Response response;
  response.status = status;
  response.content_type = std::move(content_type);
  response.body = std::move(body);
  return response;
}

std::string etag_of(const std::string& body) { return "\"" + crypto::sha256_hex(body).substr(0, 32) + "\""; }

// "resident" of `shopper_x{...} 1`, `# HELP shopper_x ...`, `# TYPE shopper_x ...`.
struct Family {
  std::string head;
  std::string samples;
};

Response problem_page(std::string_view code) {
  for (const char c : code)
    if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')) return text(404, "text/plain; charset=utf-8", "");
  const std::string name(code);
  return text(200, "text/html; charset=utf-8",
              "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>" + name + "</title><h1>" + name +
                  "</h1><p>The type of a problem this API reports. Its <code>detail</code>, <code>errors</code> and <code>actions</code> say what to do.</p>"
                  "<p lang=\"ar\" dir=\"rtl\">نوع من المشكلات التي تبلغ عنها هذه الواجهة. تبيّن الحقول detail و errors و actions ما ينبغي فعله.</p></html>\n");
}

}  // namespace

std::string merge_expositions(const std::vector<std::string>& texts) {
  std::map<std::string, Family> families;
  for (const auto& exposition : texts) {
    std::string current;
    for (std::string_view rest = exposition; !rest.empty();) {
      const auto end = rest.find('\n');
      const std::string line(rest.substr(0, end));
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
      if (line.empty()) continue;
      if (line.starts_with("# HELP ") || line.starts_with("# TYPE ")) {
        current = line.substr(7, line.find(' ', 7) - 7);
        auto& head = families[current].head;
        if (head.find(line.substr(0, 7)) == std::string::npos) head.append(line).append("\n");
      } else if (!line.starts_with('#')) {
        const auto name = line.substr(0, line.find_first_of("{ "));
        families[current.empty() || !name.starts_with(current) ? name : current].samples.append(line).append("\n");
      }
    }
  }
  std::string merged;
  for (const auto& [name, family] : families) merged.append(family.head).append(family.samples);
  return merged;
}

Pages::Pages(const routing::Catalogue& catalogue, const call::Backends& backends, PageSettings settings)
    : catalogue_(catalogue), backends_(backends), settings_(std::move(settings)) {}

std::optional<Response> Pages::answer(const http::Request& request, std::int64_t now_us) {
  constexpr std::string_view problems = "/problems/";
  const auto path = request.path;
  if (path.starts_with("/v1/")) return std::nullopt;
  if (path == "/healthz") return text(200, "application/json", R"({"status":"ok"})");
  if (path == "/readyz") return readiness(now_us);
  if (path == "/metrics") return metrics();
  if (path == "/openapi.json") return render_static(request, "application/json", description().openapi, description().openapi_etag);
  if (path == "/docs") return render_static(request, "text/html; charset=utf-8", description().docs, description().docs_etag);
  if (path == "/.well-known/security.txt") return security(now_us);
  if (path.starts_with(problems) && path.size() > problems.size()) return problem_page(path.substr(problems.size()));
  return std::nullopt;
}

// Peers are asked at most once a second (more often while one is away), all at the same time.
Response Pages::readiness(std::int64_t now_us) {
  const std::lock_guard lock(readiness_mutex_);
  bool all_up = !readiness_.empty();
  for (const auto& [service, up] : readiness_) all_up = all_up && up;
  const auto believed = std::chrono::microseconds(all_up ? limits::readiness_cache : limits::unreadiness_cache);
  if (now_us - readiness_at_us_ > believed.count()) {
    std::map<std::string, std::future<bool>> asked;
    for (const auto& service : backends_.services())
      asked.emplace(service, std::async(std::launch::async, [this, service] { return backends_.ready(service); }));
    for (auto& [service, answer] : asked) readiness_[service] = answer.get();
    readiness_at_us_ = now_us;
  }
  bool ready = !draining_;
  std::string services;
  for (const auto& [service, up] : readiness_) {
    ready = ready && up;
    if (!services.empty()) services.push_back(',');
    http::append_json_string(services, service);
    services.append(up ? ":\"ready\"" : ":\"away\"");
  }
  return text(ready ? 200 : 503, "application/json",
              std::string("{\"status\":\"") + (draining_ ? "draining" : ready ? "ready" : "not_ready") + "\",\"services\":{" + services + "}}");
}

Response Pages::metrics() const {
  std::vector<std::string> texts;
  for (const auto& service : backends_.services()) {
    texts.push_back(backends_.metrics(service));
    telemetry::gauge("shopper_peer_up", "1 when the service answered when these metrics were asked for", {{"peer", service}}).set(texts.back().empty() ? 0 : 1);
  }
  rpc::measure_certificate(settings_.transport);
  texts.insert(texts.begin(), telemetry::exposition({{"service", "gateway"}}));
  return text(200, "text/plain; version=0.0.4; charset=utf-8", merge_expositions(texts));
}

// RFC 9116; the date moves with the clock, so it never runs out while somebody operates the suite.
Response Pages::security(std::int64_t now_us) const {
  constexpr std::int64_t day_us = 86'400'000'000;
  const Instant expires{(now_us / day_us + 180) * day_us};
  return text(200, "text/plain; charset=utf-8",
              "Contact: " + settings_.security_contact + "\nExpires: " + expires.rfc3339() + "\nPreferred-Languages: ar, en\n");
}

const Pages::Description& Pages::description() {
  std::call_once(described_, [this] {
    description_.openapi = openapi::describe(catalogue_, settings_.descriptors);
    description_.openapi_etag = etag_of(description_.openapi);
    description_.docs = openapi::docs_page(catalogue_, settings_.descriptors);
    description_.docs_etag = etag_of(description_.docs);
  });
  return description_;
}

}  // namespace shopper::gateway::app
