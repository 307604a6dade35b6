#pragma once

#include <string>
#include <string_view>

#include "lab/mock/responder.h"
#include "lab/wire/body_decoder.h"
#include "lab/wire/buffer.h"
#include "lab/wire/http_head.h"

namespace farthing::lab {

// Cuts the bytes of a connection into requests, without I/O. Feed it by buffer(), then call Next
// until it says kIncomplete; each request it hands out must be Finished before the next.
class RequestReader {
 public:
  enum class State { kIncomplete, kRequest, kMalformed };

  Buffer& buffer() { return in_; }

  State Next();
  // REQUIRES: Next said kRequest. Valid until Finish.
  MockRequest request() const { return {head_, head_bytes_, body_}; }
  bool keep_alive() const { return framing_.keep_alive; }
  void Finish();

  // True once for a request whose body is awaited and which asked to be told to go on.
  bool TakeContinue();
  // How many bytes are known to be missing.
  size_t missing() const;

 private:
  State NextHead();
  State AwaitLength();
  State AwaitChunks();

  Buffer in_;
  Head head_;
  size_t head_size_ = 0;  // zero: the head is not complete
  Framing framing_;
  bool continue_wanted_ = false;

  BodyDecoder decoder_;
  std::string chunked_head_;  // the bytes of a chunked request, whose body is decoded as it comes
  std::string chunked_body_;

  std::string_view head_bytes_;
  std::string_view body_;
};

}  // namespace farthing::lab
