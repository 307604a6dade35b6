#include "net/chunked.h"

#include <algorithm>

namespace farthing::net {
namespace {

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

bool ChunkedDecoder::TakeSizeByte(char c) {
  const int value = HexValue(c);
  if (value >= 0) {
    left_ = left_ << 4 | static_cast<uint64_t>(value);
    return ++digits_ <= 15;
  }
  if (digits_ == 0) return false;
  if (c == '\r') {
    step_ = Step::kSizeLf;
    return true;
  }
  step_ = c == ';' ? Step::kExtension : Step::kBlank;
  return c == ';' || c == ' ' || c == '\t';
}

bool ChunkedDecoder::TakeSizeLf(char c) {
  const uint64_t allowance = kFreeOverhead + left_;
  overhead_ -= std::min(overhead_, allowance);
  step_ = left_ == 0 ? Step::kTrailer : Step::kData;
  return c == '\n';
}

bool ChunkedDecoder::TakeTrailerByte(char c) {
  if (++overhead_ > kMaxOverhead) return false;
  if (last_cr_) {
    if (c != '\n') return false;
    last_cr_ = false;
    if (line_empty_) state_ = State::kDone;
    line_empty_ = true;
    return true;
  }
  if (c == '\r') {
    last_cr_ = true;
  } else {
    line_empty_ = false;
  }
  return c != '\n';
}

bool ChunkedDecoder::TakeByte(char c) {
  switch (step_) {
    case Step::kSize:
      return TakeSizeByte(c);
    case Step::kBlank:  // some servers pad the size; only an extension may follow
      if (c == '\r') step_ = Step::kSizeLf;
      if (c == ';') step_ = Step::kExtension;
      return (c == '\r' || c == ';' || c == ' ' || c == '\t') && ++overhead_ <= kMaxOverhead;
    case Step::kExtension:
      if (c == '\r') step_ = Step::kSizeLf;
      return c != '\n' && ++overhead_ <= kMaxOverhead;
    case Step::kSizeLf:
      return TakeSizeLf(c);
    case Step::kDataCr:
      step_ = Step::kDataLf;
      return c == '\r';
    case Step::kDataLf:
      step_ = Step::kSize;
      digits_ = 0;
      return c == '\n';
    case Step::kTrailer:
      return TakeTrailerByte(c);
    case Step::kData:
      break;
  }
  return false;
}

ChunkedDecoder::State ChunkedDecoder::Next(std::string_view* input, std::string_view* data) {
  *data = {};
  while (state_ == State::kMore && !input->empty()) {
    if (step_ == Step::kData) {
      const size_t run = static_cast<size_t>(std::min<uint64_t>(left_, input->size()));
      *data = input->substr(0, run);
      input->remove_prefix(run);
      left_ -= run;
      if (left_ == 0) step_ = Step::kDataCr;
      return state_;
    }
    const char c = input->front();
    input->remove_prefix(1);
    if (!TakeByte(c)) state_ = State::kBroken;
  }
  return state_;
}

void AppendChunkSize(size_t size, std::string* out) {
  char digits[18];
  char* const end = digits + sizeof(digits);
  char* at = end;
  *--at = '\n';
  *--at = '\r';
  do {
    *--at = "0123456789abcdef"[size & 15];
    size >>= 4;
  } while (size != 0);
  out->append(at, static_cast<size_t>(end - at));
}

}  // namespace farthing::net
