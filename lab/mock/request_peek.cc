#include "lab/mock/request_peek.h"

#include <algorithm>

namespace farthing::lab {
namespace {

constexpr std::string_view kNonceMark = "~nonce:";
constexpr std::string_view kOrdersMark = "~mock:";
constexpr std::string_view kFaultModel = "mock-fault-";
constexpr size_t kMaxMark = 16 * 1024;

// Walks the text of one JSON object; every step ends at the text's end at the latest.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {}

  // Moves to the next member of the object; false at its end.
  bool NextMember(std::string_view* key, std::string_view* value) {
    at_ = std::min(text_.find('"', at_), text_.size());
    if (at_ == text_.size()) return false;
    *key = String();
    at_ = std::min(text_.find(':', at_), text_.size());
    if (at_ == text_.size()) return false;
    at_ = std::min(text_.find_first_not_of(" \t\r\n", at_ + 1), text_.size());
    *value = Value();
    return true;
  }

 private:
  char Current() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  // REQUIRES: at a quote. Returns the inside and moves beyond the closing quote.
  std::string_view String() {
    const size_t begin = at_ + 1;
    size_t quote = text_.find('"', begin);
    while (quote != std::string_view::npos && Escaped(begin, quote)) {
      quote = text_.find('"', quote + 1);
    }
    const size_t end = std::min(quote, text_.size());
    at_ = std::min(end + 1, text_.size());
    return text_.substr(begin, end - begin);
  }

  bool Escaped(size_t begin, size_t quote) const {
    size_t slash = quote;
    while (slash > begin && text_[slash - 1] == '\\') --slash;
    return (quote - slash) % 2 == 1;
  }

  std::string_view Value() {
    const size_t begin = at_;
    if (Current() == '"') return String();
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        String();
        --at_;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (depth == 0 && (c == ',' || c == '}')) {
        break;
      } else if (c == '}' || c == ']') {
        --depth;
      }
    }
    return text_.substr(begin, at_ - begin);
  }

  std::string_view text_;
  size_t at_ = 0;
};

std::string_view Marked(std::string_view body, size_t begin) {
  const std::string_view rest = body.substr(begin, kMaxMark);
  const size_t end = rest.find('~');
  return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
}

void FindMarks(std::string_view body, RequestPeek* out) {
  for (size_t at = body.find('~'); at != std::string_view::npos; at = body.find('~', at + 1)) {
    const std::string_view rest = body.substr(at);
    if (rest.starts_with(kNonceMark)) out->nonce = Marked(body, at + kNonceMark.size());
    if (rest.starts_with(kOrdersMark)) out->orders = Marked(body, at + kOrdersMark.size());
  }
}

}  // namespace

RequestPeek PeekRequest(std::string_view body) {
  RequestPeek out;
  Walker walker(body);
  std::string_view key;
  std::string_view value;
  while (walker.NextMember(&key, &value)) {
    if (key == "model") out.model = value;
    if (key == "stream") out.stream = value.starts_with("true");
    if (key != "stream_options") continue;
    const size_t asked = value.find("\"include_usage\"");
    out.include_usage =
        asked != std::string_view::npos && value.find("true", asked) != std::string_view::npos;
  }
  FindMarks(body, &out);
  const size_t slash = out.model.rfind('/');
  const std::string_view bare =
      slash == std::string_view::npos ? out.model : out.model.substr(slash + 1);
  if (bare.starts_with(kFaultModel)) out.fault = bare.substr(kFaultModel.size());
  return out;
}

}  // namespace farthing::lab
