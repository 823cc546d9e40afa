#include "platform/rpc/tls.h"

#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <cstdlib>
#include <ctime>
#include <stdexcept>

#include "platform/telemetry/metrics.h"

namespace shopper::rpc {
namespace {

namespace tls = grpc::experimental;

struct Deleter {
  void operator()(X509* p) const { X509_free(p); }
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(X509_STORE* p) const { X509_STORE_free(p); }
  void operator()(X509_STORE_CTX* p) const { X509_STORE_CTX_free(p); }
  void operator()(GENERAL_NAMES* p) const { GENERAL_NAMES_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Deleter>;

Owned<X509> read_certificate(const std::string& file) {
  const Owned<BIO> bio(BIO_new_file(file.c_str(), "r"));
  return Owned<X509>(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
}

// The only name in the certificate, when it is a URI of ours.
std::string process_of(X509* certificate) {
  const Owned<GENERAL_NAMES> names(static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::string process;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const std::string_view uri(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.uniformResourceIdentifier)),
                               static_cast<std::size_t>(ASN1_STRING_length(name->d.uniformResourceIdentifier)));
    if (!process.empty() || !uri.starts_with(identity_prefix)) return "";
    process = uri.substr(identity_prefix.size());
  }
  return process;
}

bool issued_by(X509* certificate, const std::string& authority_file) {
  const Owned<X509_STORE> store(X509_STORE_new());
  const Owned<X509_STORE_CTX> context(X509_STORE_CTX_new());
  return X509_STORE_load_file(store.get(), authority_file.c_str()) == 1 && X509_STORE_CTX_init(context.get(), store.get(), certificate, nullptr) == 1 &&
         X509_verify_cert(context.get()) == 1;
}

// What would otherwise show as a handshake that fails without a word.
void check_files(const std::string& certificate_file, const std::string& key_file, const std::string& authority_file, const std::string& process) {
  struct stat status{};
  if (::stat(key_file.c_str(), &status) != 0) throw std::runtime_error(key_file + " cannot be read");
  if (status.st_mode & 077) throw std::runtime_error(key_file + " can be read by others: make its mode 0600");
  const auto certificate = read_certificate(certificate_file);
  if (!certificate) throw std::runtime_error(certificate_file + " holds no certificate");
  const Owned<BIO> bio(BIO_new_file(key_file.c_str(), "r"));
  const Owned<EVP_PKEY> key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr) : nullptr);
  if (!key || X509_check_private_key(certificate.get(), key.get()) != 1) throw std::runtime_error(key_file + " is not the key of " + certificate_file);
  if (X509_cmp_current_time(X509_get0_notAfter(certificate.get())) <= 0) throw std::runtime_error(certificate_file + " has expired: tools/gen-certs --renew");
  if (!issued_by(certificate.get(), authority_file)) throw std::runtime_error(certificate_file + " is not issued by " + authority_file);
  if (const auto named = process_of(certificate.get()); named != process)
    throw std::runtime_error(certificate_file + " is for the process '" + named + "', not for '" + process + "'");
}

// The peer must be the process we mean, not just any of ours.
class PeerVerifier : public tls::ExternalCertificateVerifier {
 public:
  explicit PeerVerifier(const std::string& peer) : identity_(std::string(identity_prefix) + peer) {}
  bool Verify(tls::TlsCustomVerificationCheckRequest* request, std::function<void(grpc::Status)>, grpc::Status* outcome) override {
    const auto names = request->uri_names();
    const bool is_peer = names.size() == 1 && std::string_view(names[0].data(), names[0].size()) == identity_;
    *outcome = is_peer ? grpc::Status::OK : grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "the peer is not " + identity_);
    return true;   // decided at once
  }
  void Cancel(tls::TlsCustomVerificationCheckRequest*) override {}

 private:
  const std::string identity_;
};

std::runtime_error in_the_clear(const std::string& address) {
  return std::runtime_error(address + " would be spoken to without TLS: set SHOPPER_TLS_DIR (tools/gen-certs makes the files), or use a unix: address");
}

}  // namespace

bool is_unix(std::string_view address) { return address.starts_with("unix:"); }

std::string certified_process(const std::string& certificate_file) {
  const auto certificate = read_certificate(certificate_file);
  return certificate ? process_of(certificate.get()) : "";
}

Transport::Transport(const std::string& directory, const std::string& process, unsigned watch_s) {
  const auto certificate = directory + "/tls.crt", key = directory + "/tls.key", authority = directory + "/ca.crt";
  check_files(certificate, key, authority, process);
  // gRPC 1.51 cannot be told the lowest version. Left with a TLS 1.2 suite that needs a shared key nobody has, only 1.3 comes about.
  ::setenv("GRPC_SSL_CIPHER_SUITES", "PSK-AES256-GCM-SHA384", 1);
  // In a process without a server nobody drives a handshake on while calls fail at once; left to itself gRPC looks every 5 s, later than
  // the attempt lasts. Both are read when gRPC starts, which is below.
  ::setenv("GRPC_CLIENT_CHANNEL_BACKUP_POLL_INTERVAL_MS", "20", 0);
  certificate_file_ = certificate;
  provider_ = std::make_shared<tls::FileWatcherCertificateProvider>(key, certificate, authority, watch_s);
}

Transport Transport::configured(Config& config, const std::string& process) {
  const auto directory = config.text("SHOPPER_TLS_DIR", "", "directory with tls.crt, tls.key and ca.crt of this process; needed for host:port addresses");
  return directory.empty() ? Transport() : Transport(directory, process);
}

std::optional<std::int64_t> Transport::certificate_end_s() const {
  if (!secure()) return std::nullopt;
  const auto certificate = read_certificate(certificate_file_);
  std::tm end{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) return std::nullopt;
  return static_cast<std::int64_t>(::timegm(&end));
}

void measure_certificate(const Transport& transport) {
  const auto end_s = transport.certificate_end_s();
  if (!end_s) return;
  telemetry::gauge("shopper_certificate_end_timestamp_seconds", "When this process's certificate ends").set(*end_s);
}

std::shared_ptr<grpc::ServerCredentials> Transport::server(const std::string& address) const {
  if (is_unix(address)) return grpc::InsecureServerCredentials();
  if (!secure()) throw in_the_clear(address);
  tls::TlsServerCredentialsOptions options(provider_);
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  // The authority's signature is checked all the same; who may call what is decided for each call.
  options.set_certificate_verifier(std::make_shared<tls::NoOpCertificateVerifier>());
  options.set_check_call_host(false);
  return tls::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> Transport::channel(const std::string& address, const std::string& peer) const {
  if (is_unix(address)) return grpc::InsecureChannelCredentials();
  if (!secure()) throw in_the_clear(address);
  tls::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(provider_);
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_verify_server_certs(true);
  options.set_certificate_verifier(tls::ExternalCertificateVerifier::Create<PeerVerifier>(peer));
  options.set_check_call_host(false);
  return tls::TlsCredentials(options);
}

}  // namespace shopper::rpc
