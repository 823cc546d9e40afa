// Server and Binder over a Unix socket, called as the gateway calls them.
#include "platform/rpc/binder.h"

#include <catch2/catch.hpp>

#include "platform/rpc/actor_context.h"
#include "platform/rpc/client.h"
#include "platform/rpc/errors.h"
#include "sample/library.pb.h"
#include "shopper/common/v1/batch.pb.h"
#include "shopper/common/v1/types.pb.h"
#include "tests/platform/library.h"
#include "tests/support/service_keys.h"
#include "tests/support/temporary.h"

using namespace shopper;
using namespace shopper::testing::library;
namespace pb = shopper::sample::v1;

namespace {

// Writes a row for each effect; the answer holds how many there are, so a second effect shows.
Result<Answer> add(Unit& unit, const Add& input) {
  if (input.title.en == "refuse") {
    unit.db.execute("insert into effect (what, at) values ('undone', 0)");
    return conflict("NOT_TODAY", {"ليس اليوم", "Not today"});
  }
  if (input.title.en == "throw") throw std::runtime_error("secret detail");
  unit.db.execute("insert into effect (what, at) values (:w, :a)", {input.title.en, unit.now.us});
  return Answer{unit.actor.subject + ":" + input.title.en, static_cast<int>(unit.db.one<std::int64_t>("select count(*) from effect").value()), {}};
}
// Counts, before the writer is taken, what is there already.
std::atomic<int> preparations{0};
Result<Done> look_up(const Lookups& lookups, Add& input) {
  ++preparations;
  SHOPPER_TRY(const auto effects, lookups.read([](Unit& unit) -> Result<std::int64_t> { return unit.db.one<std::int64_t>("select count(*) from effect").value(); }));
  if (effects > 5) return conflict("FULL", {"ممتلئ", "Full"});
  input.title.en = lookups.actor.subject + " saw " + std::to_string(effects) + " at " + std::to_string(lookups.now.us);
  return Done{};
}

Result<Answer> ask(Unit& unit, const Ask& input) {
  if (input.id == "write") unit.db.execute("insert into effect (what, at) values ('x', 0)");
  return Answer{input.id, static_cast<int>(unit.db.one<std::int64_t>("select count(*) from effect").value()), {}};
}

SHOPPER_ENUM(BookState, unspecified, on_shelf, lent_out)
struct Listing {
  int limit = 0;
  std::string cursor;
  BookState state = BookState::unspecified;
  std::vector<std::string> tag;
  Instant since;
  SHOPPER_FIELDS(Listing, limit, cursor, state, tag, since)
};
// A request with a map, whose order on the wire is nobody's promise.
struct Changes {
  Text title;
  BookState state = BookState::unspecified;
  std::vector<std::string> tags;
  RawJson layout;
  std::map<std::string, int> stock;
  std::optional<std::string> note;
  SHOPPER_FIELDS(Changes, title, state, tags, layout, stock, note)
};

struct Reply {
  grpc::Status status;
  pb::Chapter answer;
  std::string bytes;
  bool replayed = false;
  Error error() const { return rpc::to_error(status); }
};

Result<Answer> change(Unit& unit, const Changes& input) {
  unit.db.execute("insert into effect (what, at) values ('change', 0)");
  return Answer{"changed", static_cast<int>(input.stock.size()), {}};
}

class World {
 public:
  World() {
    server.add("/sample.Broken/Throws", [](rpc::Call&, const std::string&) -> Result<std::string> { throw std::runtime_error("secret detail"); });
    binder.command<pb::AddBookRequest, pb::Chapter>("Add", add);
    binder.command<pb::AddBookRequest, pb::Chapter>("Prepared", look_up, add);
    binder.query<pb::GetBookRequest, pb::Chapter>("Ask", ask);
    binder.command<pb::BookChanges, pb::Chapter>("Change", change);
    library.query<pb::GetBookRequest, pb::Chapter>("GetBook", ask);
    library.query<pb::ListBooksRequest, pb::Chapter>("ListBooks", [](Unit&, const Listing&) -> Result<Answer> { return Answer{"many", 0, {}}; });
    server.start();
    channel = rpc::connect(directory.socket("s"));
  }
  ~World() { server.stop(1000); }

