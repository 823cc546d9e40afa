#include <pistache/endpoint.h>
#include <pistache/http.h>

#include <csignal>
#include <cstdio>
#include <thread>

#include "tools/floors/floors.h"

namespace shopper::floors {

namespace {

namespace ps = Pistache;

class Constant : public ps::Http::Handler {
 public:
  HTTP_PROTOTYPE(Constant)
  void onRequest(const ps::Http::Request&, ps::Http::ResponseWriter response) override { response.send(ps::Http::Code::Ok, body_, MIME(Application, Json)); }

 private:
  const std::string body_ = "{\"text\":\"" + std::string(message_bytes - 11, 'x') + "\"}";
};

}  // namespace

int serve_http() {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);   // in the server's threads, too
  ps::Http::Endpoint endpoint(ps::Address("127.0.0.1", ps::Port(0)));
  endpoint.init(ps::Http::Endpoint::options().threads(static_cast<int>(std::thread::hardware_concurrency())).flags(ps::Tcp::Options::ReuseAddr).maxRequestSize(64 * 1024));
  endpoint.setHandler(std::make_shared<Constant>());
  endpoint.serveThreaded();
  std::printf("%d\n", static_cast<int>(static_cast<std::uint16_t>(endpoint.getPort())));
  std::fflush(stdout);
  int signal = 0;
  sigwait(&ends, &signal);
  endpoint.shutdown();
  return 0;
}

}  // namespace shopper::floors
