#include "recommendation/domain/recommendation.h"

#include <array>

#include "recommendation/domain/statistics.h"

namespace shopper::recommendation {
namespace {

using State = RecommendationState;
using Command = RecommendationCommand;

constexpr std::array<Transition<State, Command>, 29> transitions{{
    {State::draft, Command::change, State::draft},
    {State::draft, Command::send_to_review, State::peer_review},
    {State::peer_review, Command::return_to_draft, State::draft},
    {State::peer_review, Command::issue, State::issued},
    {State::issued, Command::acknowledge, State::acknowledged},
    {State::acknowledged, Command::accept, State::accepted},
    {State::acknowledged, Command::accept_partly, State::partly},
    {State::acknowledged, Command::reject, State::rejected},
    {State::acknowledged, Command::transfer, State::transferred},
    // A transfer names the other entity; issuing it again reaches that one.
    {State::transferred, Command::issue, State::issued},
    {State::rejected, Command::close, State::closed},
    {State::accepted, Command::add_commitment, State::accepted},
    {State::partly, Command::add_commitment, State::partly},
    {State::in_progress, Command::add_commitment, State::in_progress},
    {State::reopened, Command::add_commitment, State::reopened},
    {State::accepted, Command::start, State::in_progress},
    {State::partly, Command::start, State::in_progress},
    {State::reopened, Command::start, State::in_progress},
    {State::in_progress, Command::claim_done, State::claimed_done},
    {State::claimed_done, Command::re_measure, State::re_measuring},
    {State::re_measuring, Command::verify_fixed, State::verified_fixed},
    {State::re_measuring, Command::verify_not_fixed, State::not_fixed},
    {State::re_measuring, Command::verify_inconclusive, State::inconclusive},
    {State::not_fixed, Command::reopen, State::reopened},
    {State::inconclusive, Command::re_measure, State::re_measuring},
    {State::inconclusive, Command::close, State::closed},
    {State::verified_fixed, Command::close, State::closed},
    {State::not_fixed, Command::close, State::closed},
    {State::transferred, Command::close, State::closed},
}};

}  // namespace

const Lifecycle<State, Command>& recommendation_lifecycle() {
  static const Lifecycle<State, Command> lifecycle{transitions};
  return lifecycle;
}

bool has_written(const RecommendationItem& item, const std::string& subject) {
  if (item.author == subject) return true;
  // An entry of a draft is an edit, except the one that a return to the author made.
  for (std::size_t i = 0; i < item.history.size(); ++i)
    if (item.history[i].state == State::draft && item.history[i].by == subject && (i == 0 || item.history[i - 1].state == State::draft)) return true;
  return false;
}

bool known_to_entity(const RecommendationItem& item) {
  if (item.state < State::issued || item.state == State::transferred) return false;
  return !(item.state == State::closed && item.response == RecommendationResponse::transferred);
}

Result<Done> check_recommendation(const RecommendationDetails& details) {
  FieldErrors errors;
  errors.check(details.title.complete(), "/title", "TEXT_INCOMPLETE", {"يلزم النص بالعربية والإنجليزية", "The text is needed in Arabic and English"});
  errors.check(details.text.complete(), "/text", "TEXT_INCOMPLETE", {"يلزم النص بالعربية والإنجليزية", "The text is needed in Arabic and English"});
  errors.check(details.title.ar.size() <= 400 && details.title.en.size() <= 400, "/title", "TOO_LONG", {"400 بايت على الأكثر", "At most 400 bytes"});
  errors.check(details.text.ar.size() <= 8000 && details.text.en.size() <= 8000, "/text", "TOO_LONG", {"8000 بايت على الأكثر", "At most 8000 bytes"});
  errors.check(!details.finding_ids.empty() && details.finding_ids.size() <= 50, "/finding_ids", "COUNT", {"من 1 إلى 50 نتيجة", "From 1 to 50 findings"});
  return errors.result();
}

Verification compare(const std::vector<const Fact*>& before, const std::vector<const Fact*>& after, const std::string& dimension, Instant at) {
  const ScoreOf score_of = [&](const Fact& fact) { return dimension.empty() ? overall_score(fact) : dimension_score(fact, dimension); };
  Verification v;
  v.at = at;
  const auto mean = [&](const std::vector<const Fact*>& facts, int& n) {
    double sum = 0;
    for (const auto* fact : facts)
      if (const auto score = score_of(*fact)) {
        sum += *score;
        ++n;
      }
    return n > 0 ? sum / n : 0.0;
  };
  v.before_score = mean(before, v.before_n);
  v.after_score = mean(after, v.after_n);
  v.difference = v.after_score - v.before_score;
  const auto interval = newcombe(v.after_score, v.after_n, v.before_score, v.before_n);
  v.low = interval.low;
  v.high = interval.high;
  return v;
}

Command judge_remeasurement(const Verification& v, const Gates& gates) {
  if (v.before_n < gates.min_evaluations || v.after_n < gates.min_evaluations) return Command::verify_inconclusive;
  if (v.low > 0) return Command::verify_fixed;
  if (v.high < smallest_effect || v.difference <= 0) return Command::verify_not_fixed;
  return Command::verify_inconclusive;
}

}  // namespace shopper::recommendation
