#include "selection/procedure/check.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "platform/codec/json.h"
#include "platform/crypto/hash.h"
#include "selection/procedure/merkle.h"
#include "selection/procedure/proof_check.h"

namespace shopper::selection::procedure {
namespace {

using sortition::Check;
using Verdict = Check::Verdict;

std::string percent(double chance) {
  char text[40];
  std::snprintf(text, sizeof text, "%.4f %%", 100 * chance);
  return text;
}

bool is_number_of(int number, const Committed& committed) { return number >= 0 && number < committed.candidates; }

class Checker {
 public:
  Checker(const Certificate& certificate, const std::optional<PublicProof>& proof, const std::string& noted)
      : certificate_(certificate), committed_(certificate.committed), proof_(proof ? proof : certificate.proof), noted_(noted) {}

  std::vector<Check> run() {
    commitment();
    // Without the candidates no number means anything.
    if (!candidates()) return std::move(checks_);
    proof();
    times();
    if (!certificate_.revealed) {
      say(Verdict::not_shown, "randomness", "the draw is not done yet");
      return std::move(checks_);
    }
    randomness();
    drawn();
    return std::move(checks_);
  }

 private:
  void say(Verdict verdict, const char* name, std::string detail) { checks_.push_back({verdict, name, std::move(detail)}); }
  void say(bool holds, const char* name, std::string detail) { say(holds ? Verdict::holds : Verdict::fails, name, std::move(detail)); }

  void commitment() {
    const auto hash = crypto::sha256_hex(codec::dump(committed_));
    if (hash != certificate_.commitment_sha256) return say(Verdict::fails, "commitment", "what was committed has the hash " + hash + ", not " + certificate_.commitment_sha256);
    if (!noted_.empty() && noted_ != hash) return say(Verdict::fails, "commitment", "the commitment is " + hash + ", not the one noted, " + noted_);
    say(Verdict::holds, "commitment", noted_.empty() ? hash + "; compare it with the one published before the draw" : hash + ", as noted before the draw");
  }

  bool candidates() {
    const auto& leaves = committed_.leaves;
    const bool whole = committed_.candidates >= 1 && leaves.size() == static_cast<std::size_t>(committed_.candidates) && std::set(leaves.begin(), leaves.end()).size() == leaves.size() &&
                       std::all_of(leaves.begin(), leaves.end(), [](const auto& leaf) { return leaf.size() == 64 && crypto::from_hex(leaf).size() == 32; });
    if (!whole) return say(Verdict::fails, "candidates", "there are not " + std::to_string(committed_.candidates) + " different places"), false;
    if (committed_.sources.empty()) return say(Verdict::fails, "candidates", "no source of randomness was announced"), false;
    if (committed_.size < 1 || committed_.size > committed_.candidates || committed_.panels != panels_in_list)
      return say(Verdict::fails, "candidates", "a public draw is of a list of " + std::to_string(panels_in_list) + " panels, of no more than all candidates each"), false;
    const bool rooted = merkle_root(leaves) == committed_.root;
    return say(rooted, "candidates", rooted ? std::to_string(leaves.size()) + " different places under the root " + committed_.root : "the root is not that of the places"), rooted;
  }

  void proof() {
    if (!proof_) return say(Verdict::not_shown, "proof", "the list, its quotas and its fairness are shown by the file that auditors are given; its SHA-256 is " + committed_.proof_sha256);
    const auto hash = crypto::sha256_hex(codec::dump(*proof_));
    if (hash != committed_.proof_sha256) return say(Verdict::fails, "proof", "this proof has the hash " + hash + ", not the committed one, " + committed_.proof_sha256);
    auto checks = check_proof(committed_, *proof_, certificate_.revealed);
    checks_.insert(checks_.end(), std::make_move_iterator(checks.begin()), std::make_move_iterator(checks.end()));
  }

  void times() {
    if (certificate_.committed_at < committed_.prepared_at || !(certificate_.committed_at < committed_.sources.at(0).at)) return say(Verdict::fails, "times", "the draw was committed when the first source's value could be known");
    if (committed_.imported) return say(Verdict::not_shown, "times", "this draw was brought in afterwards: who did what, and when, is the importer's word");
    say(Verdict::holds, "times", "committed " + certificate_.committed_at.rfc3339() + ", before the first source's time, " + committed_.sources[0].at.rfc3339() + "; the note of the commitment shows it, or the service's word");
  }

