#include "selection/procedure/check.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

#include "platform/codec/json.h"
#include "platform/crypto/hash.h"
#include "selection/procedure/merkle.h"
#include "selection/procedure/proof_check.h"
#include "selection/sortition/fairness.h"

namespace shopper::selection::procedure {
namespace {

using sortition::Check;
using Verdict = Check::Verdict;

constexpr double chance_tolerance = 1e-9;

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
    candidates();
    const bool counted = list();
    if (counted) {
      chances();
      proof();
    }
    if (!certificate_.revealed) {
      say(Verdict::not_shown, "randomness", "the draw is not done yet");
      return std::move(checks_);
    }
    if (counted) randomness(), drawn();
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

  void candidates() {
    const auto& leaves = committed_.leaves;
    const bool whole = committed_.candidates >= 1 && leaves.size() == static_cast<std::size_t>(committed_.candidates) && std::set(leaves.begin(), leaves.end()).size() == leaves.size() &&
                       std::all_of(leaves.begin(), leaves.end(), [](const auto& leaf) { return leaf.size() == 64 && crypto::from_hex(leaf).size() == 32; });
    if (!whole) return say(Verdict::fails, "candidates", "there are not " + std::to_string(committed_.candidates) + " different candidates");
    const bool rooted = merkle_root(leaves) == committed_.root;
    say(rooted, "candidates", rooted ? std::to_string(leaves.size()) + " different candidates under the root " + committed_.root : "the root is not that of the candidates");
  }

  // False when numbers cannot be trusted any further.
  bool list() {
    std::vector<int> appearances(static_cast<std::size_t>(std::max(committed_.candidates, 0)), 0);
    for (std::size_t j = 0; j < committed_.panels.size(); ++j) {
      const auto& panel = committed_.panels[j];
      bool whole = panel.size() == static_cast<std::size_t>(committed_.size);
      for (std::size_t i = 0; whole && i < panel.size(); ++i) whole = is_number_of(panel[i], committed_) && (i == 0 || panel[i - 1] < panel[i]);
      if (!whole) return say(Verdict::fails, "list", "panel " + std::to_string(j) + " does not have " + std::to_string(committed_.size) + " different candidates"), false;
      for (const int number : panel) ++appearances[static_cast<std::size_t>(number)];
    }
    const bool hashed = !committed_.panels.empty() && crypto::sha256_hex(codec::dump(committed_.panels)) == committed_.list_sha256;
    if (!hashed) return say(Verdict::fails, "list", "the hash of the list is not the one that is told"), false;
    if (appearances != committed_.appearances) return say(Verdict::fails, "list", "the appearances told are not those of the list"), false;
    say(Verdict::holds, "list", std::to_string(committed_.panels.size()) + " panels of " + std::to_string(committed_.size) + " different candidates, each with the same chance");
    return true;
  }

  void chances() {
    std::vector<sortition::Chance> chances;
    for (const int count : committed_.appearances) chances.push_back({count / static_cast<double>(committed_.panels.size()), 1});
    const auto fair = sortition::fairness(std::move(chances));
    const bool told = std::abs(fair.lowest - committed_.lowest_chance) < chance_tolerance && std::abs(fair.highest - committed_.highest_chance) < chance_tolerance && std::abs(fair.gini - committed_.gini) < chance_tolerance;
    const auto nowhere = std::count(committed_.appearances.begin(), committed_.appearances.end(), 0);
    say(told, "chances", "counted in the list: the lowest chance is " + percent(fair.lowest) + ", the highest " + percent(fair.highest) + (nowhere > 0 ? "; " + std::to_string(nowhere) + " candidates are in no panel" : ""));
  }

  void proof() {
    if (!proof_) return say(Verdict::not_shown, "proof", "quotas and fairness are shown by the file that auditors are given; its SHA-256 is " + committed_.proof_sha256);
    const auto hash = crypto::sha256_hex(codec::dump(*proof_));
    if (hash != committed_.proof_sha256) return say(Verdict::fails, "proof", "this proof has the hash " + hash + ", not the committed one, " + committed_.proof_sha256);
    auto checks = check_proof(committed_, *proof_);
    checks_.insert(checks_.end(), std::make_move_iterator(checks.begin()), std::make_move_iterator(checks.end()));
  }

