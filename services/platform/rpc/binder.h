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
    using Case = detail::UseCase<F>;
    using Output = typename Case::Output;
    check<Request, Response, typename Case::Input, Output>();
    add(name, [this, use_case, name](Call& call, const std::string& bytes) -> Result<std::string> {
      SHOPPER_TRY(auto input, (decode<Request, typename Case::Input>(call, bytes)));
      return run_command(call, name, answer_of<Response>(use_case, input));
    });
  }

  // The same, with work that must not hold the writer up (parsing, files, computing): `prepare(actor, input)`, or `prepare(lookups, input)` where
  // it needs facts of the store, runs before the transaction, may refuse, and leaves its results in members of the input that are no fields. What
  // it looked up may have changed meanwhile: the use case checks again. A repeated Idempotency-Key is answered without it.
  template <class Request, class Response, class P, class F>
  void command(const std::string& name, P prepare, F use_case) {
    using Case = detail::UseCase<F>;
    using Output = typename Case::Output;
    check<Request, Response, typename Case::Input, Output>();
    add(name, [this, prepare, use_case, name](Call& call, const std::string& bytes) -> Result<std::string> {
      SHOPPER_TRY(auto input, (decode<Request, typename Case::Input>(call, bytes)));
      if constexpr (std::is_invocable_v<P, const Lookups&, typename Case::Input&>) {
        SHOPPER_TRY(auto seen, answered_before(call, name));
        if (seen) return std::move(*seen);
        SHOPPER_CHECK(prepare(lookups(call), input));
      } else {
        SHOPPER_CHECK(prepare(call.actor, input));
      }
      return run_command(call, name, answer_of<Response>(use_case, input));
    });
  }

  // A read: one snapshot on a reader. Where the proto names audited readers, their reads are written to the audit log before they are answered.
  template <class Request, class Response, class F>
  void query(const std::string& name, F use_case) {
    using Case = detail::UseCase<F>;
    check<Request, Response, typename Case::Input, typename Case::Output>();
    const auto audited = audited_read(name);
    add(name, [this, use_case, name, audited](Call& call, const std::string& bytes) -> Result<std::string> {
      SHOPPER_TRY(auto input, (decode<Request, typename Case::Input>(call, bytes)));
      SHOPPER_TRY(auto answer, store_.read<std::string>([&](store::Db& db) -> Result<std::string> {
        Unit unit(db, now_for(call.actor), call.actor, call.traceparent);
        SHOPPER_TRY(auto output, use_case(unit, input));
        return encode<Response>(output);
      }));
      if (audited.concerns(call.actor)) SHOPPER_CHECK(record_read(call, name, audited, detail::id_of(input), bytes, answer));
      return answer;
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

  // Runs the use case and encodes its output, with the id for the audit record.
  template <class Response, class F, class Input>
  static auto answer_of(const F& use_case, const Input& input) {
    return [&use_case, &input](Unit& unit) -> Result<Answer> {
      SHOPPER_TRY(auto output, use_case(unit, input));
      auto subject = detail::id_of(output);
      if (subject.empty()) subject = detail::id_of(input);
      return Answer{encode<Response>(output), std::move(subject)};
    };
  }

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
  Result<Done> record_read(const Call& call, const std::string& name, const AuditedRead& audited, const std::string& id, const std::string& request, const std::string& answer);

  void add(const std::string& name, Handler handler) { server_.add("/" + service_ + "/" + name, std::move(handler), callers_of(service_ + "." + name)); }
  // The server's clock, or the recorded time of an imported action.
  Instant now_for(const Actor& actor) const { return actor.imported() && actor.recorded_at ? actor.recorded_at : clock_(); }
  Lookups lookups(const Call& call);
  // The answer that this Idempotency-Key has had.
  Result<std::optional<std::string>> answered_before(Call& call, const std::string& name);
  static Result<std::optional<std::string>> answered_before(Call& call, const std::string& name, store::Db& db);
  Result<std::string> run_command(Call& call, const std::string& name, const std::function<Result<Answer>(Unit&)>& run);

  Server& server_;
  store::Store& store_;
  std::string service_;
  Clock clock_;
};

}  // namespace shopper::rpc
