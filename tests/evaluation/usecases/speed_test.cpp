// Not run by default: `evaluation_usecase_tests "[speed]"` in a release build prints what one submission costs inside the service.
#include <catch2/catch.hpp>

#include <chrono>
#include <iostream>
#include <thread>

#include "evaluation/usecases/answers_json.h"
#include "tests/evaluation/usecases/world.h"

using namespace shopper;
using namespace shopper::evaluation;
using namespace shopper::evaluation::testing;

namespace {

// Twelve coded questions, as the demonstration has them.
domain::FormDefinition twelve_questions() {
  domain::FormDefinition form;
  form.code = "twelve";
  form.title = {"نموذج", "Form"};
  form.choices = {choice("scale", "1", 0), choice("scale", "2", 1), choice("scale", "3", 2), choice("scale", "na")};
  for (int i = 0; i < 10; ++i) {
    auto q = question("q" + std::to_string(i), domain::QuestionType::select_one);
    q.list = "scale";
    q.required = q.scored = true;
    q.best = 2;
    q.dimension = i % 2 ? "ease" : "staff";
    form.questions.push_back(q);
  }
  auto waited = question("waited", domain::QuestionType::integer);
  waited.constraint = ". >= 0 and . <= 600";
  form.questions.push_back(waited);
  auto comment = question("comment", domain::QuestionType::text);
  comment.relevant = "${q0} != 'na'";
  form.questions.push_back(comment);
  return form;
}

const std::string answers =
    R"({"q0":"1","q1":"2","q2":"3","q3":"na","q4":"1","q5":"2","q6":"3","q7":"3","q8":"2","q9":"1","waited":25,"comment":"The queue was long, yet the steps were clear."})";

double us_since(std::chrono::steady_clock::time_point start) { return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count(); }

}  // namespace

TEST_CASE_METHOD(World, "the cost of a submission", "[.][speed]") {
  furnish();
  tell(member("sara"));
  const domain::CompiledForm form(twelve_questions());
  constexpr int rounds = 20'000;
  auto start = std::chrono::steady_clock::now();
  std::size_t items = 0;
  for (int i = 0; i < rounds; ++i) items += form.assess(*parse_answers({answers}), domain::Completeness::complete, {2022, 6, 9}).items.size();
  std::cout << "parse and assess 12 answers: " << us_since(start) / rounds << " us\n";
  CHECK(items == 11u * rounds);

  const auto draft = as(analyst(), create_form, CreateForm{twelve_questions()});
  REQUIRE(as(analyst(), publish_form, PublishForm{draft->form_id, 1, 1}).ok());
  constexpr int callers = 64, each = 300;
  start = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (int t = 0; t < callers; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) {
        auto in = sheet(uuid(t * each + i));
        in.form_id = draft->form_id;
        in.answers = {answers};
        if (!put(shopper("sara"), in).ok()) ++failed;
      }
    });
  for (auto& thread : threads) thread.join();
  std::cout << "durable submissions, 64 callers: " << callers * each / (us_since(start) / 1e6) << " /s\n";
  CHECK(failed == 0);
}
