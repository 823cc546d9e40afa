// One JSON object per line on standard output, with the ids of the trace the thread works for (platform/trace/context.h) and a checksum (line.h). Never put personal data, tokens or
// bodies here.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace shopper::log {

using Field = std::pair<std::string_view, std::string>;

// level: "debug", "info", "warn", "error". Call once at start.
void start(std::string_view service, std::string_view version, std::string_view level);

void debug(std::string_view message, std::initializer_list<Field> fields = {});
void info(std::string_view message, std::initializer_list<Field> fields = {});
void warn(std::string_view message, std::initializer_list<Field> fields = {});
void error(std::string_view message, std::initializer_list<Field> fields = {});
bool debug_enabled();
void flush();

}  // namespace shopper::log
