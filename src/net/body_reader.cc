#include "net/body_reader.h"

#include <algorithm>

namespace farthing::net {

bool BodyReader::done() const {
  switch (framing_) {
    case Framing::kNone:
      return true;
    case Framing::kLength:
      return left_ == 0;
    case Framing::kChunked:
      return chunked_.state() == ChunkedDecoder::State::kDone;
    case Framing::kUntilClose:
      return false;
  }
  return true;
}

BodyReader::State BodyReader::Next(std::string_view* input, std::string_view* data) {
  *data = {};
  switch (framing_) {
    case Framing::kNone:
      return State::kDone;
    case Framing::kLength: {
      const size_t run = static_cast<size_t>(std::min<uint64_t>(left_, input->size()));
      *data = input->substr(0, run);
      input->remove_prefix(run);
      left_ -= run;
      return left_ == 0 ? State::kDone : State::kMore;
    }
    case Framing::kUntilClose:
      *data = *input;
      *input = {};
      return State::kMore;
    case Framing::kChunked:
      switch (chunked_.Next(input, data)) {
        case ChunkedDecoder::State::kMore:
          return State::kMore;
        case ChunkedDecoder::State::kDone:
          return State::kDone;
        case ChunkedDecoder::State::kBroken:
          return State::kBroken;
      }
  }
  return State::kBroken;
}

}  // namespace farthing::net
