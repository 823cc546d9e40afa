#include "draw_certificate.h"

#include "platform/codec/json.h"
#include "platform/crypto/hash.h"
#include "selection/procedure/randomness.h"

namespace shopperctl {

namespace procedure = shopper::selection::procedure;
using shopper::sortition::Check;
using Verdict = Check::Verdict;

std::string list_sha256(const std::vector<std::vector<int>>& list) { return shopper::crypto::sha256_hex(shopper::codec::dump(list)); }

FileHashes hashes_of(const std::string& respondents, const std::string& categories) {
  const auto digest = [](const std::string& path) { return shopper::crypto::sha256_hex(read_file(path).value_or("")); };
  return {digest(respondents), digest(categories)};
}

std::vector<procedure::ProofRow> labels_of(const DrawInput& input, const shopper::sortition::Pool& pool) {
  std::vector<procedure::ProofRow> labels;
  for (const auto& quota : input.quotas) labels.push_back({quota.feature, quota.value, 0, 0});
  return procedure::with_limits(std::move(labels), pool);
}

OfflineCertificate offline_certificate(const DrawInput& input, shopper::sortition::Method method, const shopper::sortition::Lottery& lottery, DrawnNumber drawn, const FileHashes& files) {
  return {offline_certificate_format, files, procedure::proof_of(input.pool.problem(), method, lottery, labels_of(input, input.pool)), procedure::flat_panels(lottery.panels), std::move(drawn)};
}

Check check_drawn(const std::vector<std::vector<int>>& list, const DrawnNumber& drawn) {
  const auto index = static_cast<std::size_t>(drawn.index);
  const bool in_list = drawn.index >= 0 && index < list.size() && drawn.list_sha256 == list_sha256(list);
  const bool holds = in_list && (drawn.seed.empty() || index == procedure::index_of(drawn.seed, drawn.list_sha256, list.size()));
  return {holds ? Verdict::holds : Verdict::fails, "drawn",
          !holds               ? "the panel drawn is not the one that the list and the seed give"
          : drawn.seed.empty() ? "panel " + std::to_string(index) + " was drawn by a number from outside; compare it with the announced one"
                               : "panel " + std::to_string(index) + " is the one that the seed gives for this list"};
}

std::optional<std::vector<Check>> check_offline(const OfflineCertificate& certificate, std::string& reason) {
  const auto claim = procedure::claim_of(certificate.proof, procedure::panels_of(certificate.list), reason);
  if (!claim) return std::nullopt;
  auto checks = shopper::sortition::verify(*claim);
  checks.push_back(check_drawn(certificate.list, certificate.drawn));
  return checks;
}

}  // namespace shopperctl
