#include "platform/rpc/binder.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <chrono>

#include "platform/crypto/hash.h"
#include "platform/fault/fail_point.h"
#include "platform/log/log.h"
#include "platform/store/shortage.h"
#include "platform/telemetry/metrics.h"
#include "platform/trace/span.h"
#include "shopper/common/v1/rest.pb.h"

namespace shopper::rpc {
namespace {

constexpr std::size_t asked_text_max = 300;

// Everybody's keys are their own, and an operation's.
std::string key_scope(const Call& call, const std::string& name) { return call.actor.subject + "\n" + name; }

// Answers may tell of persons: they are sealed for the caller who got them.
std::string answer_owner(const Actor& actor) { return actor.subject.empty() ? "anonymous" : store::owner_of_person(actor.subject); }
const google::protobuf::MethodDescriptor* method_of(const std::string& full_name) {
  return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(full_name);
}

Error too_late() { return refuse(ErrorKind::late, "DEADLINE_EXCEEDED", {"استغرق الطلب وقتاً أطول من المسموح", "The request took longer than allowed"}); }

telemetry::Counter& stopped_queries(const char* reason) {
  return telemetry::counter("shopper_queries_stopped_total", "Reads that were ended because nobody waited for their answer any more", {{"reason", reason}});
}

std::string answer_row(const Call& call, const std::string& name) { return key_scope(call, name) + "\n" + call.idempotency_key; }

}  // namespace

Instant system_clock() {
  return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

std::string Binder::hash_of(const Message& request) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&coded);
  }
  return crypto::sha256_hex(bytes);
}

Lookups Binder::lookups(const Call& call) {
  const auto run = [this, &call](const std::function<void(Unit&)>& work) {
    return [this, &call, &work](store::Db& db) -> Result<Done> {
      Unit unit(db, now_for(call.actor), call.actor, call.traceparent);
      work(unit);
      return Done{};
    };
  };
  return {call.actor, now_for(call.actor),
          [this, run, &call](const std::function<void(Unit&)>& look) {
            (void)store_.read<Done>([&](store::Db& db) {
              const store::StopWhen stop(db, [&call] { return !call.wanted(); });
              return run(look)(db);
            });
          },
          [this, run](const std::function<void(Unit&)>& work) { (void)store_.write<Done>(run(work)); }};
}

Result<std::optional<std::string>> Binder::answered_before(Call& call, const std::string& name) {
  return store_.read<std::optional<std::string>>([&](store::Db& db) { return answered_before(call, name, db); });
}

Result<std::optional<std::string>> Binder::answered_before(Call& call, const std::string& name, store::Db& db) {
  if (call.idempotency_key.empty()) return std::optional<std::string>{};
  const auto seen = db.one<std::string, std::string>("select request_hash, response from idempotency where scope = :s and key = :k", {key_scope(call, name), call.idempotency_key});
  if (!seen) return std::optional<std::string>{};
  if (std::get<0>(*seen) != call.request_hash)
    return refuse(ErrorKind::invalid, "IDEMPOTENCY_KEY_REUSED", {"استُخدم مفتاح عدم التكرار هذا لطلب آخر", "This Idempotency-Key was used for another request"});
  call.replayed = true;
  return std::optional(db.vault().open({"idempotency", "response", answer_row(call, name)}, std::get<1>(*seen)).value());
}

Binder::AuditedRead Binder::audited_read(const std::string& name) const {
  const auto* method = method_of(service_ + "." + name);
  if (!method) return {};
  const auto& rule = method->options().GetExtension(common::v1::rest);
  return {{rule.audited_readers().begin(), rule.audited_readers().end()}, rule.permission()};
}

std::string Binder::audited_actor(const Call& call, const std::string& name, const std::string& subject) const {
  const auto* method = method_of(service_ + "." + name);
  if (!method || !method->options().GetExtension(common::v1::rest).actor_hidden()) return call.actor.subject;
  // With the thing in it: the same person cannot be followed from one thing to the next.
  constexpr std::size_t hex_digits = 32;
  return "hidden:" + store_.change_hash("actor\n" + call.actor.subject + "\n" + subject).substr(0, hex_digits);
}

Result<Done> Binder::in_time(const Call& call) {
  if (call.in_time()) return Done{};
  return too_late();
}

