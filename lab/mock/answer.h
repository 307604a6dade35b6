#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace farthing::lab {

inline constexpr std::string_view kJson = "application/json";
inline constexpr std::string_view kEventStream = "text/event-stream; charset=utf-8";

struct AnswerEvent {
  Duration wait{0};   // after what was sent before it
  std::string bytes;  // the whole record, blank line included
};

// What an upstream says to one request, before its framing and before any fault.
struct Answer {
  int status = 200;
  std::string_view content_type = kJson;  // a literal
  std::string fields;                     // further head lines, each with its CRLF
  bool stream = false;
  std::string body;                 // of an answer that is no stream
  std::vector<AnswerEvent> events;  // of a stream; the last one is its terminator
};

}  // namespace farthing::lab
