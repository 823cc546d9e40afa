#include "operations.h"

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>

#include "exit.h"
#include "platform/rpc/binder.h"
#include "shopper/common/v1/operations.pb.h"
#include "suite_link.h"

namespace shopperctl {

namespace pb = shopper::common::v1;
using Clock = std::chrono::steady_clock;

const char* operations_usage =
    "  status [--data DIR]                       version, readiness, calls in progress, feeds and certificate of every service; --data as of `backup`\n"
    "  drain [SERVICE...] [--data DIR] [--wait S]  lets no more calls in, waits until none is in progress and the feeds are caught up, 60 s at most:\n"
    "                                            then they may be stopped. All services, or those named\n"
    "  drain --resume [SERVICE...] [--data DIR]  lets calls in again; so does a start\n";

namespace {

constexpr int exit_not_done = exit_refused;
constexpr int usual_wait_s = 60, wait_s_max = 3'600;
constexpr timespec look_interval{0, 50'000'000};
constexpr std::int64_t day_s = 86'400;

using Statuses = std::map<std::string, pb::StatusResponse>;

struct Unanswered : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::int64_t now_s() { return shopper::rpc::system_clock().us / 1'000'000; }

class Services {
 public:
  Services(const std::string& data, std::string language) : link_(data), language_(std::move(language)) {}
  const std::vector<std::string>& names() const { return link_.services(); }
  pb::StatusResponse status(const std::string& service) const { return ask(service, "Status", pb::StatusRequest()); }
  pb::StatusResponse drain(const std::string& service, bool on) const {
    pb::DrainRequest request;
    request.set_on(on);
    return ask(service, "Drain", request);
  }
  Statuses all() const {
    Statuses statuses;
    for (const auto& service : names()) statuses[service] = status(service);
    return statuses;
  }

