#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/body_reader.h"
#include "net/buffer.h"
#include "net/http_head.h"
#include "net/request_body.h"
#include "net/server.h"
#include "net/socket.h"
#include "net/task.h"

namespace farthing::net {

// One accepted connection: reads requests one after the other and lets the handler answer each.
// Owns itself: Run returns when the connection has ended.
class ServerConnection {
 public:
  // How far the answer to the present request has come.
  enum class Answer : uint8_t { kNone, kStreamPending, kStreaming, kComplete, kAborted };

  ServerConnection(Server& server, Socket socket, const Address& peer, bool shed);

  Task<void> Run(TlsServer* tls);
  void Drain();                     // closes now if idle, else after the present answer
  void Cut() { socket_.Cancel(); }  // the handler is told by its hang-up hook

 private:
  friend class Exchange;
  friend class Server;

  Task<bool> Handshake(TlsServer& tls);
  Task<bool> WaitForRequest();
  Task<Result<bool>> ReadRequestHead();  // false: the peer closed between requests
  Task<bool> ServeOne();
  void NotePath();
  Task<void> Refuse(Error error);
  Task<bool> FinishBody();
  Task<void> Linger();

  bool CanFinishBody() const;
  bool InStream() const {
    return answer_ == Answer::kStreamPending || answer_ == Answer::kStreaming;
  }

  void SkipEmptyLines();
  std::optional<IoStatus> TryReadMore();
  Task<IoStatus> ReadMore();
  Task<Result<std::string_view>> ReadBody();
  Task<Status> ReadBodyInto(RequestBody& body);
  Task<bool> Write(std::span<const std::string_view> pieces);

  Task<bool> SendContinue();
  void BuildHead(int status, std::string_view header_lines, std::optional<size_t> length);
  void HoldHead();
  void ReleaseIdleBuffers();
  bool TurnIsOver(size_t bytes);

  Server& server_;
  Socket socket_;
  const Address peer_;
  const bool shed_;
  std::list<ServerConnection*>::iterator place_;

  Buffer buffer_;
  std::vector<char> large_;  // instead of buffer_ for heads beyond its size
  std::string_view unread_;  // received, not yet taken
  Buffer head_buffer_;       // the blocks that head_ views while a body is read into others
  std::vector<char> large_head_;
  HeadScanner scanner_;
  RequestHead head_;
  BodyReader body_reader_;
  RequestBody body_;
  bool body_taken_ = false;
  bool body_failed_ = false;  // its rest is not worth waiting for

  std::string out_;  // head of the answer, or framing of the present chunk
  Answer answer_ = Answer::kNone;
  bool keep_alive_ = false;
  bool bodyless_ = false;  // the present answer has no body, whatever the handler writes
  bool idle_ = true;       // no byte of a request has come
  MonotonicTime request_deadline_{};
  size_t turn_bytes_ = 0;
  uint64_t body_bytes_ = 0;
  uint64_t sent_bytes_ = 0;
};

}  // namespace farthing::net
