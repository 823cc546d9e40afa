// A read for which nobody waits any more ends inside SQLite: its deadline has passed, or its caller has gone. Connection and worker are free for others at once.
#include <catch2/catch.hpp>

#include <thread>

#include "platform/rpc/actor_context.h"
#include "platform/rpc/binder.h"
#include "platform/rpc/client.h"
#include "platform/rpc/errors.h"
#include "platform/telemetry/metrics.h"
#include "sample/library.pb.h"
#include "shopper/common/v1/batch.pb.h"
#include "tests/platform/library.h"
#include "tests/support/service_keys.h"
#include "tests/support/temporary.h"

using namespace shopper;
using namespace shopper::testing::library;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
namespace pb = shopper::sample::v1;

namespace {

// Would run for hours.
constexpr const char* endless = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000000000000) select count(*) from n";
constexpr int soon_ms = 5'000;   // also under a sanitizer on a busy machine

std::atomic<int> begun{0};

Result<Answer> ask(Unit& unit, const Ask& input) {
  ++begun;
  if (input.id == "endless") return Answer{std::to_string(unit.db.one<std::int64_t>(endless).value()), 0, {}};
  // Many statements, each of them quick.
  while (input.id == "many") (void)unit.db.one<std::int64_t>("select 1");
  return Answer{input.id, 0, {}};
}
Result<Done> look_up(const Lookups& lookups, Add&) {
  ++begun;
  (void)lookups.read([](Unit& unit) { return unit.db.one<std::int64_t>(endless).value(); });
  return Done{};
}
Result<Answer> add(Unit&, const Add&) { return Answer{"added", 0, {}}; }

std::uint64_t stopped(const char* reason) {
  return telemetry::counter("shopper_queries_stopped_total", "Reads that were ended because nobody waited for their answer any more", {{"reason", reason}}).value();
}

