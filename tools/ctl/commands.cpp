#include "commands.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "platform/crypto/hash.h"
#include "table.h"

namespace shopperctl {
namespace {

// What a row of the table does with the further options: query parameters, or members of a JSON body.
struct Command {
  const char* noun;
  const char* verb;
  const char* method;
  const char* path;        // {} is filled by the next word
  const char* words;       // the words, for the help
  const char* columns;     // for tables: members to show, "" for the whole thing
  bool versioned = false;  // an action on a thing: its version is read first and sent as If-Match
  const char* thing = "";  // where that version is read, if not at the path without its last segment
};

constexpr Command table[] = {
    {"programme", "list", "GET", "/v1/programmes", "", "id code state opens_on closes_on panel_size"},
    {"programme", "show", "GET", "/v1/programmes/{}", "ID", ""},
    {"programme", "publish", "POST", "/v1/programmes/{}/publish", "ID", "", true},
    {"programme", "extend", "POST", "/v1/programmes/{}/extend", "ID --closes_on DATE --reason TEXT", "", true},
    {"programme", "close", "POST", "/v1/programmes/{}/close", "ID --reason TEXT", "", true},
    {"programme", "counts", "GET", "/v1/programmes/{}/application-counts", "ID", ""},
    {"application", "list", "GET", "/v1/applications", "--programme_id ID [--state S]", "id state submitted_at features"},
    {"application", "show", "GET", "/v1/applications/{}", "ID", ""},
    {"application", "status", "GET", "/v1/applications/{}/status", "ID", ""},
    {"application", "submit", "POST", "/v1/applications/{}/submit", "ID", "", true},
    {"application", "withdraw", "POST", "/v1/applications/{}/withdraw", "ID [--reason TEXT]", "", true},
    {"application", "appeal", "POST", "/v1/applications/{}/appeal", "ID --grounds TEXT", ""},
    {"appeal", "list", "GET", "/v1/application-appeals", "--programme_id ID [--state open]", "id application_id stage state filed_at"},
    {"inquiry", "list", "GET", "/v1/inquiries", "[--state open]", "id subject asked_at answered_at"},
    {"review", "queue", "GET", "/v1/review-queue", "--programme_id ID", "id reviews needs_adjudication"},
    {"review", "list", "GET", "/v1/applications/{}/reviews", "APPLICATION", "reader verdict reasons at"},
    {"review", "give", "POST", "/v1/applications/{}/reviews", "APPLICATION --verdict pass|fail [--reasons CODE] [--note TEXT]", ""},
    {"interview", "list", "GET", "/v1/interviews", "--programme_id ID [--state S]", "id application_id state outcome scored"},
    {"interview", "show", "GET", "/v1/interviews/{}", "ID", ""},
    {"interview", "conclude", "POST", "/v1/interviews/{}/conclude", "ID --outcome pass|hold|fail [--reason TEXT]", "", true},
    {"quota", "show", "GET", "/v1/programmes/{}/quota-plan", "PROGRAMME", ""},
    {"pool", "show", "GET", "/v1/programmes/{}/pool", "PROGRAMME [--forecast true]", ""},
    {"draw", "list", "GET", "/v1/programmes/{}/draws", "PROGRAMME", "id attempt state candidates lowest_chance commitment_sha256"},
    {"draw", "show", "GET", "/v1/draws/{}", "ID", ""},
    {"draw", "prepare", "POST", "/v1/programmes/{}/draws", "PROGRAMME --sources '[{\"kind\":\"dice\",\"name\":TEXT,\"at\":TIME}]' [--method M] [--cap U] [--reason TEXT]", ""},
    {"draw", "discard", "POST", "/v1/draws/{}/discard", "ID --reason TEXT", "", true},
    {"draw", "commit", "POST", "/v1/draws/{}/commit", "ID", "", true},
    {"draw", "reveal", "POST", "/v1/draws/{}/reveal", "ID --value DIGITS [--evidence TEXT] [--source N --reason TEXT]", "", true},
    {"draw", "set-aside", "POST", "/v1/draws/{}/set-aside", "ID --reason TEXT", "", true},
    {"draw", "public", "GET", "/v1/programmes/{}/draw", "PROGRAMME", ""},
    {"draw", "certificate", "GET", "/v1/draws/{}/certificate", "ID [--out FILE]", ""},
    {"draw", "proof", "GET", "/v1/draws/{}/proof", "ID [--out FILE]", ""},
    {"draw", "receipt", "GET", "/v1/applications/{}/draw-receipt", "APPLICATION [--out FILE]", ""},
    {"panel", "list", "GET", "/v1/programmes/{}/panel", "PROGRAMME [--seat reserve]", "rank id state offer_expires_at certified_at"},
    {"panel", "show", "GET", "/v1/panel-members/{}", "MEMBER", ""},
    {"panel", "accept", "POST", "/v1/panel-members/{}/accept", "MEMBER", "", true},
    {"panel", "decline", "POST", "/v1/panel-members/{}/decline", "MEMBER", "", true},
    {"panel", "certify", "POST", "/v1/panel-members/{}/certify", "MEMBER", "", true},
    {"panel", "activate", "POST", "/v1/panel-members/{}/activate", "MEMBER", "", true},
    {"panel", "suspend", "POST", "/v1/panel-members/{}/suspend", "MEMBER --reason TEXT", "", true},
    {"panel", "reinstate", "POST", "/v1/panel-members/{}/reinstate", "MEMBER --reason TEXT", "", true},
    {"panel", "release", "POST", "/v1/panel-members/{}/release", "MEMBER --reason TEXT", "", true},
    {"entity", "list", "GET", "/v1/entities", "", "id code name"},
    {"service", "list", "GET", "/v1/services", "[--entity_id ID]", "id code name channels"},
    {"form", "list", "GET", "/v1/forms", "", "form_id form_version code state"},
    {"assignment", "list", "GET", "/v1/assignments", "[--programme_id ID] [--state S]", "id entity_id state shopper due_on"},
    {"evaluation", "list", "GET", "/v1/evaluations", "[--programme_id ID] [--state S]", "id state entity_id visited_on score"},
    {"evaluation", "show", "GET", "/v1/evaluations/{}", "ID", ""},
    {"evaluation", "export", "GET", "/v1/programmes/{}/evaluations/export", "PROGRAMME --out FILE [--entity_id ID] [--after ID]", ""},
    {"evaluation", "reviews", "GET", "/v1/evaluations/{}/reviews", "ID", "action from_state to_state reason at"},
    {"evaluation", "take-up", "POST", "/v1/evaluations/{}/take-up", "ID", "", true},
    {"evaluation", "approve", "POST", "/v1/evaluations/{}/approve", "ID", "", true},
    {"evaluation", "reject", "POST", "/v1/evaluations/{}/reject", "ID --reason TEXT", "", true},
    {"evaluation", "release", "POST", "/v1/evaluations/{}/release", "ID", "", true},
    {"score", "list", "GET", "/v1/analysis/scores", "--programme_id ID [--by entity|service|channel|dimension|item]", "label n volunteers score low high suppressed"},
    {"finding", "list", "GET", "/v1/findings", "--programme_id ID", "kind claim n effect"},
    {"finding", "detect", "POST", "/v1/findings/detect", "--programme_id ID", "kind claim n effect"},
    {"recommendation", "list", "GET", "/v1/recommendations", "--programme_id ID [--state S]", "id state title due_on"},
    {"recommendation", "show", "GET", "/v1/recommendations/{}", "ID", ""},
    {"recommendation", "acknowledge", "POST", "/v1/recommendations/{}/acknowledge", "ID", "", true},
    {"recommendation", "respond", "POST", "/v1/recommendations/{}/respond", "ID --response accepted|partly|rejected [--reason TEXT]", "", true},
    {"recommendation", "verify", "POST", "/v1/recommendations/{}/verify", "ID", "", true},
    {"recommendation", "close", "POST", "/v1/recommendations/{}/close", "ID", "", true},
    {"me", "show", "GET", "/v1/me", "", ""},
    {"me", "export", "GET", "/v1/me/export/{}", "registration|selection|evaluation [--out FILE]", ""},
    {"me", "erase", "POST", "/v1/me/erasure", "", ""},
    {"erasure", "list", "GET", "/v1/erasures", "", "id cause state waiting_for requested_at completed_at"},
    {"erasure", "show", "GET", "/v1/erasures/{}", "ID", ""},
    {"hold", "list", "GET", "/v1/legal-holds", "[--standing_only true]", "id subject reason set_by set_at lifted_at"},
    {"hold", "set", "POST", "/v1/legal-holds", "--subject ID | --application_id ID --reason TEXT", ""},
    {"hold", "lift", "POST", "/v1/legal-holds/{}/lift", "ID --reason TEXT", "", true},
    {"retention", "purge", "POST", "/v1/retention/purge", "[--dry_run true]", ""},
};

std::string cell_text(const Json& value, const std::string& language) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_object() && value.contains("en")) return value.value(language, value.value("en", ""));
  if (value.is_number_float()) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", value.get<double>());
    return text;
  }
  return value.dump();
}

