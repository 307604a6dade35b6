#include <algorithm>
#include <string>
#include <unordered_set>

#include "shape/squeeze/squeeze_text.h"

namespace farthing::shape {
namespace {

constexpr std::string_view kNames[] = {"document", "doc",           "chunk",  "passage",
                                       "snippet",  "search_result", "context"};
constexpr std::string_view kSpace = " \t\r\n";
constexpr size_t kShortest = 64;  // a repeat of less costs nothing

// The element's name that begins at `at`; "" where no such element does.
std::string_view NameAt(std::string_view text, size_t at) {
  if (at >= text.size() || text[at] != '<') return {};
  const std::string_view rest = text.substr(at + 1);
  for (const std::string_view name : kNames) {
    if (!rest.starts_with(name) || rest.size() == name.size()) continue;
    const char next = rest[name.size()];
    if (next == '>' || kSpace.find(next) != kSpace.npos) return name;
  }
  return {};
}

// The offset behind the element's closing tag; npos where it has none or holds another of its
// name. Looks no further than the next of that name, so that no text takes time beyond its size.
size_t ElementEnd(std::string_view text, size_t at, std::string_view name) {
  const std::string open = '<' + std::string(name);
  const std::string close = "</" + std::string(name) + '>';
  const size_t next = std::min(text.find(open, at + 1), text.size());
  const size_t end = text.substr(0, next).find(close, at);
  return end == text.npos ? end : end + close.size();
}

class Row {
 public:
  explicit Row(std::string_view text) : text_(text) {}

  // Takes the elements side by side from `at` on; the offset behind the last.
  size_t Take(size_t at, std::string_view name) {
    std::unordered_set<std::string_view> seen;
    size_t end = at;
    while (NameAt(text_, at) == name) {
      const size_t element_end = ElementEnd(text_, at, name);
      if (element_end == text_.npos) break;
      const std::string_view element = text_.substr(at, element_end - at);
      const bool is_first = seen.insert(element).second;
      if (!is_first && element.size() >= kShortest) LeaveOut(end, element_end);
      end = element_end;
      at = std::min(text_.find_first_not_of(kSpace, end), text_.size());
    }
    return end;
  }

  std::optional<std::string> Finish() {
    if (done_ == 0) return std::nullopt;
    return squeezed_.append(text_.substr(done_));
  }

 private:
  // With the white space before it.
  void LeaveOut(size_t begin, size_t end) {
    squeezed_.append(text_.substr(done_, begin - done_));
    done_ = end;
  }

  const std::string_view text_;
  size_t done_ = 0;
  std::string squeezed_;
};

}  // namespace

std::optional<std::string> SqueezeDocuments(std::string_view text) {
  Row row(text);
  for (size_t at = text.find('<'); at != text.npos; at = text.find('<', at)) {
    const std::string_view name = NameAt(text, at);
    at = name.empty() ? at + 1 : std::max(row.Take(at, name), at + 1);
  }
  return row.Finish();
}

}  // namespace farthing::shape