class Library {
 public:
  Library() {
    begun = 0;
    binder.query<pb::GetBookRequest, pb::Chapter>("Ask", ask);
    binder.command<pb::AddBookRequest, pb::Chapter>("Prepared", look_up, add);
    server.start();
    channel = rpc::connect(directory.socket("s"));
  }
  ~Library() { server.stop(10'000); }

  std::string sealed() const { return rpc::seal_actor(key, {"person-1", {"librarian"}, "", "en", "", {}}, rpc::system_clock()); }
  template <class Request>
  grpc::Status call(const std::string& method, const Request& request, std::chrono::milliseconds deadline, grpc::ClientContext& context) {
    rpc::set_deadline(context, static_cast<int>(deadline.count()));
    context.AddMetadata(rpc::actor_metadata, sealed());
    return rpc::call(*channel, method, context, request, answer);
  }
  grpc::Status ask_for(const std::string& id, std::chrono::milliseconds deadline) {
    grpc::ClientContext context;
    pb::GetBookRequest request;
    request.set_id(id);
    return call("/sample.Library/Ask", request, deadline, context);
  }
  bool idle() const {
    return testing::await([&] { return server.calls_in_progress() == 0; }, soon_ms);
  }

  testing::TemporaryDirectory directory;
  crypto::Key key = crypto::random_key();
  // One reader: who comes next gets the very same.
  store::Store store{[&] {
    store::StoreOptions options{directory.url("s.db"), "test", {{"0001", "create table effect (what text not null) strict;"}}, testing::service_keys(), crypto::random_key()};
    options.readers_max = 1;
    return options;
  }()};
  rpc::Server server{{directory.socket("s"), 4, 64, key}};
  rpc::Binder binder{server, store, "sample.Library"};
  std::shared_ptr<grpc::Channel> channel;
  pb::Chapter answer;
};

}  // namespace

TEST_CASE("a reader's statement ends when it is told to, and the connection goes on in the same snapshot") {
  const testing::TemporaryDirectory directory;
  store::Store store({directory.url("s.db"), "test", {{"0001_note", "create table note (id integer primary key) strict;"}}});
  const auto put = [&](std::int64_t id) {
    return store.write<Done>([&](store::Db& db) -> Result<Done> {
      db.execute("insert into note (id) values (:i)", {id});
      return Done{};
    });
  };
  REQUIRE(put(1).ok());
  const auto read = store.read<Done>([&](store::Db& db) -> Result<Done> {
    const auto notes = [&] { return db.one<std::int64_t>("select count(*) from note").value(); };
    CHECK(notes() == 1);
    for (int again = 0; again < 3; ++again) {
      const auto began = Clock::now();
      {
        const store::StopWhen stop(db, [end = began + 50ms] { return Clock::now() > end; });
        CHECK(notes() == 1);   // in time
        CHECK_THROWS_AS(db.one<std::int64_t>(endless), store::QueryStopped);
        CHECK_THROWS_AS(notes(), store::QueryStopped);   // nothing more is begun
      }
      CHECK(Clock::now() - began >= 50ms);
      CHECK(Clock::now() - began < std::chrono::milliseconds(soon_ms));
      REQUIRE(put(again + 2).ok());   // the writer did not notice
      CHECK(notes() == 1);            // nor did the snapshot
    }
    return Done{};
  });
  CHECK(read.ok());
  CHECK(store.read<std::int64_t>([](store::Db& db) -> Result<std::int64_t> { return db.one<std::int64_t>("select count(*) from note").value(); }).value() == 4);
  CHECK(store.healthy());
}

TEST_CASE("the writer's statements are nobody's to stop") {
  const testing::TemporaryDirectory directory;
  store::Db writer(directory.url("s.db"), store::Access::read_write);
  CHECK_THROWS_AS(store::StopWhen(writer, [] { return true; }), std::logic_error);
  CHECK(writer.one<std::int64_t>("select 1") == 1);
}

TEST_CASE_METHOD(Library, "a read that is not done at its deadline ends there, and the next one is served") {
  const auto before = stopped("deadline");
  for (const auto* id : {"endless", "many"}) {
    INFO(id);
    const auto began = Clock::now();
    const auto status = ask_for(id, 600ms);
    CHECK(rpc::to_error(status).code == "DEADLINE_EXCEEDED");
    CHECK(idle());
    CHECK(Clock::now() - began < std::chrono::milliseconds(soon_ms));
    CHECK(ask_for("quick", 10s).ok());
    CHECK(answer.title() == "quick");
  }
  CHECK(stopped("deadline") == before + 2);
  CHECK(store.healthy());
}

TEST_CASE_METHOD(Library, "a read whose caller has gone ends, long before its deadline") {
  const auto before = stopped("caller_gone");
  grpc::ClientContext context;
  std::thread caller([&] {
    pb::GetBookRequest request;
    request.set_id("endless");
    CHECK(call("/sample.Library/Ask", request, 1h, context).error_code() == grpc::StatusCode::CANCELLED);
  });
  CHECK(testing::await([&] { return begun == 1; }, soon_ms));
  CHECK(server.calls_in_progress() == 1);
  context.TryCancel();
  caller.join();
  CHECK(idle());
  CHECK(stopped("caller_gone") == before + 1);
  CHECK(ask_for("quick", 10s).ok());
}

TEST_CASE_METHOD(Library, "what a command looks up beforehand ends at the deadline too") {
  const auto before = stopped("deadline");
  grpc::ClientContext context;
  CHECK(rpc::to_error(call("/sample.Library/Prepared", pb::AddBookRequest(), 600ms, context)).code == "DEADLINE_EXCEEDED");
  CHECK(idle());
  CHECK(begun == 1);
  CHECK(stopped("deadline") == before + 1);
  CHECK(ask_for("quick", 10s).ok());
}

TEST_CASE_METHOD(Library, "of calls that came together the one that is late ends alone") {
  common::v1::BatchRequest batch;
  common::v1::BatchResponse answers;
  for (const auto* id : {"first", "endless", "last"}) {
    auto& call = *batch.add_calls();
    pb::GetBookRequest request;
    request.set_id(id);
    call.set_method("/sample.Library/Ask");
    call.set_request(request.SerializeAsString());
    call.set_actor(sealed());
    call.set_deadline_ms(std::string_view(id) == "endless" ? 400 : 60'000);
  }
  grpc::ClientContext context;
  rpc::set_deadline(context, 60'000);
  REQUIRE(rpc::call(*channel, "/shopper.common.v1.Batch/Run", context, batch, answers).ok());
  REQUIRE(answers.answers_size() == 3);
  CHECK(answers.answers(0).status() == 0);
  CHECK(rpc::to_error({static_cast<grpc::StatusCode>(answers.answers(1).status()), answers.answers(1).message(), answers.answers(1).details()}).code == "DEADLINE_EXCEEDED");
  CHECK(answers.answers(2).status() == 0);
}
