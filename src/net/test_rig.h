#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/test_folder.h"
#include "net/address.h"
#include "net/loop.h"
#include "net/server.h"
#include "net/task.h"
#include "net/tls.h"

// What the room's tests share: a loop on a thread of its own, a blocking peer for the test's thread
// and servers of both kinds. Every wait ends by itself after kPatience, so that a fault is a failed
// test and not a hanging one.
namespace farthing::net::test {

inline constexpr std::chrono::seconds kPatience{30};

// A loop that runs on its own thread from construction to destruction.
class LoopThread {
 public:
  LoopThread() : thread_([this] { loop_.Run(); }) {}
  ~LoopThread() {
    loop_.Stop();
    thread_.join();
  }

  Loop& loop() { return loop_; }

  // Runs `work` on the loop's thread and waits for what it returns.
  template <typename Work>
  auto Call(Work work) {
    using R = std::invoke_result_t<Work>;
    std::packaged_task<R()> task(std::move(work));
    std::future<R> done = task.get_future();
    loop_.Post([&task] { task(); });
    return done.get();
  }

  // Runs the coroutine that `start` makes on the loop's thread and waits for its result.
  template <typename Start>
  auto Await(Start start) {
    using R = decltype(std::declval<std::invoke_result_t<Start>&>().await_resume());
    std::promise<R> promise;
    std::future<R> done = promise.get_future();
    loop_.Post([&] { Spawn(Fulfil(start(), &promise)); });
    return done.get();
  }

  // Calls `done` on the loop's thread again and again until it is true.
  bool Until(const std::function<bool()>& done);

 private:
  template <typename T>
  static Task<void> Fulfil(Task<T> task, std::promise<T>* promise) {
    promise->set_value(co_await task);
  }

  SystemClock clock_;
  Loop loop_{clock_};
  std::thread thread_;
};

struct Answer {
  int status = 0;
  std::string head;  // status line and headers
  std::string body;
  bool whole = false;  // came to its end as its framing says
};

// A blocking connection in the hands of a test.
class Peer {
 public:
  explicit Peer(int fd) : fd_(fd) {}
  explicit Peer(const Address& address, int receive_buffer = 0);
  Peer(Peer&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), received_(std::move(other.received_)) {}
  Peer& operator=(Peer&&) = delete;
  ~Peer() { Close(); }

  int fd() const { return fd_; }
  bool Send(std::string_view bytes);
  // Waits until the other side's kernel has all that was sent.
  bool Delivered();
  // The next bytes; empty at the end, after a reset or when patience is over.
  std::string Receive();
  // All that comes until the end.
  std::string ReceiveAll();
  // Everything up to and with `mark`; empty when it never came.
  std::string ReceiveTo(std::string_view mark);
  // One answer; `bodyless`: to a HEAD request.
  Answer ReadAnswer(bool bodyless = false);
  Answer Ask(std::string_view request) {
    Send(request);
    return ReadAnswer();
  }
  // True when the other side has closed and sent nothing more.
  bool AtEnd() { return received_.empty() && Receive().empty(); }
  void HalfClose();
  void Reset();
  void Close();

 private:
  bool ReadExactly(size_t size, std::string* out);
  bool ReadChunks(std::string* out);

  int fd_ = -1;
  std::string received_;  // not yet given out
};

// Serves by path; see Handle. Counts from any thread.
class TestHandler final : public Handler {
 public:
  Task<void> Handle(Exchange& exchange) override;
  Refusal Refuse(const RequestHead& head, const Error& error) override;

  std::atomic<int> handled{0};
  std::atomic<int> hang_ups{0};
  std::atomic<uint64_t> streamed{0};  // bytes that WriteStream has taken
  std::atomic<int> failed_writes{0};
  std::atomic<bool> responded_early{false};  // responded() was true before any answer

 private:
  Task<void> Echo(Exchange& exchange);
  Task<void> Stream(Exchange& exchange);
  Task<void> Wait(Exchange& exchange);
};

// A Server on a thread of its own; drains on destruction.
class TestServer {
 public:
  struct Options {
    ServerLimits limits;
    std::string listen = "127.0.0.1:0";
    std::unique_ptr<TlsServer> tls;
  };
  TestServer() : TestServer(Options{}) {}
  explicit TestServer(const ServerLimits& limits) : TestServer(Options{.limits = limits}) {}
  explicit TestServer(Options options);
  ~TestServer();

  const Address& address() const { return address_; }
  TestHandler& handler() { return handler_; }
  LoopThread& thread() { return thread_; }
  Server& server() { return *server_; }  // for thread().Call
  Peer Connect() const { return Peer(address_); }

 private:
  TestHandler handler_;
  LoopThread thread_;
  Address address_;
  std::unique_ptr<Server> server_;
};

// A raw upstream: plays one script a connection, in order, on a thread of its own.
class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;
  explicit ScriptedServer(std::vector<Script> scripts, const std::string& listen = "127.0.0.1:0");
  ~ScriptedServer();

  const Address& address() const { return address_; }
  // Connections accepted so far.
  int accepted() const { return accepted_; }

 private:
  Address address_;
  int fd_ = -1;
  std::atomic<int> accepted_{0};
  std::thread thread_;
};

// Lets one thread tell another that it may go on.
class Gate {
 public:
  void Open() { promise_.set_value(); }
  bool Wait() { return future_.wait_for(kPatience) == std::future_status::ready; }

 private:
  std::promise<void> promise_;
  std::future<void> future_ = promise_.get_future();
};

std::string Gzip(std::string_view plain);

// A self-signed certificate for localhost and 127.0.0.1, and its key, as PEM files in a folder that
// goes with the object.
struct CertificateFiles {
  CertificateFiles();

  const TestFolder folder;
  std::string cert;
  std::string key;
};

}  // namespace farthing::net::test