  void randomness() {
    const auto& revealed = *certificate_.revealed;
    const auto fails = [&](const std::string& detail) { say(Verdict::fails, "randomness", detail); };
    if (revealed.source < 0 || static_cast<std::size_t>(revealed.source) >= committed_.sources.size()) return fails("the source was not announced");
    const auto& source = committed_.sources[static_cast<std::size_t>(revealed.source)];
    if (revealed.entered_at < source.at || revealed.confirmed_at < revealed.entered_at) return fails("the value was entered before its source had one");
    if (revealed.source > 0 && revealed.reason.empty()) return fails("another source than the first was used without a reason");
    if (canonical_value(source.kind, revealed.value, panels_in_list) != revealed.value) return fails("the value is none of its source");
    const auto index = index_of(source.kind, revealed.value, committed_.list_root, panels_in_list);
    say(static_cast<std::size_t>(revealed.index) == index, "randomness", revealed.value + " gives panel " + std::to_string(index) + "; compare it with " + source.name + (revealed.evidence.empty() ? "" : " (" + revealed.evidence + ")"));
  }

  void drawn() {
    const auto& revealed = *certificate_.revealed;
    const bool listed = revealed.index >= 0 && revealed.index < panels_in_list && is_panel_of(revealed.panel, committed_) &&
                        root_by_path(panel_leaf(revealed.panel, revealed.panel_salt), static_cast<std::size_t>(revealed.index), panels_in_list, revealed.path) == committed_.list_root;
    if (!listed) return say(Verdict::fails, "drawn", "the panel is not the one of that number in the committed list");
    std::set<int> taken(revealed.panel.begin(), revealed.panel.end());
    const bool apart = std::all_of(revealed.reserve.begin(), revealed.reserve.end(), [&](int number) { return is_number_of(number, committed_) && taken.insert(number).second; });
    if (!apart || revealed.reserve.size() > static_cast<std::size_t>(std::max(committed_.reserve_size, 0))) return say(Verdict::fails, "drawn", "the reserve is none of this panel");
    say(Verdict::holds, "drawn", "the panel is number " + std::to_string(revealed.index) + " of the committed list; " + std::to_string(revealed.reserve.size()) + " others are in reserve");
  }

  const Certificate& certificate_;
  const Committed& committed_;
  const std::optional<PublicProof>& proof_;
  const std::string& noted_;
  std::vector<Check> checks_;
};

}  // namespace

std::vector<Check> check_certificate(const Certificate& certificate, const std::optional<PublicProof>& proof, const std::string& noted) { return Checker(certificate, proof, noted).run(); }

std::vector<Check> check_receipt(const Certificate& certificate, const Receipt& receipt) {
  const auto& committed = certificate.committed;
  std::vector<Check> checks;
  const auto say = [&](bool holds, const char* name, const std::string& detail) { checks.push_back({holds ? Verdict::holds : Verdict::fails, name, detail}); return holds; };
  if (!say(receipt.draw_id == committed.draw_id && receipt.commitment_sha256 == certificate.commitment_sha256, "receipt", "draw " + receipt.draw_id + ", application " + receipt.application_id)) return checks;
  const auto place = static_cast<std::size_t>(receipt.number);
  if (!is_number_of(receipt.number, committed) || place >= committed.leaves.size() || committed.panels < 1) return say(false, "place", "there is no such number"), checks;
  const auto leaf = candidate_leaf(identity_commitment(receipt.identity_salt, receipt.application_id), features_commitment(receipt.features_salt, receipt.counted()));
  const bool placed = leaf == committed.leaves[place] && root_by_path(leaf, place, committed.leaves.size(), receipt.path) == committed.root;
  std::string features;
  for (const auto& [feature, value] : receipt.features) features += (features.empty() ? "" : ", ") + feature + " " + value;
  if (receipt.household > 0) features += "; counted as sharing a household with others";
  if (receipt.employer > 0) features += "; counted under the limit of her employer";
  say(placed, "place", placed ? "number " + std::to_string(place) + " of the committed list, with the features " + features : "this application with these features is not number " + std::to_string(place));
  const auto chance = chance_leaf(receipt.number, receipt.appearances, receipt.chance_salt);
  const bool counted = receipt.panels == committed.panels && root_by_path(chance, place, committed.leaves.size(), receipt.chance_path) == committed.chances_root;
  say(counted, "chance", counted ? std::to_string(receipt.appearances) + " of " + std::to_string(receipt.panels) + " panels: a chance of " + percent(receipt.appearances / static_cast<double>(receipt.panels)) : "these are not the appearances committed for number " + std::to_string(place));
  if (!certificate.revealed) return checks;
  const auto& revealed = *certificate.revealed;
  const auto among = [&](const std::vector<int>& numbers) { return std::find(numbers.begin(), numbers.end(), receipt.number) != numbers.end(); };
  const std::string outcome = among(revealed.panel) ? "panel" : among(revealed.reserve) ? "reserve" : "not_drawn";
  // A receipt of the days before the draw is as good as a new one.
  say(receipt.outcome.empty() || receipt.outcome == outcome, "outcome", outcome);
  return checks;
}

}  // namespace shopper::selection::procedure
