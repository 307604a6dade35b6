#include "api/delta_text.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace farthing::api {
namespace {

constexpr std::string_view kDelta = "\"delta\":";
constexpr std::string_view kTextKeys[] = {
    "content",  "text",      "arguments",         "partial_json",
    "thinking", "reasoning", "reasoning_content", "refusal",
};

size_t SkipSpace(std::string_view text, size_t at) {
  return std::min(text.find_first_not_of(" \t", at), text.size());
}

// Of the string that begins before `at`: where it ends, at its closing quote.
size_t EndOfString(std::string_view text, size_t at) {
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return std::min(at, text.size());
}

// An answer, or the value of a `delta`, walked through once.
class TextWalk {
 public:
  TextWalk(std::string_view text, size_t at) : text_(text), at_(at) {}

  size_t Run() {
    do {
      if (at_ >= text_.size()) break;
      const char c = text_[at_++];
      if (c == '{' || c == '[') ++depth_;
      if (c == '}' || c == ']') --depth_;
      if (c == '"') TakeString();
    } while (depth_ > 0);
    return bytes_;
  }
  size_t end() const { return at_; }

 private:
  void TakeString() {
    const size_t end = EndOfString(text_, at_);
    const std::string_view string = text_.substr(at_, end - at_);
    at_ = SkipSpace(text_, std::min(end + 1, text_.size()));
    if (depth_ > 0 && at_ < text_.size() && text_[at_] == ':') {
      key_ = string;
    } else if (depth_ == 0 || std::ranges::find(kTextKeys, key_) != std::end(kTextKeys)) {
      bytes_ += string.size();
    }
  }

  const std::string_view text_;
  size_t at_;
  int depth_ = 0;
  size_t bytes_ = 0;
  std::string_view key_;
};

// An event has many quotes: a search that stops at each is several times slower.
size_t FindDelta(std::string_view event, size_t from) {
  const void* const found =
      memmem(event.data() + from, event.size() - from, kDelta.data(), kDelta.size());
  return found == nullptr ? event.npos : static_cast<const char*>(found) - event.data();
}

}  // namespace

size_t DeltaTextBytes(std::string_view event) {
  size_t bytes = 0;
  size_t at = FindDelta(event, 0);
  // The older completions have the text in the choice itself.
  if (at == event.npos && event.find("\"text_completion\"") != event.npos) {
    return AnswerTextBytes(event);
  }
  for (; at != event.npos; at = FindDelta(event, at)) {
    TextWalk walk(event, SkipSpace(event, at + kDelta.size()));
    bytes += walk.Run();
    at = walk.end();
  }
  return bytes;
}

size_t AnswerTextBytes(std::string_view answer) { return TextWalk(answer, 0).Run(); }

}  // namespace farthing::api