Result<std::string> Binder::guarded(const Call& call, const std::function<Result<std::string>()>& work) {
  const trace::Span span(trace::Kind::internal, "read or prepare", call.traceparent);
  const trace::Scope scope(span.traceparent());
  try {
    return work();
  } catch (const store::QueryStopped&) {
    static auto &late = stopped_queries("deadline"), &gone = stopped_queries("caller_gone");
    (call.in_time() ? gone : late).add();
    return too_late();
  } catch (const store::StorageFailure& failure) {
    return store::report(failure);
  } catch (const std::bad_alloc&) {
    return store::short_of_memory();
  } catch (const std::exception& failure) {
    log::error("handler failed", {{"method", call.method}, {"reason", failure.what()}});
    return refuse(ErrorKind::internal, "INTERNAL", {"خطأ داخلي", "Internal error"});
  }
}

// Of what has no id - a list - the log keeps what was asked for.
void Binder::record_reads(const std::string& name, const AuditedRead& audited, const std::vector<AuditedAnswer>& answers) {
  std::vector<store::Write> writes;
  writes.reserve(answers.size());
  for (const auto& [incoming, id] : answers)
    writes.push_back({[this, &name, &audited, &id, &call = incoming->call, &request = incoming->request, &answer = incoming->answer](store::Db& db) {
      auto subject = id;
      if (subject.empty()) {
        const auto* type = method_of(service_ + "." + name)->input_type();
        const std::unique_ptr<Message> asked(google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
        if (asked->ParseFromString(request)) subject = asked->ShortDebugString().substr(0, asked_text_max);
      }
      const auto clock = clock_();
      Unit unit(db, now_for(call.actor), call.actor, call.traceparent);
      unit.audit(name, subject, clock, call.purpose.empty() ? audited.permission : call.purpose, store_.change_hash(answer.value()));
      return true;
    }});
  store_.write_all(writes);
  fault::fail_point("read.recorded", name);
  for (std::size_t i = 0; i < writes.size(); ++i)
    if (writes[i].failure) answers[i].incoming->answer = std::move(*writes[i].failure);
}

void Binder::run_commands(const std::string& name, const std::vector<Running>& commands) {
  std::vector<store::Write> writes;
  std::vector<trace::Span> spans;   // from here to the commit
  writes.reserve(commands.size());
  spans.reserve(commands.size());
  for (const auto& command : commands) {
    const auto& span = spans.emplace_back(trace::Kind::internal, "commit", command.incoming->call.traceparent);
    writes.push_back({[this, &name, &command, traceparent = span.traceparent()](store::Db& db) {
      trace::Span use_case(trace::Kind::internal, "use case", traceparent);
      const trace::Scope scope(use_case.traceparent());
      command.incoming->answer = run_command(db, command.incoming->call, name, command.run);
      return command.incoming->answer.ok();
    }});
  }
  fault::fail_point("command.prepared", name);
  store_.write_all(writes);
  fault::fail_point("command.durable", name);
  for (std::size_t i = 0; i < writes.size(); ++i)
    if (writes[i].failure) commands[i].incoming->answer = std::move(*writes[i].failure);
}

// Key, effect and answer commit together: whoever repeats a key gets the first answer, or nothing had happened.
Result<std::string> Binder::run_command(store::Db& db, Call& call, const std::string& name, const Run& run) {
  SHOPPER_CHECK(in_time(call));
  SHOPPER_TRY(auto seen, answered_before(call, name, db));
  if (seen) return std::move(*seen);
  const auto clock = clock_();
  Unit unit(db, now_for(call.actor), call.actor, call.traceparent);
  fault::fail_point("command.begun", name);
  SHOPPER_TRY(auto answer, run(unit));
  fault::fail_point("command.decided", name);
  unit.audit_as(audited_actor(call, name, answer.subject), name, answer.subject, clock, {}, store_.change_hash(answer.response));
  fault::fail_point("command.audited", name);
  if (!call.idempotency_key.empty())
    db.execute("insert into idempotency (scope, key, request_hash, response, at) values (:s, :k, :h, :r, :a)",
               {key_scope(call, name), call.idempotency_key, call.request_hash,
                db.vault().seal(answer_owner(call.actor), {"idempotency", "response", answer_row(call, name)}, answer.response), clock.us});
  fault::fail_point("command.kept", name);
  return std::move(answer.response);
}

}  // namespace shopper::rpc
