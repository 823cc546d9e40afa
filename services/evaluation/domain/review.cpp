#include "evaluation/domain/review.h"

#include "evaluation/domain/name_check.h"

namespace shopper::evaluation::domain {
namespace {

constexpr std::size_t max_text_bytes = 2'000;

void check_text(const std::string& text, const std::string& pointer, FieldErrors& errors) {
  errors.check(!text.empty(), pointer, "TEXT_MISSING", {"النص مطلوب", "The text is needed"});
  errors.check(text.size() <= max_text_bytes, pointer, "TEXT_TOO_LONG", {"النص أطول من المسموح", "The text is too long"});
  errors.check(!names_person(text), pointer, "TEXT_NAMES_PERSON", name_refused());
}

}  // namespace

Result<Done> check_queries(const std::vector<AboutQuestion>& queries, const FormDefinition& form) {
  FieldErrors errors;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const auto pointer = "/queries/" + std::to_string(i);
    const bool known = std::ranges::any_of(form.questions, [&](const Question& q) { return q.name == queries[i].question; });
    errors.check(known, pointer + "/question", "QUESTION_UNKNOWN", {"النموذج لا يسأل هذا السؤال", "The form has no such question"});
    check_text(queries[i].text, pointer + "/text", errors);
  }
  return errors.result();
}

Result<Done> apply_replies(std::vector<ReviewQuery>& queries, const std::vector<AboutQuestion>& replies) {
  FieldErrors errors;
  for (std::size_t i = 0; i < replies.size(); ++i) {
    const auto pointer = "/replies/" + std::to_string(i);
    const auto query = std::ranges::find(queries, replies[i].question, &ReviewQuery::question);
    if (query == queries.end()) {
      errors.add(pointer + "/question", "QUERY_UNKNOWN", {"لا استفسار عن هذا السؤال", "Nothing was asked about this question"});
      continue;
    }
    check_text(replies[i].text, pointer + "/text", errors);
    query->reply = replies[i].text;
  }
  for (const auto& query : queries)
    errors.check(!query.reply.empty(), "/replies", "REPLY_MISSING", fill({"الاستفسار عن {} بلا رد", "The query about {} has no reply"}, {query.question}));
  return errors.result();
}

Date working_days_later(Date from, std::int64_t days) {
  while (days > 0) {
    from = from.plus_days(1);
    if (is_working_day(from)) --days;
  }
  return from;
}

}  // namespace shopper::evaluation::domain