  struct Options {
    std::string key;
    std::string sealed;
    int deadline_ms = 20'000;
    std::string purpose = {};
  };
  template <class Request>
  Reply call(const std::string& method, const Request& request, Options options) {
    grpc::ClientContext context;
    rpc::set_deadline(context, options.deadline_ms);
    if (!options.sealed.empty()) context.AddMetadata(rpc::actor_metadata, options.sealed);
    if (!options.key.empty()) context.AddMetadata(rpc::idempotency_metadata, options.key);
    if (!options.purpose.empty()) context.AddMetadata(rpc::purpose_metadata, options.purpose);
    Reply reply;
    reply.status = rpc::call(*channel, method, context, request, reply.answer);
    reply.bytes = reply.answer.SerializeAsString();
    reply.replayed = context.GetServerTrailingMetadata().count(rpc::replayed_metadata) > 0;
    return reply;
  }
  std::string sealed(const Actor& actor = {"person-1", {"librarian"}, "", "en", "", {}}) { return rpc::seal_actor(key, actor, rpc::system_clock()); }
  Reply add_book(const std::string& title, const std::string& idempotency_key = "", const Actor& actor = {"person-1", {"librarian"}, "", "en", "", {}}) {
    pb::AddBookRequest request;
    request.mutable_title()->set_en(title);
    return call("/sample.Library/Add", request, {idempotency_key, sealed(actor)});
  }
  template <class T>
  T one(const std::string& sql) {
    return *store.read<T>([&](store::Db& db) -> Result<T> { return db.one<T>(sql).value(); });
  }

