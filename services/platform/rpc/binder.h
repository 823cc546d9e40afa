// Binds use cases to rpc methods. Everything an operation needs besides its rules happens here, once for all services:
// decoding, the transaction, idempotency, the audit record, encoding.
//
//   Binder bind(server, store, "shopper.library.v1.Library");
//   bind.command<pb::LendBookRequest, pb::Book>("LendBook", lend_book);
//   bind.query<pb::GetBookRequest, pb::Book>("GetBook", get_book);
//
// A use case is any callable `Result<Output>(Unit&, const Input&)`; Input and Output list their fields (SHOPPER_FIELDS).
#pragma once

#include <functional>
#include <string>

#include "platform/rpc/codec.h"
#include "platform/rpc/server.h"
#include "platform/store/store.h"
#include "platform/usecase/lookups.h"
#include "platform/usecase/unit.h"

namespace shopper::rpc {

// The server's clock; tests put their own.
using Clock = std::function<Instant()>;
Instant system_clock();

namespace detail {

template <class F>
struct UseCase : UseCase<decltype(&F::operator())> {};
template <class Out, class In>
struct UseCase<Result<Out> (*)(Unit&, const In&)> {
  using Input = In;
  using Output = Out;
};
template <class Class, class Out, class In>
struct UseCase<Result<Out> (Class::*)(Unit&, const In&) const> {
  using Input = In;
  using Output = Out;
};

// The value of an `id` member, for the audit record.
template <class T>
std::string id_of([[maybe_unused]] const T& value) {
  if constexpr (requires { value.id; }) return value.id;
  else if constexpr (requires { value.account_id; }) return value.account_id;
  else return {};
}

}  // namespace detail

class Binder {
 public:
  Binder(Server& server, store::Store& store, std::string service, Clock clock = system_clock)
      : server_(server), store_(store), service_(std::move(service)), clock_(std::move(clock)) {}

  // A change: one transaction on the writer, replayed when its Idempotency-Key was seen before.
  template <class Request, class Response, class F>
  void command(const std::string& name, F use_case) {
    add_command<Request, Response>(name, [](Call&, auto&) -> Result<std::optional<std::string>> { return std::optional<std::string>{}; }, use_case);
  }

  // The same, with work that must not hold the writer up (parsing, files, computing): `prepare(actor, input)`, or `prepare(lookups, input)` where
  // it needs facts of the store, runs before the transaction, may refuse, and leaves its results in members of the input that are no fields. What
  // it looked up may have changed meanwhile: the use case checks again. A repeated Idempotency-Key is answered without it.
  template <class Request, class Response, class P, class F>
  void command(const std::string& name, P prepare, F use_case) {
    using Input = typename detail::UseCase<F>::Input;
    add_command<Request, Response>(name, [this, prepare, name](Call& call, Input& input) -> Result<std::optional<std::string>> {
      if constexpr (std::is_invocable_v<P, const Lookups&, Input&>) {
        SHOPPER_TRY(auto seen, answered_before(call, name));
        if (seen) return seen;
        SHOPPER_CHECK(prepare(lookups(call), input));
      } else {
        SHOPPER_CHECK(prepare(call.actor, input));
      }
      return std::optional<std::string>{};
    }, use_case);
  }

  // A read: one snapshot on a reader. Where the proto names audited readers, their reads are written to the audit log before they are answered.
  template <class Request, class Response, class F>
  void query(const std::string& name, F use_case) {
    using Case = detail::UseCase<F>;
    check<Request, Response, typename Case::Input, typename Case::Output>();
    const auto audited = audited_read(name);
    add(name, [this, use_case, name, audited](std::span<Incoming*> group) {
      std::vector<AuditedAnswer> to_record;
      const auto read = store_.read<Done>([&](store::Db& db) -> Result<Done> {
        for (auto* incoming : group) {
          const auto& call = incoming->call;
          incoming->answer = guarded(call, [&]() -> Result<std::string> {
            SHOPPER_CHECK(in_time(call));   // it may have waited for a reader
            const store::StopWhen stop(db, [&call] { return !call.wanted(); });
            SHOPPER_TRY(auto input, (decode<Request, typename Case::Input>(incoming->call, incoming->request)));
            Unit unit(db, now_for(call.actor), call.actor, call.traceparent);
            SHOPPER_TRY(auto output, use_case(unit, input));
            if (audited.concerns(call.actor)) to_record.push_back({incoming, detail::id_of(input)});
            return encode<Response>(output);
          });
        }
        return Done{};
      });
      if (!read.ok())
        for (auto* incoming : group) incoming->answer = read.error();
      else
        record_reads(name, audited, to_record);
    });
  }

