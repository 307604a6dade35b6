#include "lab/wire/body_decoder.h"

#include <algorithm>

namespace farthing::lab {
namespace {

constexpr uint32_t kMaxLine = 4096;
constexpr uint64_t kMaxChunk = uint64_t{1} << 48;

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

BodyDecoder::BodyDecoder(const Framing& framing) : left_(framing.length) {
  switch (framing.kind) {
    case Framing::Kind::kNone:
      break;
    case Framing::Kind::kLength:
      state_ = left_ == 0 ? State::kDone : State::kLength;
      break;
    case Framing::Kind::kChunked:
      state_ = State::kChunkSize;
      break;
    case Framing::Kind::kUntilClose:
      state_ = State::kUntilClose;
      break;
  }
}

std::string_view BodyDecoder::Next(std::string_view* input) {
  while (!input->empty()) {
    switch (state_) {
      case State::kDone:
      case State::kMalformed:
        return {};
      case State::kLength:
        return Take(input, State::kDone);
      case State::kUntilClose: {
        const std::string_view piece = *input;
        input->remove_prefix(piece.size());
        return piece;
      }
      case State::kChunkSize:
        if (ReadLine(input)) state_ = size_ == 0 ? State::kTrailer : State::kChunkData;
        left_ = size_;
        break;
      case State::kChunkData:
        return Take(input, State::kChunkEnd);
      case State::kChunkEnd:
        if (Skip(input, "\r\n")) {
          state_ = State::kChunkSize;
          size_ = line_ = 0;
          extension_ = false;
        }
        break;
      case State::kTrailer:
        // Neither side has a use for trailers: one counts as malformed.
        if (Skip(input, "\r\n")) state_ = State::kDone;
        break;
    }
  }
  return {};
}

void BodyDecoder::OnClose() {
  if (state_ == State::kUntilClose) state_ = State::kDone;
}

std::string_view BodyDecoder::Take(std::string_view* input, State after) {
  const std::string_view piece = input->substr(0, std::min<uint64_t>(left_, input->size()));
  input->remove_prefix(piece.size());
  left_ -= piece.size();
  if (left_ == 0) state_ = after;
  return piece;
}

bool BodyDecoder::ReadLine(std::string_view* input) {
  while (!input->empty()) {
    const char c = input->front();
    input->remove_prefix(1);
    if (c == '\n' && matched_ == 1 && line_ > 0) {
      matched_ = 0;
      return true;
    }
    const int digit = HexValue(c);
    if (c == '\r') {
      matched_ = 1;
    } else if (matched_ == 1 || c == '\n' || ++line_ > kMaxLine || size_ > kMaxChunk) {
      state_ = State::kMalformed;
      return false;
    } else if (digit < 0) {
      extension_ = extension_ || c == ';' || c == ' ';
      if (!extension_ || line_ == 1) {
        state_ = State::kMalformed;
        return false;
      }
    } else if (!extension_) {
      size_ = size_ * 16 + static_cast<uint64_t>(digit);
    }
  }
  return false;
}

bool BodyDecoder::Skip(std::string_view* input, std::string_view expected) {
  while (!input->empty() && matched_ < expected.size()) {
    if (input->front() != expected[matched_]) {
      state_ = State::kMalformed;
      return false;
    }
    input->remove_prefix(1);
    ++matched_;
  }
  if (matched_ < expected.size()) return false;
  matched_ = 0;
  return true;
}

}  // namespace farthing::lab
