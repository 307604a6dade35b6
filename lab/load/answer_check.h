#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "lab/wire/sse_reader.h"

namespace farthing::lab {

enum class Outcome {
  kOk,
  kStatus,       // an error status
  kStreamError,  // the stream told of an error
  kTruncated,    // the stream ended without its dialect's last event
  kWrong,        // an answer that claims to be right and is not
};

// Judges one answer as it comes. With a nonce, the text must hold it as the mock puts it there:
// ~nonce:HEX:0~, ~nonce:HEX:1~, … and ~nonce:HEX:end~ once, at last; so an answer that is
// another's, or lost, repeated or reordered events, show as kWrong. One thread.
class AnswerCheck {
 public:
  // Empty: no nonce was sent, and any text is right.
  void Begin(std::string_view nonce, int status, bool stream);

  void OnBody(std::string_view piece);  // of an answer that is no stream
  void OnEvent(const SseEvent& event);

  // The body is whole.
  Outcome Finish();

 private:
  void ReadMarks(std::string_view text);
  bool ReadMark(std::string_view mark);

  std::string nonce_;
  std::string body_;
  int status_ = 0;
  bool stream_ = false;
  uint64_t next_ = 0;  // index that the next mark must have
  bool ended_ = false;
  bool wrong_ = false;
  bool error_ = false;
  bool last_event_ = false;
};

// The time that a stamped event tells it was sent at.
std::optional<MonotonicTime> ReadStamp(std::string_view data);

}  // namespace farthing::lab
