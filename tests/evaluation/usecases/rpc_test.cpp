#include "evaluation/rpc/rpc.h"

#include <catch2/catch.hpp>

#include "shopper/evaluation/v1/evaluation.pb.h"
#include "tests/evaluation/usecases/world.h"

using namespace shopper;
using namespace shopper::evaluation;
using namespace shopper::evaluation::testing;

TEST_CASE_METHOD(World, "every rpc of the proto is bound, and messages and structs agree") {
  rpc::Server server({"unix:" + directory + "/socket", 2, 8, crypto::random_key()});
  rpc::Binder bind(server, *store, "shopper.evaluation.v1.Evaluations");
  CHECK_NOTHROW(bind_catalogue(bind));
  CHECK_NOTHROW(bind_forms(bind));
  CHECK_NOTHROW(bind_assignments(bind));
  CHECK_NOTHROW(bind_evaluations(bind, context));
}

TEST_CASE_METHOD(World, "an evaluation crosses the wire whole") {
  domain::Evaluation e;
  e.id = uuid(1);
  e.state = domain::EvaluationState::in_review;
  e.answers = {R"({"a":1})"};
  e.score = 0.0;
  e.visited_on = {2022, 6, 9};
  e.submitted_at = now;
  e.dimensions = {{"staff", 0.5, 2}};
  v1::Evaluation message;
  rpc::write_message(view(World::shopper(e.shopper), e), message);
  CHECK(message.state() == v1::EVALUATION_STATE_IN_REVIEW);
  CHECK(message.has_score());
  CHECK(message.visited_on() == "2022-06-09");
  CHECK(message.dimensions(0).items() == 2);
  CHECK(message.actions_size() == 5);
  EvaluationView back;
  rpc::ReadNotes notes;
  rpc::read_message(message, back, notes);
  CHECK(notes.errors.empty());
  CHECK(back.submitted_at == now);
  CHECK(back.answers == e.answers);
}
