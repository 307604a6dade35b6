#pragma once

#include <sys/uio.h>

#include <coroutine>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "net/loop.h"

struct ssl_st;

namespace farthing::net {

enum class IoStatus : uint8_t {
  kOk,
  kWouldBlock,  // only from the Try calls
  kEof,         // the peer has finished sending
  kBroken,      // reset, or TLS gone wrong
  kTimedOut,    // the deadline passed
  kCancelled,   // Cancel() was called
};

struct IoResult {
  IoStatus status = IoStatus::kOk;
  size_t bytes = 0;
  bool ok() const { return status == IoStatus::kOk; }
};

// A connected, non-blocking stream socket (TCP or unix), plain or under TLS, of one event loop.
//
// It waits for readiness and never holds a buffer: wait with `co_await Readable()`, then TryRead.
// One coroutine may wait for reading and one for writing at the same time. Destroying the socket
// closes it; nobody may be waiting then.
class Socket {
 public:
  Socket() = default;
  // Takes over `fd`, which is connected or connecting.
  Socket(Loop& loop, int fd);
  Socket(Socket&&) noexcept = default;
  Socket& operator=(Socket&& other) noexcept;
  ~Socket() { Close(); }

  explicit operator bool() const { return state_ != nullptr; }
  int fd() const;
  Loop& loop() const;

  // Puts TLS on top; takes over `ssl`, made for this side. Handshake() completes it.
  void StartTls(ssl_st* ssl);
  ssl_st* ssl() const;

  // Reads what is there. kOk has bytes > 0.
  IoResult TryRead(char* data, size_t size);
  // Writes as much of `pieces` as fits, in order, and tells how many bytes.
  IoResult TryWrite(std::span<const iovec> pieces);
  // One step of the TLS handshake; kWouldBlock: wait for readiness in either direction.
  IoResult TryHandshake();

  // Resumes with kOk when TryRead may succeed, else with what ended the waiting.
  class ReadableAwaiter;
  ReadableAwaiter Readable();
  class WritableAwaiter;
  WritableAwaiter Writable();
  // Writes all of it; on failure `bytes` tells how many went out. After kTimedOut the same awaiter
  // may be awaited again, to go on where it stopped.
  class WriteAwaiter;
  WriteAwaiter Write(std::span<const std::string_view> pieces);
  // The same, but ends with kWouldBlock when it cannot go on and the peer has already sent
  // something, or its end; may then be awaited again as well.
  WriteAwaiter WriteUntilAnswered(std::span<const std::string_view> pieces);

  // From `when` on every wait and read ends with kTimedOut, until the deadline is set anew or
  // cleared.
  void SetDeadline(MonotonicTime when);
  void ClearDeadline();

  // Ends the present and every later wait and read with kCancelled and counts as a hang-up. May be
  // called from any coroutine of the loop; waiters and hook are called later, not inside this call.
  void Cancel();

  // `hook` is called once, from the loop's top level, when the peer hangs up or resets (also when
  // it only closes its sending side) or Cancel is called; soon if that has happened already. Never
  // after an empty hook has replaced it or the socket was closed.
  void OnHangup(std::function<void()> hook);
  bool hung_up() const;

  // Makes the next Writable() wait for an event: for a socket that is still connecting.
  void MarkUnwritable();

  // True when nothing has come that was not read: neither bytes nor an end. May swallow one byte of
  // a connection that is not quiet.
  bool IsQuiet();

  // Half-closes, as the polite end of an answer.
  void ShutdownWrite();
  // Makes Close, and the process's end, reset the connection as long as it is on: the peer shall
  // not take what it got for the whole.
  void ResetOnClose(bool on);
  void Close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct Socket::State final : public EventTarget, public Timer {
  State(Loop& owner, int descriptor) : loop(owner), fd(descriptor) {}
  void Note(uint32_t events) override;
  void OnEvents() override;
  void OnTimer() override;
  // Bytes, or the end, wait to be read.
  bool HasInput();
  // OpenSSL's answer to a read or a handshake step.
  IoResult FromSslRead(int returned);
  // How a wait that cannot succeed ends; kOk while it can.
  IoStatus Ended() const;
  void WakeDeferred();
  void CallHookDeferred();

  // A coroutine that waits; Try says whether it has got what it waits for.
  struct Waiter {
    virtual bool Try() = 0;
    std::coroutine_handle<> coroutine;

   protected:
    ~Waiter() = default;
  };
  void Wake(Waiter* waiter);
  // The waiter, which may be waiting in both directions, waits no more.
  std::coroutine_handle<> Release(Waiter* waiter);

  Loop& loop;
  int fd;
  ssl_st* ssl = nullptr;
  Waiter* reader = nullptr;
  Waiter* writer = nullptr;
  std::function<void()> hangup_hook;
  bool readable = true;
  bool writable = true;
  bool read_wants_write = false;  // TLS cannot read on before it has written
  bool hung_up = false;
  bool timed_out = false;
  bool cancelled = false;
};

class Socket::ReadableAwaiter final : private State::Waiter {
 public:
  explicit ReadableAwaiter(State* state) : state_(state) {}
  bool await_ready() { return Try(); }
  void await_suspend(std::coroutine_handle<> waiting);
  IoStatus await_resume() const { return state_->Ended(); }

 private:
  bool Try() override { return state_->readable || state_->Ended() != IoStatus::kOk; }
  State* state_;
};

class Socket::WritableAwaiter final : private State::Waiter {
 public:
  explicit WritableAwaiter(State* state) : state_(state) {}
  bool await_ready() { return Try(); }
  void await_suspend(std::coroutine_handle<> waiting);
  IoStatus await_resume() const { return state_->Ended(); }

 private:
  bool Try() override { return state_->writable || state_->Ended() != IoStatus::kOk; }
  State* state_;
};

class Socket::WriteAwaiter final : private State::Waiter {
 public:
  WriteAwaiter(Socket* socket, std::span<const std::string_view> pieces, bool until_answered);
  bool await_ready() { return Try(); }
  void await_suspend(std::coroutine_handle<> waiting);
  IoResult await_resume() const { return result_; }

 private:
  static constexpr size_t kBatch = 16;

  bool Try() override;

  Socket* socket_;
  std::span<const std::string_view> pieces_;
  bool until_answered_;
  size_t piece_ = 0;   // first piece not fully written
  size_t offset_ = 0;  // bytes of it that are
  IoResult result_;
};

}  // namespace farthing::net