 private:
  struct Answer {
    std::string response;
    std::string subject;
  };

  template <class Request, class Response, class Input, class Output>
  static void check() {
    check_agreement<Input>(*Request::descriptor(), true);
    if constexpr (Described<Output>) check_agreement<Output>(*Response::descriptor(), false);
  }
  // Of the one form that equal messages share: maps may be serialised in any order, so the bytes as they came would not do.
  static std::string hash_of(const Message& request);
  template <class Request, class Input>
  static Result<Input> decode(Call& call, const std::string& bytes) {
    Request request;
    if (!request.ParseFromString(bytes)) return refuse(ErrorKind::malformed, "MALFORMED", {"الطلب غير مفهوم", "The request cannot be understood"});
    if (!call.idempotency_key.empty()) call.request_hash = hash_of(request);
    Input input{};
    ReadNotes notes;
    read_message(request, input, notes);
    SHOPPER_CHECK(notes.errors.result());
    return input;
  }
  template <class Response, class Output>
  static std::string encode(const Output& output) {
    Response response;
    if constexpr (Described<Output>) write_message(output, response);
    return response.SerializeAsString();
  }

  using Run = std::function<Result<Answer>(Unit&)>;
  struct Running {
    Incoming* incoming;
    Run run;
  };

  // `ready(call, input)` gives an earlier answer, or nothing when the command is to run.
  template <class Request, class Response, class R, class F>
  void add_command(const std::string& name, R ready, F use_case) {
    using Input = typename detail::UseCase<F>::Input;
    check<Request, Response, Input, typename detail::UseCase<F>::Output>();
    add(name, [this, ready, use_case, name](std::span<Incoming*> group) {
      std::vector<Input> inputs(group.size());
      std::vector<Running> commands;
      commands.reserve(group.size());
      for (std::size_t i = 0; i < group.size(); ++i) {
        auto& incoming = *group[i];
        incoming.answer = guarded(incoming.call, [&]() -> Result<std::string> {
          SHOPPER_TRY(inputs[i], (decode<Request, Input>(incoming.call, incoming.request)));
          SHOPPER_TRY(auto earlier, ready(incoming.call, inputs[i]));
          if (earlier) return std::move(*earlier);
          commands.push_back({&incoming, answer_of<Response>(use_case, inputs[i])});
          return std::string();
        });
      }
      run_commands(name, commands);
    });
  }

  // Runs the use case and encodes its output, with the id for the audit record.
  template <class Response, class F, class Input>
  static Run answer_of(const F& use_case, const Input& input) {
    return [&use_case, &input](Unit& unit) -> Result<Answer> {
      SHOPPER_TRY(auto output, use_case(unit, input));
      auto subject = detail::id_of(output);
      if (subject.empty()) subject = detail::id_of(input);
      return Answer{encode<Response>(output), std::move(subject)};
    };
  }

  // Nothing is begun for which nobody waits any more.
  static Result<Done> in_time(const Call& call);
  // What one call's work gives; what it throws is a fault of ours, and of no other call of the group.
  static Result<std::string> guarded(const Call& call, const std::function<Result<std::string>()>& work);

  // Whose reads are audited, and the purpose of those who name none.
  struct AuditedRead {
    std::vector<std::string> roles;
    std::string permission;
    bool concerns(const Actor& actor) const {
      return std::any_of(roles.begin(), roles.end(), [&](const auto& role) { return actor.has_role(role); });
    }
  };
  AuditedRead audited_read(const std::string& name) const;
  // Under which name the audit log has the caller of a command on that thing.
  std::string audited_actor(const Call& call, const std::string& name, const std::string& subject) const;
  struct AuditedAnswer {
    Incoming* incoming;
    std::string id;
  };
  void record_reads(const std::string& name, const AuditedRead& audited, const std::vector<AuditedAnswer>& answers);

  void add(const std::string& name, GroupHandler handler) { server_.add_group("/" + service_ + "/" + name, std::move(handler), callers_of(service_ + "." + name)); }
  // The server's clock, or the recorded time of an imported action.
  Instant now_for(const Actor& actor) const { return actor.imported() && actor.recorded_at ? actor.recorded_at : clock_(); }
  Lookups lookups(const Call& call);
  // The answer that this Idempotency-Key has had.
  Result<std::optional<std::string>> answered_before(Call& call, const std::string& name);
  static Result<std::optional<std::string>> answered_before(Call& call, const std::string& name, store::Db& db);
  void run_commands(const std::string& name, const std::vector<Running>& commands);
  Result<std::string> run_command(store::Db& db, Call& call, const std::string& name, const Run& run);

  Server& server_;
  store::Store& store_;
  std::string service_;
  Clock clock_;
};

}  // namespace shopper::rpc
