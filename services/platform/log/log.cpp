#include "platform/log/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "platform/base/time.h"
#include "platform/log/line.h"
#include "platform/trace/context.h"

namespace shopper::log {
namespace {

std::string service_name = "shopper";
std::string service_version = "0";

std::string json_string(std::string_view text) { return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace); }

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = spdlog::stdout_logger_mt("shopper");
    made->set_pattern("%v");
    made->flush_on(spdlog::level::warn);
    return made;
  }();
  return *instance;
}

void write(spdlog::level::level_enum level, std::string_view name, std::string_view message, std::initializer_list<Field> fields) {
  if (!logger().should_log(level)) return;
  const Instant now{std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
  std::string line = "{\"ts\":\"" + now.rfc3339() + "\",\"level\":\"" + std::string(name) + "\",\"service\":" + json_string(service_name) +
                     ",\"version\":" + json_string(service_version) + ",\"msg\":" + json_string(message);
  if (const auto traceparent = trace::current(); !traceparent.empty())
    line.append(",\"trace_id\":\"").append(trace::trace_id_of(traceparent)).append("\",\"span_id\":\"").append(trace::span_id_of(traceparent)).append("\"");
  for (const auto& [key, value] : fields) line += "," + json_string(key) + ":" + json_string(value);
  logger().log(level, checked_line(std::move(line)));
}

}  // namespace

void start(std::string_view service, std::string_view version, std::string_view level) {
  service_name = service;
  service_version = version;
  logger().set_level(spdlog::level::from_str(std::string(level)));
  spdlog::flush_every(std::chrono::seconds(1));
}

void debug(std::string_view message, std::initializer_list<Field> fields) { write(spdlog::level::debug, "debug", message, fields); }
void info(std::string_view message, std::initializer_list<Field> fields) { write(spdlog::level::info, "info", message, fields); }
void warn(std::string_view message, std::initializer_list<Field> fields) { write(spdlog::level::warn, "warn", message, fields); }
void error(std::string_view message, std::initializer_list<Field> fields) { write(spdlog::level::err, "error", message, fields); }
bool debug_enabled() { return logger().should_log(spdlog::level::debug); }
void flush() { logger().flush(); }

}  // namespace shopper::log
