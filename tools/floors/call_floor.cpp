#include <google/protobuf/wrappers.pb.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <thread>
#include <vector>

#include "platform/rpc/actor_context.h"
#include "platform/rpc/client.h"
#include "platform/rpc/server.h"
#include "tools/floors/floors.h"

namespace shopper::floors {

namespace {

using namespace std::chrono_literals;

constexpr const char* method = "/floors.Echo/Say";

Instant now() { return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()}; }

// Runs until the parent closes its end of the pipe.
[[noreturn]] void serve(const std::string& address, const crypto::Key& key, int pipe) {
  rpc::Server server({address, 64, 512, key});
  server.add(method, [](rpc::Call&, const std::string& request) -> Result<std::string> { return request; });
  server.start();
  char byte = 0;
  while (::read(pipe, &byte, 1) > 0) {
  }
  server.stop(1000);
  ::_exit(0);
}

// One call; false when it failed.
bool echo(grpc::Channel& channel, const crypto::Key& key, const google::protobuf::BytesValue& message, bool wait = false) {
  grpc::ClientContext context;
  rpc::set_deadline(context, 10'000);
  context.set_wait_for_ready(wait);
  Actor actor;
  actor.subject = "somebody";
  actor.roles = {"role"};
  context.AddMetadata(rpc::actor_metadata, rpc::seal_actor(key, actor, now()));
  google::protobuf::BytesValue answer;
  return rpc::call(channel, method, context, message, answer).ok() && answer.value().size() == message.value().size();
}

}  // namespace

Floor measure_call(int seconds, int callers) {
  std::string directory = (std::filesystem::temp_directory_path() / "shopper-floors-XXXXXX").string();
  if (!::mkdtemp(directory.data())) throw std::runtime_error("no temporary directory");
  const auto address = "unix:" + directory + "/s";
  const auto key = crypto::random_key();
  int pipe[2];
  if (::pipe(pipe) != 0) throw std::runtime_error("no pipe");
  const auto child = ::fork();   // before gRPC has a thread here
  if (child == 0) {
    ::close(pipe[1]);
    serve(address, key, pipe[0]);
  }
  ::close(pipe[0]);
  std::atomic<std::uint64_t> done{0}, failed{0};
  double elapsed_s = 0, own_s = 0;
  {
    const auto channel = rpc::connect(address);
    google::protobuf::BytesValue message;
    message.set_value(std::string(message_bytes, 'x'));
    if (!echo(*channel, key, message, true)) throw std::runtime_error("the echo does not answer");
    const auto started = std::chrono::steady_clock::now();
    const auto end = started + std::chrono::seconds(seconds);
    own_s = cpu_s(RUSAGE_SELF);
    std::vector<std::thread> threads;
    for (int i = 0; i < callers; ++i)
      threads.emplace_back([&] {
        while (std::chrono::steady_clock::now() < end) ++(echo(*channel, key, message) ? done : failed);
      });
    for (auto& thread : threads) thread.join();
    elapsed_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    own_s = cpu_s(RUSAGE_SELF) - own_s;
  }
  ::close(pipe[1]);
  ::waitpid(child, nullptr, 0);
  std::filesystem::remove_all(directory);
  if (failed > 0 || done == 0) throw std::runtime_error("calls failed");
  const auto calls = static_cast<double>(done.load());
  return {calls / elapsed_s, (own_s + cpu_s(RUSAGE_CHILDREN)) * 1e6 / calls};
}

}  // namespace shopper::floors
