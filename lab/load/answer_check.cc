#include "lab/load/answer_check.h"

#include <charconv>

namespace farthing::lab {
namespace {

constexpr std::string_view kNonceMark = "~nonce:";
constexpr std::string_view kStampMark = "~at:";

bool IsLastEvent(const SseEvent& event) {
  return event.data == "[DONE]" || event.name == "message_stop" ||
         event.name == "response.completed";
}

bool IsError(const SseEvent& event) {
  return event.name == "error" || event.data.starts_with(R"({"error")");
}

template <typename T>
bool ParseNumber(std::string_view text, T* out) {
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, *out);
  return error == std::errc() && at == end;
}

}  // namespace

void AnswerCheck::Begin(std::string_view nonce, int status, bool stream) {
  nonce_ = nonce;
  body_.clear();
  status_ = status;
  stream_ = stream;
  next_ = 0;
  ended_ = wrong_ = error_ = last_event_ = false;
}

void AnswerCheck::OnBody(std::string_view piece) {
  if (!nonce_.empty()) body_ += piece;
}

void AnswerCheck::OnEvent(const SseEvent& event) {
  // A usage event may follow the last content, but nothing follows the last event.
  if (last_event_ && !nonce_.empty()) wrong_ = true;
  if (IsLastEvent(event)) last_event_ = true;
  if (IsError(event)) error_ = true;
  if (!nonce_.empty()) ReadMarks(event.data);
}

Outcome AnswerCheck::Finish() {
  if (status_ < 200 || status_ > 299) return Outcome::kStatus;
  if (!stream_) ReadMarks(body_);
  if (wrong_) return Outcome::kWrong;
  if (stream_ && error_) return Outcome::kStreamError;
  if (stream_ && !last_event_) return Outcome::kTruncated;
  return nonce_.empty() || ended_ ? Outcome::kOk : Outcome::kWrong;
}

void AnswerCheck::ReadMarks(std::string_view text) {
  size_t at = 0;
  while ((at = text.find(kNonceMark, at)) != std::string_view::npos) {
    at += kNonceMark.size();
    const size_t end = text.find('~', at);
    if (end == std::string_view::npos || !ReadMark(text.substr(at, end - at))) wrong_ = true;
  }
}

bool AnswerCheck::ReadMark(std::string_view mark) {
  if (ended_ || !mark.starts_with(nonce_)) return false;
  mark.remove_prefix(nonce_.size());
  if (mark == ":end") {
    ended_ = true;
    return true;
  }
  uint64_t index = 0;
  return mark.starts_with(':') && ParseNumber(mark.substr(1), &index) && index == next_++;
}

std::optional<MonotonicTime> ReadStamp(std::string_view data) {
  const size_t mark = data.find(kStampMark);
  if (mark == std::string_view::npos) return std::nullopt;
  const size_t begin = mark + kStampMark.size();
  const size_t end = data.find('~', begin);
  int64_t nanoseconds = 0;
  if (end == std::string_view::npos) return std::nullopt;
  if (!ParseNumber(data.substr(begin, end - begin), &nanoseconds)) return std::nullopt;
  return MonotonicTime(Duration(nanoseconds));
}

}  // namespace farthing::lab
