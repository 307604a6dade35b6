#pragma once

#include <string>
#include <string_view>

namespace farthing::lab {

struct SseEvent {
  std::string_view name;  // of the `event:` field; empty when there was none
  std::string_view data;  // `data:` lines joined by \n
};

// Cuts a stream of server-sent events (WHATWG HTML, section 9.2) into events, whatever the split of
// its bytes. Lines end in LF or CRLF. Comments and fields other than event and data are skipped, as
// are events without data.
class SseReader {
 public:
  // Calls on_event(const SseEvent&) for each event that `bytes` completes; the event's views live
  // as long as the call.
  template <typename OnEvent>
  void Feed(std::string_view bytes, OnEvent&& on_event) {
    std::string_view line;
    while (NextLine(&bytes, &line)) {
      if (!TakeLine(line)) continue;
      on_event(SseEvent{name_, data_});
      Clear();
    }
  }

  // Nothing of an unfinished event is held.
  bool idle() const { return partial_.empty() && !has_data_ && name_.empty(); }
  void Reset();

 private:
  bool NextLine(std::string_view* bytes, std::string_view* line);
  bool TakeLine(std::string_view line);  // true: an event is complete
  void Clear();

  std::string partial_;        // of a line whose end has not come
  bool partial_used_ = false;  // partial_ was handed out as a line
  std::string name_;
  std::string data_;
  bool has_data_ = false;
};

}  // namespace farthing::lab
