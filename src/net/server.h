#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/address.h"
#include "net/body_reader.h"
#include "net/http_head.h"
#include "net/listener.h"
#include "net/socket.h"
#include "net/task.h"
#include "net/tls.h"

namespace farthing::net {

struct ServerLimits {
  size_t max_header_bytes = 32 * 1024;
  uint64_t max_body_bytes = 32 * 1024 * 1024;           // also once inflated
  uint32_t max_connections = 20'000;                    // more are answered 503 and closed
  Duration request_timeout = std::chrono::seconds(30);  // first byte of a request to its last
  Duration keep_alive = std::chrono::seconds(75);       // idle between requests
  Duration send_stall = std::chrono::seconds(60);       // a reader that takes nothing for so long
};

class ServerConnection;

// One request and the writing of its answer, as a handler sees it. Lives during Handle. The answer
// is either one Respond, or StartStream, WriteStream …, EndStream. The writing calls answer false
// once the caller is gone; a handler then just returns.
class Exchange {
 public:
  const RequestHead& head() const;
  const Address& peer() const;
  Loop& loop() const;

  // The whole body with its content-encoding undone, behind it Buffer::kPadding readable bytes;
  // lives as long as the Exchange. Once at most. Errors: kTooLarge, kRequestTimeout,
  // kInvalidRequest, kCancelled.
  Task<Result<std::string_view>> ReadBody();

  // A whole answer; false also when one was begun before. `header_lines`: complete lines, each
  // ended by CR LF, without content-length, connection and date, which are added here.
  Task<bool> Respond(int status, std::string_view header_lines,
                     std::span<const std::string_view> body);

  // An answer of unknown length; writing to a stream that was not started is false. Nothing is sent
  // before the first WriteStream or EndStream, so that head and first event leave together. Without
  // EndStream the caller sees that the answer is not whole, even if the process is killed.
  void StartStream(int status, std::string_view header_lines);
  Task<bool> WriteStream(std::span<const std::string_view> pieces);
  Task<bool> EndStream();

  // Ends a write of the stream that waits for the caller, and every later one; nothing where no
  // stream was begun. From any coroutine of the loop.
  void CutStream();

  // The answer cannot be completed: the connection is cut, so that the caller sees it is not whole.
  void Abort();

  // `hook` is called at most once, when the caller hangs up before Handle has returned (also when
  // it only closes its sending side), or the server cuts the connection.
  void OnHangup(std::function<void()> hook);
  bool hung_up() const;

  bool responded() const;           // any byte of the answer has been given to the socket
  uint64_t bytes_received() const;  // of this request's body, as sent
  uint64_t bytes_sent() const;

 private:
  friend class ServerConnection;
  explicit Exchange(ServerConnection& connection) : connection_(connection) {}
  ServerConnection& connection_;
};

// What is answered to a request that could not be read.
struct Refusal {
  std::string header_lines;  // complete lines, as for Respond
  std::string body;
};

// What a server serves. Called on the worker's thread.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual Task<void> Handle(Exchange& exchange) = 0;
  // For a request that could not be read, or came on a connection too many. `head` may be empty
  // but for what was understood.
  virtual Refusal Refuse(const RequestHead& head, const Error& error) = 0;
};

// One worker's HTTP/1.1 server: accepts, parses, keeps alive, pipelines. One thread. May be
// destroyed when it has no connections: after Drain has called back.
class Server {
 public:
  // `connections_of_all`: counts those of several servers, which share max_connections; outlives
  // them. Null: this server counts for itself.
  Server(Loop& loop, Handler& handler, ServerLimits limits,
         std::atomic<uint32_t>* connections_of_all = nullptr);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  // `tls` may be null: plain HTTP.
  void Listen(ListenSocket socket, std::unique_ptr<TlsServer> tls);

  void SetLimits(const ServerLimits& limits) { limits_ = limits; }

  // Stops accepting, closes idle connections now and each other after its present answer.
  // `drained` is called once when none is left.
  void Drain(std::function<void()> drained);
  // Cuts what is still open; handlers learn it from their hang-up hooks.
  void CutAll();

  size_t connections() const { return connections_.size(); }

 private:
  friend class ServerConnection;

  void Accept(Socket socket, const Address& peer, TlsServer* tls);
  void Remove(ServerConnection* connection);

  Loop& loop_;
  Handler& handler_;
  ServerLimits limits_;
  std::atomic<uint32_t> own_count_{0};
  std::atomic<uint32_t>& open_;
  std::vector<std::unique_ptr<TlsServer>> tls_;
  std::vector<std::unique_ptr<Acceptor>> acceptors_;
  std::list<ServerConnection*> connections_;
  bool draining_ = false;
  std::function<void()> drained_;
  std::string date_line_;  // "date: …\r\n" of the present second
  int64_t date_second_ = -1;
  std::string_view DateLine();
};

}  // namespace farthing::net