  testing::TemporaryDirectory directory;
  crypto::Key key = crypto::random_key();
  Instant now{1'700'000'000'000'000};
  store::Store store{{directory.url("s.db"), "test", {{"0001", "create table effect (what text not null, at integer not null) strict;"}}, testing::service_keys(), crypto::random_key()}};
  rpc::Server server{{directory.socket("s"), 8, 64, key}};
  rpc::Binder binder{server, store, "sample.Library", [this] { return now; }};
  rpc::Binder library{server, store, "shopper.sample.v1.Library", [this] { return now; }};
  std::shared_ptr<grpc::Channel> channel;
};

}  // namespace

TEST_CASE_METHOD(World, "a command's preparation reads what is committed, may refuse, and is not repeated with its key") {
  preparations = 0;
  pb::AddBookRequest request;
  request.mutable_title()->set_en("one");
  const auto first = call("/sample.Library/Prepared", request, {"key-1", sealed()});
  REQUIRE(first.status.ok());
  CHECK(first.answer.title() == "person-1:person-1 saw 0 at 1700000000000000");
  const auto again = call("/sample.Library/Prepared", request, {"key-1", sealed()});
  CHECK(again.replayed);
  CHECK(again.bytes == first.bytes);
  CHECK(preparations == 1);
  request.mutable_title()->set_en("another");
  CHECK(call("/sample.Library/Prepared", request, {"key-1", sealed()}).error().code == "IDEMPOTENCY_KEY_REUSED");
  CHECK(preparations == 1);
  for (int i = 0; i < 5; ++i) REQUIRE(call("/sample.Library/Prepared", request, {"", sealed()}).status.ok());
  CHECK(call("/sample.Library/Prepared", request, {"", sealed()}).error().code == "FULL");
  CHECK(one<std::int64_t>("select count(*) from effect") == 6);
}

TEST_CASE_METHOD(World, "a command writes and audits; a query reads and cannot write") {
  const auto added = add_book("one");
  REQUIRE(added.status.ok());
  CHECK(added.answer.title() == "person-1:one");
  CHECK(one<std::string>("select action || ' ' || actor || ' ' || roles || ' ' || at from audit") == "Add person-1 librarian 1700000000000000");
  CHECK(one<std::int64_t>("select at from effect") == now.us);
  pb::GetBookRequest request;
  request.set_id("b");
  const auto asked = call("/sample.Library/Ask", request, {"", sealed()});
  REQUIRE(asked.status.ok());
  CHECK(asked.answer.pages() == 1);
  request.set_id("write");
  CHECK(call("/sample.Library/Ask", request, {"", sealed()}).error().kind == ErrorKind::internal);
  CHECK(one<std::int64_t>("select count(*) from effect") == 1);
}

TEST_CASE_METHOD(World, "a refusal travels whole and changes nothing; an exception says nothing") {
  const auto refused = add_book("refuse", "key-1");
  CHECK(refused.error().code == "NOT_TODAY");
  CHECK(refused.error().text.ar == "ليس اليوم");
  for (const auto& failed : {add_book("throw"), call("/sample.Broken/Throws", pb::AddBookRequest{}, {"", sealed()})}) {
    CHECK(failed.status.error_code() == grpc::StatusCode::INTERNAL);
    CHECK(failed.status.error_message().find("secret") == std::string::npos);
    CHECK(failed.status.error_details().find("secret") == std::string::npos);
  }
  CHECK(one<std::int64_t>("select count(*) from effect") == 0);
  CHECK(one<std::int64_t>("select count(*) from audit") == 0);
  CHECK(one<std::int64_t>("select count(*) from idempotency") == 0);   // a refusal may be tried again
}

TEST_CASE_METHOD(World, "without a valid actor context nothing runs") {
  pb::AddBookRequest request;
  const auto forged = rpc::seal_actor(crypto::random_key(), {"admin", {"librarian"}, "", "en", "", {}}, rpc::system_clock());
  for (const auto& context : {std::string{}, forged, std::string("garbage")}) CHECK(call("/sample.Library/Add", request, {"", context}).status.error_code() == grpc::StatusCode::UNAUTHENTICATED);
  CHECK(call("/sample.Library/Nothing", request, {"", sealed()}).status.error_code() == grpc::StatusCode::UNIMPLEMENTED);
  CHECK(one<std::int64_t>("select count(*) from effect") == 0);
}

TEST_CASE_METHOD(World, "R-18 a caller whose clock is more than ten minutes off is told so, and nothing runs; one that is less off is served") {
  pb::AddBookRequest request;
  const auto off = [&](int minutes) {
    const auto context = rpc::seal_actor(key, {"person-1", {"librarian"}, "", "en", "", {}}, rpc::system_clock().plus(std::chrono::minutes(minutes)));
    return call("/sample.Library/Add", request, {"", context}).status;
  };
  request.mutable_title()->set_en("one");
  for (const int minutes : {-60 * 24 * 365 * 60, -11, 11, 60 * 24 * 365 * 70}) {
    INFO(minutes);
    const auto status = off(minutes);
    CHECK(status.error_code() == grpc::StatusCode::UNAVAILABLE);
    CHECK(rpc::to_error(status).code == "CLOCKS_DIFFER");
  }
  CHECK(one<std::int64_t>("select count(*) from effect") == 0);
  for (const int minutes : {-9, -5, -3, -1, 1, 3, 9}) {
    INFO(minutes);
    CHECK(off(minutes).ok());
  }
  CHECK(one<std::int64_t>("select count(*) from effect") == 7);
}

TEST_CASE_METHOD(World, "an Idempotency-Key gives the first answer again, byte by byte") {
  const auto first = add_book("one", "key-1");
  REQUIRE(first.status.ok());
  CHECK_FALSE(first.replayed);
  REQUIRE(add_book("two").status.ok());
  const auto again = add_book("one", "key-1");
  REQUIRE(again.status.ok());
  CHECK(again.replayed);
  CHECK(again.bytes == first.bytes);
  CHECK(one<std::int64_t>("select count(*) from effect") == 2);
  CHECK(one<std::int64_t>("select count(*) from audit") == 2);

  const auto other = add_book("other", "key-1");
  CHECK(other.error().code == "IDEMPOTENCY_KEY_REUSED");
  CHECK(one<std::int64_t>("select count(*) from idempotency where response like 's1.%'") == one<std::int64_t>("select count(*) from idempotency"));   // sealed
  CHECK(other.error().kind == ErrorKind::invalid);
  // A key is its owner's: another person's same key is another key.
  const auto stranger = add_book("other", "key-1", {"person-2", {"librarian"}, "", "en", "", {}});
  REQUIRE(stranger.status.ok());
  CHECK(stranger.answer.title() == "person-2:other");
}

TEST_CASE_METHOD(World, "an Idempotency-Key is recognised whatever the order of a map on the wire") {
  // Many entries: with a few, two orders would often come out alike by chance.
  std::vector<std::string> branches;
  for (char c = 'a'; c <= 'p'; ++c) branches.emplace_back(1, c);
  const auto request = [](const std::vector<std::string>& names) {
    std::string bytes;
    for (const auto& name : names) {
      pb::BookChanges one;
      (*one.mutable_stock())[name] = 1;
      bytes += one.SerializeAsString();
    }
    // Unknown to this message, so the bytes go out in just this order.
    shopper::common::v1::Empty raw;
    REQUIRE(raw.ParseFromString(bytes));
    return raw;
  };
  const auto a = request(branches), b = request({branches.rbegin(), branches.rend()});
  REQUIRE(a.SerializeAsString() != b.SerializeAsString());
  const auto first = call("/sample.Library/Change", a, {"key-m", sealed()});
  INFO(first.status.error_message());
  REQUIRE(first.status.ok());
  const auto again = call("/sample.Library/Change", b, {"key-m", sealed()});
  REQUIRE(again.status.ok());
  CHECK(again.replayed);
  CHECK(again.bytes == first.bytes);
  CHECK(one<std::int64_t>("select count(*) from effect") == 1);
  CHECK(call("/sample.Library/Change", request({"a", "z"}), {"key-m", sealed()}).error().code == "IDEMPOTENCY_KEY_REUSED");
}

TEST_CASE_METHOD(World, "duplicates sent at the same time have one effect and one answer") {
  std::vector<std::thread> crowd;
  std::mutex mutex;
  std::map<std::string, int> answers;
  std::atomic<int> fresh{0}, failed{0};
  for (int i = 0; i < 16; ++i)
    crowd.emplace_back([&] {
      const auto reply = add_book("one", "key-1");
      if (!reply.status.ok()) ++failed;
      if (!reply.replayed) ++fresh;
      std::lock_guard lock(mutex);
      ++answers[reply.bytes];
    });
  for (auto& thread : crowd) thread.join();
  CHECK(failed == 0);
  CHECK(fresh == 1);
  CHECK(answers.size() == 1);
  CHECK(one<std::int64_t>("select count(*) from effect") == 1);
}

TEST_CASE_METHOD(World, "a call that comes too late has no effect") {
  pb::AddBookRequest request;
  CHECK(call("/sample.Library/Add", request, {"", sealed(), -1}).status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
  // Behind a slow command: the deadline passes while it waits for the writer.
  std::atomic<bool> running{false}, release{false};
  std::thread slow([&] {
    (void)store.write<Done>([&](store::Db&) -> Result<Done> {
      running = true;
      testing::await([&] { return release.load(); });
      return Done{};
    });
  });
  REQUIRE(testing::await([&] { return running.load(); }));
  CHECK(call("/sample.Library/Add", request, {"", sealed(), 100}).error().kind == ErrorKind::late);
  release = true;
  slow.join();
  REQUIRE(add_book("after").status.ok());
  CHECK(one<std::string>("select group_concat(what) from effect") == "after");
}

TEST_CASE_METHOD(World, "an imported action has its recorded time, and the audit says so") {
  const Actor importer{"person-9", {"librarian"}, "", "en", "importer-1", Instant{1'654'491'600'000'000}};
  REQUIRE(add_book("old", "", importer).status.ok());
  CHECK(one<std::int64_t>("select at from effect") == importer.recorded_at.us);
  CHECK(one<std::int64_t>("select recorded_at from audit") == importer.recorded_at.us);
  CHECK(one<std::int64_t>("select at from audit") == now.us);
  CHECK(one<std::string>("select imported_by from audit") == "importer-1");
  REQUIRE(add_book("live").status.ok());
  CHECK(one<std::int64_t>("select recorded_at from audit where imported_by = ''") == 0);
}

TEST_CASE_METHOD(World, "I-26 whoever reads other people's data is in the audit log with the purpose; others are not") {
  const auto read = [&](const std::string& role, const std::string& purpose) {
    pb::GetBookRequest request;
    request.set_id("book-7");
    return call("/shopper.sample.v1.Library/GetBook", request, {"", sealed({role + "-1", {role}, "", "en", "", {}}), 20'000, purpose}).status.ok();
  };
  const auto records = [&] { return one<std::int64_t>("select count(*) from audit"); };
  CHECK(read("reader", ""));
  CHECK(records() == 0);
  CHECK(read("clerk", "طلب المراجعة 12"));
  CHECK(one<std::string>("select action || ' ' || subject || ' ' || actor || ' ' || roles || ' ' || reason || ' ' || at from audit") == "GetBook book-7 clerk-1 clerk طلب المراجعة 12 1700000000000000");
  CHECK(one<std::int64_t>("select length(change) from audit") == 64);
  CHECK(read("clerk", ""));
  CHECK(one<std::string>("select reason from audit order by sequence desc limit 1") == "books.read");
  pb::ListBooksRequest list;
  list.set_state(pb::BOOK_STATE_LENT_OUT);
  CHECK(call("/shopper.sample.v1.Library/ListBooks", list, {"", sealed({"auditor-1", {"auditor", "other"}, "", "en", "", {}}), 20'000, "yearly check"}).status.ok());
  CHECK(one<std::string>("select action || ' ' || subject || ' ' || reason from audit order by sequence desc limit 1") == "ListBooks state: BOOK_STATE_LENT_OUT yearly check");
  CHECK(records() == 3);
  // What cannot be recorded is not answered.
  REQUIRE(store.write<Done>([](store::Db& db) -> Result<Done> {
    db.script("create trigger audit_full before insert on audit begin select raise(abort, 'no'); end");
    return Done{};
  }).ok());
  CHECK_FALSE(read("clerk", ""));
  CHECK(read("reader", ""));
}

namespace {

// A message of several calls, and its answers.
class Batch {
 public:
  explicit Batch(World& house) : world(house) {}
  template <class Request>
  Batch& with(const std::string& method, const Request& request, World::Options options = {}) {
    auto& call = *batch.add_calls();
    call.set_method(method);
    call.set_request(request.SerializeAsString());
    call.set_actor(options.sealed.empty() ? world.sealed() : options.sealed);
    call.set_idempotency_key(options.key);
    call.set_purpose(options.purpose);
    call.set_deadline_ms(options.deadline_ms);
    return *this;
  }
  Batch& add(const std::string& title, World::Options options = {}) {
    pb::AddBookRequest request;
    request.mutable_title()->set_en(title);
    return with("/sample.Library/Add", request, std::move(options));
  }
  Batch& ask(const std::string& id) {
    pb::GetBookRequest request;
    request.set_id(id);
    return with("/sample.Library/Ask", request);
  }
  void run() {
    grpc::ClientContext context;
    rpc::set_deadline(context, 20'000);
    REQUIRE(rpc::call(*world.channel, "/shopper.common.v1.Batch/Run", context, batch, answers).ok());
    REQUIRE(answers.answers_size() == batch.calls_size());
  }
  grpc::Status status(int i) const {
    const auto& answer = answers.answers(i);
    return {static_cast<grpc::StatusCode>(answer.status()), answer.message(), answer.details()};
  }
  std::string code(int i) const { return status(i).ok() ? "" : rpc::to_error(status(i)).code; }
  std::string title(int i) const {
    pb::Chapter chapter;
    REQUIRE(chapter.ParseFromString(answers.answers(i).response()));
    return chapter.title();
  }
  bool replayed(int i) const { return answers.answers(i).replayed(); }

 private:
  World& world;
  shopper::common::v1::BatchRequest batch;
  shopper::common::v1::BatchResponse answers;
};

}  // namespace

TEST_CASE_METHOD(World, "calls of one message are carried out each for itself") {
  Batch batch(*this);
  batch.add("one")
      .add("refuse")
      .add("two", {"", sealed({"person-2", {"librarian"}, "", "en", "", {}})})
      .add("throw")
      .ask("b")
      .add("three", {"key-1", ""})
      .add("three", {"key-1", ""})
      .add("other", {"key-1", ""})
      .add("stranger", {"", "garbage"})
      .add("late", {"", "", 0})
      .with("/sample.Library/Nothing", pb::GetBookRequest{})
      .with("/sample.Broken/Throws", pb::GetBookRequest{})
      .ask("write");
  batch.run();
  CHECK(batch.title(0) == "person-1:one");
  CHECK(batch.code(1) == "NOT_TODAY");
  CHECK(batch.title(2) == "person-2:two");
  CHECK(batch.code(3) == "INTERNAL");
  CHECK(batch.title(4) == "b");
  CHECK(batch.title(5) == "person-1:three");
  CHECK_FALSE(batch.replayed(5));
  CHECK(batch.title(6) == "person-1:three");
  CHECK(batch.replayed(6));
  CHECK(batch.code(7) == "IDEMPOTENCY_KEY_REUSED");
  CHECK(batch.code(8) == "CONTEXT_INVALID");
  CHECK(batch.code(9) == "DEADLINE_EXCEEDED");
  CHECK(batch.status(10).error_code() == grpc::StatusCode::UNIMPLEMENTED);
  CHECK(batch.code(11) == "INTERNAL");
  CHECK(batch.code(12) == "INTERNAL");
  CHECK(one<std::string>("select group_concat(what, ' ') from (select what from effect order by what)") == "one three two");
  CHECK(one<std::string>("select group_concat(actor, ' ') from (select actor from audit order by sequence)") == "person-1 person-2 person-1");
}

TEST_CASE_METHOD(World, "answers too long for one message are left for their callers to ask again") {
  Batch batch(*this);
  for (int i = 0; i < 5; ++i) batch.ask(std::string(1'500'000, static_cast<char>('a' + i)));
  batch.run();
  for (int i = 0; i < 4; ++i) CHECK(batch.title(i).size() == 1'500'000);
  CHECK(batch.status(4).error_code() == rpc::batch_overflow);
}

TEST_CASE_METHOD(World, "what is no batch is refused") {
  grpc::ClientContext context;
  rpc::set_deadline(context, 20'000);
  pb::GetBookRequest nonsense;
  nonsense.set_id("no list of calls");
  pb::Chapter answer;
  CHECK(rpc::call(*channel, "/shopper.common.v1.Batch/Run", context, nonsense, answer).error_code() == grpc::StatusCode::INVALID_ARGUMENT);
}
