#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "net/tls.h"

namespace farthing::cli {

// A blocking connection to a gateway: TCP, a Unix socket, or TLS over TCP. One thread. Errors
// (kUpstream) are a clause that says why, for the end of a sentence.
class Channel {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  // `address` as in HttpQuestion. Nothing is waited for beyond `deadline`, now or later. Without
  // `verify` any certificate is taken.
  static Result<Channel> Open(std::string_view address, bool verify, Deadline deadline);
  Channel(Channel&& other) noexcept;
  Channel& operator=(Channel&&) = delete;
  ~Channel();

  Status Write(std::string_view bytes);
  Result<size_t> Read(std::span<char> buffer);  // 0: the other side has ended it

 private:
  Channel(int fd, Deadline deadline) : fd_(fd), deadline_(deadline) {}
  static Result<Channel> OpenUnix(std::string_view path, Deadline deadline);
  static Result<Channel> OpenTcp(const std::string& host, const std::string& port,
                                 Deadline deadline);
  Status Connect(const void* address, size_t size);
  Status StartTls(const std::string& host, bool verify);
  Status Wait(short events) const;
  // After a call of OpenSSL that gave `result`: waits for what it needs, or fails.
  Status WaitForTls(int result) const;

  int fd_;
  Deadline deadline_;
  std::unique_ptr<net::TlsClient> client_;
  ssl_st* tls_ = nullptr;  // null: plain
};

}  // namespace farthing::cli
