// The gateway with a fake service behind it and a real socket before it, for tests.
#pragma once

#include <sodium.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "gateway/app/gateway.h"
#include "platform/rpc/server.h"
#include "tests/gateway/client.h"
#include "tests/gateway/sample.h"
#include "tests/support/temporary.h"

namespace shopper::gateway::test {

using namespace std::chrono_literals;

template <class F>
bool soon(F&& holds) {
  for (const auto end = std::chrono::steady_clock::now() + 10s; std::chrono::steady_clock::now() < end; std::this_thread::sleep_for(2ms))
    if (holds()) return true;
  return false;
}

inline std::int64_t seconds_now() { return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

// The fake service: echoes what it was asked, so that tests see what crossed the gateway.
class Backend {
 public:
  explicit Backend(const crypto::Key& key) : server_({directory_.socket("backend"), 32, 256, key}) {
    on<pb::GetBookRequest>("GetBook", [this](rpc::Call& call, const auto& request) -> Result<std::string> {
      note(call);
      if (request.id() == "absent") return errors::not_found("absent");
      if (request.id() == "broken") throw std::runtime_error("secret: /usr/lib/sqlite");
      if (request.id() == "slow") std::this_thread::sleep_for(400ms);
      if (request.id() == "held") hold();
      work(request.id());
      pb::Book book;
      book.set_id(request.id());
      book.set_version(3);
      if (request.id() == "large") book.set_note(std::string(6'000'000, 'x'));
      return book.SerializeAsString();
    });
    on<pb::ListBooksRequest>("ListBooks", [](rpc::Call&, const auto& request) -> Result<std::string> {
      pb::BookList list;
      const int from = request.cursor().empty() ? 0 : std::stoi(request.cursor());
      for (int i = from; i < std::min(from + request.limit(), 120); ++i) list.add_items()->set_id(std::to_string(i));
      if (from + request.limit() < 120) list.set_next_cursor(std::to_string(from + request.limit()));
      return list.SerializeAsString();
    });
    on<pb::Book>("PutBook", [this](rpc::Call& call, const auto& request) -> Result<std::string> {
      note(call);
      work(request.id());
      return request.SerializeAsString();
    });
    on<pb::PatchBookRequest>("PatchBook", [this](rpc::Call& call, const auto& request) -> Result<std::string> {
      note(call);
      last_patch = request;
      if (request.expected_version() != 3) return errors::stale(3);
      pb::Book book;
      book.set_id(request.id());
      book.set_version(4);
      return book.SerializeAsString();
    });
    on<pb::AddBookRequest>("AddBook", [this](rpc::Call& call, const auto& request) -> Result<std::string> {
      note(call);
      call.replayed = call.idempotency_key == "again";
      if (call.idempotency_key == "endless") outlast(call);
      pb::Book book;
      book.set_id("new 1");
      *book.mutable_title() = request.title();
      return book.SerializeAsString();
    });
    on<pb::GetBookRequest>("DeleteBook", [](rpc::Call&, const auto&) -> Result<std::string> {
      return errors::wrong_state("lent_out", {"return"});
    });
    on<pb::PutCoverRequest>("PutCover", [this](rpc::Call&, const auto& request) -> Result<std::string> {
      last_upload = request;
      return std::string();
    });
    on<pb::ReportRequest>("Report", [this](rpc::Call& call, const auto& request) -> Result<std::string> {
      work(request.id());
      if (request.id() == "endless") outlast(call);
      common::v1::Document document;
      document.set_content_type(request.accept_media_type() + "; charset=utf-8");
      document.set_content("report in " + request.language());
      document.set_filename("تقرير.csv");
      document.set_version(7);
      return document.SerializeAsString();
    });
    // "<parts>", or "<parts>-<what is wrong with the second>".
    on<pb::ReadBookRequest>("ReadBook", [this](rpc::Call&, const auto& request) -> Result<std::string> {
      ++parts_asked;
      if (request.id() == "absent") return errors::not_found("absent");
      const int part = request.cursor().empty() ? 1 : std::stoi(request.cursor()), parts = std::stoi(request.id());
      if (part == 2 && request.id().ends_with("-torn")) return errors::not_found("the rest");
      common::v1::DocumentPart answer;
      answer.set_content_type("text/plain; charset=utf-8");
      if (part == 1) answer.set_filename("book.txt");
      if (!(part == 2 && request.id().ends_with("-empty"))) answer.set_content(text_of_part(part, request.chapter()));
      if (part < parts) answer.set_next_cursor(std::to_string(part + 1));
      return answer.SerializeAsString();
    });
    server_.add("/shopper.common.v1.Operations/Ready", [](rpc::Call&, const std::string&) -> Result<std::string> { return std::string(); });
    server_.start();
    server_.set_serving(true);
  }
  std::string address() const { return directory_.socket("backend"); }
  void stop() { server_.stop(100); }
  // Calls for the book "held" wait until then, and endless ones end.
  void let_go() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  int held() {
    const std::lock_guard lock(mutex_);
    return held_;
  }

  // Short, or a megabyte for the chapter "large".
  static std::string text_of_part(int part, const std::string& chapter) { return "part " + std::to_string(part) + "\r\n" + std::string(chapter == "large" ? 1'048'576 : 0, 'x'); }

  std::atomic<int> parts_asked{0};
  // Calls that go on until nobody waits for them or they are let go: how many do; how many have ended because their caller left.
  std::atomic<int> outlasting{0}, outlasted{0};
  rpc::Call last_call;
  pb::PatchBookRequest last_patch;
  pb::PutCoverRequest last_upload;

 private:
  template <class Request, class F>
  void on(const std::string& name, F handler) {
    server_.add("/shopper.sample.v1.Library/" + name, [handler](rpc::Call& call, const std::string& bytes) -> Result<std::string> {
      Request request;
      request.ParseFromString(bytes);
      return handler(call, request);
    });
  }
  // Calls come on many threads.
  void note(const rpc::Call& call) {
    const std::lock_guard lock(mutex_);
    last_call = call;
  }
  void hold() {
    std::unique_lock lock(mutex_);
    ++held_;
    changed_.wait(lock, [&] { return open_; });
    --held_;
  }
  void outlast(const rpc::Call& call) {
    ++outlasting;
    std::unique_lock lock(mutex_);
    while (call.wanted() && !open_) changed_.wait_for(lock, 1ms);
    if (!call.wanted() && call.in_time()) ++outlasted;
    --outlasting;
  }
  // What takes its time, and always the same.
  static void work(const std::string& id) {
    if (id.starts_with("work")) std::this_thread::sleep_for(20ms);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int held_ = 0;
  const testing::TemporaryDirectory directory_;
  rpc::Server server_;
};

class House {
 public:
  explicit House(throttle::Settings throttle = {.policies = throttle::delivered_policies(), .trusted_proxies = {}, .exempt_addresses = throttle::parse_networks("127.0.0.0/8"), .exempt_clients = {}}) {
    std::ofstream(jwks) << signer.jwks();
    verifier = std::make_unique<auth::TokenVerifier>(std::vector{auth::file_issuer(jwks, {"https://issuer", "shopper-api", std::chrono::hours(24), {"at+jwt"}})});
    app::GatewaySettings settings;
    settings.cors_origins = {"https://portal.example"};
    settings.internal_key = key;
    settings.access_log = false;
    settings.throttle = std::move(throttle);
    settings.pages = {"mailto:security@example.org", sample_descriptors()};
    gateway = std::make_unique<app::Gateway>(sample_catalogue(), backends, *verifier, settings);
    http::ServerOptions options;
    options.port = 0;
    options.workers = 8;
    options.timeouts = {2s, 400ms, 600ms, 6s, 300ms};
    server = std::make_unique<http::Server>(options, *gateway);
    server->start();
  }
  ~House() { std::filesystem::remove(jwks); }

  std::string token(const std::vector<std::string>& roles, const std::string& subject = "u1") const {
    const nlohmann::json claims{{"iss", "https://issuer"}, {"aud", "shopper-api"}, {"sub", subject}, {"roles", roles}, {"iat", seconds_now()}, {"exp", seconds_now() + 600}};
    return "Authorization: Bearer " + signer.sign(claims.dump()) + "\r\n";
  }
  Answer ask(const std::string& line, const std::string& headers = "", const std::string& body = "") {
    Client client(server->port());
    client.send(line + " HTTP/1.1\r\nHost: test\r\n" + headers + (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") + "\r\n" + body);
    return client.receive(line.starts_with("HEAD"));
  }

  const crypto::Key key = crypto::random_key();
  const jose::SigningKey signer = jose::SigningKey::generate();
  const std::filesystem::path jwks = std::filesystem::temp_directory_path() / ("shopper-gateway-test-" + signer.id());
  Backend backend{key};
  const call::Backends backends{{{"sample", backend.address()}}, key};
  std::unique_ptr<auth::TokenVerifier> verifier;
  std::unique_ptr<app::Gateway> gateway;
  std::unique_ptr<http::Server> server;
};

// The one most tests share; this machine is not limited in it.
inline House& house() {
  static House house;
  return house;
}

inline const std::string json_type = "Content-Type: application/json\r\n";

}  // namespace shopper::gateway::test
