#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/body_reader.h"
#include "net/connect.h"
#include "net/http_head.h"
#include "net/inflate.h"

namespace farthing::net {

class ClientPool;

// One HTTP/1.1 exchange with an upstream, over a connection borrowed from a ClientPool:
// Send, ReadHead, then ReadBody until its piece is empty. Destroying it gives the connection back
// if the answer was read to its end and may be kept, else closes it: that is how a call is
// cancelled. One coroutine at a time; one thread.
class ClientCall {
 public:
  ClientCall(ClientPool& pool, Socket socket, bool reused);
  ClientCall(const ClientCall&) = delete;
  ClientCall& operator=(const ClientCall&) = delete;
  ~ClientCall();

  // From `when` on every wait and read ends with kTimeout.
  void SetDeadline(MonotonicTime when) { socket_.SetDeadline(when); }
  // To be done when nobody waits for the upstream: its time does not run then.
  void ClearDeadline() { socket_.ClearDeadline(); }
  // Ends the present wait with kCancelled; from any coroutine of the loop.
  void Cancel() { socket_.Cancel(); }

  // The connection had served before: its first failure may only mean that the upstream had just
  // closed it.
  bool reused() const { return reused_; }
  // Nothing of the answer has arrived.
  bool untouched() const { return received_ == 0; }

  // Sends the request's bytes, which must live until the head is read. Errors as of ReadHead. Is
  // also well when the upstream stopped reading in the middle, or began to answer before it had
  // read all: it may have said why.
  Task<Status> Send(std::span<const std::string_view> pieces);

  // Waits for the final answer's head (1xx are passed over); the views live until the call's end.
  // `limit`: of the head in bytes. Errors: kUpstream (retryable), kTimeout, kCancelled.
  Task<Result<const ResponseHead*>> ReadHead(bool to_head_request, size_t limit = 64 * 1024);

  // The next piece of the body, transfer and content coding undone; empty at its proper end. The
  // view lives until the next call. An answer that is cut short is an error.
  Task<Result<std::string_view>> ReadBody();
  // The same without waiting: nullopt when bytes have to come from the network first.
  std::optional<Result<std::string_view>> TryReadBody();

  const ResponseHead& head() const { return head_; }
  // The content coding that ReadBody leaves in place; "" where there is none.
  std::string_view unknown_coding() const;

 private:
  Task<Status> SendRest();
  void MakeRoom();
  Task<Status> Fill();
  std::optional<Status> TryFill();
  Task<Result<size_t>> WaitForHead(size_t limit);
  BodyReader::State TakeRun(std::string_view* run);
  Result<std::string_view> InflateSome();
  Result<std::string_view> EndOfBody();
  Error Broken(IoStatus status) const;
  bool Reusable() const;

  ClientPool& pool_;
  Socket socket_;
  std::optional<Socket::WriteAwaiter> sending_;
  const bool reused_;
  uint64_t received_ = 0;
  size_t turn_bytes_ = 0;
  Buffer buffer_;                 // while bytes are in it
  std::vector<char> large_head_;  // instead of buffer_ where a head does not fit
  std::string_view unread_;       // received, not yet taken
  std::string head_bytes_;        // the head's own copy, so that the buffer can go on
  ResponseHead head_;
  HeadScanner scanner_;
  BodyReader body_;
  std::unique_ptr<Inflater> inflater_;
  std::string_view compressed_;  // taken from unread_, not yet inflated
  std::string inflated_;
  bool sent_whole_ = false;
  bool body_seen_ = false;
  bool head_read_ = false;
  bool eof_ = false;
  bool failed_ = false;
};

// One worker's connections to one destination: a stack of idle ones, the most recently used on top.
// Idle connections that the upstream closes, or that have been idle for `max_idle`, leave at once.
// One thread. Must outlive its calls.
class ClientPool {
 public:
  struct Options {
    uint32_t max_connections = 1024;
    Duration max_idle = std::chrono::seconds(50);
  };

  // Errors are kConfiguration (unreadable ca_file).
  static Result<std::unique_ptr<ClientPool>> Create(Loop& loop, Resolver& resolver,
                                                    Destination destination, Options options);
  ClientPool(const ClientPool&) = delete;
  ClientPool& operator=(const ClientPool&) = delete;
  ~ClientPool();

  // An idle connection without waiting; null when there is none. A connection that has been idle
  // for long counts as reused().
  std::unique_ptr<ClientCall> TryAcquire();

  // A new connection by `deadline`. Beyond max_connections: kOverloaded at once.
  Task<Result<std::unique_ptr<ClientCall>>> Connect(MonotonicTime deadline, Interrupt& interrupt);

  uint32_t active() const { return active_; }
  uint32_t idle() const { return static_cast<uint32_t>(idle_.size()); }
  const Destination& destination() const { return destination_; }
  void CloseIdle();

 private:
  friend class ClientCall;
  struct Idle;

  ClientPool(Loop& loop, Resolver& resolver, Destination destination, Options options,
             std::unique_ptr<TlsClient> tls);
  void GiveBack(Socket socket);
  void Drop(Idle* idle);

  Loop& loop_;
  Resolver& resolver_;
  const Destination destination_;
  const Options options_;
  std::unique_ptr<TlsClient> tls_;
  uint32_t active_ = 0;
  std::vector<std::unique_ptr<Idle>> idle_;
};

}  // namespace farthing::net
