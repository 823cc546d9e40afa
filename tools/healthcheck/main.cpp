// shopper-healthcheck: exit 0 when a process of the suite is well, 1 when it is not, 64 when asked wrongly.
#include <curl/curl.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/generic/generic_stub.h>

#include <cstdio>
#include <string>

#include "platform/rpc/client.h"

namespace {

constexpr long limit_ms = 2'000;
constexpr int exit_usage = 64;

// grpc.health.v1 by hand: the request is empty, the answer has one field, `status` (1) = SERVING (1).
bool grpc_serving(const std::string& address) {
  // It looks at the process whose settings it was started with.
  shopper::Config config;
  const auto directory = config.text("SHOPPER_TLS_DIR", "", "");
  const auto process = shopper::rpc::certified_process(directory + "/tls.crt");
  const auto channel = shopper::rpc::connect(address, process, shopper::rpc::Transport::configured(config, process));
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  shopper::rpc::set_deadline(context, limit_ms);
  grpc::CompletionQueue queue;
  const grpc::Slice empty("");
  grpc::ByteBuffer request(&empty, 1), response;
  grpc::Status status;
  const auto call = stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", request, &queue);
  call->StartCall();
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
  grpc::Slice answer;
  if (!status.ok() || !response.TrySingleSlice(&answer).ok()) {
    std::fprintf(stderr, "%s\n", status.error_message().c_str());
    return false;
  }
  return std::string(reinterpret_cast<const char*>(answer.begin()), answer.size()) == std::string("\x08\x01");
}

std::size_t discard(char*, std::size_t size, std::size_t count, void*) { return size * count; }

bool http_ok(const std::string& url) {
  CURL* curl = curl_easy_init();
  if (!curl) return false;
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, limit_ms);
  curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, discard);
  const auto outcome = curl_easy_perform(curl);
  if (outcome != CURLE_OK) std::fprintf(stderr, "%s\n", curl_easy_strerror(outcome));
  curl_easy_cleanup(curl);
  return outcome == CURLE_OK;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string kind = argc == 3 ? argv[1] : "";
  try {
    if (kind == "grpc") return grpc_serving(argv[2]) ? 0 : 1;
  } catch (const std::exception& failure) {   // certificates that are missing or cannot work
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
  if (kind == "http") return http_ok(argv[2]) ? 0 : 1;
  std::fputs("usage: shopper-healthcheck grpc HOST:PORT|unix:/PATH\n       shopper-healthcheck http URL\n", stderr);
  return exit_usage;
}
