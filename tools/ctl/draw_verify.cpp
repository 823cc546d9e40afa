#include <cctype>
#include <iostream>

#include "draw.h"
#include "draw_certificate.h"
#include "draw_two_stage.h"
#include "platform/codec/json.h"
#include "selection/procedure/check.h"

namespace shopperctl {

namespace procedure = shopper::selection::procedure;
namespace codec = shopper::codec;
using shopper::sortition::Check;
using Verdict = Check::Verdict;

namespace {

constexpr std::size_t file_max_bytes = 64 << 20;

// A file that cannot be used, and why.
struct Unusable {
  std::string file, reason;
};

std::string text_of(const std::string& file) {
  const auto text = read_file(file);
  if (text && text->size() > file_max_bytes) throw Unusable{file, "the file is larger than any certificate"};
  if (!text) throw Unusable{file, "the file is missing or cannot be read"};
  return *text;
}

template <class T>
T exactly(const std::string& file, const std::string& text, const char* format) {
  std::string reason;
  auto value = codec::parse_exactly<T>(text, reason);
  if (value && value->format != format) reason = std::string("the format is not ") + format;
  if (!value || value->format != format) throw Unusable{file, reason};
  return std::move(*value);
}

std::vector<Check> checks_of(const std::string& file, const std::string& proof_file, const std::string& receipt_file, const std::string& commitment) {
  const auto text = text_of(file);
  if (text.find(procedure::certificate_format) != text.npos) {
    const auto certificate = exactly<procedure::Certificate>(file, text, procedure::certificate_format);
    std::optional<procedure::PublicProof> proof;
    if (!proof_file.empty()) proof = exactly<procedure::PublicProof>(proof_file, text_of(proof_file), procedure::proof_format);
    auto checks = procedure::check_certificate(certificate, proof, commitment);
    if (receipt_file.empty()) return checks;
    for (auto& check : procedure::check_receipt(certificate, exactly<procedure::Receipt>(receipt_file, text_of(receipt_file), procedure::receipt_format))) checks.push_back(std::move(check));
    return checks;
  }
  if (!proof_file.empty() || !receipt_file.empty() || !commitment.empty()) throw Unusable{file, "--proof, --receipt and --commitment belong to the certificate of a public draw"};
  std::string reason;
  auto checks = text.find(two_stage_certificate_format) != text.npos ? check_two_stage(exactly<TwoStageCertificate>(file, text, two_stage_certificate_format), reason)
                                                       : check_offline(exactly<OfflineCertificate>(file, text, offline_certificate_format), reason);
  if (!checks) throw Unusable{file, reason};
  return std::move(*checks);
}

// Texts of a file are not to steer the reader's terminal.
std::string plain(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return text;
}

}  // namespace

int draw_verify(Arguments arguments) {
  const auto proof = arguments.take("proof"), receipt = arguments.take("receipt");
  auto commitment = arguments.take("commitment");
  for (char& c : commitment) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (arguments.words.size() != 3 || !arguments.options.empty()) {
    std::cerr << "usage: shopperctl\n" << draw_usage;
    return 2;
  }
  std::vector<Check> checks;
  try {
    checks = checks_of(arguments.words[2], proof, receipt, commitment);
  } catch (const Unusable& unusable) {
    print_problems({{unusable.file, 0, "", unusable.reason}}, "nothing was verified", arguments.json);
    return 3;
  }
  const char* words[] = {"holds", "FAILS", "not shown"};
  bool fails = false, shown = true;
  Json list = Json::array();
  for (const auto& check : checks) {
    const auto* word = words[static_cast<int>(check.verdict)];
    fails |= check.verdict == Verdict::fails, shown &= check.verdict == Verdict::holds;
    list.push_back({{"check", check.name}, {"verdict", check.verdict == Verdict::holds ? "holds" : check.verdict == Verdict::fails ? "fails" : "not_shown"}, {"detail", check.detail}});
    if (!arguments.json) std::cout << word << std::string(11 - std::string(word).size(), ' ') << check.name << std::string(18 - check.name.size(), ' ') << plain(check.detail) << "\n";
  }
  const char* conclusion = fails ? "The certificate does not hold." : shown ? "Everything holds: the panel is what the fair procedure gives." : "What is shown holds; not everything is shown.";
  if (arguments.json) std::cout << Json{{"checks", list}, {"holds", !fails}, {"complete", shown}}.dump() << "\n";
  else std::cout << conclusion << "\n";
  return fails ? 1 : 0;
}

}  // namespace shopperctl
