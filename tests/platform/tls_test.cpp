// I-20, I-07: between processes nobody is trusted for the place a call comes from.
#include <grpcpp/create_channel.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <thread>

#include "platform/outgoing/client.h"
#include "platform/rpc/actor_context.h"
#include "platform/rpc/binder.h"
#include "platform/rpc/client.h"
#include "platform/rpc/errors.h"
#include "platform/rpc/feed.h"
#include "sample/library.pb.h"
#include "shopper/common/v1/batch.pb.h"
#include "shopper/common/v1/events.pb.h"
#include "tests/platform/library.h"
#include "tests/support/temporary.h"

using namespace shopper;
using namespace shopper::testing::library;
namespace pb = shopper::sample::v1;
namespace tls = grpc::experimental;

namespace {

int shell(const std::string& command) { return std::system(("bash -c '" + command + "' >/dev/null 2>&1").c_str()); }

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// An authority with the certificates of some processes.
class Authority {
 public:
  Authority() { make("library gateway follower stranger"); }
  void make(const std::string& arguments) const {
    REQUIRE(shell(std::string(SHOPPER_SOURCE_DIR) + "/tools/gen-certs --out " + directory_.file("certs") + " " + arguments) == 0);
  }
  std::string at(const std::string& process) const { return directory_.file("certs/" + process + "/current"); }
  rpc::Transport transport(const std::string& process, unsigned watch_s = 1) const { return {at(process), process, watch_s}; }
  // A certificate of this authority that gen-certs would not make, for the key of `gateway`.
  std::string certificate(const std::string& name, const std::string& extension, const std::string& days = "2") const {
    const auto file = directory_.file(name);
    REQUIRE(shell("cd " + directory_.file("certs") + " && openssl req -new -key gateway/current/tls.key -subj /CN=odd | openssl x509 -req -CA ca.crt -CAkey ca.key -set_serial 7 -days " + days +
                  " -extfile <(echo " + extension + ") -out " + file) == 0);
    return text_of(file);
  }
  const testing::TemporaryDirectory& directory() const { return directory_; }

 private:
  testing::TemporaryDirectory directory_;
};

class Library {
 public:
  explicit Library(const Authority& authority) : store({directory_.url("s.db"), "test", {}}), server({"127.0.0.1:0", 8, 64, key, authority.transport("library")}) {
    binder.query<pb::GetBookRequest, pb::Chapter>("GetBook", [this](Unit&, const Ask& input) -> Result<Answer> {
      ++answered;
      return Answer{input.id, 0, {}};
    });
    rpc::serve_feed(server, store, {"follower"});
    server.start();
  }
  ~Library() {
    store.end_waits();
    server.stop(1000);
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(server.port()); }

  std::atomic<int> answered{0};
  const crypto::Key key = crypto::random_key();

