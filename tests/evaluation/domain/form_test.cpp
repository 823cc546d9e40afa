#include <catch2/catch.hpp>

#include <chrono>
#include <random>
#include <set>

#include "evaluation/domain/name_check.h"
#include "tests/evaluation/form_builder.h"

using namespace shopper;
using namespace shopper::evaluation::testing;

namespace {

const Date today{2022, 6, 9};

Assessment assess(const Answers& answers, Completeness completeness = Completeness::complete) {
  static const CompiledForm form(sample_form());
  return form.assess(answers, completeness, today);
}

std::vector<std::string> codes(const FieldErrors& errors) {
  std::vector<std::string> out;
  for (const auto& e : errors.all()) out.push_back(e.pointer + " " + e.code);
  return out;
}

std::vector<std::string> check(const FormDefinition& form) {
  FieldErrors errors;
  check_form(form, locate_in_json, errors);
  for (const auto& e : errors.all()) CHECK(e.text.complete());
  return codes(errors);
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("a complete sheet is canonicalised and scored") {
  const auto result = assess({{"comment", std::string("  جيد ")}, {"documents", std::vector<std::string>{"bill", "id"}}, {"satisfaction", std::string("٤")},
                              {"waited", 15.0}, {"welcome", std::string("yes")}});
  CHECK(codes(result.errors).empty());
  CHECK(result.answers == Answers{{"welcome", std::string("yes")}, {"satisfaction", 4.0}, {"waited", 15.0}, {"documents", std::vector<std::string>{"id", "bill"}},
                                  {"comment", std::string("جيد")}, {"hours", 0.25}});
  // welcome 1, satisfaction 0.75 (weight 2), waited 0.75
  REQUIRE(result.score);
  CHECK(*result.score == Approx((1 + 2 * 0.75 + 0.75) / 4));
  REQUIRE(result.dimensions.size() == 3);
  CHECK(result.dimensions[2].dimension == "time");
  CHECK(result.dimensions[2].score == Approx(0.75));
  REQUIRE(result.items.size() == 5);   // documents and hours are coded, not scored
  CHECK(result.items[3].raw == "id bill");
  CHECK_FALSE(result.items[3].score);
}

TEST_CASE("what is not applicable is in no denominator") {
  const auto result = assess({{"welcome", std::string("na")}, {"satisfaction", 5.0}});
  CHECK(result.errors.empty());
  CHECK(*result.score == 1);
  REQUIRE(result.dimensions.size() == 1);
  CHECK_FALSE(result.items[0].score);
}

TEST_CASE("every wrong answer is reported at once") {
  const auto result = assess({{"welcome", std::string("maybe")}, {"satisfaction", 9.0}, {"waited", 1.5}, {"documents", std::vector<std::string>{"id", "id"}},
                              {"photo", std::string("abc")}, {"unknown", 1.0}, {"comment", true}});
  CHECK(codes(result.errors) == Codes{"/answers/welcome CHOICE_UNKNOWN", "/answers/waited ANSWER_NOT_INTEGER", "/answers/documents CHOICE_REPEATED",
                                      "/answers/photo ANSWER_NOT_EVIDENCE", "/answers/unknown QUESTION_UNKNOWN", "/answers/comment ANSWER_NOT_TEXT",
                                      "/answers/satisfaction CONSTRAINT_BROKEN"});
  for (const auto& e : result.errors.all()) CHECK(e.text.complete());
}

TEST_CASE("types: each refusal") {
  CHECK(codes(assess({{"waited", std::string("ten")}}, Completeness::draft).errors) == Codes{"/answers/waited ANSWER_NOT_NUMBER"});
  CHECK(codes(assess({{"waited", 1e13}}, Completeness::draft).errors) == Codes{"/answers/waited ANSWER_OUT_OF_RANGE"});
  CHECK(codes(assess({{"welcome", true}}, Completeness::draft).errors) == Codes{"/answers/welcome ANSWER_NOT_CHOICE"});
  CHECK(codes(assess({{"documents", 1.0}}, Completeness::draft).errors) == Codes{"/answers/documents ANSWER_NOT_CHOICES"});
  CHECK(codes(assess({{"comment", std::string(10'001, 'x')}}, Completeness::draft).errors) == Codes{"/answers/comment ANSWER_TOO_LONG"});
  CHECK(codes(assess({{"comment", std::string("ask Mr. Khalid")}}, Completeness::draft).errors) == Codes{"/answers/comment TEXT_NAMES_PERSON"});
  CHECK(codes(assess({{"waited", 1.0}, {"waited", 2.0}}, Completeness::draft).errors) == Codes{"/answers/waited ANSWER_REPEATED"});
  FormDefinition form;
  form.code = "t";
  form.questions = {question("d", QuestionType::date), question("t", QuestionType::time)};
  const auto result = CompiledForm(form).assess({{"d", std::string("2022-02-30")}, {"t", std::string("24:00")}}, Completeness::draft, today);
  CHECK(codes(result.errors) == Codes{"/answers/d ANSWER_NOT_DATE", "/answers/t ANSWER_NOT_TIME"});
}

TEST_CASE("relevance decides what is required and what may be answered") {
  CHECK(codes(assess({{"welcome", std::string("no")}, {"satisfaction", 2.0}}).errors) == Codes{"/answers/why ANSWER_MISSING"});
  CHECK(codes(assess({{"welcome", std::string("yes")}, {"satisfaction", 2.0}, {"why", std::string("rude")}}).errors) == Codes{"/answers/why ANSWER_NOT_RELEVANT"});
  CHECK(codes(assess({}).errors) == Codes{"/answers/welcome ANSWER_MISSING", "/answers/satisfaction ANSWER_MISSING"});
  CHECK(assess({}, Completeness::draft).errors.empty());
}

TEST_CASE("a group's relevance reaches its questions, whatever the order of the sheet") {
  auto form = sample_form();
  form.groups = {{"outer", "", {}, "${waited} > 10"}, {"inner", "outer", {}, ""}};
  form.questions[0].group = "inner";
  CHECK(check(form).empty());
  const CompiledForm compiled(form);
  CHECK(codes(compiled.assess({{"satisfaction", 3.0}, {"waited", 5.0}}, Completeness::complete, today).errors).empty());
  CHECK(codes(compiled.assess({{"satisfaction", 3.0}, {"waited", 15.0}}, Completeness::complete, today).errors) == Codes{"/answers/welcome ANSWER_MISSING"});
}

TEST_CASE("defects of a form are all found") {
  CHECK(check(sample_form()).empty());
  auto form = sample_form();
  form.questions[0].label.ar.clear();
  form.questions[1].relevant = "${nobody} = 1";
  form.questions[2].list = "yes_no";
  form.questions[3].list = "nowhere";
  form.questions[4].name = "comment";
  form.questions[4].relevant = "1 +";
  form.questions[7].calculation = ". + 1";
  form.choices[1].name = "yes";
  form.choices[2].label.en.clear();
  const auto found = check(form);
  const std::set<std::string> all(found.begin(), found.end());
  for (const auto* expected : {"/questions/0/label/ar TRANSLATION_MISSING", "/questions/1/relevant VARIABLE_UNKNOWN", "/questions/3/list CHOICE_LIST_MISSING",
                               "/questions/5/name NAME_REPEATED", "/questions/4/relevant EXPRESSION_SYNTAX", "/questions/7/calculation EXPRESSION_SELF",
                               "/choices/1/name CHOICE_REPEATED", "/choices/2/label/en TRANSLATION_MISSING"})
    CHECK(all.count(expected) == 1);
  CHECK(check({}) == Codes{"/questions FORM_EMPTY", "/code NAME_INVALID", "/title/ar TRANSLATION_MISSING", "/title/en TRANSLATION_MISSING"});
}

TEST_CASE("cycles are found, also through groups and calculations") {
  auto form = sample_form();
  form.questions[0].relevant = "${why} = ''";
  CHECK(check(form) == Codes{"/questions/4/relevant EXPRESSION_CYCLE"});
  form = sample_form();
  form.questions[7].calculation = "${hours} + 1";
  CHECK(check(form) == Codes{"/questions/7/calculation EXPRESSION_CYCLE"});
  form = sample_form();
  form.groups = {{"g", "", {}, "${welcome} = 'yes'"}};
  form.questions[0].group = "g";
  CHECK(check(form) == Codes{"/questions/0/relevant EXPRESSION_CYCLE"});
}

TEST_CASE("scoring must make sense") {
  auto form = sample_form();
  form.questions[1].best = 1;
  form.questions[0].weight = 0;
  form.questions[3].scored = true;
  form.questions[5].scored = true;
  form.questions[7].dimension = "time";
  CHECK(check(form) == Codes{"/questions/0/weight WEIGHT_INVALID", "/questions/1/best SCORE_RANGE_EMPTY", "/questions/3/list SCORE_MISSING",
                             "/questions/5/scored SCORE_NOT_ALLOWED", "/questions/7/dimension SCORE_MISSING"});
}

TEST_CASE("the linter advises") {
  auto form = sample_form();
  CHECK(lint_form(form).empty());
  for (int i = 0; i < 12; ++i) form.questions.push_back(question("t" + std::to_string(i), QuestionType::text));
  form.choices.erase(form.choices.begin() + 2);
  Codes advice;
  for (const auto& a : lint_form(form)) advice.push_back(a.code);
  CHECK(advice == Codes{"FORM_LONG", "FREE_TEXT_MANY", "OBSERVABLE_FEW", "NOT_OBSERVED_MISSING"});
}

TEST_CASE("scores stay within 0 and 1, assessing twice gives the same, and canonical answers are a fixed point") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const CompiledForm form(sample_form());
  const std::vector<std::string> words{"yes", "no", "na", "id", "bill", "3", "", "x"};
  for (int i = 0; i < 3'000; ++i) {
    Answers answers;
    for (const auto* name : {"welcome", "satisfaction", "waited", "documents", "why", "comment"}) {
      switch (random() % 4) {
        case 0: answers.push_back({name, static_cast<double>(random() % 80)}); break;
        case 1: answers.push_back({name, words[random() % words.size()]}); break;
        case 2: answers.push_back({name, std::vector<std::string>{words[random() % words.size()]}}); break;
        default: break;
      }
    }
    const auto first = form.assess(answers, Completeness::complete, today);
    if (first.score) CHECK((*first.score >= 0 && *first.score <= 1));
    if (!first.errors.empty()) continue;
    const auto again = form.assess(first.answers, Completeness::complete, today);
    CHECK(again.errors.empty());
    CHECK(again.answers == first.answers);
    CHECK(again.score == first.score);
  }
}

TEST_CASE("names of people are noticed, ordinary words are not") {
  for (const auto* text : {"Mr. Ahmed was rude", "السيد خالد تأخر", "write to a.b@c.qa", "his number is 5551 2345", "رقمه ٥٥٥١٢٣٤٥", "Dr Salem", "his name is Salem", "the clerk named Noor",
                           "her tag said Huda", "الموظف اسمه سالم", "served by Fatima", "كان خالد لطيفا"}) {
    INFO(text);
    CHECK(names_person(text));
  }
  for (const auto* text : {"I waited 45 minutes on 2022-06-07", "السيد المدير غير موجود", "the officer was polite", "room 12, counter 4", "Mr and Mrs", "", "the queue is called by number", "the form is named wrongly", "the name is missing on the door", "كان الموظف سعيدا"}) {
    INFO(text);
    CHECK_FALSE(names_person(text));
  }
}

TEST_CASE("PRV-01 remarks by which authors tell of themselves are noticed") {
  for (const auto* text : {"I work at the ministry next door", "It was about my son's school", "They know me: I always come on Sundays", "زوجتي تعمل هنا", "جددت جواز ابني"}) {
    INFO(text);
    CHECK(tells_of_its_author(text));
  }
  for (const auto* text : {"I waited 45 minutes", "Signs were missing", "انتظرت نصف ساعة", ""}) {
    INFO(text);
    CHECK_FALSE(tells_of_its_author(text));
  }
}
