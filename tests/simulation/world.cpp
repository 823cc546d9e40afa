#include "tests/simulation/world.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <memory>

#include "platform/crypto/hash.h"
#include "shopper/common/v1/events.pb.h"
#include "tests/simulation/invariants.h"

namespace shopper::simulation {
namespace {

namespace protobuf = google::protobuf;

constexpr int calls_until_cut_max = 40;
constexpr int events_of_one_pull_max = 12;

const char* unknown_outcome(const Error& error) {
  const auto& code = error.code;
  return code == "STORE_UNAVAILABLE" || code == "STORE_FULL" ? code.c_str() : nullptr;
}

std::string encoded(const std::string& service, const std::string& method, const Json& request) {
  const auto* described = protobuf::DescriptorPool::generated_pool()->FindMethodByName(std::string(proto_service_of(service)) + "." + method);
  if (!described) throw std::logic_error("no such method: " + method);
  const std::unique_ptr<protobuf::Message> message(protobuf::MessageFactory::generated_factory()->GetPrototype(described->input_type())->New());
  if (const auto parsed = protobuf::util::JsonStringToMessage(request.dump(), message.get()); !parsed.ok()) throw std::logic_error(method + ": " + std::string(parsed.message()));
  return message->SerializeAsString();
}

std::uint64_t number_of(std::string_view bytes) {
  Trace trace(false);
  trace.note(bytes);
  return trace.hash();
}

}  // namespace

Beginning World::furnished() {
  Trace unread(false);
  World world(0, {{}, *Instant::parse("2022-06-08T09:00:00+03:00")}, "furnish", unread);
  for (const auto& service : services)
    (void)world.host(service).store.write<Done>([&](store::Db& db) -> Result<Done> {
      watch_store(db, service);
      return Done{};
    });
  world.furnish();
  return world.leave();
}

World::World(std::uint64_t seed, const Beginning& beginning, const std::string& name, Trace& trace, Sabotage sabotage, bool gather_figures)
    : dice(seed), now(beginning.now), programme(crypto::named_uuid("programme")), name_(name), trace_(trace), sabotage_(sabotage), gather_(gather_figures), disk_(shopper::testing::Disk::instance()), disk_random_(seed) {
  seed_libsodium(seed);
  disk_.restore(beginning.disk);
  if (sabotage == Sabotage::log_not_synced) disk_.set_syncs(shopper::testing::Syncs::ignored_for_log);
  for (const auto& service : services) {
    start(service);
    if (sabotage == Sabotage::none) continue;
    (void)host(service).store.write<Done>([&](store::Db& db) -> Result<Done> {
      sabotage_store(db, service, sabotage);
      return Done{};
    });
    versions_[service] = data_version(service);
  }
}

Beginning World::leave() {
  come_to_rest();
  hosts_.clear();
  return {disk_.image(), now};
}

World::~World() {
  hosts_.clear();
  disk_.restore({});
}

void World::start(const std::string& service) {
  hosts_[service].reset();
  hosts_[service] = std::make_unique<Host>(service, [this] { return now; }, sabotage_);
  versions_[service] = data_version(service);
}

void World::restart(const std::string& service) {
  trace_.note("restart " + service);
  start(service);
}

void World::power_cut(const std::string& service) {
  ++figures.power_cuts;
  trace_.note("power cut of " + service);
  hosts_[service].reset();
  disk_.power_on(disk_random_);
  if (sabotage_ == Sabotage::log_not_synced) disk_.set_syncs(shopper::testing::Syncs::ignored_for_log);
  start(service);
}

// The writer's thread may still be emptying its log after an erasure; whoever touches the disk meanwhile would make runs differ.
void World::settle(const std::string& service) {
  (void)host(service).store.write<Done>([](store::Db&) -> Result<Done> { return errors::forbidden(); });
}

std::int64_t World::data_version(const std::string& service) { return std::get<0>(all<std::int64_t>(service, "PRAGMA data_version").front()); }

void World::ask(const std::string& service, const std::string& method, const Actor& actor, const Json& request) {
  send({service, method, actor, name_ + "-" + std::to_string(++letters_), encoded(service, method, request)});
}

// At once, or not at all: what comes late may have become allowed.
void World::ask_in_vain(const std::string& service, const std::string& method, const Actor& actor, const Json& request) {
  const auto usual = std::exchange(weather, Weather{0, 0, weather.doubled, 0, 0});
  send({service, method, actor, name_ + "-" + std::to_string(++letters_), encoded(service, method, request), true});
  weather = usual;
}

void World::send(Letter letter) {
  auto line = "send " + letter.key + " " + letter.service + "." + letter.method + " by " + letter.actor.subject;
  if (dice.chance(weather.lost)) {
    trace_.note(line + ": lost");
    unanswered_.push_back(std::move(letter));
    return;
  }
  trace_.note(line);
  const bool cut = dice.chance(weather.power_cut);
  if (cut) disk_.cut_at(dice.between(1, calls_until_cut_max), letter.service + ".");
  const auto answer = deliver(letter);
  if (cut) {
    const bool off = disk_.off();
    if (!off) disk_.cut_at(0);
    else power_cut(letter.service);
    if (off && !answer.ok()) {
      trace_.note("  outcome unknown");
      unanswered_.push_back(std::move(letter));
      return;
    }
  }
  if (dice.chance(weather.late_copy)) late_copies_.push_back(letter);
  if (dice.chance(weather.doubled)) {
    const auto again = deliver(letter);
    if (answer.ok() && (!again.ok() || *again != *answer)) throw Violation("a repeated key gets the first answer: " + letter.method + " got another one" + (again.ok() ? "" : ", " + again.error().code));
  }
  if (dice.chance(weather.unanswered)) {
    trace_.note("  answer lost");
    unanswered_.push_back(std::move(letter));
    return;
  }
  hear(letter, answer);
}

// One arrival at the service.
Result<std::string> World::deliver(const Letter& letter) {
  rpc::Incoming incoming{{}, letter.request, Error{}};
  incoming.call.method = "/" + std::string(proto_service_of(letter.service)) + "/" + letter.method;
  incoming.call.actor = letter.actor;
  incoming.call.idempotency_key = letter.key;
  incoming.call.traceparent = letter.key;   // so that the audit log tells how often it was carried out
  incoming.call.deadline = std::chrono::steady_clock::time_point::max();
  host(letter.service).server.handle(incoming);
  settle(letter.service);
  if (disk_.off()) return std::move(incoming.answer);
  const auto before = versions_[letter.service];
  const auto after = versions_[letter.service] = data_version(letter.service);
  if (incoming.answer.ok()) {
    trace_.note(incoming.call.replayed ? "  replayed" : "  done");
    if (letter.must_be_refused) throw Violation("refusals are refusals: " + letter.method + " by " + letter.actor.subject + " was carried out");
    if (incoming.call.replayed && after != before) throw Violation("a repetition changes nothing: " + letter.method);
    return std::move(incoming.answer);
  }
  const auto& error = incoming.answer.error();
  std::string line = "  refused " + error.code;
  for (const auto& field : error.fields) line += " " + field.pointer + " " + field.code;
  trace_.note(line);
  if (error.kind == ErrorKind::internal) throw Violation("no use case fails by itself: " + letter.method);
  if (after != before) throw Violation("a refusal changes nothing: " + letter.method + " " + error.code);
  return std::move(incoming.answer);
}

void World::hear(const Letter& letter, const Result<std::string>& answer) {
  if (!answer.ok()) {
    if (unknown_outcome(answer.error())) throw Violation("a store that was not cut off takes commands: " + letter.method + " " + answer.error().code);
    ++figures.refusals;
    return;
  }
  ++figures.commands;
  if (gather_) ++figures.methods[letter.service + "." + letter.method];
  acknowledged_[letter.key] = {letter.service, letter.method, number_of(*answer)};
}

// Who was erased has no account any more that lets anything through, and no answers that are kept; but the request for it gets its answer.
bool World::forgotten(const Letter& letter) { return letter.method != "RequestErasure" && count("registration", "erasure where subject = :s", {letter.actor.subject}) > 0; }

bool World::repeat_some_letter() {
  if (unanswered_.empty()) return false;
  const auto which = static_cast<std::ptrdiff_t>(dice.below(unanswered_.size()));
  auto letter = std::move(unanswered_[static_cast<std::size_t>(which)]);
  unanswered_.erase(unanswered_.begin() + which);
  if (forgotten(letter)) return true;
  ++figures.repetitions;
  trace_.note("again:");
  send(std::move(letter));
  return true;
}

// Nobody waits for its answer any more; but what was done stays done once.
bool World::deliver_late_copy() {
  if (late_copies_.empty()) return false;
  const auto letter = std::move(late_copies_.back());
  late_copies_.pop_back();
  if (forgotten(letter)) return true;
  trace_.note("late copy of " + letter.key);
  const auto answer = deliver(letter);
  const auto known = acknowledged_.find(letter.key);
  if (known != acknowledged_.end() && (!answer.ok() || number_of(*answer) != known->second.answer)) throw Violation("a repeated key gets the first answer: the late copy of " + letter.method + " got another one");
  return true;
}

bool World::pull(const FeedLine& line, bool rough) {
  auto& reader = host(line.reader);
  auto& consumer = reader.consume(line.upstream);
  auto request = consumer.next_request();
  if (!request) throw Violation("a store that was not cut off can be read");
  if (rough) request->set_max(dice.between(1, events_of_one_pull_max));
  if (rough && dice.chance(weather.lost)) return true;
  rpc::Incoming incoming{{}, request->SerializeAsString(), Error{}};
  incoming.call.method = "/shopper.common.v1.EventFeed/Pull";
  incoming.call.actor = staff("service", line.reader);
  host(line.upstream).server.handle(incoming);
  common::v1::PullResponse response;
  if (!incoming.answer.ok() || !response.ParseFromString(*incoming.answer)) throw Violation("a feed is answered");
  if (rough && dice.chance(weather.unanswered)) return true;
  if (response.events().empty() && response.last_sequence() == request->after()) return false;
  const bool cut = rough && dice.chance(weather.power_cut);
  if (cut) disk_.cut_at(dice.between(1, calls_until_cut_max), line.reader + ".");
  const bool taken = consumer.take(*request, response);
  settle(line.reader);
  trace_.note("pull " + line.reader + " < " + line.upstream + " after " + std::to_string(request->after()) + ": " + std::to_string(response.events_size()) + (taken ? "" : " not taken"));
  ++figures.pulls;
  if (taken) figures.events += response.events_size();
  if (cut && disk_.off()) {
    power_cut(line.reader);
    return true;
  }
  if (cut) disk_.cut_at(0);
  versions_[line.reader] = data_version(line.reader);
  if (!taken) throw Violation("events that can be applied are applied: " + line.reader + " does not take those of " + line.upstream);
  return true;
}

bool World::pull_some_feed() { return pull(feed_lines[dice.below(feed_lines.size())], true); }

void World::run_task(const std::string& service) {
  auto& process = host(service);
  for (const auto& [name, task] : process.tasks) {
    trace_.note("task " + name);
    const auto done = process.store.write<Done>([&, &work = task](store::Db& db) {
      Unit unit(db, now, staff("service", service));
      return work(unit);
    });
    if (!done.ok()) throw Violation("what a service does by itself succeeds: " + name + " " + done.error().code);
  }
  settle(service);
  versions_[service] = data_version(service);
}

void World::come_to_rest() {
  weather = Weather::fair();
  while (repeat_some_letter()) {}
  while (deliver_late_copy()) {}
  bool moved = true;
  while (moved) {
    moved = false;
    for (const auto& line : feed_lines)
      while (pull(line, false)) moved = true;
  }
}

}  // namespace shopper::simulation
