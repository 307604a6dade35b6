#pragma once

#include <memory>
#include <string>

#include "base/error.h"

struct ssl_ctx_st;
struct ssl_session_st;
struct ssl_st;

namespace farthing::net {

// A server's certificate and key. One per worker: OpenSSL 3.0 contends on a shared context.
// One thread.
class TlsServer {
 public:
  // PEM files; errors are kConfiguration, naming the file.
  static Result<std::unique_ptr<TlsServer>> Load(const std::string& cert_file,
                                                 const std::string& key_file);
  ~TlsServer();

  // A session for an accepted connection; the caller owns it.
  ssl_st* Accept() const;

 private:
  explicit TlsServer(ssl_ctx_st* context) : context_(context) {}
  ssl_ctx_st* context_;
};

// Verified TLS towards one upstream, with session resumption. One worker's.
class TlsClient {
 public:
  // `ca_file`: PEM; empty means the system's store, read lazily certificate by certificate.
  static Result<std::unique_ptr<TlsClient>> Create(const std::string& ca_file);
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  ~TlsClient();

  // A session that insists on a certificate for `host` (a name or an IP literal); the caller owns
  // it.
  ssl_st* Connect(const std::string& host);

  // Why the handshake of `ssl` failed, for an error message.
  static std::string Explain(ssl_st* ssl);

 private:
  explicit TlsClient(ssl_ctx_st* context);
  static int KeepSession(ssl_st* ssl, ssl_session_st* session);

  ssl_ctx_st* context_;
  ssl_session_st* last_session_ = nullptr;
};

}  // namespace farthing::net
