#include "registration/domain/visibility.h"

#include <algorithm>
#include <array>
#include <type_traits>

namespace shopper::registration {
namespace {

constexpr auto S = Sight::shown, M = Sight::masked, A = Sight::absent;

// Reviewers judge without names, interviewers meet the person, auditors look at what was decided and not at whom. The QID is kept masked.
constexpr std::array<FieldSight, 20> table{{
    // field                     admin  list  interviewer  reviewer  auditor
    {"name_ar",                  S,     M,    S,           A,        A, initials},
    {"name_en",                  S,     M,    S,           A,        A, initials},
    {"qid",                      S,     S,    S,           A,        A},
    {"date_of_birth",            S,     A,    S,           S,        A},
    {"nationality",              S,     S,    S,           S,        S},
    {"residency",                S,     S,    S,           S,        S},
    {"resident_since",           S,     S,    S,           S,        S},
    {"gender",                   S,     S,    S,           S,        S},
    {"occupation",               S,     S,    S,           S,        S},
    {"employer",                 S,     A,    S,           S,        A},
    {"employer_entity",          S,     S,    S,           S,        S},
    {"related_entities",         S,     S,    S,           S,        S},
    {"municipality",             S,     S,    S,           S,        S},
    {"address",                  S,     A,    A,           A,        A},
    {"email",                    S,     M,    A,           A,        A, masked_email},
    {"phone",                    S,     M,    A,           A,        A, masked_phone},
    {"languages",                S,     S,    S,           S,        S},
    {"motivation",               S,     A,    S,           S,        A},
    {"consent_notice_version",   S,     S,    S,           S,        S},
    {"declarations",             S,     S,    S,           S,        S},
}};

const FieldSight* row_of(std::string_view field) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const FieldSight& row) { return row.field == field; });
  return found == table.end() ? nullptr : &*found;
}

// The first character, which may be several bytes.
std::string_view first_character(std::string_view text) {
  std::size_t end = text.empty() ? 0 : 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return text.substr(0, end);
}

}  // namespace

std::span<const FieldSight> field_sights() { return table; }

Sight sight_of(Reader reader, std::string_view field) {
  if (reader == Reader::owner) return Sight::shown;
  const auto* row = row_of(field);
  if (!row) return Sight::absent;
  switch (reader) {
    case Reader::administrator: return row->administrator;
    case Reader::administrator_in_list: return row->administrator_in_list;
    case Reader::interviewer: return row->interviewer;
    case Reader::reviewer: return row->reviewer;
    case Reader::auditor: return row->auditor;
    case Reader::owner: break;
  }
  return Sight::absent;
}

void show_to(Reader reader, Application& application) {
  if (reader == Reader::owner) return;
  ApplicationDetails::each_field([&](const char* name, auto member) {
    auto& value = application.details.*member;
    using Value = std::remove_reference_t<decltype(value)>;
    const auto sight = sight_of(reader, name);
    if (sight == Sight::shown) return;
    if constexpr (std::is_same_v<Value, std::string>)
      if (const auto* row = row_of(name); sight == Sight::masked && row->mask) return void(value = row->mask(value));
    value = Value{};
  });
  // What a rule was given is the same detail again.
  for (auto& rule : application.verdict.rules)
    std::erase_if(rule.inputs, [&](const auto& input) { return row_of(input.first) && sight_of(reader, input.first) != Sight::shown; });
}

std::string initials(std::string_view name) {
  std::string all;
  while (!name.empty()) {
    const auto begin = name.find_first_not_of(' ');
    if (begin == std::string_view::npos) break;
    name.remove_prefix(begin);
    all.append(all.empty() ? "" : " ").append(first_character(name)).append(".");
    name.remove_prefix(std::min(name.find(' '), name.size()));
  }
  return all;
}

std::string masked_email(std::string_view email) {
  const auto at = email.rfind('@');
  if (at == std::string_view::npos) return email.empty() ? "" : "***";
  return std::string(first_character(email.substr(0, at))) + "***" + std::string(email.substr(at));
}

std::string masked_phone(std::string_view phone) {
  constexpr std::size_t kept = 2;
  if (phone.empty()) return "";
  const bool digits = phone.size() > 2 * kept && std::all_of(phone.begin() + 1, phone.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits ? "***" + std::string(phone.substr(phone.size() - kept)) : "***";
}

}  // namespace shopper::registration
