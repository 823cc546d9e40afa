#include "platform/rpc/errors.h"

#include <catch2/catch.hpp>

#include "platform/rpc/actor_context.h"

using namespace shopper;

TEST_CASE("every kind of error crosses the wire whole") {
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal); ++kind)
    for (const bool with_fields : {false, true}) {
      INFO(kind << (with_fields ? " with fields" : ""));
      Error error{static_cast<ErrorKind>(kind), "SOME_CODE", {"نص", "text"}, {}, {"submit", "withdraw"}, 7};
      if (with_fields && error.kind != ErrorKind::invalid) continue;
      if (with_fields) error.fields = {{"/a/0", "A", {"أ", "a"}}, {"/b", "B", {}}};
      const auto back = rpc::to_error(rpc::to_status(error));
      CHECK(back.kind == error.kind);
      CHECK(back.code == error.code);
      CHECK(back.text == error.text);
      CHECK(back.actions == error.actions);
      CHECK(back.retry_after_s == 7);
      REQUIRE(back.fields.size() == error.fields.size());
      for (std::size_t i = 0; i < back.fields.size(); ++i) {
        CHECK(back.fields[i].pointer == error.fields[i].pointer);
        CHECK(back.fields[i].code == error.fields[i].code);
        CHECK(back.fields[i].text == error.fields[i].text);
      }
    }
}

TEST_CASE("a status that is not ours still becomes an error of its kind") {
  CHECK(rpc::to_error({grpc::StatusCode::UNAVAILABLE, "connection refused"}).kind == ErrorKind::unavailable);
  CHECK(rpc::to_error({grpc::StatusCode::UNAVAILABLE, "connection refused"}).retry_after_s == 1);
  CHECK(rpc::to_error({grpc::StatusCode::DEADLINE_EXCEEDED, ""}).kind == ErrorKind::late);
  CHECK(rpc::to_error({grpc::StatusCode::CANCELLED, ""}).kind == ErrorKind::late);
  CHECK(rpc::to_error({grpc::StatusCode::UNKNOWN, "stack trace"}).kind == ErrorKind::internal);
  CHECK(rpc::to_error({grpc::StatusCode::UNKNOWN, "stack trace"}).text.en.find("stack") == std::string::npos);
  CHECK(rpc::to_error({grpc::StatusCode::NOT_FOUND, "", "garbage that is no detail \xff"}).kind == ErrorKind::not_found);
}

TEST_CASE("an actor context is opened only as it was sealed, while the clocks agree") {
  const auto key = crypto::random_key();
  const Instant now{1'000'000'000'000};
  const Actor actor{"person-1", {"applicant", "shopper"}, "entity-1", "ar", "importer", Instant{5}};
  const auto sealed = rpc::seal_actor(key, actor, now);
  const auto read = rpc::read_actor(key, sealed);
  REQUIRE(read);
  CHECK(read->actor.subject == actor.subject);
  CHECK(read->actor.roles == actor.roles);
  CHECK(read->actor.entity_id == actor.entity_id);
  CHECK(read->actor.language == "ar");
  CHECK(read->actor.imported_by == "importer");
  CHECK(read->actor.recorded_at == actor.recorded_at);
  // how far the two clocks are apart is known of what is signed, and of nothing else. One limit, forth and back.
  CHECK(read->sealed_at == now);
  constexpr std::int64_t minute_us = 60'000'000;
  for (const std::int64_t minutes : {-10, -5, -2, 0, 2, 3, 5, 10}) CHECK_FALSE(rpc::clocks_differ(*read, Instant{now.us + minutes * minute_us}));
  for (const std::int64_t minutes : {-525'600, -11, 11, 525'600}) CHECK(rpc::clocks_differ(*read, Instant{now.us + minutes * minute_us}));
  for (const std::int64_t beyond_us : {-10 * minute_us - 1, 10 * minute_us + 1}) CHECK(rpc::clocks_differ(*read, Instant{now.us + beyond_us}));
  CHECK_FALSE(rpc::read_actor(crypto::random_key(), sealed));
  CHECK_FALSE(rpc::read_actor(key, ""));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto tampered = sealed;
    tampered[i] = static_cast<char>(tampered[i] ^ 1);
    CHECK_FALSE(rpc::read_actor(key, tampered));
    CHECK_FALSE(rpc::read_actor(key, sealed.substr(0, i)));
  }
}
