#include "audit.h"

#include <fstream>
#include <iostream>
#include <sstream>

#include "platform/audit/verify.h"
#include "platform/codec/json.h"
#include "table.h"

namespace shopperctl {

namespace audit = shopper::audit;
namespace codec = shopper::codec;

const char* audit_usage =
    "  audit export SERVICE --out FILE           the audit log of a service, for an auditor\n"
    "  audit verify FILE... [--keys FILE]        finds what was changed, deleted, moved, put in or cut in exports, offline;\n"
    "                                            --keys: lines SERVICE PUBLIC-KEY; give the exports of all services: each keeps what others signed\n";

namespace {

template <class T>
T read_item(const Json& json) {
  T value;
  codec::from_json(codec::Json(json), value);
  return value;
}

// Calls `take` with each page; false when one is refused.
bool pages(Http& http, const std::string& path, const std::function<void(const Json&)>& take) {
  std::string cursor;
  do {
    const auto answer = http.get(path + "?limit=200" + (cursor.empty() ? "" : "&cursor=" + url_encoded(cursor)));
    if (!answer.ok()) {
      std::cerr << "refused (" << answer.status << "): " << answer.explanation() << "\n";
      return false;
    }
    const auto page = answer.json();
    take(page);
    cursor = page.value("next_cursor", "");
  } while (!cursor.empty());
  return true;
}

std::optional<std::map<std::string, std::string>> read_keys(const std::string& file) {
  std::map<std::string, std::string> keys;
  if (file.empty()) return keys;
  const auto text = read_file(file);
  if (!text) return std::nullopt;
  std::istringstream lines(*text);
  std::string service, key;
  while (lines >> service >> key) keys[service] = key;
  return keys;
}

// Texts of a file are not to steer the reader's terminal.
std::string plain(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return text;
}

}  // namespace

int audit_export(const Settings& settings, Arguments arguments) {
  const auto out = arguments.take("out");
  if (arguments.words.size() != 3 || out.empty() || !arguments.options.empty()) {
    std::cerr << "usage: shopperctl\n" << audit_usage;
    return 2;
  }
  const auto path = "/v1/audit/" + url_encoded(arguments.words[2]);
  Http http(settings);
  audit::Export log;
  const bool whole = pages(http, path, [&](const Json& page) {
    log.service = page.value("service", "");
    log.log_id = page.value("log_id", "");
    for (const auto& item : page.value("items", Json::array())) log.records.push_back(read_item<audit::Record>(item));
    for (const auto& item : page.value("checkpoints", Json::array())) log.checkpoints.push_back(read_item<audit::Checkpoint>(item));
    // While pages were read the log grew: the last page's head is the one that fits.
    log.end = read_item<audit::Checkpoint>(page.at("head"));
  });
  if (!whole || !pages(http, path + "/checkpoints", [&](const Json& page) {
        for (const auto& item : page.value("items", Json::array())) log.foreign.push_back(read_item<audit::Checkpoint>(item));
      }))
    return 1;
  std::ofstream file(out, std::ios::binary | std::ios::trunc);
  file << audit::format_export(log);
  if (!file.flush()) {
    std::cerr << out << " cannot be written\n";
    return 1;
  }
  std::cerr << log.records.size() << " records of " << log.service << "\n";
  return 0;
}

int audit_verify(Arguments arguments) {
  const auto keys_file = arguments.take("keys");
  if (arguments.words.size() < 3 || !arguments.options.empty()) {
    std::cerr << "usage: shopperctl\n" << audit_usage;
    return 2;
  }
  const auto keys = read_keys(keys_file);
  if (!keys) {
    std::cerr << keys_file << " cannot be read\n";
    return 3;
  }
  std::vector<audit::File> files;
  for (std::size_t i = 2; i < arguments.words.size(); ++i) {
    auto text = read_file(arguments.words[i]);
    if (!text) {
      std::cerr << arguments.words[i] << " cannot be read\n";
      return 3;
    }
    files.push_back({arguments.words[i], std::move(*text)});
  }
  const auto findings = audit::verify(files, *keys);
  if (arguments.json) {
    auto list = Json::array();
    for (const auto& finding : findings) list.push_back({{"file", finding.file}, {"where", finding.where}, {"what", finding.what}});
    std::cout << Json{{"holds", findings.empty()}, {"findings", list}}.dump(-1, ' ', false, Json::error_handler_t::replace) << "\n";
  } else {
    for (const auto& finding : findings) std::cout << finding.file << ": " << plain(finding.where) << ": " << plain(finding.what) << "\n";
    if (findings.empty()) std::cout << "everything holds\n";
    if (keys->empty()) std::cout << "no --keys were given: it was taken for granted that each service's key is the one in the files\n";
  }
  return findings.empty() ? 0 : 1;
}

}  // namespace shopperctl
