#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/error.h"
#include "net/address.h"
#include "net/loop.h"
#include "net/socket.h"

namespace farthing::net {

// A bound, listening descriptor, not yet served by a loop. Closes on destruction.
class ListenSocket {
 public:
  // Binds and listens. With `share_port` several sockets may listen on one TCP port and the kernel
  // spreads connections over them (SO_REUSEPORT). Errors are kConfiguration, one clear sentence.
  static Result<ListenSocket> Open(const Address& address, bool share_port);

  ListenSocket(ListenSocket&& other) noexcept;
  ListenSocket& operator=(ListenSocket&&) = delete;
  ~ListenSocket();

  const Address& address() const { return address_; }  // with the port the kernel chose
  // A second descriptor of the same socket, for another loop (unix sockets have no SO_REUSEPORT).
  ListenSocket Duplicate() const;
  int Release();

 private:
  ListenSocket(int fd, Address address) : fd_(fd), address_(std::move(address)) {}
  int fd_;
  Address address_;
};

// Accepts connections on one loop and hands them to `accepted`. Close() stops it.
class Acceptor {
 public:
  using Accepted = std::function<void(Socket socket, const Address& peer)>;

  Acceptor(Loop& loop, ListenSocket socket, Accepted accepted);
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;
  ~Acceptor();

  void Close();

 private:
  class Target;
  Loop& loop_;
  std::unique_ptr<Target> target_;
};

}  // namespace farthing::net
