// Who is at the other end of a connection between processes. Over TCP that is TLS 1.3 on both sides: every process proves with its
// certificate to be `spiffe://shopper/<process>`, and the caller insists on the process it meant. Unix sockets carry no TLS: the kernel
// lets only the suite's own user open them.
#pragma once

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/config/config.h"

namespace shopper::rpc {

inline constexpr std::string_view identity_prefix = "spiffe://shopper/";
inline constexpr unsigned certificate_watch_s = 5;   // how soon a renewed certificate is used for new connections

class Transport {
 public:
  // Unix sockets only.
  Transport() = default;
  // `directory` holds tls.crt, tls.key and ca.crt, and is watched: renewed files are used without a restart. Throws std::runtime_error
  // when they cannot work: missing, the key readable by others, expired, not of that authority, or another process's.
  Transport(const std::string& directory, const std::string& process, unsigned watch_s = certificate_watch_s);
  // From SHOPPER_TLS_DIR.
  static Transport configured(Config& config, const std::string& process);

  bool secure() const { return provider_ != nullptr; }
  // When the certificate ends that is in the file now, as a Unix time; nothing without one.
  std::optional<std::int64_t> certificate_end_s() const;
  // Both throw std::runtime_error for a TCP address without certificates: nothing of ours is ever spoken in the clear.
  std::shared_ptr<grpc::ServerCredentials> server(const std::string& address) const;
  std::shared_ptr<grpc::ChannelCredentials> channel(const std::string& address, const std::string& peer) const;

 private:
  std::string certificate_file_;
  std::shared_ptr<grpc::experimental::CertificateProviderInterface> provider_;
};

// shopper_certificate_end_timestamp_seconds, for whoever asks for metrics now; nothing where no TLS is spoken.
void measure_certificate(const Transport& transport);

bool is_unix(std::string_view address);
// The process that a certificate file names, "" when it names none.
std::string certified_process(const std::string& certificate_file);

}  // namespace shopper::rpc
