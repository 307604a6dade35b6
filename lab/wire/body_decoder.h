#pragma once

#include <cstdint>
#include <string_view>

#include "lab/wire/http_head.h"

namespace farthing::lab {

// Takes a message's body out of its framing, a piece at a time and without copying it.
class BodyDecoder {
 public:
  BodyDecoder() = default;
  explicit BodyDecoder(const Framing& framing);

  // The next piece of the body at the front of *input, and moves *input past what was read. Empty:
  // more input is needed, or done(), or malformed().
  std::string_view Next(std::string_view* input);

  bool done() const { return state_ == State::kDone; }
  bool malformed() const { return state_ == State::kMalformed; }
  // The peer has closed: an until-close body is now done; any other that is not done was cut.
  void OnClose();

 private:
  enum class State {
    kDone,
    kLength,
    kUntilClose,
    kChunkSize,
    kChunkData,
    kChunkEnd,
    kTrailer,
    kMalformed
  };

  std::string_view Take(std::string_view* input, State after);
  bool ReadLine(std::string_view* input);  // false: incomplete, or malformed
  bool Skip(std::string_view* input, std::string_view expected);

  State state_ = State::kDone;
  uint64_t left_ = 0;       // of the body or the chunk
  uint64_t size_ = 0;       // of the chunk whose size line is being read
  uint32_t line_ = 0;       // bytes of the line read so far
  bool extension_ = false;  // the size has ended; the rest of the line does not matter
  uint8_t matched_ = 0;     // of the CRLF after a chunk
};

}  // namespace farthing::lab
