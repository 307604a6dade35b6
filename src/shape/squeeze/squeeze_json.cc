#include "json/document.h"
#include "shape/squeeze/minify.h"
#include "shape/squeeze/squeeze_text.h"
#include "shape/squeeze/text_lines.h"

namespace farthing::shape {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// "json", and what may follow it in the same line ("json title=…").
bool IsJson(std::string_view info) {
  const std::string_view word = info.substr(0, info.find_first_of(" \t{"));
  return word == "json" || word == "JSON";
}

// One object or array as a whole: nobody pretty-prints a number.
std::optional<std::string> Minified(std::string_view text) {
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == text.npos || (text[begin] != '{' && text[begin] != '[')) return std::nullopt;
  if (!json::Document::ParseBorrowed(text)) return std::nullopt;
  std::string minified;
  AppendMinified(text, &minified);
  if (minified.size() == text.size()) return std::nullopt;
  return minified;
}

// Writes a text anew, block by block.
class JsonBlocks {
 public:
  explicit JsonBlocks(std::string_view text) : text_(text), lines_(text) {}

  std::optional<std::string> Squeeze() {
    size_t at = 0;
    while (const auto line = lines_.Next()) {
      switch (fences_.Take(*line)) {
        case Fences::Line::kOpens:
          block_ = at + line->size();
          break;
        case Fences::Line::kCloses:
          if (IsJson(fences_.info())) AddBlock(at);
          break;
        default:
          break;
      }
      at += line->size();
    }
    if (done_ == 0) return std::nullopt;
    return squeezed_.append(text_.substr(done_));
  }

 private:
  void AddBlock(size_t end) {
    const std::string_view inside = text_.substr(block_, end - block_);
    // The line break before the closing fence stays.
    const std::optional<std::string> minified = Minified(inside);
    if (!minified || minified->size() + 1 == inside.size()) return;
    squeezed_.append(text_.substr(done_, block_ - done_)).append(*minified).append("\n");
    done_ = end;
  }

  const std::string_view text_;
  Lines lines_;
  Fences fences_;
  size_t block_ = 0;  // where the open block's inside begins
  size_t done_ = 0;   // up to where the text is written
  std::string squeezed_;
};

}  // namespace

std::optional<std::string> SqueezeJson(std::string_view text, bool whole) {
  if (whole) {
    if (std::optional<std::string> minified = Minified(text)) return minified;
  }
  if (text.find("```") == text.npos && text.find("~~~") == text.npos) return std::nullopt;
  return JsonBlocks(text).Squeeze();
}

}  // namespace farthing::shape
