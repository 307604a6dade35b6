#pragma once

#include <cstdint>
#include <string_view>

#include "net/chunked.h"
#include "net/http_head.h"

namespace farthing::net {

// Cuts a message's body out of the bytes of its connection; no I/O.
class BodyReader {
 public:
  enum class State : uint8_t { kMore, kDone, kBroken };

  BodyReader() = default;
  BodyReader(Framing framing, uint64_t content_length) : framing_(framing), left_(content_length) {}

  // Takes bytes off the front of `*input` and sets `*data` to the next run of the body, a view
  // into it. Call again while `*data` is not empty. After kDone the rest belongs to the next
  // message.
  State Next(std::string_view* input, std::string_view* data);

  // So many bytes of a body of known length were taken by other means.
  void Skip(uint64_t bytes) { left_ -= bytes; }

  // The connection has ended: kDone when that ends the body too, else kBroken.
  State AtEof() const {
    return framing_ == Framing::kUntilClose || done() ? State::kDone : State::kBroken;
  }

  bool done() const;
  // Bytes still to come where the message said so; 0 when it did not.
  uint64_t known_left() const { return framing_ == Framing::kLength ? left_ : 0; }

 private:
  Framing framing_ = Framing::kNone;
  uint64_t left_ = 0;
  ChunkedDecoder chunked_;
};

}  // namespace farthing::net
