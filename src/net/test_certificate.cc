#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>

#include "base/check.h"
#include "net/test_rig.h"

namespace farthing::net::test {
namespace {

void AddExtension(X509* cert, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, cert, cert, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
  CHECK(extension != nullptr);
  X509_add_ext(cert, extension, -1);
  X509_EXTENSION_free(extension);
}

X509* SelfSigned(EVP_PKEY* key) {
  X509* cert = X509_new();
  X509_set_version(cert, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
  X509_gmtime_adj(X509_getm_notBefore(cert), -3600);
  X509_gmtime_adj(X509_getm_notAfter(cert), 24 * 3600);
  X509_set_pubkey(cert, key);
  X509_NAME* name = X509_get_subject_name(cert);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(cert, name);
  AddExtension(cert, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  AddExtension(cert, NID_basic_constraints, "critical,CA:TRUE");
  CHECK(X509_sign(cert, key, EVP_sha256()) > 0);
  return cert;
}

}  // namespace

CertificateFiles::CertificateFiles() {
  cert = folder.path + "/cert.pem";
  key = folder.path + "/key.pem";
  EVP_PKEY* pair = EVP_EC_gen("P-256");
  X509* x509 = SelfSigned(pair);
  FILE* out = std::fopen(cert.c_str(), "w");
  CHECK(out != nullptr && PEM_write_X509(out, x509) == 1);
  std::fclose(out);
  out = std::fopen(key.c_str(), "w");
  CHECK(out != nullptr);
  CHECK(PEM_write_PrivateKey(out, pair, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  std::fclose(out);
  X509_free(x509);
  EVP_PKEY_free(pair);
}

}  // namespace farthing::net::test
