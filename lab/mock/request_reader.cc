#include "lab/mock/request_reader.h"

#include <utility>

namespace farthing::lab {

RequestReader::State RequestReader::Next() {
  if (head_size_ == 0) {
    const State state = NextHead();
    if (state != State::kRequest) return state;
  }
  return framing_.kind == Framing::Kind::kChunked ? AwaitChunks() : AwaitLength();
}

RequestReader::State RequestReader::NextHead() {
  if (in_.empty()) return State::kIncomplete;
  size_t size = 0;
  const HeadState state = ParseHead(in_.view(), &head_, &size);
  if (state == HeadState::kIncomplete) return State::kIncomplete;
  const auto framing = state == HeadState::kComplete ? RequestFraming(head_) : std::nullopt;
  if (!framing) return State::kMalformed;
  head_size_ = size;
  framing_ = *framing;
  continue_wanted_ = head_.Has("expect", "100-continue");
  if (framing_.kind == Framing::Kind::kChunked) {
    chunked_head_ = in_.view().substr(0, size);
    chunked_body_.clear();
    decoder_ = BodyDecoder(framing_);
    in_.Consume(size);
  }
  return State::kRequest;
}

RequestReader::State RequestReader::AwaitLength() {
  if (in_.size() < head_size_ + framing_.length) return State::kIncomplete;
  head_bytes_ = in_.view().substr(0, head_size_);
  body_ = in_.view().substr(head_size_, framing_.length);
  // The buffer may have moved while the body came.
  ParseHead(head_bytes_, &head_, &head_size_);
  return State::kRequest;
}

RequestReader::State RequestReader::AwaitChunks() {
  std::string_view rest = in_.view();
  std::string_view piece;
  while (!(piece = decoder_.Next(&rest)).empty()) chunked_body_ += piece;
  in_.Consume(in_.size() - rest.size());
  if (decoder_.malformed()) return State::kMalformed;
  if (!decoder_.done()) return State::kIncomplete;
  head_bytes_ = chunked_head_;
  body_ = chunked_body_;
  ParseHead(head_bytes_, &head_, &head_size_);
  return State::kRequest;
}

void RequestReader::Finish() {
  if (framing_.kind != Framing::Kind::kChunked) in_.Consume(head_size_ + framing_.length);
  head_size_ = 0;
}

bool RequestReader::TakeContinue() { return std::exchange(continue_wanted_, false); }

size_t RequestReader::missing() const {
  if (head_size_ == 0 || framing_.kind != Framing::Kind::kLength) return 0;
  return head_size_ + framing_.length - in_.size();
}

}  // namespace farthing::lab
