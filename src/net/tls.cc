#include "net/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>

namespace farthing::net {
namespace {

std::string LastError() {
  const unsigned long code = ERR_get_error();
  std::array<char, 256> text{};
  ERR_error_string_n(code, text.data(), text.size());
  return text.data();
}

bool IsIpLiteral(const std::string& host) {
  std::array<unsigned char, 16> scratch;
  return inet_pton(AF_INET, host.c_str(), scratch.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), scratch.data()) == 1;
}

constexpr unsigned char kAlpn[] = "\x08http/1.1";

}  // namespace

Result<std::unique_ptr<TlsServer>> TlsServer::Load(const std::string& cert_file,
                                                   const std::string& key_file) {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  std::unique_ptr<TlsServer> server(new TlsServer(context));
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context, cert_file.c_str()) != 1) {
    return Fail(Error::Configuration("tls.cert: cannot read a PEM certificate from " + cert_file +
                                     ": " + LastError() + "."));
  }
  if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    return Fail(Error::Configuration("tls.key: cannot use the private key in " + key_file + ": " +
                                     LastError() + "."));
  }
  return server;
}

TlsServer::~TlsServer() { SSL_CTX_free(context_); }

ssl_st* TlsServer::Accept() const {
  SSL* ssl = SSL_new(context_);
  SSL_set_accept_state(ssl);
  return ssl;
}

Result<std::unique_ptr<TlsClient>> TlsClient::Create(const std::string& ca_file) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  std::unique_ptr<TlsClient> client(new TlsClient(context));
  ERR_clear_error();
  const int loaded = ca_file.empty()
                         ? SSL_CTX_set_default_verify_paths(context)
                         : SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr);
  if (loaded != 1) {
    return Fail(Error::Configuration("ca_file: cannot read certificates from " + ca_file + ": " +
                                     LastError() + "."));
  }
  return client;
}

TlsClient::TlsClient(ssl_ctx_st* context) : context_(context) {
  SSL_CTX_set_min_proto_version(context_, TLS1_2_VERSION);
  SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_alpn_protos(context_, kAlpn, sizeof(kAlpn) - 1);
  SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_set_app_data(context_, this);
  SSL_CTX_sess_set_new_cb(context_, &TlsClient::KeepSession);
}

TlsClient::~TlsClient() {
  if (last_session_ != nullptr) SSL_SESSION_free(last_session_);
  SSL_CTX_free(context_);
}

int TlsClient::KeepSession(ssl_st* ssl, ssl_session_st* session) {
  auto* self = static_cast<TlsClient*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  if (self->last_session_ != nullptr) SSL_SESSION_free(self->last_session_);
  self->last_session_ = session;
  return 1;  // we keep the reference
}

ssl_st* TlsClient::Connect(const std::string& host) {
  SSL* ssl = SSL_new(context_);
  SSL_set_connect_state(ssl);
  if (IsIpLiteral(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
  } else {
    SSL_set_tlsext_host_name(ssl, host.c_str());
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(ssl, host.c_str());
  }
  if (last_session_ != nullptr && SSL_SESSION_is_resumable(last_session_) == 1) {
    SSL_set_session(ssl, last_session_);
  }
  return ssl;
}

std::string TlsClient::Explain(ssl_st* ssl) {
  const long verify = SSL_get_verify_result(ssl);
  if (verify != X509_V_OK) return X509_verify_cert_error_string(verify);
  const unsigned long code = ERR_peek_last_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "the connection was closed" : reason;
}

}  // namespace farthing::net
