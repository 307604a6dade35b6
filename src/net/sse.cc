#include "net/sse.h"

#include <algorithm>

#include "base/check.h"

namespace farthing::net {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

void SseDecoder::Feed(std::string_view bytes) {
  if (failed_) return;
  CHECK(text_.data() == carry_.data() || text_.empty());
  if (begin_ > 0) {
    carry_.erase(0, begin_);
    MoveBack(begin_);
  }
  if (carry_.empty()) {
    text_ = bytes;
  } else {
    carry_.append(bytes);
    text_ = carry_;
  }
}

SseDecoder::Outcome SseDecoder::Next(SseEvent* event) {
  if (failed_) return Outcome::kTooLarge;
  if (skip_line_feed_ && line_ < text_.size()) {
    skip_line_feed_ = false;
    if (text_[line_] == '\n') ++line_;
  }
  size_t size = 0;
  LineEnd end = LineEnd::kNone;
  while (FindLine(&size, &end)) {
    const std::string_view line = text_.substr(line_, size);
    const size_t after = line_ + size + (end == LineEnd::kBoth ? 2 : 1);
    failed_ = after - begin_ > max_event_;
    if (failed_) return Outcome::kTooLarge;
    const bool is_mark = at_start_ && line == kByteOrderMark;
    if (line.empty() || is_mark) {
      skip_line_feed_ = end == LineEnd::kCarriageReturn;
      Emit(after, event);
      return Outcome::kEvent;
    }
    TakeLine(line);
    line_ = after;
    last_end_ = end;
  }
  failed_ = text_.size() - begin_ > max_event_;
  if (failed_) return Outcome::kTooLarge;
  Keep();
  return Outcome::kNeedMore;
}

bool SseDecoder::FindLine(size_t* size, LineEnd* end) {
  const size_t line_feed = NextOf('\n', &line_feed_);
  const size_t carriage_return = NextOf('\r', &carriage_return_);
  const size_t first = std::min(line_feed, carriage_return);
  if (first == text_.size()) return false;
  *size = first - line_;
  if (line_feed < carriage_return) {
    *end = LineEnd::kLineFeed;
    return true;
  }
  // An event must not wait for a \n that may never come, and must be the same however the bytes are
  // split: so a blank line that ends with \r ends the event there, unless the line before ended
  // with
  // \r\n. A \n that comes nevertheless opens the next block.
  if (*size == 0 && last_end_ != LineEnd::kBoth) {
    *end = LineEnd::kCarriageReturn;
    return true;
  }
  const bool is_last = carriage_return + 1 == text_.size();
  if (is_last && !ended_) return false;
  *end = !is_last && text_[carriage_return + 1] == '\n' ? LineEnd::kBoth : LineEnd::kCarriageReturn;
  return true;
}

size_t SseDecoder::NextOf(char c, size_t* cached) {
  const bool found = *cached >= line_ && *cached < text_.size() && text_[*cached] == c;
  if (!found) *cached = std::min(text_.find(c, std::max(*cached, line_)), text_.size());
  return *cached;
}

void SseDecoder::TakeLine(std::string_view line) {
  size_t offset = line_ - begin_;
  if (at_start_ && line.starts_with(kByteOrderMark)) {
    line.remove_prefix(kByteOrderMark.size());
    offset += kByteOrderMark.size();
  }
  at_start_ = false;
  const size_t colon = std::min(line.find(':'), line.size());
  const std::string_view field = line.substr(0, colon);
  size_t value = std::min(colon + 1, line.size());
  if (value < line.size() && line[value] == ' ') ++value;
  const Place place{offset + value, line.size() - value};
  if (field == "data") {
    TakeData(place);
  } else if (field == "event") {
    event_ = place;
  } else if (field == "id" && line.find('\0') == std::string_view::npos) {
    id_ = place;
  }
}

void SseDecoder::TakeData(Place value) {
  const auto view = [this](Place place) { return text_.substr(begin_ + place.offset, place.size); };
  if (++data_lines_ == 1) {
    data_ = value;
    return;
  }
  if (data_lines_ == 2) joined_.assign(view(data_));
  joined_.push_back('\n');
  joined_.append(view(value));
}

void SseDecoder::Emit(size_t end, SseEvent* event) {
  const std::string_view raw = text_.substr(begin_, end - begin_);
  const auto view = [raw](Place place) { return raw.substr(place.offset, place.size); };
  event->raw = raw;
  event->event = view(event_);
  event->id = view(id_);
  event->has_data = data_lines_ > 0;
  event->data = data_lines_ > 1 ? std::string_view(joined_) : view(data_);
  StartEvent(end);
}

void SseDecoder::StartEvent(size_t begin) {
  begin_ = line_ = begin;
  last_end_ = LineEnd::kNone;
  at_start_ = false;
  event_ = id_ = data_ = {};
  data_lines_ = 0;
}

void SseDecoder::Keep() {
  if (text_.data() == carry_.data()) return;
  carry_.assign(text_.substr(begin_));
  MoveBack(begin_);
  text_ = carry_;
}

void SseDecoder::MoveBack(size_t distance) {
  begin_ -= distance;
  line_ -= distance;
  line_feed_ -= distance;
  carriage_return_ -= distance;
}

bool SseDecoder::incomplete() const {
  const std::string_view rest = text_.substr(begin_);
  return !rest.empty() && rest != "\n";
}

void AppendEvent(std::string_view event, std::string_view data, std::string* out) {
  if (!event.empty()) {
    out->append("event: ").append(event).push_back('\n');
  }
  while (true) {
    const size_t end = std::min(data.find_first_of("\r\n"), data.size());
    out->append("data: ").append(data.substr(0, end)).push_back('\n');
    if (end == data.size()) break;
    data.remove_prefix(end + (data.substr(end, 2) == "\r\n" ? 2 : 1));
  }
  out->push_back('\n');
}

}  // namespace farthing::net