std::size_t display_width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ') word += c;
    else if (!word.empty()) words.push_back(std::exchange(word, ""));
  }
  return words;
}

void print_table(const Json& items, const std::string& columns, const std::string& language) {
  const auto names = words_of(columns);
  std::vector<std::vector<std::string>> rows{names};
  for (const auto& item : items) {
    std::vector<std::string> row;
    for (const auto& name : names) row.push_back(item.contains(name) ? cell_text(item[name], language) : "");
    rows.push_back(std::move(row));
  }
  std::vector<std::size_t> widths(names.size(), 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += row[i] + std::string(i + 1 < row.size() ? widths[i] - display_width(row[i]) + 2 : 0, ' ');
    std::cout << line << "\n";
  }
}

// "true", "12" and "[..]" are JSON; anything else is text.
Json value_of(const std::string& text) {
  const auto json = Json::parse(text, nullptr, false);
  return json.is_discarded() || json.is_string() ? Json(text) : json;
}

int fail(const Answer& answer, bool as_json) {
  if (as_json) std::cout << answer.body << "\n";
  std::cerr << "refused (" << answer.status << "): " << answer.explanation() << "\n";
  return 1;
}

}  // namespace

std::string Arguments::take(const std::string& name, const std::string& fallback) {
  const auto found = std::find_if(options.begin(), options.end(), [&](const auto& option) { return option.first == name; });
  if (found == options.end()) return fallback;
  auto value = found->second;
  options.erase(found);
  return value;
}