  void randomness() {
    const auto& revealed = *certificate_.revealed;
    const auto fails = [&](const std::string& detail) { say(Verdict::fails, "randomness", detail); };
    if (revealed.source < 0 || static_cast<std::size_t>(revealed.source) >= committed_.sources.size()) return fails("the source was not announced");
    const auto& source = committed_.sources[static_cast<std::size_t>(revealed.source)];
    if (!(certificate_.committed_at < committed_.sources[0].at)) return fails("the draw was committed when the first source's value could be known");
    if (revealed.entered_at < source.at || revealed.confirmed_at < revealed.entered_at) return fails("the value was entered before its source had one");
    if (revealed.source > 0 && revealed.reason.empty()) return fails("another source than the first was used without a reason");
    if (canonical_value(source.kind, revealed.value, committed_.panels.size()) != revealed.value) return fails("the value is none of its source");
    const auto index = index_of(source.kind, revealed.value, committed_.list_sha256, committed_.panels.size());
    say(static_cast<std::size_t>(revealed.index) == index, "randomness", revealed.value + " gives panel " + std::to_string(index) + "; compare it with " + source.name + (revealed.evidence.empty() ? "" : " (" + revealed.evidence + ")"));
  }

  void drawn() {
    const auto& revealed = *certificate_.revealed;
    if (revealed.index < 0 || static_cast<std::size_t>(revealed.index) >= committed_.panels.size() || revealed.panel != committed_.panels[static_cast<std::size_t>(revealed.index)])
      return say(Verdict::fails, "drawn", "the panel is not the one of that number in the list");
    std::set<int> taken(revealed.panel.begin(), revealed.panel.end());
    const bool apart = std::all_of(revealed.reserve.begin(), revealed.reserve.end(), [&](int number) { return is_number_of(number, committed_) && taken.insert(number).second; });
    if (!apart || revealed.reserve.size() > static_cast<std::size_t>(committed_.reserve_size)) return say(Verdict::fails, "drawn", "the reserve is none of this panel");
    say(Verdict::holds, "drawn", "panel " + std::to_string(revealed.index) + " of the list, and " + std::to_string(revealed.reserve.size()) + " others in reserve");
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
  if (!is_number_of(receipt.number, committed) || place >= committed.leaves.size() || place >= committed.appearances.size()) return say(false, "place", "there is no such number"), checks;
  const auto leaf = candidate_leaf(identity_commitment(receipt.identity_salt, receipt.application_id), features_commitment(receipt.features_salt, receipt.counted()));
  const bool placed = leaf == committed.leaves[place] && root_by_path(leaf, place, committed.leaves.size(), receipt.path) == committed.root;
  std::string features;
  for (const auto& [feature, value] : receipt.features) features += (features.empty() ? "" : ", ") + feature + " " + value;
  say(placed, "place", placed ? "number " + std::to_string(place) + " of the committed list, with the features " + features : "this application with these features is not number " + std::to_string(place));
  const int appearances = committed.appearances[place];
  say(appearances == receipt.appearances && committed.panels.size() == static_cast<std::size_t>(receipt.panels), "chance",
      std::to_string(appearances) + " of " + std::to_string(committed.panels.size()) + " panels: a chance of " + percent(appearances / static_cast<double>(std::max<std::size_t>(committed.panels.size(), 1))));
  if (!certificate.revealed) return checks;
  const auto& revealed = *certificate.revealed;
  const auto among = [&](const std::vector<int>& numbers) { return std::find(numbers.begin(), numbers.end(), receipt.number) != numbers.end(); };
  const std::string outcome = among(revealed.panel) ? "panel" : among(revealed.reserve) ? "reserve" : "not_drawn";
  // A receipt of the days before the draw is as good as a new one.
  say(receipt.outcome.empty() || receipt.outcome == outcome, "outcome", outcome);
  return checks;
}

}  // namespace shopper::selection::procedure
