#include "shape/narrow/marked_blocks.h"

#include <algorithm>
#include <optional>

namespace farthing::shape {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kOpenBlock = "<documents>";
constexpr std::string_view kCloseBlock = "</documents>";
constexpr std::string_view kOpen = "<document";
constexpr std::string_view kClose = "</document>";
constexpr std::string_view kOpenContent = "<document_content>";
constexpr std::string_view kCloseContent = "</document_content>";

size_t SkipBlanks(std::string_view text, size_t at) {
  return std::min(text.find_first_not_of(kBlanks, at), text.size());
}

json::Span Between(size_t begin, size_t end) { return {begin, end - begin}; }

// What is in the element that begins at `begin` and ends at `end`: its content's element, or all.
json::Span TextIn(std::string_view text, size_t begin, size_t end) {
  const std::string_view inside = text.substr(begin, end - begin);
  const size_t open = inside.find(kOpenContent);
  const size_t close = inside.rfind(kCloseContent);
  if (open != inside.npos && close != inside.npos && open + kOpenContent.size() <= close) {
    return Between(begin + open + kOpenContent.size(), begin + close);
  }
  return Between(begin, end);
}

json::Span Trimmed(std::string_view text, json::Span span) {
  const std::string_view inside = span.In(text);
  const size_t first = SkipBlanks(inside, 0), last = inside.find_last_not_of(kBlanks);
  return {span.offset + first, last == inside.npos ? 0 : last + 1 - first};
}

// Where the closing tag is of an element whose content begins at `at`; absent: another tag of these
// comes before it. Looks no further than the next of them, so that no text takes long.
std::optional<size_t> FindClose(std::string_view text, size_t at) {
  for (at = text.find('<', at); at != text.npos; at = text.find('<', at + 1)) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with(kClose)) return at;
    if (rest.starts_with(kOpenContent)) continue;
    if (rest.starts_with(kOpen) || rest.starts_with(kCloseBlock)) return std::nullopt;
  }
  return std::nullopt;
}

// The element at `at`; absent: there is none, or one of another form.
std::optional<MarkedDocument> ReadDocument(std::string_view text, size_t at) {
  if (!text.substr(at).starts_with(kOpen)) return std::nullopt;
  const size_t name_end = at + kOpen.size();
  const size_t open_end = text.find('>', name_end);
  if (open_end == text.npos) return std::nullopt;
  if (open_end > name_end && kBlanks.find(text[name_end]) == kBlanks.npos) return std::nullopt;
  const std::optional<size_t> close = FindClose(text, open_end);
  if (!close) return std::nullopt;
  return MarkedDocument{.element = Between(at, SkipBlanks(text, *close + kClose.size())),
                        .text = Trimmed(text, TextIn(text, open_end + 1, *close))};
}

// The block at `at`. Where there is none, `seen` is how far the text was read for it.
std::optional<MarkedBlock> ReadBlock(std::string_view text, size_t at, size_t* seen) {
  MarkedBlock block;
  size_t end = SkipBlanks(text, at + kOpenBlock.size());
  while (const std::optional<MarkedDocument> document = ReadDocument(text, end)) {
    block.documents.push_back(*document);
    end = document->element.end();
  }
  *seen = std::max(end, at + kOpenBlock.size());
  if (block.documents.empty() || !text.substr(end).starts_with(kCloseBlock)) return std::nullopt;
  *seen = end + kCloseBlock.size();
  block.span = Between(at, *seen);
  return block;
}

}  // namespace

std::vector<MarkedBlock> FindMarkedBlocks(std::string_view text) {
  std::vector<MarkedBlock> blocks;
  for (size_t at = text.find(kOpenBlock); at != text.npos; at = text.find(kOpenBlock, at)) {
    std::optional<MarkedBlock> block = ReadBlock(text, at, &at);
    if (block) blocks.push_back(*std::move(block));
  }
  return blocks;
}

std::string TextBeside(std::string_view text, const std::vector<MarkedBlock>& blocks) {
  std::string beside;
  size_t done = 0;
  for (const MarkedBlock& block : blocks) {
    beside.append(text.substr(done, block.span.offset - done)).append("\n");
    done = block.span.end();
  }
  return beside.append(text.substr(done));
}

}  // namespace farthing::shape