bool Arguments::take_flag(const std::string& name) {
  return std::erase_if(options, [&](const auto& option) { return option.first == name; }) > 0;
}

std::string command_help() {
  std::string text;
  for (const auto& command : table) {
    std::string line = "  " + std::string(command.noun) + " " + command.verb;
    text += line + (*command.words ? " " : "") + command.words + "\n";
  }
  return text;
}

int run_command(Http& http, Arguments arguments) {
  const auto found = std::find_if(std::begin(table), std::end(table), [&](const Command& c) {
    return arguments.words.size() >= 2 && arguments.words[0] == c.noun && arguments.words[1] == c.verb;
  });
  if (found == std::end(table)) {
    std::cerr << "unknown command; shopperctl help lists them\n";
    return 2;
  }
  std::string path = found->path, thing = found->path;
  std::size_t next = 2;
  for (auto at = path.find("{}"); at != std::string::npos; at = path.find("{}")) {
    if (next >= arguments.words.size()) {
      std::cerr << "usage: shopperctl " << found->noun << " " << found->verb << " " << found->words << "\n";
      return 2;
    }
    path.replace(at, 2, url_encoded(arguments.words[next++]));
  }
  Options options;
  const std::string method = found->method;
  if (found->versioned) {
    const auto present = http.get(path.substr(0, path.rfind('/')));
    if (!present.ok()) return fail(present, arguments.json);
    options.if_match = present.etag;
  }
  Json body = Json::object();
  std::string query;
  const auto out = method == "GET" ? arguments.take("out") : "";
  for (const auto& [name, value] : arguments.options) {
    if (method == "GET") query += (query.empty() ? "?" : "&") + url_encoded(name) + "=" + url_encoded(value);
    else if (name == "reasons") body[name] = split_list(value);
    else if (name == "value") body[name] = value;   // digits that are no number: 042
    else body[name] = value_of(value);
  }
  if (method == "POST") {
    const auto key = shopper::crypto::random_key();
    options.idempotency_key = shopper::crypto::hex({reinterpret_cast<const char*>(key.data()), 16});
  }
  // A file that is there has all of it.
  const auto unfinished = out + ".part";
  std::ofstream file;
  if (!out.empty())
    options.sink = [&](std::string_view bytes, bool again) {
      if (again) file = std::ofstream(unfinished, std::ios::binary | std::ios::trunc);
      file << bytes;
    };
  const auto answer = http.send(method, path + query, method == "GET" ? "" : body.dump(), options);
  if (!answer.ok()) return fail(answer, arguments.json);
  if (!out.empty()) {
    if (!file.is_open()) file.open(unfinished, std::ios::binary | std::ios::trunc);   // an empty answer
    file.close();
    std::error_code failure;
    if (file) std::filesystem::rename(unfinished, out, failure);
    if (!file || failure) std::cerr << "cannot write " << out << "\n";
    return file && !failure ? 0 : 1;
  }
  if (answer.content_type.find("json") == std::string::npos) {
    std::cout << answer.body;
    return 0;
  }
  const auto document = answer.json();
  if (arguments.json) std::cout << document.dump() << "\n";
  else if (*found->columns && document.contains("items")) {
    print_table(document["items"], found->columns, http.settings().language);
    if (const auto cursor = document.value("next_cursor", ""); !cursor.empty()) std::cout << "more: --cursor " << cursor << "\n";
  } else {
    std::cout << document.dump(2) << "\n";
  }
  return 0;
}

}  // namespace shopperctl