 private:
  pb::StatusResponse ask(const std::string& service, const std::string& method, const google::protobuf::MessageLite& request) const {
    auto answer = link_.call<pb::StatusResponse>(service, "shopper.common.v1.Operations/" + method, request);
    if (!answer.ok()) throw Unanswered(service + ": " + answer.error().code + ": " + answer.error().text.in(language_));
    return std::move(*answer);
  }
  SuiteLink link_;
  const std::string language_;
};

// Events of `upstream`, up to that one, that `reader` has not applied; nothing when it does not follow it.
std::int64_t behind(const pb::StatusResponse& reader, const std::string& upstream, std::int64_t sequence) {
  const auto cursor = reader.cursors().find(upstream);
  return cursor == reader.cursors().end() ? 0 : std::max<std::int64_t>(0, sequence - cursor->second);
}

std::string in_words(const pb::StatusResponse& status, const Statuses& all) {
  std::string text = !status.ready() ? "not ready" : status.draining() ? "draining" : "ready";
  text += ", version " + status.version() + ", " + std::to_string(status.calls_in_progress()) + " calls in progress";
  std::string feeds;
  for (const auto& [upstream, cursor] : status.cursors()) {
    const auto found = all.find(upstream);
    if (found == all.end()) continue;
    if (const auto events = behind(status, upstream, found->second.last_sequence()); events > 0) feeds += (feeds.empty() ? "" : ", ") + std::to_string(events) + " events behind " + upstream;
  }
  text += ", " + (feeds.empty() ? "feeds caught up" : feeds);
  if (const auto end_s = status.certificate_ends_at_s(); end_s > 0) {
    const auto left_s = end_s - now_s();
    text += left_s <= 0 ? ", certificate EXPIRED" : ", certificate ends in " + (left_s < 2 * day_s ? std::to_string(left_s / 3'600) + " hours" : std::to_string(left_s / day_s) + " days");
  }
  return text;
}

Json as_json(const pb::StatusResponse& status, const Statuses& all) {
  Json behind_of = Json::object();
  for (const auto& [upstream, cursor] : status.cursors())
    if (const auto found = all.find(upstream); found != all.end()) behind_of[upstream] = behind(status, upstream, found->second.last_sequence());
  Json out{{"service", status.service()}, {"version", status.version()}, {"ready", status.ready()}, {"draining", status.draining()}, {"calls_in_progress", status.calls_in_progress()}, {"behind", behind_of}};
  out["certificate_ends_at"] = status.certificate_ends_at_s() > 0 ? Json(shopper::Instant{status.certificate_ends_at_s() * 1'000'000}.rfc3339()) : Json();
  return out;
}

// Draining of some services while others may go on.
class Draining {
 public:
  Draining(const Services& services, std::set<std::string> drained, bool quiet) : services_(services), drained_(std::move(drained)), quiet_(quiet) {}
  // Unless it was finished, everybody is served again: a drain that fails must not be an outage.
  ~Draining() {
    if (finished_) return;
    for (const auto& service : begun_) try {
        services_.drain(service, false);
      } catch (const Unanswered& failure) {
        std::cerr << "it may still refuse calls: " << failure.what() << "\n";
      }
  }
  Draining(const Draining&) = delete;

  void begin() {
    for (const auto& service : drained_) {
      begun_.push_back(service);
      services_.drain(service, true);
    }
  }
  // Whether it is safe now. What is awaited are the events told until no call was in progress, and those that follow from them.
  bool done() {
    const auto all = services_.all();
    std::int64_t calls = 0, events = 0;
    for (const auto& service : drained_) {
      if (!all.at(service).draining()) throw Unanswered(service + " was started anew, or somebody lets calls in again");
      calls += all.at(service).calls_in_progress();
    }
    if (calls == 0 && targets_.empty()) targets_ = all;
    for (const auto& [upstream, target] : targets_)
      for (const auto& [reader, status] : all)
        if (drained_.contains(upstream) || drained_.contains(reader)) events += behind(status, upstream, target.last_sequence());
    tell(calls, events);
    if (calls > 0 || events > 0 || targets_.empty()) return false;
    // What applying them has told, in turn. Some alone go on telling as long as others do.
    const auto grown = [&](const std::string& service) { return all.at(service).last_sequence() > targets_.at(service).last_sequence(); };
    if (drained_.size() == all.size() && std::any_of(drained_.begin(), drained_.end(), grown)) {
      targets_ = all;
      return false;
    }
    return true;
  }
  void finish() { finished_ = true; }
  const std::string& state() const { return told_; }

 private:
  void tell(std::int64_t calls, std::int64_t events) {
    auto text = std::to_string(calls) + " calls in progress, " + std::to_string(events) + " events to apply";
    if (text == told_) return;
    told_ = std::move(text);
    if (!quiet_) std::cerr << told_ << "\n";
  }
  const Services& services_;
  const std::set<std::string> drained_;
  const bool quiet_;
  std::vector<std::string> begun_;
  Statuses targets_;
  std::string told_;
  bool finished_ = false;
};

int print_usage() {
  std::cerr << "usage: shopperctl\n" << operations_usage;
  return exit_usage;
}

// The services named after the command, or all; nothing when one of them is none.
std::optional<std::set<std::string>> named(const Arguments& arguments, const std::vector<std::string>& all) {
  std::set<std::string> names(arguments.words.begin() + 1, arguments.words.end());
  if (names.empty()) return std::set<std::string>(all.begin(), all.end());
  for (const auto& name : names)
    if (std::find(all.begin(), all.end(), name) == all.end()) {
      std::cerr << name << " is no service of the suite\n";
      return std::nullopt;
    }
  return names;
}

}  // namespace

int suite_status(Arguments arguments, const std::string& language) {
  const auto data = arguments.take("data");
  if (arguments.words.size() != 1 || !arguments.options.empty()) return print_usage();
  const Services services(data, language);
  Statuses all;
  std::vector<std::string> away;
  for (const auto& service : services.names()) try {
      all[service] = services.status(service);
    } catch (const Unanswered& failure) {
      away.emplace_back(failure.what());
    }
  if (arguments.json) {
    Json list = Json::array();
    for (const auto& [service, status] : all) list.push_back(as_json(status, all));
    std::cout << Json{{"services", list}, {"away", away}}.dump() << "\n";
  } else {
    for (const auto& [service, status] : all) std::cout << service << ": " << in_words(status, all) << "\n";
  }
  for (const auto& reason : away) std::cerr << "cannot reach " << reason << "\n";
  if (!away.empty()) return exit_unreachable;
  return std::all_of(all.begin(), all.end(), [](const auto& entry) { return entry.second.ready() && !entry.second.draining(); }) ? exit_done : exit_not_done;
}

int suite_drain(Arguments arguments, const std::string& language) {
  const bool resume = arguments.take_flag("resume");
  const auto data = arguments.take("data"), wait = arguments.take("wait", std::to_string(usual_wait_s));
  const int wait_s = std::atoi(wait.c_str());
  if (!arguments.options.empty() || wait_s < 1 || wait_s > wait_s_max) return print_usage();
  // Whoever changes their mind must not leave a suite behind that turns everybody away. Before any thread starts, so that all inherit it.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const Services services(data, language);
  const auto chosen = named(arguments, services.names());
  if (!chosen) return exit_usage;
  try {
    if (resume) {
      for (const auto& service : *chosen) services.drain(service, false);
      std::cerr << "calls are let in again\n";
      return exit_done;
    }
    (void)services.all();   // all must be there, for their feeds' sake; before anybody is turned away
  } catch (const Unanswered& failure) {
    std::cerr << (resume ? "cannot reach " : "nothing was drained: cannot reach ") << failure.what() << "\n";
    return exit_unreachable;
  }
  const auto began = Clock::now();
  Draining draining(services, *chosen, arguments.json);
  try {
    draining.begin();
    while (!draining.done()) {
      if (Clock::now() - began > std::chrono::seconds(wait_s)) {
        std::cerr << "not drained after " << wait_s << " s: " << draining.state() << "; calls are let in again\n";
        return exit_not_done;
      }
      if (::sigtimedwait(&signals, nullptr, &look_interval) > 0) {
        std::cerr << "interrupted; calls are let in again\n";
        return exit_not_done;
      }
    }
  } catch (const Unanswered& failure) {
    std::cerr << "the drain was given up, calls are let in again: " << failure.what() << "\n";
    return exit_not_done;
  }
  draining.finish();
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  if (arguments.json) std::cout << Json{{"drained", *chosen}, {"seconds", seconds}}.dump() << "\n";
  else std::fprintf(stderr, "drained after %.2f s: %s may be stopped now\n", seconds, chosen->size() == services.names().size() ? "all" : "they");
  return exit_done;
}

}  // namespace shopperctl
