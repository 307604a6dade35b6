#pragma once

#include <memory>

#include "lab/mock/request_reader.h"
#include "lab/mock/responder.h"
#include "lab/mock/script.h"
#include "lab/wire/buffer.h"
#include "lab/wire/loop.h"

namespace farthing::lab {

// One accepted connection: reads requests (pipelined ones wait their turn) and plays the script of
// each answer. It lives until its owner, told by OnDone, buries it. On its loop's thread.
class MockConnection final : public Handler {
 public:
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void OnDone(MockConnection* connection) = 0;
  };

  MockConnection(Fd socket, Loop& loop, Responder& responder, Owner& owner);

  void OnReady(uint32_t epoll_events) override;
  void OnTimer() override;

 private:
  bool Read();  // false: the connection is done
  void Serve();
  bool BeginNext();  // true: a script has begun
  bool Play();       // true: the script is over and another request may begin
  bool EndScript();
  void AppendPiece(const Script::Step& step);
  bool Flush();  // true: nothing is left to send and the connection stands
  void Watch(uint32_t epoll_events);
  void Done();

  Fd socket_;
  Loop& loop_;
  Responder& responder_;
  Owner& owner_;

  RequestReader reader_;
  Buffer out_;
  std::shared_ptr<const Script> script_;  // of the answer under way
  size_t step_ = 0;
  uint64_t repeated_ = 0;  // how often the current step's bytes were appended
  bool waited_ = false;    // the current step's wait is over
  bool last_request_ = false;
  bool done_ = false;
  uint32_t watched_;
};

}  // namespace farthing::lab