 private:
  testing::TemporaryDirectory directory_;
  store::Store store;
  rpc::Server server;
  rpc::Binder binder{server, store, "shopper.sample.v1.Library"};
};

// How the call ended: "" or the code of the refusal.
std::string call(const Library& library, const std::shared_ptr<grpc::Channel>& channel, const std::string& method, const google::protobuf::MessageLite& request,
                 google::protobuf::MessageLite& response, bool with_actor = true, std::string* certificate = nullptr) {
  grpc::ClientContext context;
  rpc::set_deadline(context, 10'000);
  Actor actor;
  actor.subject = "somebody";
  actor.roles = {"service"};
  if (with_actor) context.AddMetadata(rpc::actor_metadata, rpc::seal_actor(library.key, actor, rpc::system_clock()));
  const auto status = rpc::call(*channel, method, context, request, response);
  if (certificate && status.ok()) {
    const auto found = context.auth_context()->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
    if (!found.empty()) *certificate = std::string(found[0].data(), found[0].size());
  }
  return status.ok() ? "" : rpc::to_error(status).code;
}

std::string get_book(const Library& library, const std::shared_ptr<grpc::Channel>& channel, bool with_actor = true, std::string* certificate = nullptr) {
  pb::GetBookRequest request;
  request.set_id("b");
  pb::Chapter response;
  return call(library, channel, "/shopper.sample.v1.Library/GetBook", request, response, with_actor, certificate);
}

std::string pull(const Library& library, const std::shared_ptr<grpc::Channel>& channel) {
  common::v1::PullResponse response;
  return call(library, channel, "/shopper.common.v1.EventFeed/Pull", common::v1::PullRequest(), response);
}

// A caller who brings what we would never give it.
std::shared_ptr<grpc::Channel> odd_channel(const Library& library, const std::string& root, const std::string& key, const std::string& certificate) {
  tls::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(certificate.empty() ? std::make_shared<tls::StaticDataCertificateProvider>(root)
                                                       : std::make_shared<tls::StaticDataCertificateProvider>(root, std::vector<tls::IdentityKeyCertPair>{{key, certificate}}));
  options.watch_root_certs();
  if (!certificate.empty()) options.watch_identity_key_cert_pairs();
  options.set_certificate_verifier(std::make_shared<tls::NoOpCertificateVerifier>());
  options.set_check_call_host(false);
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(library.address(), tls::TlsCredentials(options), arguments);
}

}  // namespace

TEST_CASE("I-20 each process may call what the proto files say, and nothing else") {
  const Authority authority;
  const Library library(authority);
  const auto as = [&](const std::string& process) { return rpc::connect(library.address(), "library", authority.transport(process)); };
  CHECK(get_book(library, as("gateway")) == "");
  CHECK(pull(library, as("follower")) == "");
  CHECK(library.answered == 1);
  CHECK(get_book(library, as("follower")) == "CALLER_NOT_ALLOWED");
  CHECK(get_book(library, as("library")) == "CALLER_NOT_ALLOWED");
  CHECK(pull(library, as("gateway")) == "CALLER_NOT_ALLOWED");
  CHECK(get_book(library, as("stranger")) == "CALLER_NOT_ALLOWED");
  CHECK(pull(library, as("stranger")) == "CALLER_NOT_ALLOWED");
  CHECK(library.answered == 1);
}

TEST_CASE("I-20 a call in a batch is answered to those alone who may make it by itself") {
  const Authority authority;
  const Library library(authority);
  const auto ask = [&](const std::string& process) {
    common::v1::BatchRequest batch;
    common::v1::BatchResponse answers;
    pb::GetBookRequest request;
    request.set_id("b");
    Actor actor;
    actor.subject = "somebody";
    for (const char* method : {"/shopper.sample.v1.Library/GetBook", "/shopper.common.v1.EventFeed/Pull"}) {
      auto& one = *batch.add_calls();
      one.set_method(method);
      one.set_request(request.SerializeAsString());
      one.set_actor(rpc::seal_actor(library.key, actor, rpc::system_clock()));
      one.set_deadline_ms(10'000);
    }
    grpc::ClientContext context;
    rpc::set_deadline(context, 10'000);
    REQUIRE(rpc::call(*rpc::connect(library.address(), "library", authority.transport(process)), "/shopper.common.v1.Batch/Run", context, batch, answers).ok());
    REQUIRE(answers.answers_size() == 2);
    std::vector<std::string> codes;
    for (const auto& answer : answers.answers())
      codes.push_back(answer.status() == 0 ? "" : rpc::to_error({static_cast<grpc::StatusCode>(answer.status()), answer.message(), answer.details()}).code);
    return codes;
  };
  CHECK(ask("gateway") == std::vector<std::string>{"", "CALLER_NOT_ALLOWED"});
  CHECK(ask("stranger") == std::vector<std::string>{"CALLER_NOT_ALLOWED", "CALLER_NOT_ALLOWED"});
  CHECK(library.answered == 1);
}

TEST_CASE("I-07 the gateway's certificate is nobody's word, without an actor nothing is done") {
  const Authority authority;
  const Library library(authority);
  CHECK(get_book(library, rpc::connect(library.address(), "library", authority.transport("gateway")), false) == "CONTEXT_INVALID");
  CHECK(library.answered == 0);
}

TEST_CASE("I-20 no certificate, another authority's, an expired one or one that names nobody is refused") {
  const Authority authority, other;
  const Library library(authority);
  const auto root = text_of(authority.at("gateway") + "/ca.crt"), key = text_of(authority.at("gateway") + "/tls.key");
  const auto outcome = [&](const std::string& certificate, const std::string& of_key) { return get_book(library, odd_channel(library, root, of_key, certificate)); };
  // The way itself is sound: with the right certificate it is open.
  REQUIRE(outcome(text_of(authority.at("gateway") + "/tls.crt"), key) == "");
  CHECK(outcome("", "") == "SERVICE_UNAVAILABLE");
  CHECK(outcome(text_of(other.at("gateway") + "/tls.crt"), text_of(other.at("gateway") + "/tls.key")) == "SERVICE_UNAVAILABLE");
  CHECK(outcome(authority.certificate("expired", "subjectAltName=URI:spiffe://shopper/gateway", "-1"), key) == "SERVICE_UNAVAILABLE");
  // Of our authority, but for a name that is none, somebody else's, or more than one.
  for (const char* names : {"subjectAltName=DNS:gateway", "subjectAltName=URI:spiffe://other/gateway", "subjectAltName=URI:spiffe://shopper/gateway2",
                            "subjectAltName=URI:spiffe://shopper/gateway,URI:spiffe://shopper/follower", "subjectAltName=URI:https://shopper/gateway"}) {
    INFO(names);
    CHECK(outcome(authority.certificate("named", names), key) == "CALLER_NOT_ALLOWED");
  }
  grpc::ChannelArguments arguments;
  CHECK(get_book(library, grpc::CreateCustomChannel(library.address(), grpc::InsecureChannelCredentials(), arguments)) == "SERVICE_UNAVAILABLE");
  CHECK(library.answered == 1);
}

TEST_CASE("I-20 a caller insists on the process it means") {
  const Authority authority, other;
  const Library library(authority);
  CHECK(get_book(library, rpc::connect(library.address(), "registration", authority.transport("gateway"))) == "SERVICE_UNAVAILABLE");
  CHECK(get_book(library, rpc::connect(library.address(), "", authority.transport("gateway"))) == "SERVICE_UNAVAILABLE");
  CHECK(get_book(library, rpc::connect(library.address(), "library", other.transport("gateway"))) == "SERVICE_UNAVAILABLE");
  CHECK(library.answered == 0);
}

TEST_CASE("I-20 TLS 1.3 and nothing older") {
  const Authority authority;
  const Library library(authority);
  const auto at = authority.at("gateway");
  const auto handshake = [&](const std::string& version) {
    return shell("openssl s_client " + version + " -alpn h2 -verify_return_error -connect " + library.address() + " -CAfile " + at + "/ca.crt -cert " + at + "/tls.crt -key " + at + "/tls.key </dev/null");
  };
  CHECK(handshake("-tls1_3") == 0);
  CHECK(handshake("-tls1_2") != 0);
}

TEST_CASE("I-20 nothing is ever spoken in the clear over TCP") {
  rpc::Server server({"127.0.0.1:0", 1, 1, crypto::random_key()});
  CHECK_THROWS_WITH(server.start(), Catch::Contains("SHOPPER_TLS_DIR"));
  CHECK_THROWS_WITH(rpc::connect("registration:50051", "registration"), Catch::Contains("SHOPPER_TLS_DIR"));
  CHECK_THROWS_WITH(rpc::connect("unix-abstract:x", "x"), Catch::Contains("SHOPPER_TLS_DIR"));
}

TEST_CASE("I-20 a Unix socket lies where nobody else can reach it, or nothing starts") {
  const testing::TemporaryDirectory directory;
  const auto start = [&](const std::string& address) {
    rpc::Server server({address, 1, 1, crypto::random_key()});
    server.start();
    struct stat status{};
    REQUIRE(::stat(address.substr(5).c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
  };
  start(directory.socket("own"));
  for (const int mode : {0755, 0710, 0701, 0777}) {
    INFO(std::oct << mode);
    std::filesystem::create_directories(directory.file("open"));
    REQUIRE(::chmod(directory.file("open").c_str(), static_cast<mode_t>(mode)) == 0);
    CHECK_THROWS_WITH(start(directory.socket("open/s")), Catch::Contains("0700"));
  }
  CHECK_THROWS_WITH(start(directory.socket("absent/s")), Catch::Contains("does not exist"));
}

TEST_CASE("S-24 certificates that cannot work stop the start with a reason") {
  const Authority authority, other;
  const auto refused = [&](const std::string& change, const std::string& reason, const std::string& process = "gateway") {
    INFO(change);
    const testing::TemporaryDirectory copy;
    REQUIRE(shell("cp " + authority.at("gateway") + "/* " + copy.file(".") + " && cd " + copy.file(".") + " && " + change) == 0);
    CHECK_THROWS_WITH(rpc::Transport(copy.file("."), process), Catch::Contains(reason));
  };
  refused("rm tls.key", "cannot be read");
  refused("chmod 0640 tls.key", "0600");
  refused("chmod 0604 tls.key", "0600");
  refused("rm tls.crt", "no certificate");
  refused("echo junk > tls.crt", "no certificate");
  refused("cat " + authority.at("library") + "/tls.key > tls.key", "is not the key");
  refused("cat " + other.at("gateway") + "/ca.crt > ca.crt", "is not issued by");
  refused("rm ca.crt", "is not issued by");
  refused("true", "is for the process 'gateway'", "library");
  authority.certificate("expired", "subjectAltName=URI:spiffe://shopper/gateway", "-1");
  refused("cp " + authority.directory().file("expired") + " tls.crt", "expired");
  CHECK_NOTHROW(rpc::Transport(authority.at("gateway"), "gateway"));
}

TEST_CASE("I-20 certificates are renewed under load, no call fails and new connections use the new ones") {
  const Authority authority;
  const Library library(authority);
  const auto transport = authority.transport("gateway");
  const auto lasting = rpc::connect(library.address(), "library", transport);
  std::atomic<int> calls{0}, failures{0}, renewed_calls{0};
  std::atomic<bool> stop{false};
  const auto before = text_of(authority.at("library") + "/tls.crt");
  std::thread caller([&] {
    while (!stop) {
      // One call on the connection that lasts, one on a new one: a handshake every time.
      std::string certificate;
      if (!get_book(library, lasting).empty()) ++failures;
      if (!get_book(library, rpc::connect(library.address(), "library", transport), true, &certificate).empty()) ++failures;
      if (!certificate.empty() && certificate != before) ++renewed_calls;
      calls += 2;
    }
  });
  CHECK(testing::await([&] { return calls >= 50; }));
  CHECK(renewed_calls == 0);
  authority.make("--renew library gateway");
  CHECK(text_of(authority.at("library") + "/tls.crt") != before);
  CHECK(testing::await([&] { return renewed_calls >= 50; }));
  authority.make("--renew library gateway");
  const int so_far = calls;
  CHECK(testing::await([&] { return calls >= so_far + 200; }));
  stop = true;
  caller.join();
  CHECK(failures == 0);
  CHECK(library.answered == calls);
}

TEST_CASE("I-20 gen-certs never overwrites unasked, and what it makes only its owner reads") {
  const Authority authority;
  const auto command = std::string(SHOPPER_SOURCE_DIR) + "/tools/gen-certs --out " + authority.directory().file("certs");
  const auto before = text_of(authority.at("gateway") + "/tls.crt");
  CHECK(shell(command + " gateway") != 0);
  CHECK(text_of(authority.at("gateway") + "/tls.crt") == before);
  CHECK(shell(command + " ../evil") != 0);
  CHECK(shell(command + " --days 0 other") != 0);
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(authority.directory().file("certs"))) {
    if (entry.is_symlink()) continue;
    INFO(entry.path());
    CHECK((static_cast<unsigned>(entry.status().permissions()) & 077) == 0);
    ++files;
  }
  CHECK(files >= 14);
}

TEST_CASE("I-20 gen-certs renews whoever has a certificate when nobody is named") {
  const Authority authority;   // with a `follower`, who is no service, as the operator is none
  const auto before = text_of(authority.at("follower") + "/tls.crt");
  authority.make("--renew");
  CHECK(text_of(authority.at("follower") + "/tls.crt") != before);
  CHECK(std::filesystem::exists(authority.at("identity") + "/tls.crt"));
}

TEST_CASE("S-10 a certificate of nobody we know ends an outgoing request") {
  const Authority authority;
  const Library library(authority);
  outgoing::Options options;
  options.destinations.allowed_private_origins = {"https://" + library.address()};
  const auto response = outgoing::Client(options).get("https://" + library.address() + "/");
  REQUIRE_FALSE(response.ok());
  CHECK(response.error().code == "OUTGOING_UNTRUSTED");
}
