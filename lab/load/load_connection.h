#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lab/load/answer_check.h"
#include "lab/load/exchange.h"
#include "lab/load/prompt.h"
#include "lab/load/target.h"
#include "lab/wire/body_decoder.h"
#include "lab/wire/buffer.h"
#include "lab/wire/loop.h"
#include "lab/wire/sse_reader.h"

namespace farthing::lab {

// One client connection: sends a request, reads its answer, stays open for the next. Made again
// by the next Send after any end of it. On its loop's thread.
class LoadConnection final : public Handler {
 public:
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void OnFirstEvent(LoadConnection& connection) = 0;
    virtual void OnEventDelay(Duration delay) = 0;  // of a stamped event
    // The connection is free again; Send may be called at once.
    virtual void OnFinished(LoadConnection& connection, const Exchange& exchange) = 0;
  };

  LoadConnection(Loop& loop, const Target& target, const RequestTemplate& request, Owner& owner);

  // REQUIRES: !busy()
  void Send(MonotonicTime intended, uint64_t number);
  bool busy() const { return state_ == State::kConnecting || state_ == State::kBusy; }
  MonotonicTime sent_at() const { return sent_at_; }

  // Ends the exchange under way with this error.
  void Fail(std::string_view error);

  void OnReady(uint32_t epoll_events) override;
  void OnTimer() override;

 private:
  enum class State { kClosed, kConnecting, kIdle, kBusy };

  void Connect();
  void OnConnected();
  void RefuseLater();
  void Transmit();
  void Read();
  void OnClosed(int error);
  void Take(std::string_view bytes);
  bool TakeHead(std::string_view* bytes);  // false: it is not complete, or malformed
  void TakeBody(std::string_view bytes);
  void TakeEvents(std::string_view piece);
  void Complete();
  void Finish();
  void Drop();
  void Watch(uint32_t epoll_events);

  Loop& loop_;
  const Target& target_;
  Owner& owner_;
  std::string request_;
  size_t nonce_at_;

  Fd socket_;
  State state_ = State::kClosed;
  uint32_t watched_ = 0;
  size_t transmitted_ = 0;
  MonotonicTime sent_at_{};
  Exchange exchange_;

  Buffer partial_head_;
  Head head_;
  bool head_done_ = false;
  bool stream_ = false;
  Framing framing_;
  BodyDecoder decoder_;
  SseReader events_;
  AnswerCheck check_;
};

}  // namespace farthing::lab
