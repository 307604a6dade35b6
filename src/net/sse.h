#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace farthing::net {

// One block of a server-sent event stream (WHATWG HTML, 9.2.6), up to and with its blank line.
// Views: see SseDecoder.
struct SseEvent {
  std::string_view event;  // empty: none was named
  std::string_view data;   // the data lines, joined by \n
  std::string_view id;
  std::string_view raw;   // the block's exact bytes; all raws in a row are the stream
  bool has_data = false;  // false: comments and the like, which a browser would not see
};

// Cuts a stream into events, however its bytes are split: no I/O, no copy as long as an event lies
// within one chunk. The ends \n, \r\n and \r are known, a byte order mark is skipped.
//   decoder.Feed(bytes);
//   while (decoder.Next(&event) == SseDecoder::Outcome::kEvent) …
// One thread.
class SseDecoder {
 public:
  enum class Outcome {
    kEvent,
    kNeedMore,
    kTooLarge,  // an event has more than max_event bytes; the decoder gives nothing any more
  };

  static constexpr size_t kDefaultMaxEvent = size_t{16} << 20;

  explicit SseDecoder(size_t max_event = kDefaultMaxEvent) : max_event_(max_event) {}
  SseDecoder(const SseDecoder&) = delete;
  SseDecoder& operator=(const SseDecoder&) = delete;

  // REQUIRES: Next has said kNeedMore about all that was fed before. `bytes` stay readable until it
  // says so again. Ends the life of the views that Next gave.
  void Feed(std::string_view bytes);

  // No more bytes will come: a last event that ends with \r is given out. What then is still
  // incomplete() is half an event.
  void End() { ended_ = true; }

  // The views in `event` live until the next Feed, and as long as the bytes that were fed; a `data`
  // of several lines only until the next call.
  Outcome Next(SseEvent* event);

  // Whether bytes of an unfinished event are held.
  bool incomplete() const;

 private:
  // Places in text_, relative to begin_, since the bytes move between chunks.
  struct Place {
    size_t offset = 0;
    size_t size = 0;
  };
  enum class LineEnd { kNone, kLineFeed, kCarriageReturn, kBoth };

  // The next complete line from line_ on: its size, the size of its end. False: not yet there.
  bool FindLine(size_t* size, LineEnd* end);
  size_t NextOf(char c, size_t* cached);
  void TakeLine(std::string_view line);
  void TakeData(Place value);
  void Emit(size_t end, SseEvent* event);
  void StartEvent(size_t begin);
  void Keep();
  void MoveBack(size_t distance);

  const size_t max_event_;
  bool ended_ = false;
  bool failed_ = false;
  bool at_start_ = true;         // a byte order mark may stand on the next line
  bool skip_line_feed_ = false;  // the last event ended with \r; a \n now belongs to that line end

  std::string_view text_;  // what was fed, or carry_
  std::string carry_;      // begins with an unfinished event
  size_t begin_ = 0;       // of the current event in text_
  size_t line_ = 0;        // of the current line in text_
  size_t line_feed_ = 0;   // there is none between line_ and here
  size_t carriage_return_ = 0;
  LineEnd last_end_ = LineEnd::kNone;

  Place event_;
  Place id_;
  Place data_;
  size_t data_lines_ = 0;
  std::string joined_;  // data of more than one line
};

// Appends an event; an empty `event` names none. Line ends in `data` begin new data lines.
void AppendEvent(std::string_view event, std::string_view data, std::string* out);

}  // namespace farthing::net
